// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace studio {

class NoticeOutbox;

/// A training that nobody starts again, and which could tell nobody why.
struct GivenUp {
    std::string run;                ///< its folder; empty: not known
    std::vector<std::string> words; ///< of its command: "train", "--run", ...
    std::string why;                ///< sentences
    std::string by;                 ///< who starts it no more: "This supervisor"; empty: it is tried again later
};

/// Whether one of the words is the option, with or without a value behind "=".
bool hasOption(const std::vector<std::string>& words, const std::string& name);
/// What follows an option, the last time it is given; empty where it is not.
std::string valueOf(const std::vector<std::string>& words, const std::string& option);

/// By the channels of notices; waits until they are sent: for some seconds where it is tried again later, else through
/// an outage of minutes, which `hurry` ends. Of a run that is finished only what follows it can be given up. Once, also
/// where a service starts its supervisor again and again.
void tellGivenUp(const GivenUp& what, const std::stop_token& hurry);
/// The same; returns at once.
void tellGivenUp(const GivenUp& what, NoticeOutbox& outbox);
/// For the unit that systemd starts once the service `unit` has failed for good, with what it says of that in the
/// environment (systemd.exec(5), MONITOR_SERVICE_RESULT) or when it is asked. `run` may be empty: not known. What the
/// service has told by itself is not told again, unless it tells nothing (`isUntold`). Returns the exit code: 75 where
/// a channel has not got it yet; called again for the same failure, those that have it are left alone.
int tellServiceGaveUp(const std::string& run, const std::string& unit, bool isUntold);
/// The same of the queue's runner: `resnet-train notify given-up --queue`.
int tellQueueGaveUp(const std::string& unit);

/// The run that the words of a training verb name; empty where they name none.
std::string runOf(const std::vector<std::string>& words);
/// What comes before a run's course, which tells of its own failures: an error of `body` is told by the channels, and
/// thrown on. Not where a person reads it at a terminal, or wants no notices (`isQuiet`).
void beginTold(const std::string& run, bool isQuiet, const std::function<void()>& body);
/// The same of a command line that the program does not take: "--bogus is not known".
void tellUnusable(const std::vector<std::string>& words, const std::string& why);

} // namespace studio
