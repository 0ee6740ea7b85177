// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/precision.h"

#include <algorithm>
#include <optional>

namespace studio {
namespace {

constexpr Precision kAll[] = {Precision::Fp32, Precision::Tf32, Precision::Fp16, Precision::Bf16};

bool isHalf(Precision precision) {
    return precision == Precision::Fp16 || precision == Precision::Bf16;
}

std::optional<Precision> firstHalf(const std::vector<Precision>& offered) {
    const auto found = std::find_if(offered.begin(), offered.end(), isHalf);
    return found == offered.end() ? std::nullopt : std::make_optional(*found);
}

} // namespace

const char* precisionName(Precision precision) {
    switch (precision) {
    case Precision::Fp32:
        return "fp32";
    case Precision::Tf32:
        return "tf32";
    case Precision::Fp16:
        return "fp16";
    case Precision::Bf16:
        return "bf16";
    }
    return "";
}

PrecisionChoice choosePrecision(const std::string& word, const std::vector<Precision>& offered,
                                const std::string& deviceName) {
    const auto wanted =
        std::find_if(std::begin(kAll), std::end(kAll), [&word](Precision p) { return word == precisionName(p); });
    const bool isNamed = wanted != std::end(kAll);
    if (isNamed && (*wanted == Precision::Fp32 || std::find(offered.begin(), offered.end(), *wanted) != offered.end()))
        return {*wanted, {}};
    PrecisionChoice choice;
    if (const auto half = firstHalf(offered); half && (!isNamed || isHalf(*wanted)))
        choice.precision = *half;
    if (word != "amp" || choice.precision == Precision::Fp32)
        choice.instead = "The recipe asks for precision " + word + "; " + deviceName + " computes in " +
                         precisionName(choice.precision) + ".";
    return choice;
}

} // namespace studio
