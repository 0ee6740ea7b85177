// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QString>

#include "core/interop/safetensors.h"
#include "core/model/model_state.h"

namespace studio::test {

/// A file as another program writes it: the network's state_dict(), all of it zeros.
inline QString writeForeignWeights(const QString& path, const ModelSpec& spec) {
    std::vector<HostTensor> tensors;
    for (const NamedShape& row : modelState(spec)) {
        const bool isCount = row.shape.empty();
        const auto bytes = static_cast<std::size_t>(elementCount(row.shape)) * (isCount ? 8 : 4);
        tensors.push_back(
            {row.name, isCount ? TensorType::I64 : TensorType::F32, row.shape, std::vector<std::byte>(bytes)});
    }
    writeSafetensors(path.toStdString(), tensors, {{"format", "pt"}});
    return path;
}

} // namespace studio::test
