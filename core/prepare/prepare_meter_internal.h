// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

#include "core/prepare/prepare.h"

namespace studio {

/// Counts what was done and says it.
class PrepareMeter {
public:
    PrepareMeter(const PrepareProgress& progress, PrepareStatus::Stage stage, std::int64_t total, std::uint64_t bytes);
    /// Where only listing tells it: so many things, each of one byte of work.
    void setTotal(std::int64_t total);
    /// `work` bytes were read or written, by which `done` things are done.
    void add(std::int64_t done, std::uint64_t work);
    /// Work that need not be done after all.
    void skip(std::int64_t done, std::uint64_t work);
    void show();

private:
    using Clock = std::chrono::steady_clock;
    const PrepareProgress& progress_;
    PrepareStatus status_;
    std::uint64_t bytesLeft_;
    std::uint64_t worked_ = 0;
    Clock::time_point start_ = Clock::now();
};

} // namespace studio
