// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The one place that includes QCustomPlot: its header writes signals, slots, emit and foreach, which the project turns
// off with QT_NO_KEYWORDS.
#define signals public
#define slots
#define emit
#define foreach Q_FOREACH
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Woverloaded-virtual"
#include <qcustomplot.h> // NOLINT
#pragma GCC diagnostic pop
#undef signals
#undef slots
#undef emit
#undef foreach
