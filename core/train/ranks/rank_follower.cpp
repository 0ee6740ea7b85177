// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/ranks/rank_follower.h"

#include <memory>
#include <optional>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/distributed/rank_share.h"
#include "core/train/epoch_loop_internal.h"
#include "core/train/ranks/rank_team_internal.h"

namespace studio {
namespace {

/// Of the longest wait of another rank: then this one tells why, rather than that it is found silent.
constexpr double kPatience = 0.7;

/// The engine of such a rank: what rank 0's EpochLoop orders. Engine thread.
class RankFollower {
public:
    RankFollower(RunSession& session, TrainControl& control)
        : session_(session)
        , control_(control)
        , team_(*session.team)
        , step_(session)
        , feeder_(session, stop_.get_token()) {
        session_.state.network->train();
    }

    void run() {
        for (RankOrder order = team_.hear(); order.kind != RankOrder::Kind::End; order = team_.hear()) {
            obey(order);
        }
    }

private:
    void obey(const RankOrder& order) {
        if (order.kind != RankOrder::Kind::Step && order.kind != RankOrder::Kind::BadPictures) {
            step_.take(step_.pending());
        }
        switch (order.kind) {
        case RankOrder::Kind::Train:
            session_.position.step = order.step;
            session_.position.epoch = static_cast<std::int32_t>(order.epoch);
            session_.position.stepInEpoch = static_cast<std::int32_t>(order.batch);
            placeInSchedule(session_);
            loader_.reset();
            loader_ = feeder_.training(session_.position.epoch, static_cast<std::int32_t>(order.batch));
            break;
        case RankOrder::Kind::Step:
            takeStep(order);
            break;
        case RankOrder::Kind::BadPictures:
            team_.othersBadPictures(bad_);
            bad_.clear();
            break;
        case RankOrder::Kind::MeasureAverage:
            measure(session_.state.average->network(), 0);
            break;
        case RankOrder::Kind::Measure:
            measure(*session_.state.network, static_cast<std::int32_t>(order.epoch));
            break;
        case RankOrder::Kind::Statistics:
            team_.averageStatistics();
            break;
        case RankOrder::Kind::State:
            team_.shareState();
            break;
        case RankOrder::Kind::End:
            break;
        }
    }

    void takeStep(const RankOrder& order) {
        const auto pending = static_cast<std::int64_t>(step_.pending());
        session_.position.step = order.step - 1 - pending;
        session_.position.stepInEpoch = static_cast<std::int32_t>(order.batch - pending);
        const std::span<const std::uint32_t> samples = feeder_.wholeBatch(order.batch);
        const Ranks& ranks = team_.ranks();
        Batch batch;
        batch.index = order.batch;
        if (shareOfRank(static_cast<std::int64_t>(samples.size()), ranks.rank(), ranks.count()).count > 0) {
            batch = next().value();
        }
        step_.submit(batch, samples, drawOps(session_, batch), order.learningRate);
        bad_.insert(bad_.end(), batch.bad.begin(), batch.bad.end());
        step_.take(step_.pending() >= step_.depth() ? step_.pending() - step_.depth() + 1 : 0);
    }

    void measure(Network& network, std::int32_t epoch) {
        loader_.reset();
        loader_ = epoch > 0 ? feeder_.validation(epoch) : feeder_.validationNow();
        team_.beginMeasuring();
        const std::unique_ptr<EvalProgram> program =
            session_.device->evaluation(network, loader_->imageSize(), session_.precision);
        if (session_.config.flipTest) {
            program->mirrorToo();
        }
        evaluateSet(
            *program, *loader_, [this] { return team_.isMeasuringOver() ? std::nullopt : next(); }, {}, 0, {},
            [this](EvaluationResult& result) { team_.combine(result); });
    }

    /// A volume that is gone is waited for, as rank 0 does, but only so long as the others wait for this rank.
    std::optional<Batch> next() {
        const double since = monotonicSeconds(), patience = kPatience * team_.ranks().place().seconds;
        double backOff = 0;
        while (true) {
            try {
                return loader_->next();
            } catch (const Error& error) {
                backOff = nextBackOff(backOff);
                if (!mayPass(error.kind()) || monotonicSeconds() + backOff - since > patience) {
                    throw;
                }
            }
            if (!control_.waitFor(backOff)) {
                throw Error(ErrorKind::Io, "Asked to end while the pictures were away");
            }
        }
    }

    RunSession& session_;
    TrainControl& control_;
    RankTeam& team_;
    std::stop_source stop_; ///< never asked: rank 0 decides
    TrainStep step_;
    Feeder feeder_;
    std::unique_ptr<Loader> loader_;
    std::vector<BadPicture> bad_; ///< that rank 0 has not asked for yet
};

void followIn(RunSession& session, const std::shared_ptr<Ranks>& ranks, TrainControl& control,
              const RankSurroundings& around) {
    const std::string briefing = ranks->broadcastText({}, 0, Ranks::kPatiently);
    if (briefing.empty()) {
        return; // nothing is to be done
    }
    openByBriefing(session, control, briefing, around.findDevices);
    if (around.onDevice) {
        around.onDevice(session.device->info().id);
    }
    session.team = std::make_shared<RankTeam>(session, ranks, [&control] { return control.isStopRequested(); });
    ranks->any(false, Ranks::kPatiently);
    session.team->meetOnDevices();
    session.team->shareState();
    RankFollower(session, control).run();
}

/// Before the session goes: to take a card down may mean to wait for it.
void reportFailure(Ranks& ranks, ErrorKind kind, const std::string& words) {
    if (!ranks.isLost()) {
        ranks.reportFailure(kind, words);
    }
}

void follow(const std::shared_ptr<Ranks>& ranks, TrainControl& control, const RankSurroundings& around) {
    TrainObserver nobody;
    RunSession session({}, nobody);
    session.ranks = ranks;
    try {
        followIn(session, ranks, control, around);
    } catch (const Error& error) {
        reportFailure(*ranks, error.kind(), error.message().text());
        throw;
    } catch (const std::exception& error) {
        reportFailure(*ranks, ErrorKind::Device, messageOf(error).text());
        throw;
    }
}

} // namespace

void sendRanksHome(Ranks& ranks) {
    ranks.broadcastText({}, 0);
}

bool followRanks(const std::shared_ptr<Ranks>& ranks, TrainControl& control, const RankSurroundings& around) {
    try {
        follow(ranks, control, around);
        return true;
    } catch (const std::exception&) {
        if (ranks->isLost()) {
            return false;
        }
        throw;
    }
}

} // namespace studio
