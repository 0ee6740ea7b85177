// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/infer/probe_record.h"
#include "core/mirror/event_file.h"
#include "core/recipe/config.h"

namespace studio {

/// The pictures that a person follows over a run's checkpoints, as events: each picture, small, and what every
/// checkpoint said of it. Whose run it may be, RUN/probes.json may name any file of this machine: only those are read
/// that lie in the folders of pictures which the run trains and validates on; of others there are the answers alone.
/// Remembers what it made small. Owned by RunEvents; one thread.
class FollowedPictures {
public:
    FollowedPictures(std::string runFolder, const DataSpec& data);

    /// Says whether the record is another one than at the last call.
    bool hasChanged();
    /// What was said up to `lastStep`: later checkpoints are of a past that was given up. Throws Error of `file`.
    void addTo(EventFile& file, const std::vector<ProbePicture>& pictures, std::int64_t lastStep);

private:
    struct Small {
        int width = 0, height = 0; ///< 0: it is not shown
        std::vector<std::uint8_t> jpeg;
    };
    struct Stamp {
        std::uint64_t file = 0;
        std::int64_t bytes = 0, seconds = 0, nanoseconds = 0;
        bool operator==(const Stamp&) const = default;
    };

    Stamp stampNow() const;
    const Small& smallOf(const std::string& path);
    bool mayShow(const std::string& path) const;

    std::string run_;
    DataSpec data_;
    Stamp stamp_;
    std::map<std::string, Small> small_;
};

} // namespace studio
