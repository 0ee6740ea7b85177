// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/remote/remote_run.h"

namespace studio {

// The words between a trainer and whoever follows it: one JSON object a line, {"v":1,"type":...}. The follower says
// hello, then commands with a number; the trainer answers each with done or refused, and tells the status and the end
// unasked. Fields that are unknown are passed over, those that lack have their default: one version may grow.

inline constexpr int kRemoteVersion = 1;
inline constexpr std::size_t kMaxRemoteLine = 64u << 10;

/// Bytes as they come, cut into lines. Holds at most one line that has not ended.
class LineReader {
public:
    /// False where a line is longer than kMaxRemoteLine: nothing more can be understood then.
    bool add(std::span<const std::byte> bytes);
    /// The oldest line, without its end.
    std::optional<std::string> take();

private:
    std::string waiting_;
    std::size_t looked_ = 0; ///< so far there is no end of a line
};

/// What a follower may say.
struct FollowerWord {
    enum class Type { Hello, Command, Release, Unknown };
    Type type = Type::Unknown;
    int version = 0;
    std::int64_t id = 0;                  ///< of a command, to be named in the answer
    std::optional<RemoteCommand> command; ///< empty where this version has no such command
    PlanWish plan;                        ///< of that command
};

/// Why a trainer refuses. Other words may come one day: Other.
enum class RemoteRefusal { Version, Full, Stranger, Busy, Unknown, Late, Other };

/// What a trainer may say.
struct TrainerWord {
    enum class Type { Status, Done, Refused, Ended, Unknown };
    Type type = Type::Unknown;
    std::int64_t id = 0; ///< of the command that is answered; 0 where a refusal is of the connection
    RemoteRefusal refusal = RemoteRefusal::Other;
    std::string text; ///< of a refusal: who steers the run, which version is spoken
    RemoteStatus status;
    RunReport report; ///< without its folder, as `status` is: the follower knows it
};

// Lines with their end.
std::string helloLine(int version = kRemoteVersion);
std::string commandLine(std::int64_t id, RemoteCommand command, const PlanWish& plan = {});
std::string releaseLine(std::int64_t id);
std::string doneLine(std::int64_t id);
std::string refusedLine(std::int64_t id, RemoteRefusal refusal, const std::string& text);
std::string statusLine(const RemoteStatus& status);
std::string endedLine(const RunReport& report);

/// Throw Error(Data) for what is no such object; an unknown type or version is none of that.
FollowerWord readFollowerWord(const std::string& line);
TrainerWord readTrainerWord(const std::string& line);

/// The command of that name ("stop-after-epoch").
std::optional<RemoteCommand> remoteCommandFromName(std::string_view name);

} // namespace studio
