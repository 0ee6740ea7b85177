// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plot/metric_plot.h"
#include "ui/plot/train_curves.h"

namespace studio {

/// The events of a run that explain a bend or a gap in its curves, as marks: pauses with their length, resumes, changes
/// and faults. What goes as it should (saved checkpoints, a new best) is left to the journal. The id of a mark is the
/// index of its event, counted from the oldest.
QList<PlotMark> marksOf(const RunHistory& history, const TrainCurves& curves);
/// Any event as a mark.
PlotMark markOf(const EventRecord& event, const TrainCurves& curves);

} // namespace studio
