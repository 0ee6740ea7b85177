// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/dataset/image_folder.h"
#include "core/pack/pack_format_internal.h"

namespace studio {

inline constexpr const char* kPackFile = "/pictures.pack";
inline constexpr const char* kPartialPackFile = "/pictures.pack.partial";
inline constexpr const char* kIndexFile = "/pictures.index";
inline constexpr const char* kJournalFile = "/pictures.journal";
inline constexpr const char* kLockFile = "/pictures.lock";

/// Which picture stands where in the packs of a data set: those of training (of both sides, where validation was split
/// off) in a random order that depends on the identity alone, behind them those of a validation folder as they come.
class PackLayout {
public:
    struct Picture {
        const ImageSet* set = nullptr;
        std::uint32_t index = 0;
        std::string path() const { return set->pathOf(index); }
    };

    /// `data` outlives it.
    explicit PackLayout(const ImageFolder& data);

    /// What makes a packed set that of a data set: SHA-256 over the names of its pictures and their classes, without
    /// the folder they are in. A split between training and validation does not change it.
    const std::string& identity() const { return identity_; }
    std::uint32_t size() const { return static_cast<std::uint32_t>(order_.size()); }
    std::uint32_t shuffled() const { return shuffled_; }
    /// 16 to 128, growing with the set: small sets have pages enough to shuffle, too.
    std::uint32_t pagePictures() const;
    Picture at(std::uint32_t position) const;
    /// Positions of the pictures of a side.
    std::vector<std::uint32_t> positionsOf(const ImageSet& set) const;

private:
    const ImageFolder& data_;
    std::vector<std::uint32_t> order_; ///< at each position: index, plus kVal for a picture of validation
    std::uint32_t shuffled_ = 0;
    std::string identity_;
};

/// pictures.pack, open for reading. Any thread.
class PackFile {
public:
    /// Throws Error: Io (it cannot be opened or read), Corrupt (it can, and has another length or header).
    PackFile(std::string path, std::uint64_t bytes, std::string header);
    ~PackFile();
    PackFile(const PackFile&) = delete;
    PackFile& operator=(const PackFile&) = delete;

    /// Throws Error(Data): this part cannot be read, others can; Error(Io): the volume does not answer.
    void read(std::uint64_t offset, std::span<std::uint8_t> into, const std::stop_token& stop = {}) const;
    /// Asks the system to read ahead.
    void advise(std::uint64_t offset, std::uint64_t length) const;
    /// Lets the next read come from the device.
    void forget(std::uint64_t offset, std::uint64_t length) const;

private:
    struct Handle;
    std::shared_ptr<Handle> handle() const;
    bool reopen() const;
    bool isItsBegin() const;
    bool answers() const;

    std::string path_;
    std::uint64_t bytes_;
    std::string header_;
    mutable std::mutex mutex_;
    mutable std::shared_ptr<Handle> handle_;
};

/// The index in `folder`. What is read is bounded by the layout, whatever the file holds. Throws Error: Io, Corrupt,
/// Data (it is of other pictures).
PackIndex loadPackIndex(const std::string& folder, const PackLayout& layout);
Error otherPicturesError(const std::string& folder);
/// Deletes the folder of a pack, and the one around it beside the data, where they are empty.
void removeEmptyPackFolder(const std::string& folder);

} // namespace studio
