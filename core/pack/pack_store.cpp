// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pack/pack_store_internal.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/atomic_file.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/pack/pack_encode_internal.h"
#include "core/pack/pack_handle_internal.h"
#include "core/pack/pack_journal_internal.h"
#include "core/pack/pack_lock_internal.h"
#include "core/pack/pack_names_internal.h"
#include "core/pack/pack_preset.h"

namespace studio {

namespace {

constexpr std::size_t kBufferBytes = 1u << 20;
constexpr double kKeepEvery = 1; // seconds

} // namespace

PackStore::PackStore(const PackLock& lock, const PackLayout& layout, const PackPreset& preset, std::uint32_t most)
    : folder_(lock.folder())
    , layout_(layout)
    , preset_(preset)
    , pagePictures_(layout.pagePictures())
    , keptAt_(monotonicSeconds()) {
    openFiles();
    recover(most);
}

void PackStore::openFiles() {
    const std::string partial = folder_ + kPartialPackFile, journal = folder_ + kJournalFile;
    // Killed between the last two steps of finish(): the pack has its name, the index is missing.
    if (!packFileIsThere(partial) && !packFileIsThere(folder_ + kIndexFile) && packFileIsThere(journal))
        static_cast<void>(::rename((folder_ + kPackFile).c_str(), partial.c_str()));
    pack_ = PackHandle::toWrite(partial);
    journal_ = PackHandle::toWrite(journal);
}

void PackStore::recover(std::uint32_t most) {
    PackPages pages = readPackPages(pack_, journal_, layout_, preset_, most);
    table_ = std::move(pages.table);
    written_ = end_ = keptEnd_ = pages.packEnd;
    journalEnd_ = pages.journalEnd;
    noted_ = recorded_ = static_cast<std::uint32_t>(table_.entries.size());
    if (noted_ == 0) {
        pack_.cutTo(0);
        pack_.write(0, packHeader(kPackMagic, layout_.identity(), preset_.name));
        journal_.write(0, packJournalHeader(layout_, preset_));
    }
    pack_.cutTo(end_);
    journal_.cutTo(journalEnd_);
}

void PackStore::flush() {
    failed_ = true; // until it is done: of what could not be written, nothing may be noted later
    pack_.write(written_, buffer_);
    written_ += buffer_.size();
    buffer_.clear();
    failed_ = false;
}

void PackStore::add(PackPicture& picture) {
    const auto position = static_cast<std::uint32_t>(table_.entries.size());
    table_.entries.push_back(picture.entry);
    if (!picture.damaged.empty())
        table_.damaged.emplace(position, std::move(picture.damaged));
    buffer_.insert(buffer_.end(), picture.bytes.begin(), picture.bytes.end());
    end_ += picture.bytes.size();
    if (buffer_.size() >= kBufferBytes)
        flush();
    if (table_.entries.size() % pagePictures_ != 0 && table_.entries.size() != layout_.size())
        return;
    records_ += packPageRecord(table_, recorded_);
    recorded_ = static_cast<std::uint32_t>(table_.entries.size());
    pages_.push_back({recorded_, end_, records_.size()});
    if (monotonicSeconds() - keptAt_ >= kKeepEvery)
        keep();
}

/// Who deletes files by hand asks for no lock; the hours after that would be written to nowhere.
void PackStore::checkStillThere() {
    if (pack_.isStill() && journal_.isStill())
        return;
    failed_ = true;
    noted_ = 0;
    throw Error(ErrorKind::Io, {"The unfinished pack is gone",
                                displayText(folder_),
                                "Its files were deleted or replaced while it was written.",
                                {}});
}

void PackStore::keep() {
    keptAt_ = monotonicSeconds();
    if (noted_ == recorded_ || failed_)
        return;
    checkStillThere();
    flush();
    noteRecords();
}

void PackStore::noteRecords() {
    failed_ = true; // a write that failed is told once: a second try would lie
    unsure_ = true;
    pack_.makeDurable();
    unsure_ = false;
    journal_.write(journalEnd_, records_);
    journal_.makeDurable();
    journalEnd_ += records_.size();
    keptEnd_ = pages_.empty() ? keptEnd_ : pages_.back().packEnd;
    records_.clear();
    pages_.clear();
    noted_ = recorded_;
    failed_ = false;
}

/// What earlier writes put into the file is there; only the one that failed, and what came behind, is not.
void PackStore::keepOnFullDisk() {
    checkStillThere();
    while (!pages_.empty() && (unsure_ || pages_.back().packEnd > written_))
        pages_.pop_back();
    for (;; pages_.pop_back()) {
        pack_.cutTo(pages_.empty() ? keptEnd_ : pages_.back().packEnd); // room for the journal, too
        if (pages_.empty())
            return;
        records_.resize(pages_.back().recordsEnd);
        recorded_ = pages_.back().pictures;
        try {
            noteRecords();
            failed_ = true; // nothing more may be added
            return;
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::DiskFull || unsure_)
                throw;
        }
    }
}

void PackStore::finish() {
    keep();
    flush();
    PackIndex index;
    index.identity = layout_.identity();
    index.preset = preset_.name;
    index.pagePictures = pagePictures_;
    index.shuffled = layout_.shuffled();
    index.behind = layout_.size() - layout_.shuffled();
    index.packBytes = end_;
    index.table = table_;
    const std::string text = writePackIndex(index);
    checkStillThere();
    // An index that was there must never stand beside a pack that it does not describe.
    if (::unlink((folder_ + kIndexFile).c_str()) != 0 && errno != ENOENT)
        throw systemError("The pack cannot be put in its place", displayText(folder_), errno);
    if (::rename((folder_ + kPartialPackFile).c_str(), (folder_ + kPackFile).c_str()) != 0)
        throw systemError("The pack cannot be put in its place", displayText(folder_), errno);
    writeFileAtomically(folder_ + kIndexFile, text); // makes the new name of the pack durable, too
    static_cast<void>(::unlink((folder_ + kJournalFile).c_str()));
}

} // namespace studio
