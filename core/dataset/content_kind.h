// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/dataset/unused_names.h"

namespace studio {

/// Whether a regular file whose name is not that of a picture is one by its first bytes. Nothing: it is. Names of
/// well-known other kinds (txt, json, zip...) are not opened: a set may hold one beside each picture. Throws Error(Io)
/// where neither it nor its neighbours can be read: the volume does not answer.
std::optional<UnusedReason> whyNoPicture(const std::string& path, std::string_view name);

} // namespace studio
