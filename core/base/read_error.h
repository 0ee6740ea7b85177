// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/error.h"

namespace studio {

/// Whether errno's number says that this user may not: EACCES, EPERM.
bool isNoRight(int errorNumber);

/// As systemError(), but Error(NoRight) where this user may not read it: for what a run had, and waits for otherwise.
Error accessError(const std::string& what, const std::string& path, int errorNumber);

/// As accessError(), for what somebody names: where no waiting cures it: Error(NoRight), or Error(Data) for a name
/// that can never be read (a link that leads to itself, a name that is too long), so that a supervisor does not try
/// again and again.
Error readError(const std::string& what, const std::string& path, int errorNumber);

/// Whether errno's number says that the volume does not answer: one to wait for, whatever lies behind it is not gone.
bool isVolumeSilent(int errorNumber);

/// Whether errno's number, of a call on a name, speaks of that name: nothing is there, or this user may not go there.
/// Every other one speaks of the volume, or of this process.
bool isAboutName(int errorNumber);

/// Throws unless `path` is a folder, in words that look at what is there: Error(Data) with `missing` where there is
/// nothing, and where it is a file; Error(NoRight) where it may not be looked at; Error(Io) where the volume does not
/// answer. `next`: what to do then.
void requireFolder(const std::string& path, const std::string& missing, const std::string& next);

} // namespace studio
