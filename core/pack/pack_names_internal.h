// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio {

// What lies in the folder of a pack.
inline constexpr const char* kPackFile = "/pictures.pack";
inline constexpr const char* kPartialPackFile = "/pictures.pack.partial";
inline constexpr const char* kIndexFile = "/pictures.index";
inline constexpr const char* kJournalFile = "/pictures.journal";
inline constexpr const char* kLockFile = "/pictures.lock";

} // namespace studio
