// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/batch_identity_internal.h"

#include <algorithm>

#include "core/base/sha256.h"
#include "core/recipe/epoch_steps.h"
#include "core/train/picture_origin_internal.h"

namespace studio {

std::string picturesDigest(const ImageSet& set, std::span<const std::uint32_t> samples) {
    Sha256 hash;
    for (const std::uint32_t sample : samples) {
        const std::string file(set.fileOf(sample));
        hash.update(std::as_bytes(std::span(file.data(), file.size() + 1))); // with its end, so that names do not run
    }                                                                        // into each other
    return hash.hex();
}

std::string nextPicturesDigest(const RunSession& session) {
    const RunPosition& position = session.position;
    const bool next = position.epochEnd || position.stepInEpoch >= session.stepsPerEpoch;
    if (next && position.epoch >= session.config.epochs) {
        return {};
    }
    const ImageSet& set = session.data.train;
    const std::size_t used = picturesPerEpoch(set.size(), session.config.batchSize);
    const std::vector<std::uint32_t> order =
        trainingOrder(session, static_cast<std::uint32_t>(position.epoch + (next ? 1 : 0)));
    const auto batch = static_cast<std::size_t>(session.config.batchSize);
    const std::size_t from = next ? 0 : static_cast<std::size_t>(position.stepInEpoch) * batch;
    return picturesDigest(set, std::span(order).subspan(from, std::min(batch, used - from)));
}

} // namespace studio
