// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preflight/preflight.h"

#include "core/base/clock.h"
#include "core/base/system_info.h"
#include "core/preflight/bench_internal.h"
#include "core/train/model_loader_internal.h"

namespace studio {
namespace {

/// What the engine would write into a journal.
class Notes final : public TrainObserver {
public:
    explicit Notes(std::vector<std::string>& notes)
        : notes_(notes) {}
    void eventHappened(const EventRecord& event) override {
        notes_.push_back(event.detail.empty() ? event.title : event.detail);
    }

private:
    std::vector<std::string>& notes_;
};

void describe(const RunSession& session, PreflightMeasure& measure) {
    const DeviceInfo device = session.device->info();
    const PrecisionChoice choice = choosePrecision(session.config.precision, device.precisions, device.name);
    measure.setup = session.setup;
    measure.setup.device = device.id;
    measure.deviceName = device.name;
    measure.precision = precisionName(choice.precision);
    measure.accelerator = device.accelerator;
    measure.cores = systemInfo().cores;
    measure.trainPictures = static_cast<std::int64_t>(session.data.train.size());
    measure.valPictures = static_cast<std::int64_t>(session.data.val.size());
    measure.classes = static_cast<std::int64_t>(session.data.classes.size());
    measure.isPacked = session.pack != nullptr;
    if (!choice.instead.empty())
        measure.notes.push_back(choice.instead);
}

void measureAll(const PreflightRequest& request, const PreflightTeller& tell, TrainControl& control,
                PreflightMeasure& measure) {
    Notes notes(measure.notes);
    RunSession session({}, notes);
    TrainConfig config = request.config;
    config.startImageSize = 0; // at the largest size: what has to fit, and what the others are a share of
    openUnrecorded(session, config, request.setup, control);
    describe(session, measure);
    PreflightBench bench(session, control, request.seconds, tell, measure);
    if (!bench.measureMemory())
        return;
    bench.measurePictures();
    bench.measureNetwork();
    bench.measureTraining();
    bench.measureValidation();
    bench.closeMemory();
}

} // namespace

std::optional<PreflightMeasure> measurePreflight(const PreflightRequest& request, const PreflightTeller& tell,
                                                 const std::stop_token& stop) {
    PreflightMeasure measure;
    measure.config = request.config;
    TrainControl control;
    const std::stop_callback onStop(stop, [&control] { control.stopNow(); });
    const double begin = monotonicSeconds();
    try {
        if (tell)
            tell(PreflightStage::Preparing, 0);
        withErrors([&] {
            measureAll(request, tell, control, measure);
            return true;
        });
    } catch (const PreflightStopped&) {
        return std::nullopt;
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Stopped)
            return std::nullopt;
        throw;
    }
    measure.tookSeconds = monotonicSeconds() - begin;
    measure.utcMs = utcMilliseconds();
    return measure;
}

} // namespace studio
