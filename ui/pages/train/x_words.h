// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "ui/plot/train_curves.h"

namespace studio {

/// A place of the x axis in words: "epoch 24", "step 1,200", "2 h 10 min"; of wall time with the moment, where its start
/// is known.
QString xWords(XAxis axis, double x, std::int64_t startUtcMs = 0);
/// Why the run cannot be drawn over that axis; empty = it can.
QString whyNoAxis(const RunHistory& history, XAxis axis);
/// What the axis counts: "epoch".
QString xName(XAxis axis);

} // namespace studio
