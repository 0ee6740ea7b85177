// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/notice/notice_channel.h"

namespace studio {

/// One notice for which processes may have to be started again and again until each channel has it, as in an outage of
/// the network: which ones have it is kept beside the logs, for all processes. Made by whoever sends it; its factory
/// goes to an outbox that sends nothing else. Any thread; nothing throws.
class ToldChannels {
public:
    /// `notice` tells it from every other one that ever is; empty: nothing is kept.
    explicit ToldChannels(const std::string& notice);

    /// Whether a process before this one has begun to tell it.
    bool isBegun() const;
    /// Makes channels that take it once; says that it has begun.
    ChannelFactory factory();
    /// Whether a channel failed in a way that time may cure, or was broken off.
    bool isAnyLeft() const;
    /// Whether one refused it for good.
    bool isAnyRefused() const;

private:
    struct State;
    class Once;
    std::shared_ptr<State> state_; ///< shared with channels, which may be left behind in a disk or a server that hangs
};

} // namespace studio
