// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/kept_average.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "core/interop/safetensors_index.h"
#include "core/run/checkpoint.h"

namespace studio {

bool keepsAverage(const std::string& model, const std::string& which) {
    std::error_code code;
    const bool isRun = std::filesystem::is_directory(model, code);
    const TensorIndex index = readSafetensorsIndex(isRun ? findCheckpoint(model, which) : model);
    const auto counts = index.metadata.find(kAverageCountsKey);
    if (counts != index.metadata.end() && counts->second == "0")
        return false;
    return std::any_of(index.tensors.begin(), index.tensors.end(),
                       [](const PlacedTensor& tensor) { return tensor.name.starts_with("ema."); });
}

} // namespace studio
