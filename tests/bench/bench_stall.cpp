// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>

#include "app/gui_app.h"
#include "core/data/sample_pictures.h"
#include "ui/main_window/main_window.h"
#include "ui/session/studio.h"
#include "ui/theme/theme.h"

using namespace studio;

namespace {

double cpuSeconds(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

} // namespace

/// The longest gap between ticks of a 10 ms timer on the GUI thread while a real run trains with the Train page in
/// view, and the GUI thread's share of the process' CPU time. The peer figures are the goals: 50 ms and 10 %.
int main(int argc, char** argv) {
    QApplication app(argc, argv);
    applyTheme(app, ThemeMode::Light);
    QTemporaryDir dir;
    const std::string pictures = dir.filePath(QStringLiteral("sample")).toStdString();
    SampleSpec sample;
    sample.trainPerClass = 64;
    sample.valPerClass = 20;
    writeSamplePictures(pictures, sample);
    Settings(dir.filePath(QStringLiteral("settings.ini")))
        .setRunsFolder(dir.filePath(QStringLiteral("lib/runs")).toStdString());
    Studio studio(realServices(), dir.filePath(QStringLiteral("settings.ini")));
    MainWindow window(studio);
    window.resize(1440, 900);
    window.show();
    std::vector<double> gaps;
    QElapsedTimer since;
    QTimer ticks;
    ticks.setTimerType(Qt::PreciseTimer);
    double guiStart = 0, allStart = 0;
    QObject::connect(&ticks, &QTimer::timeout, [&] {
        gaps.push_back(static_cast<double>(since.nsecsElapsed()) * 1e-6);
        since.restart();
    });
    QObject::connect(&studio.training, &TrainingSession::stateChanged, [&] {
        if (studio.training.state() == SessionState::Training && !ticks.isActive()) {
            guiStart = cpuSeconds(CLOCK_THREAD_CPUTIME_ID);
            allStart = cpuSeconds(CLOCK_PROCESS_CPUTIME_ID);
            since.start();
            ticks.start(10);
        }
    });
    QObject::connect(&studio.training, &TrainingSession::finished, &app, &QApplication::quit);
    QObject::connect(&studio.data, &DataSession::changed, [&] {
        if (studio.data.state() == DataState::Ready && !studio.training.isActive()) {
            studio.recipe.setValue("epochs", "10");
            studio.startTraining();
        }
    });
    studio.data.open({pictures, {}, 0.1, 0});
    QApplication::exec();
    ticks.stop();
    if (gaps.empty()) {
        std::fprintf(stderr, "the run did not train\n");
        return 1;
    }
    std::sort(gaps.begin(), gaps.end());
    const double longest = gaps.back(), share = 100 * (cpuSeconds(CLOCK_THREAD_CPUTIME_ID) - guiStart) /
                                                (cpuSeconds(CLOCK_PROCESS_CPUTIME_ID) - allStart);
    std::printf("stall.longest_gap ours=%.1f peer=50.0 ratio=%.3f unit=ms\n", longest, longest / 50);
    std::printf("stall.gap_99 ours=%.1f peer=50.0 ratio=%.3f unit=ms\n", gaps[gaps.size() * 99 / 100],
                gaps[gaps.size() * 99 / 100] / 50);
    std::printf("stall.gui_cpu ours=%.1f peer=10.0 ratio=%.3f unit=percent\n", share, share / 10);
    return 0;
}
