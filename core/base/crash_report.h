// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace studio {

/// From now on a fatal signal (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT) leaves a report in the folder of the run being
/// trained before the process dies of it as usual, core dump included. Called once, early in main(). `program` names
/// the program and its version.
void installCrashReports(const std::string& program);

/// While it lives, a crash is reported as RUN/crash-<UTC time>.txt with what the set functions said last. One at a time
/// in a process. Owned by the trainer.
class CrashReportScope {
public:
    explicit CrashReportScope(const std::string& runFolder);
    ~CrashReportScope();
    CrashReportScope(const CrashReportScope&) = delete;
    CrashReportScope& operator=(const CrashReportScope&) = delete;
};

/// Leaves such a report for an end that is no signal: the process ends at once after it. `reason`: a line of text.
void leaveCrashReport(const char* reason);

/// Any thread, cheap.
void noteCrashPosition(std::int64_t step, std::int32_t epoch);
void noteCrashCheckpoint(std::int64_t step);

/// Names of the reports in a run folder, newest first.
std::vector<std::string> listCrashReports(const std::string& runFolder);

} // namespace studio
