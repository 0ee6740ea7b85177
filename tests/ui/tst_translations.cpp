// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <utility>

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include "test_places.h"
#include "tests/support/ui_main.h"

using namespace studio;

/// The words of the window are those of translator files: the counts in English, all of them in German.
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

    void everyWordOfTheWindowHasItsTranslation_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QStringList>("options");
        QTest::newRow("English, counts alone") << QStringLiteral("en") << QStringList{QStringLiteral("-pluralonly")};
        QTest::newRow("German") << QStringLiteral("de") << QStringList{};
    }

    /// What the extractor finds in the sources now is what the file holds, and nothing in it waits for its words.
    void everyWordOfTheWindowHasItsTranslation() {
        QFETCH(const QString, language);
        QFETCH(const QStringList, options);
        const QTemporaryDir dir;
        const QString name = QStringLiteral("studio_%1.ts").arg(language), copy = dir.filePath(name);
        const QString kept = source("resources/translations/") + name;
        QVERIFY(QFile::copy(kept, copy));
        QVERIFY(QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner)); // the sources may be read-only
        QProcess extractor;
        extractor.start(QStringLiteral(STUDIO_LUPDATE),
                        options + QStringList{QStringLiteral("-silent"), QStringLiteral("-I"),
                                              QStringLiteral(STUDIO_SOURCE_DIR), QStringLiteral("-locations"),
                                              QStringLiteral("none"), QStringLiteral("-no-obsolete"),
                                              QStringLiteral("-source-language"), QStringLiteral("en"),
                                              QStringLiteral("-target-language"), language, source("ui"),
                                              QStringLiteral("-ts"), copy});
        QVERIFY(extractor.waitForFinished(60'000));
        QCOMPARE(extractor.exitCode(), 0);
        const QString now = textOf(copy);
        QVERIFY(now.contains(QStringLiteral("%n event(s)")));
        const QString advice = QStringLiteral("run the target update_translations and fill in the new words: ");
        const auto gap = now.indexOf(QStringLiteral("unfinished"));
        QVERIFY2(gap < 0, qPrintable(advice + now.mid(std::max<qsizetype>(0, gap - 200), 230)));
        QVERIFY2(!now.contains(QStringLiteral("<numerusform></numerusform>")), qPrintable(advice));
        QVERIFY2(now == textOf(kept), qPrintable(advice));
    }

    /// A number that is left out, or stands twice, would tell of another thing than the English text.
    void aTranslationNamesWhatItsTextNames() {
        QXmlStreamReader file(textOf(source("resources/translations/studio_de.ts")));
        static const QRegularExpression place(QStringLiteral("%L?[0-9n]"));
        const auto places = [](const QString& text) {
            QStringList found;
            for (auto matches = place.globalMatch(text); matches.hasNext();)
                found += matches.next().captured();
            found.sort();
            return found;
        };
        const auto spaces = [](const QString& text) { return std::pair(text.startsWith(u' '), text.endsWith(u' ')); };
        QString english;
        int seen = 0;
        while (!file.atEnd()) {
            if (file.readNext() != QXmlStreamReader::StartElement)
                continue;
            if (file.name() == QStringLiteral("source")) {
                english = file.readElementText();
            } else if (file.name() == QStringLiteral("translation") || file.name() == QStringLiteral("numerusform")) {
                const bool hasForms = file.name() == QStringLiteral("translation") &&
                                      english.contains(QRegularExpression(QStringLiteral("%L?n")));
                if (hasForms)
                    continue; // its forms come one by one
                const QString words = file.readElementText();
                ++seen;
                const QString both = english + QStringLiteral(" | ") + words;
                QVERIFY2(places(words) == places(english), qPrintable(both));
                QVERIFY2(spaces(words) == spaces(english), qPrintable(both));
                QVERIFY2(words.count(u'&') == english.count(u'&'), qPrintable(both));
            }
        }
        QVERIFY2(!file.hasError(), qPrintable(file.errorString()));
        QVERIFY(seen > 1000);
    }

    /// The extractor files such a text under another context than the one that is asked for when the window is open.
    void noWordComesFromAFunctionThatOnlyPassesItOn() {
        QDirIterator files(source("ui"), {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files,
                           QDirIterator::Subdirectories);
        static const QRegularExpression call(QStringLiteral(R"re(translate\("([\w:]+)",\s*[a-zA-Z])re"));
        int seen = 0;
        while (files.hasNext()) {
            const QString path = files.next();
            const QString text = textOf(path);
            for (auto matches = call.globalMatch(text); matches.hasNext();) {
                ++seen;
                const QString marked = QStringLiteral("NOOP(\"") + matches.next().captured(1);
                QVERIFY2(text.contains(marked), qPrintable(path));
            }
        }
        QVERIFY(seen > 0);
    }

    void aLanguageIsTheOneChosenOrThatOfTheDesktop() {
        const QStringList austrian{QStringLiteral("de-AT"), QStringLiteral("en-GB")};
        QCOMPARE(languageFor({}, austrian), QStringLiteral("de"));
        QCOMPARE(languageFor(QStringLiteral("en"), austrian), QStringLiteral("en"));
        QCOMPARE(languageFor({}, {QStringLiteral("fr-FR"), QStringLiteral("de")}), QStringLiteral("de"));
        QCOMPARE(languageFor({}, {QStringLiteral("fr-FR")}), QStringLiteral("en"));
        QCOMPARE(languageFor(QStringLiteral("xx"), {QStringLiteral("C")}), QStringLiteral("en"));
    }

    /// What fails in the window's own code is told in the window's language.
    void noMessageOfTheWindowIsFixedEnglish() {
        QDirIterator files(source("ui"), {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files,
                           QDirIterator::Subdirectories);
        static const QRegularExpression fixed(
            QStringLiteral("\\b(?:(?:report|fail|failed|Error)\\(\\s*(?:ErrorKind::\\w+,\\s*)?\\{?|systemError\\(|"
                           "activity =)\\s*\"[A-Z]"));
        int seen = 0;
        while (files.hasNext()) {
            const QString path = files.next();
            const auto found = fixed.match(textOf(path));
            ++seen;
            QVERIFY2(!found.hasMatch(), qPrintable(path + QStringLiteral(": ") + found.captured()));
        }
        QVERIFY(seen > 100);
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
