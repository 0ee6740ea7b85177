// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/torch.h"

/// Differences between LibTorch 1.13 and 2.x, chosen by what the headers offer. The one place that may ask.
#if __has_include(<ATen/ops/_fused_sgd.h>)
#define STUDIO_HAS_FUSED_SGD 1
#else
#define STUDIO_HAS_FUSED_SGD 0
#endif
