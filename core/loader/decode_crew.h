// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/device/host_batch.h"

namespace studio {

/// What decode threads did with their time, in seconds summed over the threads. The difference of two readings tells
/// about the time between them.
struct DecodeMeter {
    std::int64_t pictures = 0, bytes = 0; ///< decoded pictures and their encoded size
    double read = 0;                      ///< waiting for the disk
    double decode = 0;                    ///< header and pixels
    double resize = 0;
    double idle = 0; ///< nothing to do: every slot was full
    int threads = 0;

    DecodeMeter since(const DecodeMeter& before) const;
    double busy() const { return read + decode + resize; }
    /// "2 threads: 71 % decoding, 9 % resizing, 3 % reading, 17 % idle"; empty without a picture.
    std::string text() const;
};

/// Decode threads and slot memory that outlive a loader: the loaders of a run share one crew, so threads and memory are
/// made once, and a loader that was opened ahead (the validation's, the next epoch's) is worked for whenever the one
/// before it has no free slot. Loaders are served in the order in which they were opened. Owned by whoever owns the
/// run; outlives its loaders; meter() may be called by any thread. Its end waits three seconds for a thread that hangs
/// in a read and leaves it behind then (threadsLeftBehind()): what a thread uses, it shares.
class DecodeCrew {
public:
    /// At least one thread. `allocate` gives the memory of slots, see LoaderPlan; empty = plain memory.
    /// Throws Error(Internal) when the system gives no thread.
    explicit DecodeCrew(int threads, SlotAllocator allocate = {});
    ~DecodeCrew();
    DecodeCrew(const DecodeCrew&) = delete;
    DecodeCrew& operator=(const DecodeCrew&) = delete;

    int threads() const;
    DecodeMeter meter() const;

private:
    friend class Loader;
    class Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace studio
