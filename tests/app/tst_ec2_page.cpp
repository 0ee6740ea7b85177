// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>
#include <QTest>

#include "test_places.h"
#include "tests/support/cli_runner.h"

using studio::test::CliResult;
using studio::test::runProgram;

/// What packaging/ec2 says and is written in: its page, its keys, its user data.
class TestEc2Page final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cloudInitTakesTheUserData() {
        if (QStandardPaths::findExecutable(QStringLiteral("cloud-init")).isEmpty())
            QSKIP("cloud-init is not installed");
        const CliResult result = runProgram(QStringLiteral("cloud-init"),
                                            {QStringLiteral("schema"), QStringLiteral("--config-file"),
                                             QStringLiteral(STUDIO_SOURCE_DIR "/packaging/ec2/user-data.yaml")});
        QVERIFY2(result.code == 0, result.out + result.err);
    }

    void shellcheckFindsNothing() {
        if (QStandardPaths::findExecutable(QStringLiteral("shellcheck")).isEmpty())
            QSKIP("shellcheck is not installed");
        const CliResult result = runProgram(
            QStringLiteral("sh"),
            {QStringLiteral("-c"), QStringLiteral("cd '" STUDIO_SOURCE_DIR "' && shellcheck -x packaging/ec2/*.sh "
                                                  "tests/support/fake_machine.sh")});
        QVERIFY2(result.code == 0, result.out + result.err);
    }

    void everyVerbThatThePageNamesExists() {
        QSet<QString> verbs;
        const QDir app(QStringLiteral(STUDIO_SOURCE_DIR "/app"));
        for (const QString& name : app.entryList({QStringLiteral("cli*.cpp")}, QDir::Files))
            collect(app.filePath(name), QStringLiteral("add_subcommand\\(\\s*\"([a-z-]+)\""), verbs);
        QVERIFY(verbs.contains(QStringLiteral("train")));
        QSet<QString> named;
        for (const char* name : {"README.md", "job.sh", "job.env", "setup.sh"})
            collect(QStringLiteral(STUDIO_SOURCE_DIR "/packaging/ec2/") + QLatin1String(name),
                    QStringLiteral("(?:resnet-train|\"\\$program\") ([a-z][a-z-]+)\\b"), named);
        QVERIFY(named.size() > 4);
        for (const QString& verb : named)
            QVERIFY2(verbs.contains(verb), qPrintable(verb));
    }

    void everyKeyIsExplainedWithItsDefault() {
        const QSet<QString> known = found("config.sh", "\\[([A-Z][A-Z_0-9]+)\\]=");
        const QSet<QString> explained = found("job.env", "(?:^|\n)([A-Z][A-Z_0-9]+)=");
        QVERIFY(known.size() > 15);
        QCOMPARE(explained, known);
        const QSet<QString> used = found("user-data.yaml", "\n +(?:# )?([A-Z][A-Z_0-9]+)=");
        QVERIFY2((used - known).isEmpty(), qPrintable((used - known).values().join(u' ')));
    }

private:
    static void collect(const QString& path, const QString& pattern, QSet<QString>& into) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto found = QRegularExpression(pattern).globalMatch(QString::fromUtf8(file.readAll()));
        while (found.hasNext())
            into.insert(found.next().captured(1));
    }

    static QSet<QString> found(const char* name, const char* pattern) {
        QSet<QString> all;
        collect(QStringLiteral(STUDIO_SOURCE_DIR "/packaging/ec2/") + QLatin1String(name), QLatin1String(pattern), all);
        return all;
    }
};

QTEST_GUILESS_MAIN(TestEc2Page)
#include "tst_ec2_page.moc"
