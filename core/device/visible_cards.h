// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/device/card.h"

namespace studio {

/// CUDA's own variables; nullopt = not set, which is not the same as empty.
struct CudaEnvironment {
    std::optional<std::string> visibleDevices; ///< CUDA_VISIBLE_DEVICES
    std::optional<std::string> deviceOrder;    ///< CUDA_DEVICE_ORDER
};
/// Of this process. Not while another thread changes the environment.
CudaEnvironment cudaEnvironment();
/// Has CUDA number the cards of this process and of those that it starts as the driver does, unless somebody has said
/// otherwise. The first thing that a program does: CUDA reads the variable once, and no thread may read another one.
void numberCardsAsTheDriver();

/// For a card that the driver has and CUDA does not show. Both are empty where CUDA_VISIBLE_DEVICES is not set.
struct CardHiddenByCuda {
    std::string why;  ///< a sentence
    std::string next; ///< a sentence with the way out
};
CardHiddenByCuda hiddenByCuda(const CudaEnvironment& environment);

struct VisibleCards {
    std::vector<GraphicsCard> cards; ///< in the order in which CUDA numbers them, as far as that can be known
    /// Where CUDA may number them otherwise: without numberCardsAsTheDriver() it puts the fastest first, which only
    /// CUDA itself can tell. It matters where cards differ, so whoever opens a card goes by its uuid or pciBusId.
    bool orderIsSure = true;
    std::string hidden; ///< a sentence where something is hidden; else empty
    std::string next;   ///< a sentence with the way out where all is hidden, and it is known
    std::string order;  ///< a sentence where something is visible and the order is not sure

    /// `hidden` and `order`.
    std::string note() const { return hidden + (hidden.empty() || order.empty() ? "" : " ") + order; }
};

/// Those of `all` (in the driver's order) that CUDA would show: CUDA_VISIBLE_DEVICES names numbers, or uuids or
/// beginnings of them ("GPU-6f1c"); what follows the first word that names no card is hidden, a card named twice hides
/// all. Numbers are taken as the driver's. Parts of cards (MIG) are not known here, so such a word names none, and it
/// is not known whether CUDA shows something.
VisibleCards visibleCards(const std::vector<GraphicsCard>& all, const CudaEnvironment& environment);

} // namespace studio
