// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prepare/prepare_meter_internal.h"

namespace studio {

PrepareMeter::PrepareMeter(const PrepareProgress& progress, PrepareStatus::Stage stage, std::int64_t total,
                           std::uint64_t bytes)
    : progress_(progress)
    , bytesLeft_(bytes) {
    status_.stage = stage;
    status_.total = total;
}

void PrepareMeter::setTotal(std::int64_t total) {
    status_.total = total;
    bytesLeft_ = static_cast<std::uint64_t>(total);
}

void PrepareMeter::add(std::int64_t done, std::uint64_t work) {
    worked_ += work;
    status_.bytes = worked_;
    skip(done, work);
}

void PrepareMeter::skip(std::int64_t done, std::uint64_t work) {
    status_.done += done;
    bytesLeft_ -= std::min(bytesLeft_, work);
    show();
}

void PrepareMeter::show() {
    if (!progress_)
        return;
    const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    status_.secondsLeft = worked_ > 0 ? static_cast<double>(bytesLeft_) / static_cast<double>(worked_) * seconds : -1;
    progress_(status_);
}

} // namespace studio
