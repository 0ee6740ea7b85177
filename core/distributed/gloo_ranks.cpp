// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distributed/ranks_internal.h"

#include "core/base/torch_compat.h"
#if STUDIO_HAS_GLOO

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>

#include "core/base/clock.h"
#include "core/base/left_behind.h"
#include "core/base/text.h"
#include "core/distributed/await_work_internal.h"
#include "core/distributed/rank_meeting_internal.h"
#include "core/distributed/rank_store_internal.h"

namespace studio {
namespace {

using Milliseconds = std::chrono::milliseconds;
using WorkPointer = c10::intrusive_ptr<c10d::Work>;

constexpr Milliseconds kAsLongAsTheyLive = std::chrono::hours(24 * 365);
constexpr Milliseconds kLook{20};               ///< while the words of a lost one are waited for
constexpr Milliseconds kLookAround{500};        ///< in a call that the others take long to answer
constexpr double kReportSeconds = 5;            ///< for words of the others, once a rank is lost
constexpr std::chrono::microseconds kPoll{100}; ///< what is no call of Gloo's is asked so often

/// What somebody else does, as awaitWork() waits for it. What asking for it throws is its end, too.
class Asked {
public:
    explicit Asked(const std::function<bool()>& isDone)
        : isDone_(isDone) {}
    bool isCompleted() {
        try {
            isOver_ = isOver_ || isDone_();
        } catch (...) {
            isOver_ = true;
            failure_ = std::current_exception();
        }
        return isOver_;
    }
    void wait(Milliseconds most = {}) {
        const auto until = std::chrono::steady_clock::now() + most;
        while (!isCompleted()) {
            if (std::chrono::steady_clock::now() >= until)
                throw std::runtime_error("What needs all ranks does not come to its end");
            std::this_thread::sleep_for(kPoll);
        }
    }
    std::exception_ptr failure() const { return failure_; }

private:
    const std::function<bool()>& isDone_;
    bool isOver_ = false;
    std::exception_ptr failure_;
};

Milliseconds millisecondsOf(double seconds) {
    return Milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

/// Gloo's messages begin with the line of its source.
std::string withoutPlace(const std::string& message) {
    const std::size_t end = message.starts_with('[') ? message.find("] ") : std::string::npos;
    return end == std::string::npos ? message : message.substr(end + 2);
}

c10::intrusive_ptr<c10d::ProcessGroupGloo> openGroup(const StorePointer& store, const RankPlace& place) {
    auto options = c10d::ProcessGroupGloo::Options::create(kAsLongAsTheyLive);
    const std::string interface = environmentValue("GLOO_SOCKET_IFNAME").value_or("");
    options->devices.push_back(place.isOneMachine() ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                               : interface.empty()  ? c10d::ProcessGroupGloo::createDefaultDevice()
                                                    : c10d::ProcessGroupGloo::createDeviceForInterface(interface));
    return c10::make_intrusive<c10d::ProcessGroupGloo>(store, place.rank, place.count, options);
}

class GlooRanks final : public Ranks {
public:
    GlooRanks(const RankPlace& place, RankWitness witness)
        : place_(place)
        , witness_(std::move(witness)) {
        StorePointer store = openRankStore(place_);
        RankMeeting meeting(store, place_, witness_);
        const std::string nonce = meeting.nonce();
        peers_ = meeting.takePeers();
        store_ = c10::make_intrusive<c10d::PrefixStore>("studio/" + nonce, store);
        store_->setTimeout(millisecondsOf(place_.seconds));
        group_ = openGroup(store_, place_);
        if (!place_.isOneMachine() && place_.rank != 0)
            watch_ = std::make_unique<StoreWatch>(place_, "studio/" + nonce + "/failed/0");
    }

    /// A thread of Gloo's that waits for a rank that is lost, or for the others' part of a sum that this one has given
    /// up, would be waited for: it is left behind.
    ~GlooRanks() override {
        if (lost_ || unfinished_ > 0) {
            countLeftBehind(1);
            group_.release();
            store_.release();
        }
    }
    GlooRanks(const GlooRanks&) = delete;
    GlooRanks& operator=(const GlooRanks&) = delete;

    const RankPlace& place() const override { return place_; }
    bool isLost() const override { return lost_.has_value(); }

    void sum(const at::Tensor& tensor, double seconds) override {
        run([&] { return begin(tensor); }, seconds);
    }

    std::unique_ptr<SumUnderWay> startSum(const at::Tensor& tensor) override {
        return std::make_unique<Sum>(*this, tensor);
    }

    void broadcast(const at::Tensor& tensor, int from, double seconds) override {
        run(
            [&] {
                std::vector<at::Tensor> tensors{tensor};
                c10d::BroadcastOptions options;
                options.rootRank = from;
                return group_->broadcast(tensors, options);
            },
            seconds);
    }

    void await(const std::function<bool()>& isDone, double seconds) override {
        Asked asked(isDone);
        guard([&] { awaitUntil(asked, seconds); });
        if (asked.failure())
            std::rethrow_exception(asked.failure());
    }

    void raise(const std::string& flag) override {
        guard([&] { store_->set("flag/" + flag, storeBytes("1")); });
    }
    bool isRaised(const std::string& flag) override {
        bool raised = false;
        guard([&] { raised = store_->check({"flag/" + flag}); });
        return raised;
    }

    void setStop(std::function<bool()> wantsStop) override { wantsStop_ = std::move(wantsStop); }
    void setKept(std::string words) override { kept_ = std::move(words); }

    void reportFailure(ErrorKind kind, const std::string& words) noexcept override {
        report("failed/", std::to_string(static_cast<int>(kind)) + " " + words);
    }

private:
    class Sum final : public SumUnderWay {
    public:
        Sum(GlooRanks& ranks, const at::Tensor& tensor)
            : ranks_(ranks)
            , tensor_(tensor) {
            ranks_.guard([this] { work_ = ranks_.begin(tensor_); });
            ++ranks_.unfinished_;
        }
        void wait() override {
            ranks_.guard([this] { ranks_.awaitUntil(*work_, 0); });
            --ranks_.unfinished_;
        }

    private:
        GlooRanks& ranks_;
        at::Tensor tensor_;
        WorkPointer work_;
    };

    WorkPointer begin(const at::Tensor& tensor) {
        std::vector<at::Tensor> tensors{tensor};
        return group_->allreduce(tensors);
    }

    template<typename Start>
    void run(const Start& start, double seconds) {
        guard([&] { awaitUntil(*start(), seconds); });
    }

    template<typename Work>
    void awaitUntil(Work& work, double seconds) {
        awaitWork(work, monotonicSeconds() + (seconds > 0 ? seconds : place_.seconds), kLookAround,
                  [this] { return endSeen(); });
    }

    /// A process that is gone, or another rank that has met with a failure.
    /// A store on another machine is not asked: an answer that does not come has no limit of its own.
    std::string endSeen() {
        if (wantsStop_ && wantsStop_())
            throw Error(ErrorKind::Stopped, "Stopped");
        if (watch_ && watch_->isSilent())
            return "The machine " + place_.host + " does not answer any more";
        if (watch_ && watch_->hasKey())
            return "Rank 0 has given up";
        const bool asksStore = place_.isOneMachine() || (place_.rank == 0 && !place_.foreignStore);
        for (int rank = 0; rank < place_.count; ++rank) {
            if (rank == place_.rank)
                continue;
            if (const std::string end = endOf(rank); !end.empty())
                return end;
            if (asksStore && (hasReported("failed/", rank) || hasReported("noticed/", rank)))
                return "Rank " + std::to_string(rank) + " has given up";
        }
        return {};
    }

    /// Whoever started the processes knows how they ended.
    std::string endOf(int rank) const { return witness_ ? witness_(rank) : peers_.endOf(rank); }

    template<typename Call>
    void guard(const Call& call) {
        if (lost_)
            throw *lost_;
        try {
            call();
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Stopped) {
                report("noticed/", "It was stopped");
                lost_ = error;
            } else {
                lost_ = lostRank(error.message().title);
            }
            throw *lost_;
        } catch (const std::exception& error) {
            lost_ = lostRank(withoutPlace(messageOf(error).title));
            throw *lost_;
        }
    }

    void report(const char* what, const std::string& words) noexcept {
        try {
            store_->set(what + std::to_string(place_.rank), storeBytes(words.substr(0, kMostWordsInStore)));
        } catch (const std::exception&) { // the store went with rank 0
        }
    }

    bool hasReported(const std::string& what, int rank) { return store_->check({what + std::to_string(rank)}); }

    /// The first one that says why it ended, or whose end was seen; else one that says nothing at all.
    Error lostRank(const std::string& why) {
        report("noticed/", why);
        if (place_.rank != 0)
            return Error(ErrorKind::Device,
                         Message{.title = "Another rank is lost", .place = {}, .done = why, .next = {}});
        const double until = monotonicSeconds() + std::min(kReportSeconds, place_.seconds);
        try {
            while (true) {
                for (int rank = 1; rank < place_.count; ++rank) {
                    const std::string end = endOf(rank); // looked at first: its last words are later
                    if (hasReported("failed/", rank))
                        return toldBy(rank);
                    if (!end.empty() && !hasReported("noticed/", rank)) // else it ended because another one did
                        return lostBecause(rank, ErrorKind::Device, end);
                }
                if (monotonicSeconds() > until)
                    break;
                std::this_thread::sleep_for(kLook);
            }
            for (int rank = 1; rank < place_.count; ++rank) {
                if (!hasReported("noticed/", rank))
                    return lostBecause(rank, ErrorKind::Device, "It does not answer any more (" + why + ").");
            }
        } catch (const std::exception&) { // the store is gone, too
        }
        return lostBecause(-1, ErrorKind::Device, why + ".");
    }

    Error toldBy(int rank) {
        const std::string words = storeText(*store_, "failed/" + std::to_string(rank));
        const std::size_t gap = words.find(' ');
        const int kind = std::atoi(words.c_str());
        const bool isKnown = kind >= 0 && kind < static_cast<int>(ErrorKind::Stopped);
        return lostBecause(rank, isKnown ? static_cast<ErrorKind>(kind) : ErrorKind::Device,
                           gap == std::string::npos ? words : displayText(words.substr(gap + 1)));
    }

    Error lostBecause(int rank, ErrorKind kind, const std::string& why) const {
        const std::string who = rank < 0 ? "A rank" : "Rank " + std::to_string(rank);
        return Error(kind, Message{.title = who + " of " + std::to_string(place_.count) + " is lost",
                                   .place = {},
                                   .done = why + " All ranks have ended; " + kept_,
                                   .next = "Resume the run once that is mended, with as many ranks as you like."});
    }

    RankPlace place_;
    RankWitness witness_;
    PeerProcesses peers_; ///< of rank 0, where there is no witness
    std::function<bool()> wantsStop_;
    std::string kept_ = "what was learned up to here is saved.";
    StorePointer store_;
    c10::intrusive_ptr<c10d::ProcessGroupGloo> group_;
    std::unique_ptr<StoreWatch> watch_; ///< of rank 0's machine; null: it is this one
    std::optional<Error> lost_;
    int unfinished_ = 0; ///< sums that nobody has waited for yet
};

} // namespace

bool canJoinRanks() {
    return true;
}

std::shared_ptr<Ranks> joinRanks(const RankPlace& place, RankWitness witness) {
    try {
        return std::make_shared<GlooRanks>(place, std::move(witness));
    } catch (const Error&) {
        throw;
    } catch (const std::exception& error) {
        throw Error(ErrorKind::Device,
                    Message{.title = "The ranks cannot reach each other",
                            .place = place.host.empty() ? displayText(place.file)
                                                        : place.host + ":" + std::to_string(place.port),
                            .done = messageOf(error).title,
                            .next =
                                "See that MASTER_ADDR and MASTER_PORT are the same for all ranks and can be "
                                "reached; GLOO_SOCKET_IFNAME names the network interface where there are several."});
    }
}

} // namespace studio

#else

namespace studio {

bool canJoinRanks() {
    return false;
}

std::shared_ptr<Ranks> joinRanks(const RankPlace&, RankWitness) {
    throw Error(ErrorKind::Usage,
                Message{.title = "This build of ResNet Studio trains in one process only",
                        .place = {},
                        .done = "Its LibTorch has no Gloo, or Gloo's headers (libgloo-dev) were missing when it was "
                                "built.",
                        .next = "Leave --ranks out, or build it with libgloo-dev installed."});
}

} // namespace studio

#endif
