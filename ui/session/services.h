// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/backup/auto_backup.h"
#include "core/device/card_report.h"
#include "core/device/card_sampler.h"
#include "core/device/device.h"
#include "core/export/model_export.h"
#include "core/export/space_export.h"
#include "core/infer/classifier.h"
#include "core/notice/notice_channel.h"
#include "core/preflight/preflight.h"
#include "core/train/trainer.h"

namespace studio {

/// What is known of the machine's NVIDIA cards.
struct CardsFound {
    bool hasPlugin = false; ///< this build computes on cards
    CardReport report;      ///< empty without a plug-in: the driver is not asked then
};

/// The parts of the engine that need LibTorch, or a card, handed in as values: app gives the real ones, tests scripted
/// ones. The rest of core is called directly.
struct StudioServices {
    TrainEngine train;
    /// Shows a run that another process trains, as if it trained here (core/remote/follower.h). Null: none can be
    /// followed.
    TrainEngine follow;
    /// Measures what a run would take. Null: it cannot be measured.
    PreflightEngine preflight;
    /// Starts a process without a window that trains or resumes what is asked for, and backs it up as wished. Returns
    /// the run's folder once that process owns it; throws Error with its reason where it does not come to that. May
    /// take a minute. Any thread but the GUI's. Null: there is no such program.
    std::function<std::string(const TrainRequest&, const BackupWish&)> launch;
    /// Starts a process that starts the runs of the queue. As `launch`; null: there is no such program.
    std::function<void()> startQueue;
    std::function<std::unique_ptr<Classifier>(const std::string& model, const std::string& which)> openClassifier;
    /// Measures the best checkpoint of a run on the pictures that it validates on, and keeps the result in the run
    /// (core/run/run_evaluation.h), unless it was stopped. Takes minutes. Any thread but the GUI's. Null: there is
    /// nothing that could.
    std::function<void(const std::string& run,
                       const std::function<void(std::int64_t done, std::int64_t total)>& progress,
                       const std::stop_token& stop)>
        evaluate;
    /// Whether this machine stays awake while a run trains, as LoginManager::awakeRefusal() says; may take some
    /// seconds. Any thread but the GUI's. Null: nobody knows.
    std::function<std::optional<std::string>()> awakeRefusal;
    /// Writes a network to a file for other programs and checks it (core/export/model_export.h). Takes some seconds.
    /// Any thread but the GUI's. Null: there is nothing that could.
    std::function<ExportResult(const ExportRequest&)> exportModel;
    /// Makes a folder that runs as a Space of Hugging Face (core/export/space_export.h). As `exportModel`.
    std::function<SpaceResult(const SpaceRequest&)> exportSpace;
    std::function<std::vector<DeviceInfo>()> devices; ///< known now, best first; any thread
    /// Looks at the cards and makes them known to `devices`. May take a minute; ends early at a stop. Any thread but
    /// the GUI's. Null: there are none.
    std::function<CardsFound(const std::stop_token&)> findCards;
    std::function<std::unique_ptr<CardSampler>()> sampleCards; ///< null: nobody looks at how busy they are
    /// Sends a notice on the channels; returns at once. Any thread. Null: nobody is told.
    std::function<void(const Notice&)> notify;
    /// Sends a test on one channel; may take some seconds. Any thread but the GUI's. Null: none can be sent.
    std::function<Delivery(const ChannelSettings&, const std::stop_token&)> testNotice;
};

} // namespace studio
