// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <torch/csrc/distributed/c10d/Store.hpp>

#include "core/distributed/peer_processes.h"
#include "core/distributed/ranks.h"

namespace studio {

using StorePointer = c10::intrusive_ptr<c10d::Store>;

constexpr std::size_t kMostWordsInStore = 4000; ///< of a value that a rank has written

std::vector<std::uint8_t> storeBytes(const std::string& text);
/// Waits for the key as long as the store does.
std::string storeText(c10d::Store& store, const std::string& key);

/// The store that outlives a start of the ranks (torchrun restarts them on the same one) still has the keys of the
/// start before. So rank 0 draws a nonce, and whoever answers to it is welcomed by a word of his own: a nonce of before
/// welcomes nobody. All later keys begin with it. Owned by whoever joins, on his thread.
class RankMeeting {
public:
    /// `place` and `witness` have to outlive it.
    RankMeeting(StorePointer store, const RankPlace& place, const RankWitness& witness);

    /// Waits for the other ranks, `place.seconds` at most. Throws Error(Device) that names who did not come, and
    /// Error(Usage) where they are of different versions.
    std::string nonce();
    /// Of rank 0, after nonce(): the processes that it met.
    PeerProcesses takePeers() { return std::move(peers_); }

private:
    std::string call();
    std::string answer();
    void awaitKey(const std::string& key, int rank);
    void requireTime(int rank) const;

    StorePointer store_;
    const RankPlace& place_;
    const RankWitness& witness_;
    double until_;
    PeerProcesses peers_;
};

} // namespace studio
