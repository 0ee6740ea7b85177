// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The only include of LibTorch in the project, and the precompiled header of studio_core. LibTorch 1.13 does not
// compile under clang in C++20 unless ivalue.h comes first.
// clang-format off
#include <ATen/core/ivalue.h>
#include <torch/torch.h>
// clang-format on
