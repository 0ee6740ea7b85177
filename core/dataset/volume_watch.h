// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/dataset/image_folder.h"

namespace studio {

/// Tells one unreadable picture from a volume that is gone (unmounted, unplugged, a server that does not answer).
/// Any thread, several at once.
class VolumeWatch {
public:
    /// `set` outlives it.
    explicit VolumeWatch(const ImageSet& set)
        : set_(set) {}

    /// readImageFile() with patience: three more tries, with short waits unless the file is simply not there. Nothing
    /// when read. An error when this file alone cannot be used: it was tried once more after others of the set had
    /// answered. Throws Error(Io) when the volume does not answer: nothing is known about the picture then, and the
    /// same call may be repeated later. After a stop request nothing is tried again, since on a volume that does not
    /// answer every call may take minutes: an error that is returned then says nothing about the file.
    std::optional<Error> read(const std::string& path, std::vector<std::uint8_t>& bytes, std::stop_token stop = {});

    /// True if the folder of the set is there and one of some pictures spread over it can be read from the device.
    /// False once a stop is requested.
    bool answers(const std::stop_token& stop = {});

private:
    Error gone(const Error& last) const;

    const ImageSet& set_;
    std::atomic<std::uint32_t> nextWitness_{0}; ///< other pictures at each call; the answer alone matters
};

/// Why the picture at `path` cannot be used, without its path: "The picture ends too early: Premature end of JPEG
/// file".
std::string pictureFault(const Error& error, const std::string& path);
inline constexpr const char* kNoMemoryForPicture = "There is not enough memory to decode the picture";

} // namespace studio
