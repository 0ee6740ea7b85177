// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "core/notice/notice_settings.h"

namespace studio {

/// What came of one attempt.
struct Delivery {
    bool ok = false;
    bool mayPass = false;     ///< it may help to try again
    double retrySeconds = -1; ///< that the server asked for; below 0 = not told
    std::string said;         ///< for people, without a secret: "HTTP 200", "the server answered 404"
};

/// One way to a person. Owned by whoever sends; send() is called by one thread at a time, may take some seconds, ends
/// early at a stop, and throws nothing.
class NoticeChannel {
public:
    virtual ~NoticeChannel() = default;
    virtual Delivery send(const Notice& notice, const std::stop_token& stop) = 0;
};

/// Makes the channel; null for one that this program cannot serve.
using ChannelFactory = std::function<std::unique_ptr<NoticeChannel>(const ChannelSettings&)>;
/// Those that need no window: all but Desktop.
std::unique_ptr<NoticeChannel> makeChannel(const ChannelSettings& settings);

} // namespace studio
