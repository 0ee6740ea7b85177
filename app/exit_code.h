// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace studio {

/// Exit codes as a supervisor reads them (sysexits.h).
enum ExitCode : int {
    kExitDone = 0, ///< finished, or stopped on request
    kExitFailed = 1,
    kExitUsage = 64,
    kExitData = 65,
    kExitRetry = 75, ///< a retry may help: device lost, disk full, run owned by another trainer
    kExitConfig = 78,
    kExitInterrupted = 130, ///< Ctrl-C ended the wait of a verb that steers a run: that goes on
};

constexpr int exitCodeOf(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::Usage:
        return kExitUsage;
    case ErrorKind::Config:
        return kExitConfig;
    case ErrorKind::Data:
    case ErrorKind::Corrupt:
    case ErrorKind::NoRight:
        return kExitData;
    case ErrorKind::Io:
    case ErrorKind::DiskFull:
    case ErrorKind::Locked:
    case ErrorKind::Device:
        return kExitRetry;
    case ErrorKind::Stopped:
        return kExitDone;
    case ErrorKind::Internal:
        break;
    }
    return kExitFailed;
}

} // namespace studio
