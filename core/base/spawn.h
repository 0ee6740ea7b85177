// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace studio {

/// How a program is started beside this one: a list of words, no shell. It has its three standard streams and no other
/// file of ours, no signal blocked, and those ignored no longer that we ignore or catch.
struct SpawnPlan {
    enum class Place {
        Here,  ///< in our process group: the terminal's signals reach it as they do us
        Group, ///< in a process group of its own
        Session
    };
    std::vector<std::string> words;             ///< the program (a path, else looked for in PATH) and its arguments
    std::vector<std::string> environment;       ///< "NAME=value", beside what this process has
    int input = -1, output = -1, errorOut = -1; ///< its standard streams; -1 = /dev/null
    Place place = Place::Here;
    bool keepsHangUp = false; ///< a SIGHUP that we ignore (nohup) it ignores, too
};

/// How a child ended.
struct ProcessEnd {
    int code = -1;  ///< of exit(); -1 = it did not come to that, or somebody else took its end
    int signal = 0; ///< that killed it; 0 = none
};

/// 0 and its number, or errno's. The caller takes its end with endOfChild(). Any thread.
int spawnProgram(const SpawnPlan& plan, pid_t& id);
/// The end of a child of ours, once. Nothing: it lives, which only `waits` == false can tell.
std::optional<ProcessEnd> endOfChild(pid_t id, bool waits);

/// As execve(2) takes them; `words` own the text.
std::vector<char*> pointersTo(std::vector<std::string>& words);
/// What this process has, but for those that `more` ("NAME=value") names, and `more`.
std::vector<std::string> environmentWith(const std::vector<std::string>& more);

} // namespace studio
