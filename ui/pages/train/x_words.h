// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "ui/pages/train/train_curves.h"

namespace studio {

/// A place of the x axis in words: "epoch 24", "step 1,200", "2 h 10 min".
QString xWords(XAxis axis, double x);
/// What the axis counts: "epoch".
QString xName(XAxis axis);

} // namespace studio
