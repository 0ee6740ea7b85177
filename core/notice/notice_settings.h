// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/notice/notice.h"

namespace studio {

enum class ChannelType {
    Desktop, ///< shown by the studio
    Webhook, ///< JSON by POST
    Ntfy,    ///< plain text by POST, its title in a header
    Command, ///< a program of the person's
    Mail,    ///< through the system's sendmail
};
inline constexpr int kChannelTypes = static_cast<int>(ChannelType::Mail) + 1;
const char* channelTypeName(ChannelType type); ///< "webhook"
std::optional<ChannelType> channelTypeFromName(std::string_view name);

enum class WebhookShape { Json, Slack, Discord };
const char* webhookShapeName(WebhookShape shape);
std::optional<WebhookShape> webhookShapeFromName(std::string_view name);

/// One way by which notices reach a person, and which of them do.
struct ChannelSettings {
    std::string name; ///< of this channel, one of its kind: "team"
    ChannelType type = ChannelType::Desktop;
    bool enabled = true;
    NoticeLevel level = NoticeLevel::Info; ///< and what is graver
    std::set<NoticeKind> kinds;            ///< empty = all
    std::string url;                       ///< Webhook, Ntfy: a secret, never to be shown (see place())
    WebhookShape shape = WebhookShape::Json;
    std::string program;                ///< Command: path; Mail: another sendmail, mostly empty
    std::vector<std::string> arguments; ///< Command
    int seconds = 10;                   ///< Command, Mail: then the program is ended
    std::string to;                     ///< Mail: one address

    bool takes(const Notice& notice) const;
    /// For people and logs: where it goes, without the secret: "https://hooks.example.org", "me@example.org".
    std::string place() const;
    bool operator==(const ChannelSettings&) const = default;
};

/// What is wrong with it, for the person who typed it; empty = nothing.
std::string channelProblem(const ChannelSettings& channel);

/// The channels of this user, of the studio and of resnet-train alike.
struct NoticeSettings {
    std::vector<ChannelSettings> channels;
    const ChannelSettings* find(std::string_view name) const;
    /// A name that none has yet: "webhook", "webhook-2".
    std::string freeName(ChannelType type) const;
    bool operator==(const NoticeSettings&) const = default;
};
inline constexpr std::size_t kMaxChannels = 16;

/// $XDG_CONFIG_HOME/resnet-studio/notices.json
std::string noticeSettingsFile();
/// Nothing where there is no file. Throws Error(Config) for one that is damaged or of another version, and leaves it as
/// it is; Error(Io, NoRight). No secret is in a message.
NoticeSettings readNoticeSettings(const std::string& file);
/// The whole file or nothing, readable by this user alone. Throws Error(Config) for a channel that cannot be used,
/// Error(Io, DiskFull).
void writeNoticeSettings(const std::string& file, const NoticeSettings& settings);

} // namespace studio
