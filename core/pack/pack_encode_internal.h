// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/dataset/volume_watch.h"
#include "core/image/resize.h"
#include "core/pack/pack_layout_internal.h"
#include "core/pack/pack_preset.h"

namespace studio {

/// A picture on its way into the pack.
struct PackPicture {
    PackEntry entry;
    std::vector<std::uint8_t> bytes;
    std::string damaged; ///< why there are no bytes; empty = good
};

/// Reads and encodes pictures. One thread.
class PackEncoder {
public:
    /// Both outlive it.
    PackEncoder(const PackPreset& preset, VolumeWatch& watch, std::int64_t maxPixels)
        : preset_(preset)
        , watch_(watch)
        , maxPixels_(maxPixels) {}
    /// Throws Error(Io): the volume does not answer; Error(Internal): no memory. False when a stop was asked for before
    /// it was clear whether the file can be read.
    bool encode(const std::string& path, PackPicture& out, const std::stop_token& stop);

private:
    void encodeAgain(const std::string& path, PackPicture& out);

    const PackPreset& preset_;
    VolumeWatch& watch_;
    std::int64_t maxPixels_;
    Resizer resizer_;
    Picture picture_;
};

/// The size that a picture gets in a pack.
struct PackSize {
    int width = 0, height = 0;
};
PackSize packSize(const PackPreset& preset, int width, int height);

/// Encodes the pictures of a layout on some threads and gives them out in order. Memory is bounded: threads wait when
/// 256 MB are ready, or some pictures for each of them. Made and asked by one thread; the destructor returns within a
/// picture.
class PackEncoders {
public:
    /// Positions `first` to the end of the layout. Both outlive it.
    PackEncoders(const PackLayout& layout, const ImageFolder& data, const PackPreset& preset, std::uint32_t first,
                 int threads, std::int64_t maxPixels);
    ~PackEncoders();
    PackEncoders(const PackEncoders&) = delete;
    PackEncoders& operator=(const PackEncoders&) = delete;

    /// The next picture; false on a stop request. Throws what the threads met.
    bool next(PackPicture& out, const std::stop_token& stop);

private:
    struct Slot {
        PackPicture picture;
        bool ready = false;
    };
    void loop(const std::stop_token& stop);
    bool mayBegin() const;

    const PackLayout& layout_;
    const PackPreset& preset_;
    const ImageSet* val_;
    const std::int64_t maxPixels_;
    VolumeWatch trainWatch_, valWatch_;
    std::mutex mutex_;
    std::condition_variable_any ready_, room_;
    std::vector<Slot> slots_; ///< of position p: p modulo their number
    std::uint32_t begun_, given_;
    std::uint64_t waitingBytes_ = 0;
    std::exception_ptr error_;
    std::vector<std::jthread> threads_; ///< last: ends first
};

} // namespace studio
