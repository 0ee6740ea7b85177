// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/get_data_session.h"

#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

#include "core/prepare/get_set.h"

namespace studio {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBetweenReports{100};
constexpr double kRateSeconds = 5, kShortestRate = 0.5;

/// Passes on ten reports a second at most, and each change of the stage.
class Throttle {
public:
    bool isDue(GetDataStatus::Stage stage) {
        const auto now = Clock::now();
        if (stage_ == stage && now - last_ < kBetweenReports)
            return false;
        last_ = now;
        stage_ = stage;
        return true;
    }

private:
    Clock::time_point last_{};
    std::optional<GetDataStatus::Stage> stage_;
};

GetDataResult prepareWork(const PrepareOptions& options, bool movesBytes, const GetDataSession::Report& report,
                          const std::stop_token& stop) {
    const auto start = Clock::now();
    RateWindow rate;
    auto stage = PrepareStatus::Stage::Sums;
    const auto progress = [&](const PrepareStatus& from) {
        if (from.stage != stage)
            rate = {}; // its bytes begin at 0 again
        stage = from.stage;
        GetDataStatus status;
        const bool pictures = stage == PrepareStatus::Stage::Pictures;
        status.stage = pictures                                  ? GetDataStatus::Stage::Pictures
                       : stage == PrepareStatus::Stage::Download ? GetDataStatus::Stage::Download
                                                                 : GetDataStatus::Stage::Sums;
        const std::int64_t unit = pictures ? 1 : 1 << 20;
        status.done = from.done * unit;
        status.total = from.total * unit;
        status.secondsLeft = from.secondsLeft;
        status.note = from.note;
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        (movesBytes ? status.bytesPerSecond : status.picturesPerSecond) =
            rate.add(seconds, static_cast<double>(from.bytes));
        report(status);
    };
    const PrepareResult result = prepareImageNet(options, progress, stop);
    return {result.complete, options.out,    result.trainPictures, result.valPictures,
            result.classes,  result.written, result.deleted,       result.notes};
}

GetDataStatus statusOf(const GetStatus& from) {
    GetDataStatus status;
    using To = GetDataStatus::Stage;
    status.stage = from.stage == GetStatus::Stage::Download ? To::Download
                   : from.stage == GetStatus::Stage::Check  ? To::Sums
                   : from.stage == GetStatus::Stage::List   ? To::List
                                                            : To::Pictures;
    status.done = from.done;
    status.total = from.total;
    status.bytesPerSecond = from.bytesPerSecond > 0 ? from.bytesPerSecond : -1;
    status.secondsLeft = from.secondsLeft;
    status.note = from.note;
    return status;
}

GetDataResult getWork(const GetOptions& options, const GetDataSession::Report& report, const std::stop_token& stop) {
    const GetResult got = getKnownSet(
        options, [&](const GetStatus& status) { report(statusOf(status)); }, stop);
    GetDataResult result;
    result.complete = got.complete;
    result.folder = options.out;
    result.trainPictures = got.train;
    result.valPictures = got.val;
    result.classes = got.classes;
    result.notes = got.notes;
    return result;
}

} // namespace

double RateWindow::add(double seconds, double amount) {
    if (points_.empty() || seconds - points_.back().seconds >= kRateSeconds / 50)
        points_.push_back({seconds, amount});
    while (points_.size() > 2 && seconds - points_[1].seconds >= kRateSeconds)
        points_.erase(points_.begin());
    const Point& first = points_.front();
    const double elapsed = seconds - first.seconds;
    return elapsed < kShortestRate ? -1 : (amount - first.amount) / elapsed;
}

GetDataSession::GetDataSession(QObject* parent)
    : QObject(parent) {}

GetDataSession::~GetDataSession() = default;

void GetDataSession::setPrepare(const PrepareOptions& options) {
    if (isRunning())
        return;
    const bool same = options.sources == options_.sources && options.out == options_.out;
    options_ = options;
    reset();
    if (same) {
        Q_EMIT lookChanged();
        return;
    }
    look_ = {};
    lookAgain();
}

void GetDataSession::lookAgain() {
    lookJob_.start([this, options = options_](std::stop_token) -> std::function<void()> {
        return [this, look = lookBeforePrepare(options)] {
            look_ = look;
            Q_EMIT lookChanged();
        };
    });
    Q_EMIT lookChanged();
}

void GetDataSession::startPrepare() {
    if (isRunning())
        return;
    const bool archives = look_.kaggle.empty();
    PrepareOptions options = options_;
    options.verifyMd5 = options.verifyMd5 && archives; // Kaggle's folder has neither sums nor archives
    options.deleteArchives = options.deleteArchives && archives;
    target_ = options.out;
    start([options, movesBytes = archives](const Report& report, std::stop_token stop) {
        return prepareWork(options, movesBytes, report, stop);
    });
}

void GetDataSession::startGet(const GetOptions& options) {
    if (isRunning())
        return;
    GetOptions given = options;
    if (const char* mirror = std::getenv("RESNET_STUDIO_MIRROR"); mirror != nullptr && given.baseUrl.empty())
        given.baseUrl = mirror;
    target_ = given.out;
    start([given](const Report& report, std::stop_token stop) { return getWork(given, report, stop); });
}

void GetDataSession::start(Work work) {
    if (isRunning() || !work)
        return;
    work_ = std::move(work);
    state_ = GetDataState::Running;
    stopping_ = false;
    status_ = {};
    result_ = {};
    error_ = {};
    job_.start([this, work = work_](std::stop_token stop) -> std::function<void()> {
        auto throttle = std::make_shared<Throttle>();
        const Report report = [this, throttle](const GetDataStatus& status) {
            if (!throttle->isDue(status.stage))
                return;
            job_.post([this, status] {
                status_ = status;
                Q_EMIT changed();
            });
        };
        try {
            return [this, result = work(report, stop)] { conclude(result); };
        } catch (const std::exception& error) {
            return [this, message = messageOf(error)] { fail(message); };
        }
    });
    Q_EMIT changed();
}

void GetDataSession::goOn() {
    start(Work(work_));
}

void GetDataSession::cancel() {
    if (!isRunning())
        return;
    stopping_ = true;
    job_.requestStop();
    Q_EMIT changed();
}

void GetDataSession::reset() {
    if (isRunning() || state_ == GetDataState::Idle)
        return;
    state_ = GetDataState::Idle;
    status_ = {};
    error_ = {};
    Q_EMIT changed();
}

void GetDataSession::conclude(const GetDataResult& result) {
    result_ = result;
    stopping_ = false;
    state_ = result.complete ? GetDataState::Done : GetDataState::Stopped;
    Q_EMIT changed();
    if (!result.deleted.empty())
        options_ = {}; // what it was made of is gone
    look_ = result.deleted.empty() ? look_ : PrepareLook{};
    lookAgain();
}

void GetDataSession::fail(const Message& error) {
    error_ = error;
    stopping_ = false;
    state_ = GetDataState::Failed;
    Q_EMIT changed();
    lookAgain();
}

} // namespace studio
