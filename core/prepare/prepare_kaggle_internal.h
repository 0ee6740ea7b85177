// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/prepare/prepare_job_internal.h"
#include "core/prepare/prepare_sources_internal.h"

namespace studio {

/// Throws Error(Data) where Kaggle's lists lack classes or validation pictures that its folder holds: lists that were
/// cut off would leave them out without a word.
void refuseUnlisted(const PrepareSources& sources, const ImageNetLists& lists);
/// Out of Kaggle's folder. Returns false if it was stopped. Throws Error.
bool adoptKaggle(PrepareJob& job, const PrepareSources& sources);
/// Bytes that Kaggle's pictures will take in `out`, besides those that are there: none if they can be linked.
std::uint64_t kaggleBytes(const PrepareSources& sources, const ImageNetLists& lists, const PinnedFolder& out);

} // namespace studio
