// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/pack/pack_handle_internal.h"
#include "core/pack/pack_layout_internal.h"
#include "core/pack/pack_preset.h"

namespace studio {

/// What an unfinished pack holds: pages that the journal and the pack agree on.
struct PackPages {
    PackTable table;
    std::uint64_t packEnd = kPackHeaderBytes;
    std::uint64_t journalEnd = 0;
};
std::string packJournalHeader(const PackLayout& layout, const PackPreset& preset);
/// The pages at the begin, without one that reaches beyond the first `most` pictures; none where the files are of other
/// pictures. Memory is bounded by the layout and a page, whatever the files hold. Throws Error(Io).
PackPages readPackPages(const PackHandle& pack, const PackHandle& journal, const PackLayout& layout,
                        const PackPreset& preset, std::uint32_t most = UINT32_MAX);

} // namespace studio
