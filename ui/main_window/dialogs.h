// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/session/studio.h"

class QWidget;

namespace studio {

/// The real questions to the person, as windows above `parent`. Fills only what is not set yet, so that tests can put
/// their own answers in before. `dialogs` outlives them.
void setRealDialogs(Dialogs& dialogs, QWidget* parent);

} // namespace studio
