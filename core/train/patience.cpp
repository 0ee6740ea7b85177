// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/patience_internal.h"

namespace studio {

std::optional<Batch> nextPatiently(Loader& loader, const std::stop_token& stop, const PatientWait& wait) {
    bool waited = false;
    while (true) {
        try {
            std::optional<Batch> batch = loader.next(stop);
            if (waited) {
                wait(nullptr);
            }
            return batch;
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::Io || !wait) {
                throw;
            }
            waited = true;
            if (!wait(&error)) {
                return std::nullopt;
            }
        }
    }
}

} // namespace studio
