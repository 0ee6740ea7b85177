// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio {

/// The thread that calls it gives way to all others for the rest of its life: for work of seconds on the processor that
/// begins while somebody uses the window. On two cores, beside an engine that trains, the window got a quarter of one.
void giveWay();

} // namespace studio
