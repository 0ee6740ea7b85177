// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>

namespace studio {

/// Every step of a run, also of one that trains, as comma-separated values with a head line: step, epoch,
/// step_in_epoch, loss, learning_rate, pictures, top1_right, top5_right, seconds, wait_seconds. Numbers are exact, what
/// is no number is empty. Any thread; the whole file or none. Returns the number of steps. Throws Error, of kind
/// Stopped once `stop` is requested.
std::int64_t writeStepsCsv(const std::string& runFolder, const std::string& path, const std::stop_token& stop = {});

} // namespace studio
