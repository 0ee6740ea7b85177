// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <stop_token>

#include "core/base/error.h"
#include "core/loader/loader.h"

namespace studio {

/// Called when the pictures' volume does not answer, before each further try: tells people, backs off, and returns
/// false once a stop was asked for. Called with nothing when it answers again. Empty = no patience.
using PatientWait = std::function<bool(const Error* trouble)>;

/// The loader's next batch; a volume that is gone is waited for, and the batch is then the one it would have been.
/// Nothing at the end and at a stop. Throws Error for everything else.
std::optional<Batch> nextPatiently(Loader& loader, const std::stop_token& stop, const PatientWait& wait);

} // namespace studio
