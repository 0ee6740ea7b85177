// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/ranks/rank_team_internal.h"

#include <cmath>
#include <cstring>
#include <set>
#include <utility>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/train/ranks/rank_devices.h"
#include "core/train/run_session_internal.h"

namespace studio {
namespace {

/// Rank 0 waits so much longer for the others' share of a validation than its own took.
constexpr double kSlower = 4;

/// Those that learn.
std::vector<at::Tensor> parametersOf(const RunSession& session) {
    std::vector<at::Tensor> parameters;
    for (const auto& [name, parameter] : session.state.sgd->parameters()) {
        if (parameter.requires_grad()) {
            parameters.push_back(parameter);
        }
    }
    return parameters;
}

/// Of batch norm, where it learns; `of` is that network, or its average.
std::vector<at::Tensor> statisticsOf(const Network& trained, const Network& of) {
    std::set<std::string> learning;
    for (const auto& [name, tensor] : learningState(trained)) {
        learning.insert(name);
    }
    std::vector<at::Tensor> statistics;
    for (const auto& buffer : of.named_buffers()) {
        if (buffer.value().is_floating_point() && learning.contains(buffer.key())) {
            statistics.push_back(buffer.value());
        }
    }
    return statistics;
}

/// Lines of path and reason.
std::string textOfBad(const std::string& path, const std::string& reason) {
    return escapeBytes(path) + "\n" + escapeBytes(reason) + "\n";
}

std::vector<BadPicture> badFromText(const std::string& text) {
    std::vector<BadPicture> bad;
    std::size_t at = 0;
    const auto line = [&] {
        const std::size_t end = text.find('\n', at);
        const std::string word = text.substr(at, end - at);
        at = end == std::string::npos ? text.size() : end + 1;
        return unescapeBytes(word);
    };
    while (at < text.size()) {
        BadPicture picture;
        picture.path = line();
        picture.reason = line();
        bad.push_back(std::move(picture));
    }
    return bad;
}

} // namespace

RankTeam::RankTeam(RunSession& session, std::shared_ptr<Ranks> ranks, std::function<bool()> wantsStop)
    : session_(session)
    , ranks_(std::move(ranks))
    , wantsStop_(std::move(wantsStop))
    , sum_(*ranks_, parametersOf(session)) {}

RankTeam::~RankTeam() {
    try {
        order({.kind = RankOrder::Kind::End});
    } catch (const std::exception& error) { // they end when this process does
        logLine(LogLevel::Warning, messageOf(error).text());
    }
}

void RankTeam::begin(std::function<bool()> wantsStop) {
    session_.teller.enter(TrainPhase::Preparing, "Waiting for the other ranks");
    ranks_->setStop(std::move(wantsStop));
    ranks_->broadcastText(rankBriefing(session_), 0, Ranks::kPatiently);
    ranks_->any(false, Ranks::kPatiently);
    ranks_->setStop({});
    meetOnDevices();
    shareState();
}

void RankTeam::meetOnDevices() {
    isBusy_ = true; // in calls of all ranks: what fails is told, and no order goes between them
    std::unique_ptr<DeviceSums> sums = studio::meetOnDevices(*ranks_, *session_.device, session_.precision);
    isBusy_ = false;
    isOnDevices_ = sums != nullptr;
    sum_.useDevice(std::move(sums));
}

void RankTeam::fail(ErrorKind kind, const std::string& words) noexcept {
    if (leads() && (isBusy_ || isOnDevices_) && !ranks_->isLost()) {
        ranks_->reportFailure(kind, words);
    }
}

void RankTeam::order(const RankOrder& order) {
    if (ranks_->rank() != 0 || isBusy_ || ranks_->isLost()) {
        return;
    }
    static_assert(sizeof(RankOrder) % sizeof(std::int64_t) == 0);
    const at::Tensor words = at::empty({static_cast<std::int64_t>(sizeof order / sizeof(std::int64_t))}, at::kLong);
    std::memcpy(words.data_ptr(), &order, sizeof order);
    ranks_->broadcast(words);
    if (order.kind == RankOrder::Kind::Train) {
        ranks_->broadcastText(runRecipeToJson(session_.config, session_.setup, session_.changes));
    }
}

RankOrder RankTeam::hear() {
    RankOrder order;
    const at::Tensor words = at::empty({static_cast<std::int64_t>(sizeof order / sizeof(std::int64_t))}, at::kLong);
    ranks_->broadcast(words, 0, Ranks::kPatiently);
    std::memcpy(&order, words.data_ptr(), sizeof order);
    if (order.kind == RankOrder::Kind::Train) {
        RunRecipe plan = runRecipeFromJson(ranks_->broadcastText({}), "rank 0");
        session_.config = plan.config;
        session_.changes = std::move(plan.changes);
    }
    return order;
}

void RankTeam::beginStep(const RankOrder& step, std::int64_t badPictures) {
    order(step);
    sum_.setNews({.badPictures = badPictures, .wantsStop = wantsStop_ && wantsStop_()});
    isBusy_ = isApart_ = true;
}

void RankTeam::endStep() {
    isBusy_ = false;
}

std::vector<BadPicture> RankTeam::othersBadPictures(std::span<const BadPicture> mine) {
    std::string text;
    for (const BadPicture& bad : mine) {
        text += textOfBad(bad.path, bad.reason);
    }
    return gatherBad(text);
}

std::vector<BadPicture> RankTeam::gatherBad(const std::string& mine) {
    std::vector<BadPicture> others;
    const std::vector<std::string> texts = ranks_->gatherTexts(mine);
    for (int rank = 0; rank < ranks_->count(); ++rank) {
        if (rank != ranks_->rank()) {
            for (BadPicture& bad : badFromText(texts[static_cast<std::size_t>(rank)])) {
                others.push_back(std::move(bad));
            }
        }
    }
    return others;
}

void RankTeam::beginMeasuring() {
    averageStatistics();
    shareState();
    isBusy_ = true;
    ++measured_;
    measuredSince_ = monotonicSeconds();
}

bool RankTeam::isMeasuringOver() {
    return ranks_->isRaised("measured/" + std::to_string(measured_));
}

void RankTeam::combine(EvaluationResult& result) {
    const bool leads = ranks_->rank() == 0;
    if (leads && !result.complete) {
        ranks_->raise("measured/" + std::to_string(measured_));
    }
    const auto count = static_cast<double>(result.count);
    const at::Tensor figures = at::tensor({result.count > 0 ? result.loss * count : 0, result.top1 * count,
                                           result.top5 * count, count, static_cast<double>(result.badPictures)},
                                          at::kDouble);
    const double wait = ranks_->place().seconds + kSlower * (monotonicSeconds() - measuredSince_);
    ranks_->sum(figures, leads ? wait : Ranks::kPatiently);
    const auto* const sums = figures.data_ptr<double>();
    result.count = std::llround(sums[3]);
    const double all = result.count > 0 ? static_cast<double>(result.count) : 1;
    result.loss = sums[0] / all;
    result.top1 = static_cast<double>(std::llround(sums[1])) / all;
    result.top5 = static_cast<double>(std::llround(sums[2])) / all;
    result.badPictures = std::llround(sums[4]);
    if (result.badPictures > 0) {
        std::string mine;
        for (const BadFile& bad : result.badFiles) {
            mine += textOfBad(bad.path, bad.reason);
        }
        for (BadPicture& bad : gatherBad(mine)) {
            result.badFiles.push_back({std::move(bad.path), std::move(bad.reason)});
        }
    }
    isBusy_ = false;
}

void RankTeam::shareState() {
    const torch::NoGradGuard noGrad;
    for (const auto& [name, tensor] : session_.state.tensors()) {
        if (tensor.is_cpu()) {
            ranks_->broadcast(tensor);
            continue;
        }
        const at::Tensor host = at::empty(tensor.sizes(), at::TensorOptions(tensor.scalar_type()));
        if (leads()) {
            host.copy_(tensor);
        }
        ranks_->broadcast(host);
        tensor.copy_(host);
    }
    isApart_ = false;
}

void RankTeam::averageStatistics() {
    if (!isApart_) {
        return;
    }
    const torch::NoGradGuard noGrad;
    const Network& network = *session_.state.network;
    std::vector<at::Tensor> statistics = statisticsOf(network, network), flat;
    if (session_.state.average) { // it is linear in what it follows
        const std::vector<at::Tensor> averaged = statisticsOf(network, session_.state.average->network());
        statistics.insert(statistics.end(), averaged.begin(), averaged.end());
    }
    for (const at::Tensor& each : statistics) {
        flat.push_back(each.flatten());
    }
    isApart_ = false;
    if (flat.empty()) {
        return;
    }
    at::Tensor sum = at::cat(flat).cpu();
    ranks_->sum(sum);
    sum.div_(ranks_->count());
    std::int64_t at = 0;
    for (const at::Tensor& buffer : statistics) {
        buffer.copy_(sum.narrow(0, at, buffer.numel()).view(buffer.sizes()));
        at += buffer.numel();
    }
}

void RankTeam::averageForCheckpoint() {
    if (isApart_ && !isBusy_ && !ranks_->isLost()) {
        order({.kind = RankOrder::Kind::Statistics});
        averageStatistics();
    }
}

} // namespace studio
