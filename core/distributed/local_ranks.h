// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>
#include <string>
#include <sys/types.h>
#include <vector>

#include "core/base/file.h"
#include "core/distributed/rank_folder.h"
#include "core/distributed/rank_place.h"

namespace studio {

/// The ranks 1 to N-1 of a run on this machine, as children of the process that is rank 0. Each reads its standard
/// input, which ends with this process, however that ends; it has a process group of its own, so that a terminal's
/// Ctrl-C reaches rank 0 alone, which ends the others. They meet in a file of a private folder. Owned by the verb that
/// trains.
class LocalRanks {
public:
    /// Starts them: `command` is the program and its arguments. Throws Error(Io).
    LocalRanks(int count, double seconds, const std::vector<std::string>& command);
    /// Ends those that still run after some seconds.
    ~LocalRanks();
    LocalRanks(const LocalRanks&) = delete;
    LocalRanks& operator=(const LocalRanks&) = delete;

    /// Of this process.
    const RankPlace& place() const { return place_; }
    /// Why it ended; empty = it runs. Any thread.
    std::string endOf(int rank);

private:
    struct Child {
        pid_t id = 0;
        FileDescriptor input; ///< open as long as it shall live
        std::string end;      ///< in words, once it has ended
        std::string log;      ///< what it printed
    };
    void start(Child& child, int rank, const std::vector<std::string>& command);
    bool hasEnded(Child& child, bool waits);
    bool haveEnded();

    RankPlace place_;
    RankFolder folder_;
    std::mutex mutex_;
    std::vector<Child> children_; ///< of rank i + 1
};

/// In a child: the process ends, without a word and with code 75, once its standard input does.
void endWithStandardInput();

} // namespace studio
