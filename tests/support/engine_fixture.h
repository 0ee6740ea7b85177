// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "core/base/random.h"
#include "core/image/image_file.h"
#include "core/interop/safetensors.h"
#include "core/run/checkpoint.h"
#include "core/train/trainer.h"

namespace studio::test {

struct TinySpec {
    int classes = 3;
    int trainPerClass = 16;
    int valPerClass = 5;
    int size = 24;
    const char* prefix = "kind"; ///< class folders: kind0, kind1...
};

/// Noise around one colour a class: separable by eye and by a small network within an epoch or two.
inline Picture tinyPicture(int classIndex, std::uint64_t index, int size) {
    CounterRandom random(9, CounterRandom::Purpose::Sample, static_cast<std::uint32_t>(classIndex), index);
    Picture picture{size, size, {}};
    for (int i = 0; i < size * size; ++i) {
        for (int channel = 0; channel < 3; ++channel) {
            const double base = channel == classIndex % 3 ? 190 : 60;
            picture.rgb.push_back(static_cast<std::uint8_t>(base + random.uniform(-50, 50)));
        }
    }
    return picture;
}

inline void writeBytes(const std::string& path, const std::vector<std::uint8_t>& bytes) {
    std::ofstream file(path, std::ios::binary);
    for (const std::uint8_t byte : bytes) {
        file.put(static_cast<char>(byte));
    }
}

inline void writeTinyData(const std::string& root, const TinySpec& spec) {
    for (int c = 0; c < spec.classes; ++c) {
        for (const bool train : {true, false}) {
            const std::string folder = root + (train ? "/train/" : "/val/") + spec.prefix + std::to_string(c);
            std::filesystem::create_directories(folder);
            const int count = train ? spec.trainPerClass : spec.valPerClass;
            for (int i = 0; i < count; ++i) {
                const auto index = static_cast<std::uint64_t>(train ? i : 1000 + i);
                writeBytes(folder + "/" + std::to_string(100 + i) + ".jpg",
                           encodeJpeg(tinyPicture(c, index, spec.size), 90));
            }
        }
    }
}

inline TrainConfig tinyConfig(int epochs) {
    TrainConfig config;
    config.model = "resnet20";
    config.stem = "small";
    config.imageSize = config.evalSize = 16;
    config.evalResize = 18;
    config.epochs = epochs;
    config.batchSize = 8;
    config.learningRate = 0.05;
    config.precision = "fp32";
    config.cropScaleMin = 0.5;
    config.brightness = config.contrast = config.saturation = 0.1;
    config.hue = 0;
    config.saveMinutes = 0;
    return config;
}

inline TrainRequest tinyRequest(const std::string& data, const std::string& run, int epochs, int workers = 2) {
    TrainRequest request;
    request.config = tinyConfig(epochs);
    request.setup.data.root = data;
    request.setup.device = "cpu";
    request.setup.workers = workers;
    request.setup.threads = 1; // tiny work: more threads only wait for each other
    request.runFolder = run;
    return request;
}

/// Keeps everything; a test may act on a step or a status, on the engine's thread.
class Recording : public TrainObserver {
public:
    void runStarted(const RunStart& start) override { starts.push_back(start); }
    void stepDone(const StepRecord& record) override {
        steps.push_back(record);
        if (onStep) {
            onStep(record);
        }
    }
    void epochDone(const EpochRecord& record) override { epochs.push_back(record); }
    void checkpointSaved(const CheckpointRecord& record) override { checkpoints.push_back(record); }
    void eventHappened(const EventRecord& record) override {
        events.push_back(record);
        if (onEvent) {
            onEvent(record);
        }
    }
    void statusChanged(const TrainStatus& status) override {
        statuses.push_back(status);
        if (onStatus) {
            onStatus(status);
        }
    }

    int count(EventKind kind) const {
        return static_cast<int>(
            std::count_if(events.begin(), events.end(), [kind](const auto& event) { return event.kind == kind; }));
    }

    std::vector<RunStart> starts;
    std::vector<StepRecord> steps;
    std::vector<EpochRecord> epochs;
    std::vector<CheckpointRecord> checkpoints;
    std::vector<EventRecord> events;
    std::vector<TrainStatus> statuses;
    std::function<void(const StepRecord&)> onStep;
    std::function<void(const EventRecord&)> onEvent;
    std::function<void(const TrainStatus&)> onStatus;
};

inline std::string newestCheckpointPath(const std::string& run) {
    const std::string folder = run + "/checkpoints";
    const std::vector<std::string> files = listCheckpointFiles(folder);
    return files.empty() ? std::string() : folder + "/" + files.front();
}

/// The digest of the newest checkpoint's tensors: weights, statistics and momentum to the bit.
inline std::string newestDigest(const std::string& run) {
    return readSafetensorsMetadata(newestCheckpointPath(run)).at("sha256");
}

} // namespace studio::test
