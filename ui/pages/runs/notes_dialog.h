// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/run/run_notes.h"

class QDialog;
class QWidget;

namespace studio {

struct RunSummary;

/// Opens the editor of a run's name, tags and note; `save` gets them where the person says so. The dialog deletes
/// itself when it is closed. GUI thread.
QDialog* editRunNotes(const RunSummary& run, const RunNotes& notes, const std::function<void(const RunNotes&)>& save,
                      QWidget* parent);

} // namespace studio
