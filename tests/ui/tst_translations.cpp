// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/ui_main.h"

/// Counts are words of a translator file, in English too.
class TestTranslations final : public QObject {
    Q_OBJECT

private:
    static QString textOf(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }
    static QString source(const char* path) { return QStringLiteral(STUDIO_SOURCE_DIR "/") + QLatin1String(path); }

private Q_SLOTS:
    void oneEventIsNotEvents() {
        const auto events = [](int n) {
            return QCoreApplication::translate("studio::MetricPlot", "%n event(s)", nullptr, n);
        };
        QCOMPARE(events(1), QStringLiteral("1 event"));
        QCOMPARE(events(3), QStringLiteral("3 events"));
        QCOMPARE(events(0), QStringLiteral("0 events"));
    }

    /// What the extractor finds in the sources now is what the file holds, and nothing in it waits for its words.
    void everyCountOfTheWindowHasItsForms() {
        const QTemporaryDir dir;
        const QString copy = dir.filePath(QStringLiteral("studio_en.ts"));
        const QString kept = source("resources/translations/studio_en.ts");
        QVERIFY(QFile::copy(kept, copy));
        QVERIFY(QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner)); // the sources may be read-only
        QProcess extractor;
        extractor.start(QStringLiteral(STUDIO_LUPDATE),
                        {QStringLiteral("-silent"), QStringLiteral("-I"), QStringLiteral(STUDIO_SOURCE_DIR),
                         QStringLiteral("-pluralonly"), QStringLiteral("-locations"), QStringLiteral("none"),
                         QStringLiteral("-no-obsolete"), QStringLiteral("-source-language"), QStringLiteral("en"),
                         QStringLiteral("-target-language"), QStringLiteral("en"), source("ui"), QStringLiteral("-ts"),
                         copy});
        QVERIFY(extractor.waitForFinished(60'000));
        QCOMPARE(extractor.exitCode(), 0);
        const QString now = textOf(copy);
        QVERIFY(now.contains(QStringLiteral("%n event(s)")));
        const QString advice = QStringLiteral("run the target update_translations and fill in the new forms");
        QVERIFY2(!now.contains(QStringLiteral("unfinished")), qPrintable(advice));
        QVERIFY2(!now.contains(QStringLiteral("<numerusform></numerusform>")), qPrintable(advice));
        QVERIFY2(now == textOf(kept), qPrintable(advice));
    }

    /// "(s)" reaches a person only where tr() is not told the number.
    void noWordEndsInBracketsWithoutACount() {
        QDirIterator files(source("ui"), {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files,
                           QDirIterator::Subdirectories);
        static const QRegularExpression literal(
            QStringLiteral(R"re("((?:[^"\\\n]|\\.)*\((?:s|es)\)(?:[^"\\\n]|\\.)*)")re"));
        int seen = 0;
        while (files.hasNext()) {
            const QString path = files.next();
            const QString text = textOf(path);
            for (auto matches = literal.globalMatch(text); matches.hasNext();) {
                const QString words = matches.next().captured(1);
                ++seen;
                QVERIFY2(words.contains(QStringLiteral("%n")) || words.contains(QStringLiteral("%Ln")),
                         qPrintable(path + QStringLiteral(": ") + words));
            }
        }
        QVERIFY(seen >= 2);
    }
};

STUDIO_UI_TEST(QCoreApplication, TestTranslations)
#include "tst_translations.moc"
