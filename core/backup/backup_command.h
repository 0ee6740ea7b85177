// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio {

/// The command that backs a run up by hand, for messages: it works in any folder, and blanks in a name do not part it.
/// A user or password in the address of the store is not shown; the words say then what has to be put in. Asks nobody.
std::string backupCommand(const std::string& run, const std::string& target, const std::string& endpoint = {});
/// The same for the way back, into the folder that stands for `folder`. `place` as BackupResult names it.
std::string restoreCommand(const std::string& place, const std::string& folder, const std::string& endpoint = {});
/// A target that means the same in any folder.
std::string wholeTarget(const std::string& target);

} // namespace studio
