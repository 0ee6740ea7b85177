// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/notice/notice_channel.h"

namespace studio {

/// Command and mail: a program that is given the notice and must end within its time.
class ProgramChannel final : public NoticeChannel {
public:
    explicit ProgramChannel(ChannelSettings settings);
    Delivery send(const Notice& notice, const std::stop_token& stop) override;

private:
    ChannelSettings settings_;
};

} // namespace studio
