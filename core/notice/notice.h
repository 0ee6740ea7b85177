// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace studio {

enum class NoticeLevel { Info, Warning, Error };
/// Stable lower-case word for settings and scripts: "warning".
const char* noticeLevelName(NoticeLevel level);
std::optional<NoticeLevel> noticeLevelFromName(std::string_view name);

enum class NoticeKind {
    Finished,
    Failed,
    Stopped,     ///< on a person's request
    Interrupted, ///< from outside, and to be resumed: a shutdown, a Spot notice
    RolledBack,
    NoProgress, ///< the run waits for something or stands still; also that it goes on
    NotSaved,   ///< a checkpoint could not be written
    DiskLow,
    NotBackedUp, ///< a backup that was to be made by itself
    Test,        ///< asked for by a person; each channel takes it
};
inline constexpr int kNoticeKinds = static_cast<int>(NoticeKind::Test) + 1;
/// "rolled_back".
const char* noticeKindName(NoticeKind kind);
std::optional<NoticeKind> noticeKindFromName(std::string_view name);
/// Whether it tells of the end of a run (or was asked for): never held back.
bool isLastNotice(NoticeKind kind);

/// The run that a notice is about, as far as it is known.
struct NoticeRun {
    std::string folder; ///< empty = of no run
    double bestTop1 = -1;
    std::int32_t bestEpoch = 0;
    std::int32_t epoch = 0, epochs = 0; ///< done and planned
    double activeSeconds = -1;
};

/// What is told to a person who is not looking. Values; no markup.
struct Notice {
    NoticeLevel level = NoticeLevel::Info;
    NoticeKind kind = NoticeKind::Test;
    std::string title; ///< "imagenet-resnet50 finished"
    std::string text;  ///< what it means, and what to do; may be empty
    NoticeRun run;
    std::string host;       ///< the machine
    std::int64_t utcMs = 0; ///< when it happened
};

/// With host and time of now.
Notice makeNotice(NoticeLevel level, NoticeKind kind, std::string title, std::string text, NoticeRun run = {});
/// What `resnet-train notify test` and the window's button send.
Notice testNotice();

/// "best top-1 76.12 % in epoch 88, 90 of 90 epochs, 2 d 3 h, on gpu-7": what is known of it.
std::string noticeSummary(const Notice& notice);
/// Text, summary and folder, a line each.
std::string noticeBody(const Notice& notice);
/// One JSON object; what is not known is null.
std::string noticeJson(const Notice& notice);

/// At most `bytes` of it, in whole characters, with "..." where something is missing.
std::string clipped(const std::string& text, std::size_t bytes);

} // namespace studio
