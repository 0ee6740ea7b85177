// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/http_client_internal.h"
#include "core/notice/notice_channel.h"

namespace studio {

/// Webhook and ntfy: one POST each, no redirect is followed.
class HttpChannel final : public NoticeChannel {
public:
    explicit HttpChannel(ChannelSettings settings);
    Delivery send(const Notice& notice, const std::stop_token& stop) override;

private:
    HttpRequest request(const Notice& notice) const;
    ChannelSettings settings_;
    HttpClient client_;
};

} // namespace studio
