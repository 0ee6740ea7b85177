// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <vector>

#include <QApplication>
#include <QTemporaryDir>
#include <QTimer>

#include "app/gui/gui_app.h"
#include "core/sample/sample_pictures.h"
#include "tests/bench/figures.h"
#include "ui/main_window/main_window.h"
#include "ui/session/studio.h"
#include "ui/theme/theme.h"

using namespace studio;
using namespace studio::bench;

namespace {

std::vector<std::string> picturesOf(const std::string& folder) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            files.push_back(entry.path().string());
    }
    return files;
}

} // namespace

/// What classifying costs a run: epochs in which a picture is dropped every second (ours) and epochs in which none is
/// (peer), in turns within one run. The goal is a ratio of at most 1.05.
int main(int argc, char** argv) {
    constexpr int kEpochs = 21; // the first, with its start-up, is left out
    QApplication app(argc, argv);
    applyTheme(app, ThemeMode::Light);
    QTemporaryDir dir;
    const std::string pictures = dir.filePath(QStringLiteral("sample")).toStdString();
    SampleSpec sample;
    sample.trainPerClass = 128;
    sample.valPerClass = 20;
    writeSamplePictures(pictures, sample);
    const std::vector<std::string> files = picturesOf(pictures + "/val");
    Settings(dir.filePath(QStringLiteral("settings.ini")))
        .setRunsFolder(dir.filePath(QStringLiteral("lib/runs")).toStdString());
    Studio studio(realServices(), dir.filePath(QStringLiteral("settings.ini")));
    MainWindow window(studio);
    window.resize(1440, 900);
    window.show();
    std::vector<double> with, without;
    std::size_t next = 0, seen = 0;
    QTimer drops;
    QObject::connect(&drops, &QTimer::timeout, [&] { studio.classify.add({files[next++ % files.size()]}); });
    QObject::connect(&studio.training, &TrainingSession::historyGrew, [&](int, int firstEpoch) {
        const RunHistory& history = *studio.training.history();
        for (auto i = static_cast<std::size_t>(firstEpoch); i < history.epochs.size(); ++i, ++seen) {
            const EpochRecord& epoch = history.epochs[i];
            if (epoch.epoch > 1)
                (drops.isActive() ? with : without).push_back(epoch.seconds);
            if (drops.isActive())
                drops.stop();
            else if (studio.classify.hasModel())
                drops.start(1000);
        }
    });
    QObject::connect(&studio.training, &TrainingSession::checkpointsChanged, [&] {
        if (!studio.classify.hasModel() && !studio.classify.isLoadingModel())
            studio.classify.setModel(studio.training.history()->folder, "last");
    });
    QObject::connect(&studio.training, &TrainingSession::finished, &app, &QApplication::quit);
    QObject::connect(&studio.data, &DataSession::changed, [&] {
        if (studio.data.state() == DataState::Ready && !studio.training.isActive()) {
            studio.recipe.setValue("epochs", QString::number(kEpochs).toStdString());
            studio.startTraining();
        }
    });
    studio.data.open({pictures, {}, 0.1, 0});
    QApplication::exec();
    const auto classified = std::count_if(studio.classify.items().begin(), studio.classify.items().end(),
                                          [](const auto& item) { return item.state == ClassifyItem::State::Done; });
    if (with.empty() || without.empty() || classified == 0) {
        std::fprintf(stderr, "nothing was classified during the run\n");
        return 1;
    }
    std::fprintf(stderr, "%lld pictures classified in %zu epochs\n", static_cast<long long>(classified), with.size());
    const double ours = median(with), peer = median(without);
    std::printf("classify.epoch_while_classifying ours=%.3f peer=%.3f ratio=%.3f unit=seconds\n", ours, peer,
                ours / peer);
    return 0;
}
