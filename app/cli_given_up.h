// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace studio {

/// A training that nobody starts again, and which could tell nobody why.
struct GivenUp {
    std::string run;                ///< its folder; empty: not known
    std::vector<std::string> words; ///< of its command: "train", "--run", ...
    std::string why;                ///< sentences
    std::string by;                 ///< who starts it no more: "This supervisor"
};

/// Whether one of the words is the option, with or without a value behind "=".
bool hasOption(const std::vector<std::string>& words, const std::string& name);
/// What follows an option, the last time it is given; empty where it is not.
std::string valueOf(const std::vector<std::string>& words, const std::string& option);

/// By the channels of notices; waits until they are sent, for some seconds. Of a run that is finished only what follows
/// it can be given up. Once, also where a service starts its supervisor again and again.
void tellGivenUp(const GivenUp& what);
/// For the unit that systemd starts once a service has failed for good, with what it says of that in the environment
/// (systemd.exec(5), MONITOR_SERVICE_RESULT). Returns the exit code.
int tellServiceGaveUp(const std::string& run);

} // namespace studio
