// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/train/control.h"

namespace studio {

class Ranks;

/// What the program around a rank does; each may be empty.
struct RankSurroundings {
    /// Makes the devices known that such a wish (as `--device` takes it) may mean; before one is opened.
    std::function<void(const std::string& device)> findDevices;
    /// Hears which one it is, once that is open.
    std::function<void(const std::string& device)> onDevice;
};

/// Any rank but the first, from its place in the run to the run's end: its share of each batch and of each validation,
/// as rank 0 orders. It writes nothing, and learns the recipe and all weights from rank 0. A stop that `control` is
/// asked for rank 0 hears with the next step. False: another rank was lost, and rank 0 tells of it. Throws Error for
/// what went wrong here; rank 0 is told. Engine thread (main).
bool followRanks(const std::shared_ptr<Ranks>& ranks, TrainControl& control, const RankSurroundings& around = {});
/// Rank 0, where there is nothing to train: the others end, too.
void sendRanksHome(Ranks& ranks);

} // namespace studio
