// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/torch.h"
#include "core/distributed/ranks.h"

namespace studio {

/// A sum that the ranks are making.
class SumUnderWay {
public:
    virtual ~SumUnderWay() = default;
    virtual void wait() = 0;
};

/// The processes that train one run together (c10d's process group), as one of them sees them. All call the same things
/// in the same order, on their engine threads. Where another rank is lost a call throws Error that names it, and every
/// later call does, too. Owned by whoever trains, shared with the trainer.
class Ranks {
public:
    /// How long a call waits for the others: RankPlace::seconds, or as long as their processes live.
    static constexpr double kAsInAStep = 0, kPatiently = 1e9;

    virtual ~Ranks() = default;

    virtual const RankPlace& place() const = 0;
    int rank() const { return place().rank; }
    int count() const { return place().count; }

    /// Sums over all ranks, in place: the same bits in each.
    virtual void sum(const at::Tensor& tensor, double seconds = kAsInAStep) = 0;
    virtual std::unique_ptr<SumUnderWay> startSum(const at::Tensor& tensor) = 0;
    virtual void broadcast(const at::Tensor& tensor, int from = 0, double seconds = kAsInAStep) = 0;
    /// Waits until `isDone` says so, for something that needs the others beside these calls. It is asked again and
    /// again; what it throws is thrown, and nobody is lost by it.
    virtual void await(const std::function<bool()>& isDone, double seconds = kAsInAStep) = 0;

    bool any(bool mine, double seconds = kAsInAStep);
    /// Of rank `from`; what the others give is not looked at.
    std::string broadcastText(const std::string& mine, int from = 0, double seconds = kAsInAStep);
    /// One a rank.
    std::vector<std::string> gatherTexts(const std::string& mine);

    /// Seen by all ranks at once, also those that are busy; each name once.
    virtual void raise(const std::string& flag) = 0;
    virtual bool isRaised(const std::string& flag) = 0;

    /// Asked while a call waits; where it says yes the call throws Error(Stopped), and the ranks are lost to each
    /// other. Empty: no call ends so.
    virtual void setStop(std::function<bool()> wantsStop) = 0;

    /// What is kept where a rank is lost, as the end of a sentence that tells it: "what was learned ... is saved" at
    /// first.
    virtual void setKept(std::string words) = 0;

    /// This rank ends for that reason: rank 0 will tell it.
    virtual void reportFailure(ErrorKind kind, const std::string& words) noexcept = 0;
    /// A call has failed: nothing may be asked of the others any more.
    virtual bool isLost() const = 0;
};

} // namespace studio
