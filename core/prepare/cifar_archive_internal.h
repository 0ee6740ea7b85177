// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/prepare/known_sets.h"
#include "core/prepare/set_archive_internal.h"

namespace studio {

/// The binary form of CIFAR-10 or CIFAR-100, as PNG pictures. False if it was stopped. Throws Error.
bool unpackCifar(SetJob& job, KnownSet::Layout layout, SetCounts& counts);

} // namespace studio
