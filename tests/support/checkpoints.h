// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/run/checkpoint.h"

namespace studio::test {

/// File, row, retention: what CheckpointWriter does on its thread.
inline void saveCheckpoint(CheckpointStore& store, const std::string& folder, const CheckpointContent& content,
                           bool best) {
    store.commit(writeCheckpoint(folder, content, best));
}

} // namespace studio::test
