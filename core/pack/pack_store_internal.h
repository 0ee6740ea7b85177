// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/pack/pack_encode_internal.h"
#include "core/pack/pack_handle_internal.h"
#include "core/pack/pack_lock_internal.h"
#include "core/pack/pack_preset.h"

namespace studio {

/// The unfinished pack in a folder: pictures.pack.partial and its journal. One thread.
class PackStore {
public:
    /// Opens or creates them and goes back to the end of the last page that is whole and does not reach beyond the
    /// first `most` pictures; what is of other pictures is overwritten. All outlive it. Throws Error(Io).
    PackStore(const PackLock& lock, const PackLayout& layout, const PackPreset& preset,
              std::uint32_t most = UINT32_MAX);

    const PackTable& table() const { return table_; }
    /// Pictures that a later call will find.
    std::int64_t kept() const { return noted_; }
    /// Length of the pack so far, header included.
    std::uint64_t bytes() const { return end_; }
    /// Appends; at the end of a page, what is written is made durable now and then. Throws Error.
    void add(PackPicture& picture);
    /// Notes all whole pages durably; nothing after an error. Throws Error.
    void keep();
    /// After a write failed because the disk is full: gives back what is behind the last whole page that is in the
    /// file, and notes up to there. Throws Error.
    void keepOnFullDisk();
    /// Makes the pair of files of it, in place of one that is there. Throws Error.
    void finish();

private:
    void openFiles();
    void recover(std::uint32_t most);
    void flush();
    void checkStillThere();
    void noteRecords();

    /// A whole page that is not in the journal yet.
    struct Page {
        std::uint32_t pictures = 0; ///< up to its end
        std::uint64_t packEnd = 0;
        std::size_t recordsEnd = 0; ///< of its record in records_
    };

    std::string folder_;
    const PackLayout& layout_;
    PackPreset preset_;
    std::uint32_t pagePictures_;
    PackHandle pack_, journal_;
    PackTable table_;
    std::uint64_t end_ = 0;     ///< of what was added
    std::uint64_t written_ = 0; ///< of what is in the file
    std::uint32_t noted_ = 0;   ///< pictures in the journal
    std::uint64_t keptEnd_ = 0; ///< length of the pack up to there
    std::uint64_t journalEnd_ = 0;
    std::vector<std::uint8_t> buffer_; ///< added, not written
    std::string records_;              ///< pages that are not in the journal
    std::vector<Page> pages_;          ///< those
    std::uint32_t recorded_ = 0;       ///< pictures in the journal or in records_
    double keptAt_ = 0;
    bool failed_ = false;
    bool unsure_ = false; ///< the system failed to make the pack durable: nobody knows which of its bytes are
};

} // namespace studio
