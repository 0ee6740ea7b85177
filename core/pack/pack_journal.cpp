// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pack/pack_journal_internal.h"

#include <vector>

#include "core/pack/pack_handle_internal.h"
#include "core/pack/pack_preset.h"

namespace studio {

namespace {

struct PageBegin {
    std::uint32_t first = 0; ///< picture
    std::uint64_t packEnd = 0, journalEnd = 0;
};

/// The next page of the journal; false where there is no whole and sound one of this layout.
bool takePage(const PackHandle& journal, const PackLayout& layout, PackPages& pages) {
    const std::size_t most = maxPackPageBytes(layout.pagePictures());
    const std::uint64_t length = packPageBytes(journal.read(pages.journalEnd, kPackPageBegin));
    if (length > most)
        return false;
    const std::string record = journal.read(pages.journalEnd, length);
    std::string_view rest(record);
    const std::size_t first = pages.table.entries.size();
    if (!takePackPage(rest, pages.table))
        return false;
    const std::size_t end = pages.table.entries.size();
    const bool fits = end > first && end <= layout.size() &&
                      (end % layout.pagePictures() == 0 || end == layout.size()) && rest.empty();
    if (!fits) {
        pages.table.cutTo(static_cast<std::uint32_t>(first));
        return false;
    }
    for (std::size_t i = first; i < end; ++i)
        pages.packEnd += pages.table.entries[i].length;
    pages.journalEnd += length;
    return true;
}

/// Whether the pack holds what the journal says of the last page.
bool lastPageIsSound(const PackHandle& pack, const PackPages& pages, const PageBegin& begin) {
    if (pages.packEnd > pack.length())
        return false;
    std::uint64_t offset = begin.packEnd;
    for (std::size_t i = begin.first; i < pages.table.entries.size(); ++i) {
        const PackEntry& entry = pages.table.entries[i];
        const std::string bytes = pack.read(offset, entry.length);
        if (bytes.size() != entry.length || packChecksum(bytes) != entry.checksum)
            return false;
        offset += entry.length;
    }
    return true;
}

} // namespace

std::string packJournalHeader(const PackLayout& layout, const PackPreset& preset) {
    std::string header = packHeader(kJournalMagic, layout.identity(), preset.name);
    for (int shift = 0; shift < 32; shift += 8)
        header += static_cast<char>(static_cast<unsigned char>(layout.pagePictures() >> shift));
    return header;
}

PackPages readPackPages(const PackHandle& pack, const PackHandle& journal, const PackLayout& layout,
                        const PackPreset& preset, std::uint32_t most) {
    const std::string header = packJournalHeader(layout, preset);
    PackPages pages;
    pages.journalEnd = header.size();
    if (journal.read(0, header.size()) != header ||
        pack.read(0, kPackHeaderBytes) != packHeader(kPackMagic, layout.identity(), preset.name))
        return pages;
    pages.table.entries.reserve(layout.size());
    std::vector<PageBegin> begins;
    while (pages.table.entries.size() < layout.size()) {
        const PageBegin begin{static_cast<std::uint32_t>(pages.table.entries.size()), pages.packEnd, pages.journalEnd};
        if (!takePage(journal, layout, pages))
            break;
        begins.push_back(begin);
    }
    // Only the last page can be other than noted, and only on a disk that lies about what is durable.
    while (!begins.empty() && (pages.table.entries.size() > most || !lastPageIsSound(pack, pages, begins.back()))) {
        pages.table.cutTo(begins.back().first);
        pages.packEnd = begins.back().packEnd;
        pages.journalEnd = begins.back().journalEnd;
        begins.pop_back();
    }
    return pages;
}

} // namespace studio
