// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace studio {

/// The number format that a network is computed in; its weights are fp32 in all of them (mixed precision, autocast).
enum class Precision {
    Fp32,
    Tf32, ///< fp32 whose products are rounded to ten bits, on tensor cores from Ampere on
    Fp16, ///< half precision, with a loss scale in training
    Bf16,
};

/// "fp32", "tf32", "fp16", "bf16".
const char* precisionName(Precision precision);

struct PrecisionChoice {
    Precision precision = Precision::Fp32;
    std::string instead; ///< a sentence where the recipe's wish could not be granted; else empty
};

/// What a recipe's word ("amp", "fp32", "tf32", "fp16", "bf16") means on a device that computes in `offered`: "amp" is
/// the first of the half precisions. A wish that the device cannot grant becomes the other half precision, else fp32.
/// `deviceName` is for the sentence.
PrecisionChoice choosePrecision(const std::string& word, const std::vector<Precision>& offered,
                                const std::string& deviceName);

} // namespace studio
