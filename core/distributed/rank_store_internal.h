// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/distributed/rank_meeting_internal.h"

namespace studio {

/// The store that the ranks meet in, seen as this job's part of it: processes of another one that come to the same port
/// find nobody. A launcher's own store must answer within `seconds` of the place, at most kStoreSeconds: a torchrun of
/// another PyTorch may speak otherwise, and never does. Throws Error(Usage) then, and what c10d throws.
StorePointer openRankStore(const RankPlace& place);
inline constexpr double kStoreSeconds = 30;

/// Whether the machine of the store still answers, and whether a key is there by now, asked on a connection and a
/// thread of its own every few seconds: where it vanishes without a word (a power cut) no call to it would ever end.
/// For ranks on other machines. Owned by whoever joined; any thread.
class StoreWatch {
public:
    StoreWatch(const RankPlace& place, std::string key);
    ~StoreWatch();
    StoreWatch(const StoreWatch&) = delete;
    StoreWatch& operator=(const StoreWatch&) = delete;

    /// It has not answered for longer than `seconds` of the place.
    bool isSilent() const;
    bool hasKey() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace studio
