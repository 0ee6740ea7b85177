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
/// What CUDA and NCCL read in this process and in those that it starts, unless somebody has said otherwise: cards are
/// numbered as the driver does, and processes that sum on cards connect when they meet. The first thing that a program
/// does: such variables are read once, and no thread may read another one meanwhile.
void setCudaEnvironment();

/// For a card that the driver has and CUDA does not show. Both are empty where CUDA_VISIBLE_DEVICES is not set.
struct CardHiddenByCuda {
    std::string why;  ///< a sentence
    std::string next; ///< a sentence with the way out
};
CardHiddenByCuda hiddenByCuda(const CudaEnvironment& environment);

struct VisibleCards {
    std::vector<GraphicsCard> cards; ///< in the order in which CUDA numbers them, as far as that can be known
    /// Where CUDA may number them otherwise: without setCudaEnvironment() it puts the fastest first, which only
    /// CUDA itself can tell. It matters where cards differ, so whoever opens a card goes by its uuid or pciBusId.
    bool orderIsSure = true;
    std::string hidden; ///< a sentence where something is hidden; else empty
    std::string next;   ///< a sentence with the way out where all is hidden
    std::string order;  ///< a sentence where something is visible and the order is not sure

    /// `hidden` and `order`.
    std::string note() const { return hidden + (hidden.empty() || order.empty() ? "" : " ") + order; }
};

/// Those of `all` (in the driver's order) that CUDA would show: CUDA_VISIBLE_DEVICES names numbers, or uuids or
/// beginnings of them ("GPU-6f1c"); what follows the first word that names no card is hidden, a card named twice hides
/// all. Numbers are taken as the driver's. Parts of cards (MIG) are not computed on, so such a word names none.
VisibleCards visibleCards(const std::vector<GraphicsCard>& all, const CudaEnvironment& environment);

} // namespace studio
