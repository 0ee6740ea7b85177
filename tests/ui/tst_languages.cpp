// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QDirIterator>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QSpinBox>
#include <QTableView>
#include <QTest>

#include "core/metric/records.h"
#include "core/pack/pack_preset.h"
#include "core/prepare/known_sets.h"
#include "core/recipe/presets.h"
#include "test_places.h"
#include "tests/support/finished_runs.h"
#include "tests/support/pseudo_words.h"
#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/models/engine_words.h"
#include "ui/models/event_words.h"
#include "ui/models/run_words.h"
#include "ui/pages/settings/settings_dialog.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"

using namespace studio;
using namespace studio::test;

/// The window in other languages than English.
class TestLanguages final : public QObject {
    Q_OBJECT

private:
    /// Pictures, a run that is paused in its second epoch, and two runs of before.
    struct Open {
        explicit Open(const FakeEngine& engine)
            : gate(engine.gate)
            , fixture(fakeServices(engine)) {
            for (const char* name : {"/first", "/second"})
                writeFinishedRun(fixture.runs.toStdString() + name, 3, 1'700'000'000'000);
            window = std::make_unique<MainWindow>(*fixture.studio);
            window->resize(1366, 768);
            window->show();
        }
        ~Open() { // the run ends whatever a test found
            fixture.studio->training.stopNow();
            gate->release(1000);
            fixture.waitIdle();
        }
        bool work() {
            if (!fixture.openPictures() || !fixture.studio->startTraining())
                return false;
            gate->release(6);
            return waitFor([this] {
                const auto* history = fixture.studio->training.history();
                return history != nullptr && history->epochs.size() > 0;
            });
        }
        std::shared_ptr<std::counting_semaphore<>> gate;
        StudioFixture fixture;
        std::unique_ptr<MainWindow> window;
    };
    static FakeEngine gated() {
        FakeEngine engine;
        engine.gated = true;
        engine.stepsPerEpoch = 4;
        return engine;
    }
    static constexpr Page kPages[] = {Page::Start, Page::Data, Page::Recipe, Page::Train, Page::Runs, Page::Classify};

    /// Words that belong to no language: names, values, units, what the engine and the disk say.
    static bool isNoWord(const QString& text) {
        static const QRegularExpression word(QStringLiteral("[A-Za-z]{3,}"));
        static const QRegularExpression name(QStringLiteral("^(first|pictures|imagenet-classic|small-images|quick-look|"
                                                            "ResNet Studio|English|Deutsch|r20-.*|/.*|.*/)$"));
        return !text.contains(word) || text.contains(name);
    }

    struct Seen {
        QStringList plain, cut;
        int words = 0;
        void take(const QString& text, const QWidget& widget, const char* kind) {
            if (text.isEmpty())
                return;
            ++words;
            if (!PseudoWords::has(text) && !isNoWord(text))
                plain += QStringLiteral("%1 of %2 \"%3\": %4")
                             .arg(QLatin1String(kind), QLatin1String(widget.metaObject()->className()),
                                  widget.objectName(), text);
        }
        void fits(bool does, const QWidget& widget, const QString& text) {
            if (!does)
                cut += QStringLiteral("%1 \"%2\" (%3 x %4): %5")
                           .arg(QLatin1String(widget.metaObject()->className()), widget.objectName())
                           .arg(widget.width())
                           .arg(widget.height())
                           .arg(text);
        }
    };

    static void look(const QWidget& widget, Seen& seen) {
        seen.take(widget.toolTip(), widget, "tooltip");
        seen.take(widget.accessibleName(), widget, "accessible name");
        if (const auto* label = qobject_cast<const QLabel*>(&widget)) {
            seen.take(label->text(), widget, "text");
            const bool fits = label->wordWrap() ? label->heightForWidth(label->width()) <= label->height()
                                                : label->sizeHint().width() <= label->width();
            seen.fits(fits || label->text().isEmpty(), widget, label->text());
        } else if (const auto* button = qobject_cast<const QAbstractButton*>(&widget)) {
            seen.take(button->text(), widget, "text");
            seen.fits(button->text().isEmpty() || button->sizeHint().width() <= button->width(), widget,
                      button->text());
        } else if (const auto* box = qobject_cast<const QComboBox*>(&widget)) {
            const bool isRecipe = box->objectName().startsWith(QStringLiteral("edit_")) ||
                                  box->objectName() == QStringLiteral("packPreset"); // values of keys
            for (int i = 0; !isRecipe && i < box->count(); ++i)
                seen.take(box->itemText(i), widget, "item");
        } else if (const auto* spin = qobject_cast<const QSpinBox*>(&widget)) {
            seen.take(spin->specialValueText(), widget, "value");
            const auto* line = spin->findChild<const QLineEdit*>();
            seen.fits(line->fontMetrics().horizontalAdvance(spin->text()) <= line->width(), widget, spin->text());
        } else if (const auto* line = qobject_cast<const ElidedLabel*>(&widget)) {
            seen.take(line->text(), widget, "text"); // may be cut: its tooltip has all of it
        } else if (const auto* edit = qobject_cast<const QLineEdit*>(&widget)) {
            seen.take(edit->placeholderText(), widget, "placeholder");
        } else if (const auto* table = qobject_cast<const QTableView*>(&widget)) {
            for (int i = 0; table->model() != nullptr && i < table->model()->columnCount(); ++i)
                seen.take(table->model()->headerData(i, Qt::Horizontal).toString(), widget, "column");
        }
    }
    static void lookAtAll(const QWidget& root, Seen& seen) {
        for (const QWidget* widget : root.findChildren<QWidget*>()) {
            if (widget->isVisibleTo(&root))
                look(*widget, seen);
        }
    }
    static void tell(const QStringList& lines) {
        for (const QString& line : lines)
            qInfo().noquote() << line;
    }
    static void lookAtMenus(const MainWindow& window, Seen& seen) {
        for (const QAction* action : window.findChildren<QAction*>()) {
            if (action->isSeparator())
                continue;
            seen.take(action->text(), window, "command");
            seen.take(action->toolTip(), window, "tooltip of a command");
        }
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void everyTextChangesAndNoneIsCut() {
        PseudoWords words;
        QVERIFY(QCoreApplication::installTranslator(&words));
        Seen seen;
        {
            Open open(gated());
            for (const Page page : kPages) { // before anything is chosen
                open.window->showPage(page);
                QCoreApplication::processEvents();
                lookAtAll(*open.window, seen);
                saveShot(*open.window, QStringLiteral("pseudo-empty-%1").arg(static_cast<int>(page)));
            }
            lookAtMenus(*open.window, seen);
            QVERIFY(open.work());
            for (const Page page : kPages) {
                open.window->showPage(page);
                QCoreApplication::processEvents();
                lookAtAll(*open.window, seen);
                saveShot(*open.window, QStringLiteral("pseudo-%1").arg(static_cast<int>(page)));
            }
            SettingsDialog settings(*open.fixture.studio);
            settings.setAttribute(Qt::WA_DeleteOnClose, false);
            settings.show();
            QCoreApplication::processEvents();
            lookAtAll(settings, seen);
            saveShot(settings, QStringLiteral("pseudo-settings"));
            settings.close();
        }
        QCoreApplication::removeTranslator(&words);
        seen.plain.removeDuplicates();
        seen.cut.removeDuplicates();
        QVERIFY(seen.words > 500);
        tell(seen.plain + seen.cut);
        QCOMPARE(seen.plain.size(), 0);
        QCOMPARE(seen.cut.size(), 0);
    }

    /// From here on German: translators stay.
    void whatTheEngineSaysOfItsOfferIsTranslatedToo() {
        installTranslation(QStringLiteral("de"));
        std::vector<std::string> texts;
        for (const Preset& preset : presets())
            texts.push_back(preset.about);
        for (const PackPreset& preset : packPresets())
            texts.push_back(preset.about);
        for (const KnownSet& set : knownSets())
            texts.push_back(set.about);
        for (const std::string& text : texts)
            QVERIFY2(engineWords(text) != QString::fromStdString(text), text.c_str());
        QCOMPARE(engineWords("no word of this"), QStringLiteral("no word of this"));
    }

    /// The engine's own sources say which titles there are: one that is new there is asked for here.
    void whatTheJournalTellsIsTranslatedToo() {
        installTranslation(QStringLiteral("de"));
        const auto titled = [](const std::string& words) {
            EventRecord event;
            event.title = words;
            return eventTitle(event);
        };
        const QRegularExpression title(
            QStringLiteral("[eE]vent\\((?:session_?, )?EventKind::\\w+,\\s*\"([^\"]+)\"[,)]"));
        qsizetype found = 0;
        QDirIterator files(QStringLiteral(STUDIO_SOURCE_DIR "/core"), {QStringLiteral("*.cpp")}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            for (auto each = title.globalMatch(QString::fromUtf8(file.readAll())); each.hasNext(); ++found) {
                const std::string english = each.next().captured(1).toStdString();
                QVERIFY2(titled(english) != QString::fromStdString(english), english.c_str());
            }
        }
        QVERIFY2(found > 35, QByteArray::number(found));
        QCOMPARE(titled("Rolled back to step 1,234"),
                 QStringLiteral("Zurückgesetzt auf Schritt ") + formatCount(1'234));
        QCOMPARE(titled("Rolled back to the start"), QStringLiteral("Rolled back to the start"));
        QCOMPARE(titled("no title of this\n"), displayOf("no title of this\n"));
    }

    void germanIsSpokenEverywhere() {
        QCOMPARE(lookOf(SessionState::Paused).word, QStringLiteral("Pausiert")); // words outside of any class
        Open open(gated());
        QVERIFY(open.work());
        QStringList titles;
        for (const QAction* menu : open.window->menuBar()->actions())
            titles += QString(menu->text()).remove(u'&');
        QVERIFY2(titles.startsWith(QStringLiteral("Datei")) && titles.endsWith(QStringLiteral("Hilfe")),
                 qPrintable(titles.join(u' ')));
        auto* rate = open.window->findChild<QLineEdit*>(QStringLiteral("edit_learning_rate"));
        QVERIFY2(rate->text().contains(u','), qPrintable(rate->text()));
        rate->selectAll();
        QTest::keyClicks(rate, QStringLiteral("0,0625"));
        QTest::keyClick(rate, Qt::Key_Return);
        QCOMPARE(open.fixture.studio->recipe.config().learningRate, 0.0625);
        QCOMPARE(rate->text(), QStringLiteral("0,0625"));
        Seen seen;
        for (const Page page : kPages) {
            open.window->showPage(page);
            QCoreApplication::processEvents();
            lookAtAll(*open.window, seen);
            saveShot(*open.window, QStringLiteral("german-%1").arg(static_cast<int>(page)));
        }
        tell(seen.cut);
        QCOMPARE(seen.cut.size(), 0);
    }
};

STUDIO_UI_TEST(QApplication, TestLanguages)
#include "tst_languages.moc"
