// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <memory>
#include <vector>

#include <QApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include "core/recipe/presets.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "tests/bench/figures.h"
#include "ui/plot/metric_plot.h"
#include "ui/plot/qcustomplot_include.h"
#include "ui/plot/train_curves.h"
#include "ui/session/run_history.h"

using namespace studio;
using namespace studio::bench;

// A step arrives and the loss of a million steps is drawn anew, all of it or a part; beside it QCustomPlot that holds
// the same million points itself (with its own adaptive sampling) and a smoothed line of as many. Then how long reading
// such a run and its first curves take.

namespace {

constexpr std::int64_t kSteps = 1'000'000;
constexpr int kRounds = 25;

StepRecord stepAt(std::int64_t i) {
    StepRecord record;
    record.step = i;
    record.epoch = static_cast<std::int32_t>((i - 1) / 10'000 + 1);
    record.count = 256;
    record.loss = 7 * std::exp(-static_cast<double>(i) / 3e5) + 0.3 * std::sin(static_cast<double>(i * i % 9973));
    record.learningRate = 0.1;
    record.seconds = 0.5;
    return record;
}

/// Milliseconds, the median.
template<class Draw>
double timed(Draw draw) {
    std::vector<double> taken;
    for (int round = 0; round < kRounds; ++round) {
        QElapsedTimer timer;
        timer.start();
        draw();
        taken.push_back(static_cast<double>(timer.nsecsElapsed()) * 1e-6);
    }
    return median(taken);
}

class Ours {
public:
    explicit Ours(const std::shared_ptr<RunHistory>& history)
        : history_(history)
        , plot_(QStringLiteral("plot")) {
        plot_.addSeries({QStringLiteral("each step"), 0, SeriesStyle::Raw, false, true});
        plot_.addSeries({QStringLiteral("smoothed"), 0, SeriesStyle::Line, false, true});
        curves_.reset(history, XAxis::Step, 10'000);
        plot_.resize(900, 360);
        plot_.show();
        QCoreApplication::processEvents();
    }
    MetricPlot& plot() { return plot_; }
    double draw(double from, double to, const std::function<void()>& beside = {}) {
        if (from > 0)
            plot_.zoomTo(from, to);
        const SeriesPyramid::View view{from, to, 900};
        return timed([&] {
            const int before = plot_.replotCount();
            history_->steps.push_back(stepAt(history_->steps.back().step + 1));
            curves_.grow();
            plot_.setData(0, curves_.loss().envelope(view));
            plot_.setData(1, curves_.loss().smoothed(view, 0.03));
            if (beside)
                beside();
            while (plot_.replotCount() == before)
                QCoreApplication::processEvents();
        });
    }

private:
    std::shared_ptr<RunHistory> history_;
    TrainCurves curves_;
    MetricPlot plot_;
};

/// The same with three other runs of as many steps over it, as the Train page draws them.
class Three {
public:
    explicit Three(const std::shared_ptr<RunHistory>& history)
        : ours_(history) {
        for (int i = 0; i < 3; ++i) {
            ours_.plot().addSeries({QStringLiteral("run"), 2 + i, SeriesStyle::Compared, false, true});
            others_[static_cast<std::size_t>(i)].reset(history, XAxis::Step, 10'000);
        }
    }
    double draw() {
        return ours_.draw(0, kSteps, [this] {
            for (int i = 0; i < 3; ++i)
                ours_.plot().setData(2 + i,
                                     others_[static_cast<std::size_t>(i)].loss().smoothed({0, kSteps, 300}, 0.03));
        });
    }

private:
    Ours ours_;
    std::array<TrainCurves, 3> others_;
};

class Peer {
public:
    explicit Peer(const RunHistory& history) {
        for (int i = 0; i < 2; ++i) {
            plot_.addGraph()->setAdaptiveSampling(true);
            plot_.graph(i)->setAntialiased(i == 1);
            double smooth = 0;
            for (const StepRecord& record : history.steps) {
                smooth = 0.98 * smooth + 0.02 * record.loss;
                plot_.graph(i)->addData(static_cast<double>(record.step), i == 0 ? record.loss : smooth);
            }
        }
        plot_.resize(900, 360);
        plot_.show();
        QCoreApplication::processEvents();
    }
    double draw(double from, double to) {
        plot_.xAxis->setRange(from, to);
        double x = kSteps;
        return timed([&] {
            x += 1;
            for (int i = 0; i < 2; ++i)
                plot_.graph(i)->addData(x, 1);
            plot_.yAxis->rescale(true);
            plot_.replot(QCustomPlot::rpImmediateRefresh);
        });
    }

private:
    QCustomPlot plot_;
};

void print(const char* name, double ours, double peer) {
    std::printf("curves.%s ours=%.2f peer=%.2f ratio=%.3f unit=ms\n", name, ours, peer, ours / peer);
    std::fflush(stdout);
}

void benchReading(const RunHistory& history) {
    const QTemporaryDir dir;
    const std::string folder = dir.filePath(QStringLiteral("long")).toStdString();
    createRunFolder(folder, runRecipeToJson(findPreset("quick-look").config, {}), {{"a", "a"}, {"b", "b"}});
    RunDatabase database(RunPaths(folder).database, RunDatabase::Mode::Create);
    for (const StepRecord& record : history.steps)
        database.addStep(record);
    database.flush();
    std::vector<double> taken;
    for (int round = 0; round < 5; ++round) {
        QElapsedTimer timer;
        timer.start();
        TrainCurves curves;
        curves.reset(std::make_shared<RunHistory>(loadRunHistory(folder)), XAxis::Epoch, 10'000);
        const auto points = curves.loss().envelope({}).size();
        taken.push_back(static_cast<double>(timer.nsecsElapsed()) * 1e-6);
        if (points == 0)
            std::printf("nothing was read\n");
    }
    print("reopen", median(taken), 1000); // the goal
}

} // namespace

int main(int argc, char** argv) {
    QApplication app(argc, argv);
    const auto history = std::make_shared<RunHistory>();
    history->recipe.config = findPreset("quick-look").config;
    for (std::int64_t i = 1; i <= kSteps; ++i)
        history->steps.push_back(stepAt(i));
    {
        Peer peer(*history);
        Ours ours(history);
        print("all", ours.draw(0, kSteps), peer.draw(0, kSteps));
        print("tenth", ours.draw(400'000, 500'000), peer.draw(400'000, 500'000));
        print("thousandth", ours.draw(400'000, 401'000), peer.draw(400'000, 401'000));
    }
    {
        Three three(history);
        print("three", three.draw(), 10); // the goal
    }
    benchReading(*history);
    return 0;
}
