// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/get_data_session.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "core/base/paths.h"
#include "core/net/download.h"
#include "core/prepare/get_set.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kRateSeconds = 5, kShortestRate = 0.5;

/// Beside the archives: their volume is the one that has room. Looks at the disk.
std::string folderForPictures(const std::vector<std::string>& archives) {
    if (archives.empty())
        return {};
    const std::string first = absolutePath(archives.front());
    std::error_code error;
    const fs::path beside = fs::is_directory(first, error) ? fs::path(first) : fs::path(first).parent_path();
    return (beside / "imagenet").native();
}

/// `more` archives or folders beside those that are known: they come one by one, the later ones count. Looks at the
/// disk.
void addSources(PrepareOptions& options, const PrepareLook& look, const std::vector<std::string>& more,
                const std::string& fetchedTo) {
    std::error_code none;
    options.sources.clear();
    if (std::none_of(more.begin(), more.end(), [&](const auto& path) { return fs::is_directory(path, none); })) {
        for (const std::string& known : {look.train, look.val, look.devkit}) {
            const bool replaced =
                std::any_of(more.begin(), more.end(), [&](const auto& path) { return isSameArchive(path, known); });
            if (!known.empty() && !replaced)
                options.sources.push_back(known);
        }
    }
    options.sources.insert(options.sources.end(), more.begin(), more.end());
    if (options.out.empty())
        options.out = !more.empty() && isUrl(more.front()) ? fetchedTo : folderForPictures(more);
}

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

void GetDataSession::addSources(const std::vector<std::string>& paths, const std::string& fetchedTo) {
    if (isRunning())
        return;
    reset();
    added_.push_back({paths, fetchedTo});
    lookAgain();
}

void GetDataSession::lookAgain() {
    using Looked = std::pair<PrepareOptions, PrepareLook>;
    lookJob_.start(
        [options = options_, look = look_, added = added_](const JobControl&) {
            Looked result{options, look};
            for (const Added& more : added) {
                studio::addSources(result.first, result.second, more.paths, more.fetchedTo);
                result.second = lookBeforePrepare(result.first);
            }
            if (added.empty())
                result.second = lookBeforePrepare(options);
            return result;
        },
        [this](const Looked& looked) {
            options_.sources = looked.first.sources; // what else was chosen meanwhile stays
            options_.out = looked.first.out;
            added_.clear();
            look_ = looked.second;
            Q_EMIT lookChanged();
        },
        [this](const Message& message) {
            added_.clear();
            look_ = {};
            look_.problem = message;
            Q_EMIT lookChanged();
        },
        BackgroundJob::Begin::AtOnce);
    Q_EMIT lookChanged();
}

void GetDataSession::requestStop() {
    lookJob_.forget();
    cancel();
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
    job_.start(
        [this, work = work_](const JobControl& control) {
            const Report report = [this, control](const GetDataStatus& status) {
                control.progress([this, status] {
                    status_ = status;
                    Q_EMIT changed();
                });
            };
            return work(report, control.stop());
        },
        [this](const GetDataResult& result) { conclude(result); }, [this](const Message& message) { fail(message); });
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
