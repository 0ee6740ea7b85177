// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/torch_compat.h"
#if STUDIO_HAS_GLOO

#include "core/distributed/rank_store_internal.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

#include <torch/csrc/distributed/c10d/FileStore.hpp>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/patient_thread.h"
#include "core/base/text.h"

namespace studio {
namespace {

using Milliseconds = std::chrono::milliseconds;

/// So often in the time that another rank is waited for, and seldom enough to be no load.
constexpr double kAsks = 6, kLeastPause = 0.2, kMostPause = 10;

Milliseconds millisecondsOf(double seconds) {
    return Milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

StorePointer openTcp(const RankPlace& place, bool isServer) {
    c10d::TCPStoreOptions options;
    options.port = static_cast<std::uint16_t>(place.port);
    options.isServer = isServer;
    options.waitWorkers = false;
    options.timeout = millisecondsOf(place.seconds);
    return c10::make_intrusive<c10d::TCPStore>(place.host, options);
}

StorePointer inJob(const StorePointer& store, const std::string& job) {
    if (job.empty())
        return store;
    return c10::make_intrusive<c10d::PrefixStore>("job " + job, store);
}

StorePointer openInJob(const RankPlace& place) {
    return inJob(openTcp(place, false), place.job);
}

Error foreignTongue(const RankPlace& place, const std::string& why) {
    return Error(ErrorKind::Usage,
                 Message{.title = "The launcher's store does not answer",
                         .place = place.host + ":" + std::to_string(place.port),
                         .done = why,
                         .next = "A torchrun of PyTorch 2 and this program's LibTorch " TORCH_VERSION
                                 " may not understand each other. Start the ranks with srun, mpirun or --ranks N, or "
                                 "use a torchrun of LibTorch's own version."});
}

/// Asked on a thread that is left behind where no answer comes.
StorePointer openForeign(const RankPlace& place) {
    const double patience = std::min(place.seconds, kStoreSeconds);
    try {
        const std::optional<StorePointer> store =
            answerWithin<StorePointer>(millisecondsOf(patience), [place]() -> StorePointer {
                StorePointer opened = openTcp(place, false);
                static_cast<void>(opened->check({"studio/is it there"}));
                return opened;
            });
        if (store)
            return *store;
    } catch (const std::exception& error) {
        throw foreignTongue(place, messageOf(error).title + ".");
    }
    throw foreignTongue(place, "It was waited for " + durationText(patience) + ".");
}

} // namespace

StorePointer openRankStore(const RankPlace& place) {
    if (!place.file.empty())
        return c10::make_intrusive<c10d::FileStore>(place.file, place.count);
    return inJob(place.foreignStore ? openForeign(place) : openTcp(place, place.rank == 0), place.job);
}

struct StoreWatch::State {
    std::mutex mutex;
    std::condition_variable wake;
    bool isOver = false;
    std::atomic<double> answered{monotonicSeconds()};
    std::atomic<bool> hasKey{false};
    double patience = 0;
};

StoreWatch::StoreWatch(const RankPlace& place, std::string key)
    : state_(std::make_shared<State>()) {
    state_->patience = place.seconds;
    const auto pause = millisecondsOf(std::clamp(place.seconds / kAsks, kLeastPause, kMostPause));
    // It ends by itself, or hangs in a question: nobody waits for it.
    PatientThread([state = state_, place, pause, key = std::move(key)](const std::stop_token&) {
        StorePointer store;
        std::unique_lock lock(state->mutex);
        while (!state->isOver) {
            lock.unlock();
            try {
                if (!store)
                    store = openInJob(place);
                state->hasKey = store->check({key});
                state->answered = monotonicSeconds();
            } catch (const std::exception&) { // one connection is no machine: another one is tried
                store.reset();
            }
            lock.lock();
            state->wake.wait_for(lock, pause, [&state] { return state->isOver; });
        }
    }).stop(Milliseconds(0));
}

StoreWatch::~StoreWatch() {
    const std::lock_guard lock(state_->mutex);
    state_->isOver = true;
    state_->wake.notify_all();
}

bool StoreWatch::isSilent() const {
    return monotonicSeconds() - state_->answered > state_->patience;
}

bool StoreWatch::hasKey() const {
    return state_->hasKey;
}

} // namespace studio

#endif
