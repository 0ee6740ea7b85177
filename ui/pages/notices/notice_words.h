// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QString>

#include "core/notice/notice_settings.h"

namespace studio {

/// Words of the window for what the settings file names in its own.
QString kindWords(NoticeKind kind);
QString levelWords(NoticeLevel level);
/// "Webhook (Slack)".
QString channelWords(const ChannelSettings& channel);
/// "All kinds", "Finished, failed" or "5 of 8 kinds".
QString kindsWords(const ChannelSettings& channel);

/// A program and its words on one line, as setCommandLine() reads it: quoted where there is a blank.
QString commandLine(const ChannelSettings& channel);
/// The inverse: into program and arguments.
void setCommandLine(ChannelSettings& channel, const QString& line);

} // namespace studio
