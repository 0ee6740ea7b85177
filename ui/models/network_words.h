// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/run/run_folder.h"
#include "ui/session/classify_session.h"

namespace studio {

/// How the loaded network is called wherever the window names it: after the file that was read, never after what its
/// run has saved since.
struct NetworkWords {
    QString name;  ///< "r50-imagenet-0414, best, epoch 31"; "..., epoch 31" once another is the best
    QString newer; ///< what "best" or "last" would load now: "Use epoch 34"; empty where that is what is loaded
};
/// `run` is what is known of network.model by now; null = nothing.
NetworkWords wordsOf(const ClassifyNetwork& network, const RunSummary* run);

} // namespace studio
