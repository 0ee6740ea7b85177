// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/dataset/image_folder.h"
#include "core/device/host_batch.h"
#include "core/image/resize.h"
#include "core/loader/decode_crew.h"
#include "core/loader/picture_source.h"
#include "core/loader/worker_advice.h"

namespace studio {

/// Which part of a picture becomes the network's input. Given the stored size and the sample's index in the set.
/// Called on decode threads: a pure function.
using CropPlanner = std::function<BoxF(int width, int height, std::uint32_t sampleIndex)>;

/// What happens to a picture once it has the network's size: RGB (NHWC), `size` x `size`, changed in place. Given the
/// sample's index in the set. Called on decode threads: a pure function.
using PictureFinisher = std::function<void(std::span<std::uint8_t> rgb, int size, std::uint32_t sampleIndex)>;

struct LoaderPlan {
    const ImageSet* set = nullptr;    ///< outlives the loader, or lives in `owner`
    std::vector<std::uint32_t> order; ///< sample indices, in batch order
    int batchSize = 1;
    int imageSize = 224;         ///< output is imageSize x imageSize
    std::int64_t firstBatch = 0; ///< start here (resume in the middle of an epoch)
    CropPlanner crop;
    PictureFinisher finish = {};           ///< empty: nothing
    std::int64_t maxPixels = kMaxPixels;   ///< a picture of more is a bad one
    const PictureSource* source = nullptr; ///< as `set`; null: the files of the set
    /// What `set`, `source` and all that `crop` refers to live in. Where it is given, a thread that hangs in a read
    /// keeps it, and nothing waits for that thread. Empty: the end of the loader does.
    std::shared_ptr<const void> owner;
    DecodeCrew* crew = nullptr; ///< outlives the loader; null: threads of its own
    int workers = 1;            ///< decode threads, where there is no crew
    /// The one that next() is called with, so that what is read ahead ends with it too: once it is requested no picture
    /// is begun any more, and none that cannot be read is tried again. Every try may take minutes then (soft NFS).
    std::stop_token stop;
    /// Another picture of its class stands in for one that cannot be used: right for training. Where pictures are
    /// measured it would be read for nothing, and the only one of a class has none: its row is black then.
    bool replaceBad = true;
    int slots = 0; ///< batches in memory at once (back-pressure); 0: enough that a slow picture stalls no thread
    int held = 1;  ///< batches that the caller may hold at once; their slots are beside those
};

/// A picture that could not be used and what stood in for it.
struct BadPicture {
    std::string path;
    std::string reason;
    std::uint32_t sampleIndex = 0;
    std::uint32_t replacedBy = 0; ///< the next good sample of the same class; itself where none is taken
};

/// One batch in a slot of the loader; valid while its lease is held, also after the loader's end.
struct Batch {
    std::int64_t index = 0;               ///< batch number within the epoch, from 0
    int count = 0;                        ///< pictures in it
    std::span<const std::uint8_t> pixels; ///< count x imageSize x imageSize x 3, RGB (NHWC)
    std::span<const std::int64_t> labels;
    std::span<const std::uint32_t> samples; ///< sample index each row was asked as (before replacement)
    std::span<const BadPicture> bad;
    double waitSeconds = 0; ///< how long next() waited for it
    /// The slot is filled anew once the last copy of this is gone. Let go of on any thread.
    std::shared_ptr<const void> lease;

    HostBatch view() const { return {count, pixels, labels}; }
};

/// The data loader (PyTorch's DataLoader). Decodes batches ahead of the trainer (prefetch) on the threads of its crew,
/// in order, bounded by `slots` (a batch takes its slot until its lease ends); before the first call of next() it fills
/// two slots at most. The content of a batch never depends on the number of threads. A thread takes one picture at a
/// time, of any batch whose slot is free. Owned and called by one thread; the destructor returns within one picture, or
/// at once (LoaderPlan::owner).
class Loader {
public:
    /// `allocate`: memory of the slots, where there is no crew; empty = plain memory.
    explicit Loader(LoaderPlan plan, SlotAllocator allocate = {});
    ~Loader();
    Loader(const Loader&) = delete;
    Loader& operator=(const Loader&) = delete;

    /// Batches in the whole epoch (firstBatch included in the count).
    std::int64_t batchCount() const;
    /// Pictures in the whole epoch.
    std::int64_t pictureCount() const;
    /// Side of the pictures in a batch, pixels.
    int imageSize() const;
    /// The next batch, or nothing at the end or when `stop` is requested. Blocks. Throws Error(Data) when a class has
    /// no readable picture left; errors of decode threads arrive here. Throws Error(Io) only when the volume of the
    /// pictures does not answer: no picture was called bad for it, and calling again tries the same batch again, with
    /// the same content as if nothing had happened.
    std::optional<Batch> next(std::stop_token stop = {});

private:
    class Impl;
    std::unique_ptr<DecodeCrew> ownCrew_;
    std::shared_ptr<Impl> impl_; // goes first
};

} // namespace studio
