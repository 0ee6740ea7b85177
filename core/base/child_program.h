// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

namespace studio {

/// A program that is run to its end beside this one. It gets a list of words: no shell is between.
struct ChildProgram {
    std::string program;                  ///< a path, else looked for in PATH
    std::vector<std::string> arguments;   ///< without its own name
    std::vector<std::string> environment; ///< "NAME=value", beside what this process has
    std::string input;                    ///< what it reads on its standard input
    double seconds = 10;                  ///< then it is ended, with all that it started
    std::size_t outputBytes = 0;          ///< how much of its standard output is kept; the rest is nobody's
};

struct ChildEnd {
    int problem = 0;      ///< errno's number where it could not be started
    int code = -1;        ///< of exit(); -1 = it did not come to that
    int signal = 0;       ///< that ended it
    bool late = false;    ///< ended by us: the time was over
    bool stopped = false; ///< ended by us: asked for by the token
    std::string output;   ///< the beginning of its standard output, where that was asked for
    bool isGood() const { return problem == 0 && code == 0; }
};

/// Runs it in a process group of its own. Blocks the calling thread for `seconds` and a second at most. What it left
/// running behind itself stays, unless the time was over. Throws nothing.
ChildEnd runChildProgram(const ChildProgram& child, const std::stop_token& stop = {});

} // namespace studio
