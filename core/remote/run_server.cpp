// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/run_server.h"

#include <algorithm>
#include <mutex>
#include <thread>

#include "core/base/log.h"
#include "core/base/text.h"
#include "core/queue/device_claim.h"
#include "core/remote/serving_loop_internal.h"

namespace studio {

/// What the engine's thread leaves for the server's.
class RunServer::Impl {
public:
    Impl(TrainControl& control, const RunServerOptions& options)
        : shared_(control, options) {}

    void start(const RunStart& start) noexcept {
        shared_.setStart(start);
        if (thread_.joinable() || failed_)
            return;
        try {
            loop_ = std::make_unique<ServingLoop>(shared_, start.folder);
            thread_ = startThread([this] { loop_->run(); });
        } catch (const std::exception& error) {
            failed_ = true;
            logServingProblem(error.what());
        }
    }
    void setStatus(const TrainStatus& status) {
        if (shared_.setStatus(status) && loop_)
            loop_->wake();
    }
    void end(const std::optional<RunReport>& report) {
        if (!thread_.joinable())
            return;
        shared_.end(report);
        loop_->wake();
        thread_.join();
    }

private:
    ServedRun shared_;
    std::unique_ptr<ServingLoop> loop_;
    std::jthread thread_;
    bool failed_ = false;
};

RunServer::RunServer(TrainObserver& next, TrainControl& control, RunServerOptions options)
    : ForwardingObserver(next)
    , impl_(std::make_unique<Impl>(control, options)) {}

RunServer::~RunServer() {
    impl_->end(std::nullopt);
}

void RunServer::runStarted(const RunStart& start) {
    impl_->start(start);
    ForwardingObserver::runStarted(start);
}

void RunServer::statusChanged(const TrainStatus& status) {
    impl_->setStatus(status);
    ForwardingObserver::statusChanged(status);
}

void RunServer::ended(const RunReport& report) {
    impl_->end(report);
}

namespace {

/// The queue leaves a device to a run that is being prepared; from its first step on the run itself tells. A claim of
/// "auto" may keep the queue from a device that the run does not take: it is made anew once the device is known.
class ClaimingObserver final : public ForwardingObserver {
public:
    ClaimingObserver(TrainObserver& next, const TrainRequest& request, const DeviceNaming& naming)
        : ForwardingObserver(next)
        , naming_(naming)
        , run_(request.runFolder)
        , device_(naming(request.setup.device))
        , claim_(std::make_unique<DeviceClaim>(run_, device_)) {}

    void statusChanged(const TrainStatus& status) override {
        nameDevice();
        ForwardingObserver::statusChanged(status);
    }
    void stepDone(const StepRecord& step) override {
        claim_.reset();
        ForwardingObserver::stepDone(step);
    }

private:
    void nameDevice() {
        if (!claim_ || (device_ != "auto" && device_ != "cuda"))
            return;
        if (const std::string known = naming_(device_); known != device_) {
            claim_ = std::make_unique<DeviceClaim>(run_, known); // before the other goes
            device_ = known;
        }
    }

    const DeviceNaming& naming_;
    const std::string run_;
    std::string device_;
    std::unique_ptr<DeviceClaim> claim_;
};

} // namespace

RunReport runServed(const TrainRequest& request, TrainObserver& observer, TrainControl& control,
                    const TrainEngine& engine, const DeviceNaming& naming) {
    ClaimingObserver claiming(observer, request, naming);
    RunServer server(claiming, control);
    RunReport report = engine(request, server, control);
    server.ended(report);
    return report;
}

TrainEngine servedEngine(TrainEngine engine, DeviceNaming naming) {
    return [engine = std::move(engine), naming = std::move(naming)](const TrainRequest& request,
                                                                    TrainObserver& observer, TrainControl& control) {
        return runServed(request, observer, control, engine, naming);
    };
}

} // namespace studio
