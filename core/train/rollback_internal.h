// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/train/run_session_internal.h"

namespace studio {

/// After a loss or weight that is no finite number (NaN): puts the run back to its last good checkpoint (or its
/// beginning) and halves the learning rate from there on, at most `max_rollbacks` times in a run. Where it happens
/// again before an epoch past the last time is done, it goes to an older checkpoint than then. `pictures` are the files
/// of the batch it happened in: named in a file of the run folder. Nothing may be being saved meanwhile. All or
/// nothing: run.db is changed in one transaction, memory only after it, so that after an Error (Io, DiskFull: it may be
/// called again) all is as before. Throws the Error that ends the run when the tries are used up. Engine thread.
void rollBack(RunSession& session, const std::string& what, const std::vector<std::string>& pictures);

} // namespace studio
