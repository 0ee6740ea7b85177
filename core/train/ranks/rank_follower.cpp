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
        switch (order.kind) {
        case RankOrder::Kind::Train:
            session_.position.epoch = static_cast<std::int32_t>(order.epoch);
            loader_.reset();
            loader_ = feeder_.training(session_.position.epoch, static_cast<std::int32_t>(order.batch));
            break;
        case RankOrder::Kind::Step:
            takeStep(order);
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
        session_.position.step = order.step - 1;
        session_.position.stepInEpoch = static_cast<std::int32_t>(order.batch);
        const std::span<const std::uint32_t> samples = feeder_.wholeBatch(order.batch);
        const Ranks& ranks = team_.ranks();
        Batch batch;
        batch.index = order.batch;
        if (shareOfRank(static_cast<std::int64_t>(samples.size()), ranks.rank(), ranks.count()).count > 0) {
            batch = next().value();
        }
        step_.submit(batch, samples, drawOps(session_, batch), order.learningRate);
        step_.take(1);
        team_.othersBadPictures(batch.bad);
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
};

void follow(const std::shared_ptr<Ranks>& ranks, TrainControl& control) {
    TrainObserver nobody;
    RunSession session({}, nobody);
    session.ranks = ranks;
    const std::string briefing = ranks->broadcastText({}, 0, Ranks::kPatiently);
    if (briefing.empty()) {
        return; // nothing is to be done
    }
    openByBriefing(session, control, briefing);
    session.team = std::make_shared<RankTeam>(session, ranks, [&control] { return control.isStopRequested(); });
    ranks->any(false, Ranks::kPatiently);
    session.team->shareState();
    RankFollower(session, control).run();
}

} // namespace

void sendRanksHome(Ranks& ranks) {
    ranks.broadcastText({}, 0);
}

bool followRanks(const std::shared_ptr<Ranks>& ranks, TrainControl& control) {
    try {
        follow(ranks, control);
        return true;
    } catch (const Error& error) {
        if (ranks->isLost()) {
            return false;
        }
        ranks->reportFailure(error.kind(), error.message().text());
        throw;
    } catch (const std::exception& error) {
        ranks->reportFailure(ErrorKind::Device, messageOf(error).text());
        throw;
    }
}

} // namespace studio
