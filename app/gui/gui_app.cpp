// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/gui_app.h"

#include <atomic>
#include <chrono>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <QApplication>
#include <QIcon>
#include <unistd.h>

#include "app/cli_signals.h"
#include "app/exit_code.h"
#include "app/gui/gui_cards.h"
#include "app/gui/gui_launch.h"
#include "app/gui/gui_notices.h"
#include "core/base/crash_report.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/export/model_export.h"
#include "core/mirror/run_mirror.h"
#include "core/remote/follower.h"
#include "core/remote/run_server.h"
#include "core/run/run_evaluation.h"
#include "core/service/login_manager.h"
#include "core/service/run_service.h"
#include "core/train/evaluator.h"
#include "studio_version.h"
#include "ui/job/give_way.h"
#include "ui/main_window/main_window.h"
#include "ui/session/studio.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/theme/translation.h"

namespace studio {

namespace {

struct Options {
    bool sample = false, start = false;
    std::string theme;
    std::vector<std::string> paths;
};

void addOptions(CLI::App& line, Options& options) {
    line.set_version_flag("--version", std::string("ResNet Studio ") + kVersion);
    line.add_flag("--sample", options.sample, "Draw the sample pictures and open them");
    line.add_flag("--start", options.start, "Start training as soon as the pictures are there");
    line.add_option("--theme", options.theme, "Colours of this start")
        ->check(CLI::IsMember({"light", "dark", "system"}));
    line.add_option("paths", options.paths, "A picture folder, a run folder, pictures, or a file of weights");
}

// The engine of the open window, for the ends that come past the event loop.
std::atomic<TrainingSession*> liveTraining{nullptr};
std::atomic<WindowNotices*> liveNotices{nullptr}; ///< of the same window, and as long

// When the X server or the compositor goes, Qt ends the process from within. The run is saved as by "Stop now" first;
// nothing of the window may be touched any more. Does nothing the second time.
void saveTheRun() {
    constexpr std::chrono::seconds kLimit{20};
    TrainingSession* training = liveTraining;
    if (training == nullptr)
        return;
    WindowNotices& notices = *liveNotices;
    notices.interrupted("The window of the studio died, as it does when its screen goes.");
    if (!training->stopAndWait(kLimit))
        logLine(LogLevel::Error, "The run could not be saved in 20 s while the window died");
    notices.finish();
}

// exit() was called past runWindow(). Threads still run and what was made after this was registered is gone already:
// no further destructor may follow.
void saveAtExit() {
    if (liveTraining.load() == nullptr)
        return;
    saveTheRun();
    ::_exit(1);
}

// Qt ends the process without a word about what to do when it has no screen to draw on.
void tellFatal(QtMsgType type, const QMessageLogContext&, const QString& text) {
    const QByteArray bytes = text.toLocal8Bit();
    if (type != QtFatalMsg) {
        logLine(type == QtCriticalMsg ? LogLevel::Error : LogLevel::Debug, bytes.constData());
        // Qt's last words before exit() or, on Wayland, _exit().
        if (bytes.startsWith("The X11 connection") || bytes.startsWith("The Wayland connection"))
            saveTheRun();
        return;
    }
    std::fprintf(
        stderr,
        "resnet-studio: the window cannot open.\n%s\nCheck DISPLAY (or WAYLAND_DISPLAY) and that Qt's platform "
        "plugin is installed; resnet-train does the same work without a window.\n",
        bytes.constData());
    saveTheRun();
    ::_exit(1);
}

bool hasDisplay() {
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
        const char* value = std::getenv(name);
        if (value != nullptr && *value != '\0')
            return true;
    }
    std::fputs(
        "resnet-studio: there is no screen (DISPLAY is not set).\nStart it on a desktop, or use resnet-train, which "
        "does the same work without a window.\n",
        stderr);
    return false;
}

void openWhatWasAsked(Studio& studio, MainWindow& window, const Options& options) {
    if (options.sample)
        studio.openSample(options.start);
    else if (!options.paths.empty())
        studio.openPaths(options.paths);
    else if (!options.start) // nothing is trained on that nobody named this time
        window.bringBackPictures();
    if (!options.start || options.sample)
        return;
    auto* once = new QObject(&studio);
    const auto startOnce = [&studio, once] {
        const DataState state = studio.data.state();
        const bool isReading = !studio.recipe.reading().empty(); // the weights that the last start's recipe begins with
        if (state == DataState::Scanning || state == DataState::Drawing || (state == DataState::Ready && isReading))
            return;
        // Pictures that cannot be used, or were given up, take the wish to start back.
        QObject::disconnect(&studio.data, nullptr, once, nullptr);
        QObject::disconnect(&studio.recipe, nullptr, once, nullptr);
        once->deleteLater();
        if (state == DataState::Ready)
            studio.startTraining();
    };
    QObject::connect(&studio.data, &DataSession::changed, once, startOnce);
    QObject::connect(&studio.recipe, &RecipeDraft::changed, once, [&studio, startOnce] {
        if (studio.data.state() == DataState::Ready)
            startOnce();
    });
}

// As "Save now and close", without the question. Ends every event loop, that of an open dialog too.
void saveAndLeave(Studio& studio, MainWindow& window, int signal) {
    TrainingSession& training = studio.training;
    const bool own = training.isActive() && !training.isFollowing();
    // A run that is on its way to another process arrives there first.
    if (own || studio.isMovingToBackground() || training.isLaunching()) {
        auto* once = new QObject(&window);
        const auto again = [&studio, &window, signal, once] {
            if (once->property("done").toBool())
                return; // both signals came
            once->setProperty("done", true);
            QObject::disconnect(&studio.training, nullptr, once, nullptr);
            once->deleteLater();
            saveAndLeave(studio, window, signal);
        };
        QObject::connect(&training, &TrainingSession::stateChanged, once, again, Qt::QueuedConnection);
        QObject::connect(&training, &TrainingSession::statusChanged, once, again, Qt::QueuedConnection);
        if (own && !studio.isMovingToBackground()) {
            if (signal != SIGINT)
                liveNotices.load()->interrupted("The machine or the session it runs in asked the studio to end.");
            training.stopNow();
        }
        return;
    }
    studio.stopWork();
    window.close();
    QCoreApplication::exit(0);
}

int runWindow(QApplication& app, const Options& options) {
    Studio studio(realServices());
    const QString theme = options.theme.empty() ? studio.settings.theme() : QString::fromStdString(options.theme);
    setTextSize(studio.settings.textSize());
    applyTheme(app, themeModeFromName(theme));
    MainWindow window(studio);
    window.show();
    SignalThread signals([&studio, &window](int number) {
        QMetaObject::invokeMethod(
            &window, [&studio, &window, number] { saveAndLeave(studio, window, number); }, Qt::QueuedConnection);
    });
    liveTraining = &studio.training;
    // Hooks run latest first: one registered when a run starts comes before the ends of all that was made until then.
    std::atexit(saveAtExit);
    QObject::connect(&studio.training, &TrainingSession::historyReset, &window, [&studio](HistoryChange change) {
        if (change == HistoryChange::OtherRun && studio.training.isActive())
            std::atexit(saveAtExit);
    });
    openWhatWasAsked(studio, window, options);
    const int code = QApplication::exec();
    liveTraining = nullptr;
    LeavableThread::requestStopAll(); // before the pages go: each end waits for its own, from now on
    return code;
}

/// In this process, now. What else is computed meanwhile leaves its card alone: its memory, and LibTorch's switches for
/// how it computes, which are the whole process's.
std::atomic<int> trainings{0};

class TrainingHere {
public:
    TrainingHere() { ++trainings; }
    ~TrainingHere() { --trainings; }
    TrainingHere(const TrainingHere&) = delete;
    TrainingHere& operator=(const TrainingHere&) = delete;
};

/// While it trains in this process the machine is kept awake, its card's energy measured, and the run mirrored.
RunReport trainAwake(const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
    RunServiceOptions options;
    options.note = [](const std::string& text) { logLine(LogLevel::Warning, text); };
    options.device = request.setup.device;
    options.devices = listDevices;
    RunMirror mirror(observer, {.isWanted = !isMirrorUnwanted()});
    RunService service(mirror, control, std::move(options));
    RunReport report = [&] {
        const TrainingHere training;
        return runTraining(request, service, control);
    }();
    mirror.finish();
    service.end(report.outcome);
    return report;
}

decltype(StudioServices::launch) toldLauncher(const std::shared_ptr<WindowNotices>& notices) {
    const auto launch = backgroundLauncher();
    if (!launch)
        return nullptr;
    return [notices, launch](const TrainRequest& request, const BackupWish& backup) {
        notices->takenOver();
        return launch(request, backup);
    };
}

} // namespace

StudioServices realServices() {
    StudioServices services;
    const auto cards = std::make_shared<CardsOnce>();
    const auto notices = std::make_shared<WindowNotices>();
    liveNotices = notices.get();
    // A run that is started before the driver has answered would otherwise be computed on the CPU.
    const TrainEngine engine = [cards](const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
        // What computes on the CPU first has LibTorch settle for good that there is no CUDA (loadBeforeComputing()).
        if (!cards->isKnown()) {
            TrainStatus status;
            status.activity = "Looking for NVIDIA cards";
            observer.statusChanged(status);
            cards->find(control.stopToken());
        }
        return trainAwake(request, observer, control);
    };
    services.train = servedEngine(
        [notices, engine](const TrainRequest& request, TrainObserver& observer, TrainControl& control) {
            return notices->train(engine, request, observer, control);
        },
        [cards](const std::string& asked) { return cards->isKnown() ? deviceIdOf(asked) : asked; });
    services.notify = [notices](const Notice& notice) { notices->add(notice); };
    services.testNotice = [notices](const ChannelSettings& channel, const std::stop_token& stop) {
        return notices->test(channel, stop);
    };
    services.preflight = [cards](const PreflightRequest& request, const PreflightTeller& tell,
                                 const std::stop_token& stop) {
        cards->find(stop); // before anything is computed: see loadBeforeComputing()
        return measurePreflight(request, tell, stop);
    };
    services.follow = followRun;
    services.launch = toldLauncher(notices);
    services.startQueue = queueStarter();
    services.awakeRefusal = LoginManager::awakeRefusal;
    services.findCards = [cards](const std::stop_token& stop) { return cards->find(stop); };
    services.sampleCards = [] { return std::make_unique<CardSampler>(); };
    services.openClassifier = [cards](const std::string& model, const std::string& which) {
        cards->find({}); // before anything is computed: see loadBeforeComputing()
        return openClassifier(model, which);
    };
    services.exportModel = [cards](const ExportRequest& request) {
        cards->find({}); // before anything is computed: see loadBeforeComputing()
        return exportModel(request);
    };
    services.exportSpace = [cards](const SpaceRequest& request) {
        cards->find({});
        return exportSpace(request);
    };
    services.evaluate = [cards](const std::string& run, const auto& progress, const std::stop_token& stop) {
        cards->find(stop);
        const bool isTraining = trainings > 0;
        if (isTraining)
            giveWay(); // it must not take the cores that decode the training's pictures
        const EvaluationResult result = evaluateModel(run, "best", {}, isTraining ? "cpu" : "auto", 0, progress, stop);
        if (result.complete)
            writeEvaluation(run, evaluationToKeep(result));
    };
    services.devices = listDevices;
    return services;
}

int runGui(int argc, char** argv) {
    Options options;
    CLI::App line("ResNet Studio: train image classifiers from scratch, and use them.", "resnet-studio");
    addOptions(line, options);
    try {
        line.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return line.exit(error) == 0 ? 0 : 64;
    }
    ignoreDeadlySignals();
    installCrashReports(std::string("ResNet Studio ") + kVersion + " (resnet-studio)");
    if (!hasDisplay())
        return 1;
    openLog(defaultLogFolder(), false);
    qInstallMessageHandler(tellFatal);
    QCoreApplication::setOrganizationName(QStringLiteral("resnet-studio"));
    QCoreApplication::setApplicationName(QStringLiteral("resnet-studio"));
    QCoreApplication::setApplicationVersion(QLatin1String(kVersion));
    QApplication app(argc, argv);
    installTranslation(languageFor(Settings().language()));
    // Qt takes the desktop's locale for the C library too; files and exports want the point.
    std::setlocale(LC_NUMERIC, "C");
    QGuiApplication::setDesktopFileName(QStringLiteral("resnet-studio"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/app.svg")));
    const int code = runWindow(app, options);
    if (LeavableThread::leftBehind() > 0) { // it hangs in a disk's call: nothing may be destroyed under it
        std::fflush(nullptr);
        ::_exit(code);
    }
    return code;
}

} // namespace studio
