// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/run/run_folder.h"
#include "ui/theme/theme.h"

namespace studio {

/// A state as word, colour and icon shape; the same everywhere in the window.
struct StateLook {
    QString word;
    Tone tone = Tone::Neutral;
    QString icon;
};
StateLook lookOf(RunState state);

} // namespace studio
