// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio {

/// Threads that hang in a call of a disk or driver that does not answer and were left behind, so that what waited for
/// them could end: those that still run. Static objects must not be destroyed under them, so a process that has any
/// ends by _exit(). Any thread.
int threadsLeftBehind();
/// So many more; less than none: so many have ended.
void countLeftBehind(int change);

} // namespace studio
