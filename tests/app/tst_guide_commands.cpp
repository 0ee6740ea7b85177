// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QMap>
#include <QRegularExpression>
#include <QTest>

#include "test_places.h"
#include "tests/support/cli_runner.h"

using namespace studio::test;

/// What guide and README tell to type can be typed.
class GuideCommandsTest : public QObject {
    Q_OBJECT

    QMap<QString, QByteArray> help_;

    /// Of "train" or "queue add"; empty where there is no such verb.
    QByteArray helpOf(const QString& verb) {
        if (!help_.contains(verb)) {
            const CliResult result = runTrain(verb.split(u' ') + QStringList{QStringLiteral("--help")});
            help_[verb] = result.code == 0 ? result.out : QByteArray();
        }
        return help_[verb];
    }
    static QStringList texts() {
        const QDir guide(QStringLiteral(STUDIO_SOURCE_DIR "/docs/guide"));
        QStringList all{QStringLiteral(STUDIO_SOURCE_DIR "/README.md")};
        for (const QString& name : guide.entryList({QStringLiteral("*.md")}))
            all += guide.filePath(name);
        return all;
    }

private Q_SLOTS:
    void everyVerbAndOptionIsThere() {
        int seen = 0;
        for (const QString& path : texts()) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString text = QString::fromUtf8(file.readAll());
            // To the end of the line, of the code or of the sentence in it.
            static const QRegularExpression command(
                QStringLiteral("resnet-train (([a-z][a-z-]+)(?:\\|[a-z|-]+)?)([^`\\n\"]*)"));
            for (auto matches = command.globalMatch(text); matches.hasNext();) {
                const QRegularExpressionMatch match = matches.next();
                for (const QString& name : match.captured(1).split(u'|')) {
                    // "queue add"
                    const QString next = match.captured(3).section(u' ', 1, 1);
                    const bool isPart = !next.startsWith(u'-') && helpOf(name).contains("\n  " + next.toUtf8() + ' ');
                    const QString verb = isPart && !next.isEmpty() ? QString(name + u' ' + next) : name;
                    const QByteArray help = helpOf(verb);
                    if (help.isEmpty() && !text.mid(match.capturedStart() - 1, 1).contains(u'`') &&
                        !text.mid(match.capturedStart() - 1, 1).contains(u'\n'))
                        continue; // prose: "resnet-train is the same engine"
                    QVERIFY2(!help.isEmpty(), qPrintable(QString(path + QStringLiteral(": ") + match.captured(0))));
                    ++seen;
                    static const QRegularExpression option(QStringLiteral("(?<![a-z])--[a-z][a-z0-9-]*"));
                    const QString words = match.captured(3).section(QStringLiteral("    "), 0, 0);
                    for (auto options = option.globalMatch(words); options.hasNext();) {
                        const QString word = options.next().captured();
                        QVERIFY2(help.contains(word.toUtf8()),
                                 qPrintable(QString(path + QStringLiteral(": ") + verb + u' ' + word)));
                    }
                }
            }
        }
        QVERIFY(seen > 40);
    }

    /// Whoever has weights, or wants them elsewhere, reads the guide and not the help.
    void theGuideTellsHowWeightsComeInAndGoOut() {
        QFile file(QStringLiteral(STUDIO_SOURCE_DIR "/docs/guide/05-runs.md"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        const QString section =
            text.section(QStringLiteral("## Bring weights from PyTorch"), 1).section(QStringLiteral("\n## "), 0, 0);
        for (const char* command :
             {"import weights.pth RUN --classes", "classify RUN", "evaluate RUN --data", "resume RUN --data",
              "train --data DATA --run RUN --init weights.pth", "export RUN weights.pth"})
            QVERIFY2(section.contains(QLatin1String("resnet-train ") + QLatin1String(command)), command);
    }
};

QTEST_GUILESS_MAIN(GuideCommandsTest)
#include "tst_guide_commands.moc"
