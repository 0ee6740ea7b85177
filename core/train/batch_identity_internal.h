// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/train/run_session_internal.h"

namespace studio {

/// SHA-256 over the names of a batch's pictures, in order: tells whether a resumed run goes on with the pictures that
/// it would have had.
std::string picturesDigest(const ImageSet& set, std::span<const std::uint32_t> samples);

/// The digest of the batch that follows the session's position; empty at the end of the run.
std::string nextPicturesDigest(const RunSession& session);

} // namespace studio
