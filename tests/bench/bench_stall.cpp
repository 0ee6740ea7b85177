// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <vector>

#include <QApplication>
#include <QElapsedTimer>
#include <QMenu>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTimer>

#include "app/gui/gui_app.h"
#include "core/recipe/presets.h"
#include "core/recipe/run_recipe.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "core/sample/sample_pictures.h"
#include "tests/bench/figures.h"
#include "ui/main_window/main_window.h"
#include "ui/session/studio.h"
#include "ui/theme/theme.h"

using namespace studio;
using namespace studio::bench;

namespace {

/// Gaps between the ticks of a 10 ms timer on the GUI thread.
class Gaps {
public:
    Gaps() {
        ticks_.setTimerType(Qt::PreciseTimer);
        QObject::connect(&ticks_, &QTimer::timeout, [this] {
            milliseconds_.push_back(static_cast<double>(since_.nsecsElapsed()) * 1e-6);
            since_.restart();
        });
    }
    bool running() const { return ticks_.isActive(); }
    void start() {
        gui_ = cpuSeconds(CLOCK_THREAD_CPUTIME_ID);
        all_ = cpuSeconds(CLOCK_PROCESS_CPUTIME_ID);
        since_.start();
        ticks_.start(10);
    }
    /// Prints against the goals: `longest` ms, and with `share` 10 % of the process' CPU time on the GUI thread.
    bool stopAndPrint(const char* name, double longest, bool share) {
        ticks_.stop();
        if (milliseconds_.empty())
            return false;
        std::sort(milliseconds_.begin(), milliseconds_.end());
        print(name, "longest_gap", milliseconds_.back(), longest, "ms");
        print(name, "gap_99", milliseconds_[milliseconds_.size() * 99 / 100], longest, "ms");
        if (share)
            print(name, "gui_cpu",
                  100 * (cpuSeconds(CLOCK_THREAD_CPUTIME_ID) - gui_) / (cpuSeconds(CLOCK_PROCESS_CPUTIME_ID) - all_),
                  10, "percent");
        return true;
    }

private:
    static void print(const char* name, const char* what, double ours, double goal, const char* unit) {
        std::printf("%s.%s ours=%.1f peer=%.1f ratio=%.3f unit=%s\n", name, what, ours, goal, ours / goal, unit);
    }
    std::vector<double> milliseconds_;
    QElapsedTimer since_;
    QTimer ticks_;
    double gui_ = 0, all_ = 0;
};

constexpr int kOthers = 3;
constexpr std::int64_t kOtherSteps = 100'000;

std::string otherRun(const Studio& studio, int index) {
    return studio.settings.runsFolder() + "/other-" + std::to_string(index);
}

/// Earlier runs, to be drawn over the one that trains.
void writeOthers(const Studio& studio) {
    for (int i = 0; i < kOthers; ++i) {
        const std::string folder = otherRun(studio, i);
        createRunFolder(folder, runRecipeToJson(findPreset("quick-look").config, {}), {{"a", "a"}, {"b", "b"}});
        RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Create);
        database.setValue("state", "stopped");
        for (std::int64_t step = 1; step <= kOtherSteps; ++step) {
            StepRecord record;
            record.step = step;
            record.epoch = static_cast<std::int32_t>((step - 1) / 1'000 + 1);
            record.count = 64;
            record.loss = 3 - 0.00002 * static_cast<double>(step) + 0.01 * i;
            record.seconds = 0.1;
            database.addStep(record);
        }
        database.flush();
    }
}

/// As a person chooses them, in the menu "Compare" of the page Train. Returns how many there were.
int compareAll(Studio& studio, MainWindow& window) {
    QMenu* menu = window.findChild<QPushButton*>(QStringLiteral("compare"))->menu();
    Q_EMIT menu->aboutToShow();
    int chosen = 0;
    for (int i = 0; i < kOthers; ++i) {
        for (QAction* action : menu->actions()) {
            if (action->data().toByteArray().toStdString() == otherRun(studio, i) && !action->isChecked()) {
                action->trigger();
                ++chosen;
                break;
            }
        }
    }
    return chosen;
}

/// While a real run trains with the Train page in view and three others of 100,000 steps are drawn over it.
bool train(Studio& studio, MainWindow& window, const std::string& folder) {
    const std::string pictures = folder + "/sample";
    SampleSpec sample;
    sample.trainPerClass = 64;
    sample.valPerClass = 20;
    writeSamplePictures(pictures, sample);
    writeOthers(studio);
    studio.runs.refresh();
    Gaps gaps;
    int compared = 0;
    QObject context;
    QObject::connect(&studio.training, &TrainingSession::stateChanged, &context, [&] {
        if (studio.training.state() != SessionState::Training || gaps.running())
            return;
        compared = compareAll(studio, window);
        gaps.start();
    });
    QObject::connect(&studio.training, &TrainingSession::finished, qApp, &QApplication::quit);
    QObject::connect(&studio.data, &DataSession::changed, &context, [&] {
        if (studio.data.state() == DataState::Ready && !studio.training.isActive()) {
            studio.recipe.setValue("epochs", "10");
            studio.startTraining();
        }
    });
    studio.data.open({pictures, {}, 0.1, 0});
    QApplication::exec();
    return compared == kOthers && gaps.stopAndPrint("stall", 50, true);
}

/// While a data set of ImageNet's size is opened, listed and shown on page Data, twice: from its folders, and from
/// what is remembered of it.
bool openLarge(Studio& studio, const std::string& tree) {
    for (const char* name : {"stall_open", "stall_reopen"}) {
        Gaps gaps;
        QObject context;
        QObject::connect(&studio.data, &DataSession::changed, &context, [&] {
            if (studio.data.state() != DataState::Scanning)
                QTimer::singleShot(1000, qApp, &QApplication::quit); // the page fills in what is derived
        });
        gaps.start();
        studio.data.open({tree, {}, 0.1, 0});
        QApplication::exec();
        if (studio.data.state() != DataState::Ready || !gaps.stopAndPrint(name, 100, false))
            return false;
    }
    return true;
}

} // namespace

/// How long the window does not answer. The peer figures are the goals. STUDIO_INDEX_TREE: a data set of ImageNet's
/// size, as bench_index makes it; without it that part is left out. With the argument "open" it runs that part alone.
int main(int argc, char** argv) {
    QApplication app(argc, argv);
    applyTheme(app, ThemeMode::Light);
    QTemporaryDir dir;
    qputenv("XDG_CACHE_HOME", QFile::encodeName(dir.filePath(QStringLiteral("cache"))));
    Settings(dir.filePath(QStringLiteral("settings.ini")))
        .setRunsFolder(dir.filePath(QStringLiteral("lib/runs")).toStdString());
    Studio studio(realServices(), dir.filePath(QStringLiteral("settings.ini")));
    MainWindow window(studio);
    window.resize(1440, 900);
    window.show();
    const bool openOnly = argc > 1 && std::strcmp(argv[1], "open") == 0;
    if (!openOnly && !train(studio, window, dir.path().toStdString())) {
        std::fprintf(stderr, "the run did not train\n");
        return 1;
    }
    const QByteArray tree = qgetenv("STUDIO_INDEX_TREE");
    if (tree.isEmpty())
        return 0;
    window.showPage(Page::Data);
    return openLarge(studio, tree.toStdString()) ? 0 : 1;
}
