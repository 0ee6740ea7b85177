// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pack/pack_look_internal.h"

#include <algorithm>
#include <limits>
#include <sys/stat.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/pack/pack_file_internal.h"
#include "core/pack/pack_handle_internal.h"
#include "core/pack/pack_journal_internal.h"
#include "core/pack/pack_names_internal.h"
#include "core/pack/pack_preset.h"

namespace studio {

namespace {

constexpr double kProgressEvery = 0.1;                // seconds
constexpr std::string_view kAnyPackMagic = "RNSPACK"; // of other versions, too

class PackLook {
public:
    PackLook(const std::string& folder, const PackLayout& layout, const PackPreset& preset,
             const std::function<void(std::int64_t, std::int64_t)>& progress, const std::stop_token& stop)
        : folder_(folder)
        , layout_(layout)
        , preset_(preset)
        , progress_(progress)
        , stop_(stop) {}

    std::optional<PackFound> look() {
        // The index of a pack that is not there belongs to nothing: somebody deleted the pack, or a power cut did.
        if (packFileIsThere(folder_ + kIndexFile) && packFileIsThere(folder_ + kPackFile))
            lookAtPair();
        if (!found_.whole && !stopped_)
            lookAtUnfinished();
        if (stopped_)
            return std::nullopt;
        return std::move(found_);
    }

private:
    void lookAtPair() {
        try {
            PackIndex index = loadPackIndex(folder_, layout_);
            const PackFile file(folder_ + kPackFile, index.packBytes,
                                packHeader(kPackMagic, layout_.identity(), preset_.name));
            found_.outdated = true; // until all files were compared
            found_.bytes = index.packBytes + PackHandle::toRead(folder_ + kIndexFile).length();
            found_.table = std::move(index.table);
        } catch (const Error& error) {
            if (mayPass(error.kind()))
                throw;
            found_.foreign = error.message().title;
            return;
        }
        found_.whole = compare(found_.table) >= layout_.size();
        found_.outdated = !found_.whole;
    }

    void lookAtUnfinished() {
        const bool renamed = !packFileIsThere(folder_ + kPartialPackFile) && !packFileIsThere(folder_ + kIndexFile);
        const PackHandle pack = PackHandle::toReadIfThere(folder_ + (renamed ? kPackFile : kPartialPackFile));
        const PackHandle journal = PackHandle::toReadIfThere(folder_ + kJournalFile);
        // All of it is written over, but for what is kept.
        found_.givenBack = pack.isOpen() ? bytesOnDisk(pack) : 0;
        if (!pack.isOpen() || !journal.isOpen() || journal.length() <= packJournalHeader(layout_, preset_).size())
            return; // no page is noted: nothing to keep, and nothing to lose
        const std::string begin = pack.read(0, kPackHeaderBytes);
        if (begin.size() == kPackHeaderBytes && begin.starts_with(kAnyPackMagic) &&
            begin != packHeader(kPackMagic, layout_.identity(), preset_.name)) {
            if (found_.foreign.empty())
                found_.foreign = "There is an unfinished packed set of other pictures";
            return;
        }
        PackPages pages = readPackPages(pack, journal, layout_, preset_);
        const std::uint32_t first = compare(pages.table);
        if (first < pages.table.entries.size())
            pages = readPackPages(pack, journal, layout_, preset_, first);
        found_.kept = static_cast<std::uint32_t>(pages.table.entries.size());
        found_.keptEnd = pages.packEnd;
        found_.givenBack -= std::min(found_.givenBack, found_.keptEnd);
    }

    static std::uint64_t bytesOnDisk(const PackHandle& file) {
        constexpr std::uint64_t kBlock = 512; // of st_blocks, whatever the disk's are
        struct stat info {};
        return ::fstat(file.file(), &info) == 0 ? static_cast<std::uint64_t>(info.st_blocks) * kBlock : 0;
    }

    /// Counts the files of `table` that changed; the position of the first, or one behind all.
    std::uint32_t compare(const PackTable& table) {
        const auto count = static_cast<std::uint32_t>(table.entries.size());
        std::uint32_t first = std::numeric_limits<std::uint32_t>::max();
        std::int64_t changed = 0;
        double told = monotonicSeconds();
        for (std::uint32_t position = 0; position < count; ++position) {
            if (stop_.stop_requested()) {
                stopped_ = true;
                return 0;
            }
            if (!changeOf(layout_.at(position).path(), table.entries[position]).empty()) {
                ++changed;
                first = std::min(first, position);
            }
            if (const double now = monotonicSeconds(); progress_ && now - told >= kProgressEvery) {
                told = now;
                progress_(position + 1, count);
            }
        }
        found_.changed = std::max(found_.changed, changed);
        return first;
    }

    const std::string& folder_;
    const PackLayout& layout_;
    const PackPreset& preset_;
    const std::function<void(std::int64_t, std::int64_t)>& progress_;
    const std::stop_token& stop_;
    PackFound found_;
    bool stopped_ = false;
};

} // namespace

void noteFile(const std::string& path, PackEntry& entry) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0)
        info = {};
    constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
    entry.fileLength = static_cast<std::uint32_t>(std::min(static_cast<std::uint64_t>(info.st_size), kMost));
    entry.fileTime = std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
}

std::string changeOf(const std::string& path, const PackEntry& noted) {
    PackEntry now;
    noteFile(path, now);
    if (now.fileLength == noted.fileLength && now.fileTime == noted.fileTime)
        return {};
    if (now.fileLength == 0 && now.fileTime == 0)
        return "the file is gone";
    return now.fileLength != noted.fileLength ? "the file has another length than when it was packed"
                                              : "the file was written anew since it was packed";
}

std::optional<PackFound> lookAtPack(const std::string& folder, const PackLayout& layout, const PackPreset& preset,
                                    const std::function<void(std::int64_t, std::int64_t)>& progress,
                                    const std::stop_token& stop) {
    return PackLook(folder, layout, preset, progress, stop).look();
}

} // namespace studio
