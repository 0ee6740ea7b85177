// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/dataset/image_folder.h"
#include "core/loader/picture_source.h"
#include "core/loader/sampler.h"
#include "core/pack/pack_preset.h"

namespace studio {

/// A data set's pictures in one file, read in place of the files they were made from. Made by packPictures().
/// Immutable after open(), any thread, several at once. Each picture is compared with its checksum whenever it is read
/// (12 us for 50 KB, where decoding takes 800). A file that vanishes (an unmounted volume) is opened again when it is
/// back.
class Pack {
public:
    /// Throws Error: Io (cannot be read), Corrupt (damaged, or index and pack do not belong together), Data (made from
    /// other pictures than `data`).
    static std::shared_ptr<Pack> open(const std::string& folder, const ImageFolder& data);
    /// As open(), whether or not files have changed since they were packed.
    static std::shared_ptr<Pack> openUncompared(const std::string& folder, const ImageFolder& data);
    ~Pack();

    /// The sides of the data set that it was opened for. willNeed() asks the system for the bytes of these pictures.
    const PictureSource& train() const;
    const PictureSource& val() const;
    /// From now on, willNeed() of train() asks for whole pages: for an order by pages (pagedEpochOrder()).
    void readWholePages();

    const std::string& folder() const;
    const PackPreset& preset() const;
    const std::string& identity() const;
    /// SHA-256 over the bytes of all pictures, by their checksums: the same for a copy made elsewhere.
    const std::string& digest() const;
    /// Length of both files.
    std::uint64_t bytes() const;
    /// Pictures that could not be packed.
    std::int64_t damaged() const;
    /// Training pictures as they lie in the pack. Their order in it is random (a shuffle by the identity), so that each
    /// page is a random sample of the training set.
    SamplePages trainPages() const;

private:
    class Impl;
    explicit Pack(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

struct PackCheck {
    std::int64_t checked = 0, total = 0;
    bool complete = false;
    std::vector<std::string> problems; ///< "path: what is wrong", the first 1,000
    std::int64_t problemCount = 0;
};
/// Reads every picture of a packed set, and compares the lengths and times of the files with those that were packed.
/// Throws Error as Pack::open().
PackCheck verifyPack(const std::string& folder, const ImageFolder& data,
                     const std::function<void(const PackCheck&)>& progress = {}, std::stop_token stop = {});

} // namespace studio
