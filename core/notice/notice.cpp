// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notice/notice.h"

#include <array>
#include <cstdio>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/notice/word_index_internal.h"

namespace studio {

namespace {

constexpr std::size_t kMaxTitle = 200, kMaxText = 2'000; // of bytes: what comes from files and errors may be long

constexpr std::array kLevelNames{"info", "warning", "error"};
constexpr std::array<const char*, kNoticeKinds> kKindNames{"finished",      "failed",      "stopped",   "interrupted",
                                                           "rolled_back",   "no_progress", "not_saved", "disk_low",
                                                           "not_backed_up", "test"};

std::string hostName() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? displayText(name.data()) : std::string();
}

std::string percentText(double fraction) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.2f %%", fraction * 100);
    return text.data();
}

} // namespace

const char* noticeLevelName(NoticeLevel level) {
    return kLevelNames[static_cast<std::size_t>(level)];
}

std::optional<NoticeLevel> noticeLevelFromName(std::string_view name) {
    return valueOfWord<NoticeLevel>(kLevelNames, name);
}

const char* noticeKindName(NoticeKind kind) {
    return kKindNames[static_cast<std::size_t>(kind)];
}

std::optional<NoticeKind> noticeKindFromName(std::string_view name) {
    return valueOfWord<NoticeKind>(kKindNames, name);
}

bool isLastNotice(NoticeKind kind) {
    return kind == NoticeKind::Finished || kind == NoticeKind::Failed || kind == NoticeKind::Stopped ||
           kind == NoticeKind::Interrupted || kind == NoticeKind::Test;
}

std::string clipped(const std::string& text, std::size_t bytes) {
    constexpr std::string_view kMore = "...";
    if (text.size() <= bytes)
        return text;
    std::size_t end = bytes > kMore.size() ? bytes - kMore.size() : 0;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end; // not in the middle of a character
    return text.substr(0, end) + std::string(kMore);
}

Notice makeNotice(NoticeLevel level, NoticeKind kind, std::string title, std::string text, NoticeRun run) {
    Notice notice;
    notice.level = level;
    notice.kind = kind;
    notice.title = clipped(displayText(title), kMaxTitle);
    notice.text = clipped(displayText(text), kMaxText);
    notice.run = std::move(run);
    notice.host = hostName();
    notice.utcMs = utcMilliseconds();
    return notice;
}

Notice testNotice() {
    return makeNotice(NoticeLevel::Info, NoticeKind::Test, "Test of ResNet Studio",
                      "Notices about runs will arrive here.");
}

std::string noticeSummary(const Notice& notice) {
    const NoticeRun& run = notice.run;
    std::string text;
    const auto add = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (run.bestTop1 >= 0)
        add("best top-1 " + percentText(run.bestTop1) + " in epoch " + std::to_string(run.bestEpoch));
    if (run.epochs > 0)
        add(std::to_string(run.epoch) + " of " + std::to_string(run.epochs) + " epochs");
    if (run.activeSeconds >= 0)
        add(durationText(run.activeSeconds));
    if (!notice.host.empty())
        add("on " + notice.host);
    return text;
}

std::string noticeBody(const Notice& notice) {
    std::string body = notice.text;
    const auto add = [&body](const std::string& line) { body += (body.empty() || line.empty() ? "" : "\n") + line; };
    add(noticeSummary(notice));
    if (!notice.run.folder.empty())
        add(displayText(notice.run.folder));
    return body;
}

std::string noticeJson(const Notice& notice) {
    const NoticeRun& run = notice.run;
    const bool isOfRun = !run.folder.empty();
    nlohmann::ordered_json json{{"format", 1},
                                {"level", noticeLevelName(notice.level)},
                                {"kind", noticeKindName(notice.kind)},
                                {"title", notice.title},
                                {"text", notice.text},
                                {"summary", noticeSummary(notice)},
                                {"run", nullptr},
                                {"folder", nullptr},
                                {"best_top1", nullptr},
                                {"best_epoch", nullptr},
                                {"epochs_done", run.epoch},
                                {"epochs", run.epochs},
                                {"active_seconds", nullptr},
                                {"host", notice.host},
                                {"time", utcText(notice.utcMs)}};
    if (isOfRun) {
        json["run"] = displayText(baseName(run.folder));
        json["folder"] = escapeBytes(run.folder);
    }
    if (run.bestTop1 >= 0) {
        json["best_top1"] = run.bestTop1;
        json["best_epoch"] = run.bestEpoch;
    }
    if (run.activeSeconds >= 0)
        json["active_seconds"] = run.activeSeconds;
    return json.dump();
}

} // namespace studio
