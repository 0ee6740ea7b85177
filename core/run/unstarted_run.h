// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio {

/// True if the folder holds what a trainer leaves that was killed before its first step: names of a run folder only, an
/// empty checkpoints/, no step in the history, and no trainer that owns it. Nothing was learned in it. Never throws.
bool isUnstartedRun(const std::string& folder);

/// Removes such a folder, so that the run can be started again under its name; what a person wrote down about it stays
/// there (isPersonsRunFile()). Does nothing to any other folder.
void removeUnstartedRun(const std::string& folder);

/// For what a person lets be written over: throws Error(Usage) where `target`, links followed, is a run's folder or one
/// of the files that make the run (its recipe, history, checkpoints). Other names beside them are free.
void requireNoPartOfRun(const std::string& target);

} // namespace studio
