// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
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
#include "core/data/packed_writer_internal.h"

namespace studio {

namespace {

constexpr std::size_t kBufferBytes = 1u << 20;
constexpr double kKeepEvery = 1; // seconds

std::span<const std::uint8_t> bytesOf(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void writeAt(int file, std::uint64_t offset, std::span<const std::uint8_t> bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            throw systemError("The pack cannot be written", displayText(path), errno);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
}

void makeDurable(int file, const std::string& path) {
    if (::fsync(file) != 0)
        throw systemError("The pack cannot be made durable", displayText(path), errno);
}

void cutTo(int file, std::uint64_t length, const std::string& path) {
    if (::ftruncate(file, static_cast<off_t>(length)) != 0)
        throw systemError("The pack cannot be written", displayText(path), errno);
}

std::uint64_t lengthOf(int file) {
    struct stat info {};
    return ::fstat(file, &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
}

/// Up to `length` bytes from `offset` on.
std::string readAt(int file, std::uint64_t offset, std::size_t length) {
    std::string out(length, '\0');
    std::size_t at = 0;
    while (at < length) {
        const ssize_t got = ::pread(file, out.data() + at, length - at, static_cast<off_t>(offset + at));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        at += static_cast<std::size_t>(got);
    }
    out.resize(at);
    return out;
}

int openFile(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (file < 0)
        throw systemError("The pack cannot be written", displayText(path), errno);
    return file;
}

/// Whether `path` still names the file that was opened.
bool isStill(int file, const std::string& path) {
    struct stat opened {
    }, named{};
    return ::fstat(file, &opened) == 0 && ::stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
           opened.st_dev == named.st_dev;
}

std::string journalHeader(const PackLayout& layout, const PackPreset& preset) {
    std::string header = packHeader(kJournalMagic, layout.identity(), preset.name);
    for (int shift = 0; shift < 32; shift += 8)
        header += static_cast<char>(static_cast<unsigned char>(layout.pagePictures() >> shift));
    return header;
}

} // namespace

PackStore::PackStore(std::string folder, const PackLayout& layout, const PackPreset& preset)
    : folder_(std::move(folder))
    , layout_(layout)
    , preset_(preset)
    , pagePictures_(layout.pagePictures())
    , keptAt_(monotonicSeconds()) {
    try {
        openFiles();
        recover();
    } catch (...) {
        for (const int file : {pack_, journal_}) {
            if (file >= 0)
                ::close(file);
        }
        throw;
    }
}

PackStore::~PackStore() {
    ::close(journal_);
    ::close(pack_);
}

void PackStore::openFiles() {
    const std::string partial = folder_ + kPartialPackFile, journal = folder_ + kJournalFile;
    // Killed between the last two steps of finish(): the pack has its name, the index is missing.
    if (::access(partial.c_str(), F_OK) != 0 && ::access(journal.c_str(), F_OK) == 0)
        static_cast<void>(::rename((folder_ + kPackFile).c_str(), partial.c_str()));
    pack_ = openFile(partial);
    if (::flock(pack_, LOCK_EX | LOCK_NB) != 0 || !isStill(pack_, partial))
        throw Error(ErrorKind::Locked,
                    {"Another process packs these pictures", displayText(folder_), {}, "Wait until it is done."});
    journal_ = openFile(journal);
}

bool PackStore::pageIsSound(std::uint32_t first, std::uint64_t offset) const {
    for (std::size_t i = first; i < table_.entries.size(); ++i) {
        const PackEntry& entry = table_.entries[i];
        const std::string bytes = readAt(pack_, offset, entry.length);
        if (bytes.size() != entry.length || packChecksum(bytesOf(bytes)) != entry.checksum)
            return false;
        offset += entry.length;
    }
    return true;
}

/// Takes the pages of the journal, as far as the pack holds them.
void PackStore::recover() {
    const std::string header = journalHeader(layout_, preset_),
                      packBegin = packHeader(kPackMagic, layout_.identity(), preset_.name);
    const std::string journal = readAt(journal_, 0, lengthOf(journal_));
    struct Page {
        std::uint32_t first;
        std::uint64_t offset, journalEnd;
    };
    std::vector<Page> pages;
    end_ = kPackHeaderBytes;
    journalEnd_ = header.size();
    if (journal.starts_with(header) && readAt(pack_, 0, packBegin.size()) == packBegin) {
        std::string_view rest = std::string_view(journal).substr(header.size());
        while (table_.entries.size() < layout_.size()) {
            const auto first = static_cast<std::uint32_t>(table_.entries.size());
            if (!takePackPage(rest, table_))
                break;
            pages.push_back({first, end_, journal.size() - rest.size()});
            for (std::size_t i = first; i < table_.entries.size(); ++i)
                end_ += table_.entries[i].length;
        }
    }
    // Only the last page can be other than noted, and only on a disk that lies about what is durable.
    while (!pages.empty() &&
           (table_.entries.size() > layout_.size() || !pageIsSound(pages.back().first, pages.back().offset))) {
        table_.entries.resize(pages.back().first);
        table_.damaged.erase(table_.damaged.lower_bound(pages.back().first), table_.damaged.end());
        end_ = pages.back().offset;
        pages.pop_back();
    }
    noted_ = recorded_ = static_cast<std::uint32_t>(table_.entries.size());
    if (!pages.empty()) {
        journalEnd_ = pages.back().journalEnd;
    } else {
        cutTo(pack_, 0, folder_ + kPartialPackFile);
        writeAt(pack_, 0, bytesOf(packBegin), folder_ + kPartialPackFile);
        writeAt(journal_, 0, bytesOf(header), folder_ + kJournalFile);
    }
    cutTo(pack_, end_, folder_ + kPartialPackFile);
    cutTo(journal_, journalEnd_, folder_ + kJournalFile);
    written_ = end_;
}

void PackStore::flush() {
    failed_ = true; // until it is done: of what could not be written, nothing may be noted later
    writeAt(pack_, written_, buffer_, folder_ + kPartialPackFile);
    written_ += buffer_.size();
    buffer_.clear();
    failed_ = false;
}

void PackStore::add(PackedPicture& picture) {
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
    if (monotonicSeconds() - keptAt_ >= kKeepEvery)
        keep();
}

void PackStore::keep() {
    keptAt_ = monotonicSeconds();
    if (noted_ == recorded_ || failed_)
        return;
    flush();
    failed_ = true; // a write that failed is told once: a second try would lie
    makeDurable(pack_, folder_ + kPartialPackFile);
    writeAt(journal_, journalEnd_, bytesOf(records_), folder_ + kJournalFile);
    makeDurable(journal_, folder_ + kJournalFile);
    journalEnd_ += records_.size();
    records_.clear();
    noted_ = recorded_;
    failed_ = false;
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
    if (::rename((folder_ + kPartialPackFile).c_str(), (folder_ + kPackFile).c_str()) != 0)
        throw systemError("The pack cannot be put in its place", displayText(folder_), errno);
    writeFileAtomically(folder_ + kIndexFile, text); // makes the new name of the pack durable, too
    static_cast<void>(::unlink((folder_ + kJournalFile).c_str()));
}

} // namespace studio
