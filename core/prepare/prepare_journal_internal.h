// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/prepare/prepare_folder_internal.h"

namespace studio {

/// What is finished, kept in OUT/.prepare.json. A missing or odd file is an empty journal: files that are there with
/// the right size are skipped in any case.
class PrepareJournal {
public:
    struct Part {
        std::int64_t pictures = 0;
        std::uint64_t bytes = 0;
    };
    /// `identity` is identityOf() the archives: one that differs from what was noted makes the journal void, one that
    /// was not given before is added.
    PrepareJournal(const std::string& out, const std::string& identity);

    /// nullptr: not finished. `part`: a WordNet id of training, or "val".
    const Part* find(const std::string& part) const;
    void finish(const std::string& part, const Part& what);
    /// Makes the pictures of `out` durable, then what was noted of them.
    void save(const PinnedFolder& out);
    std::uint64_t trainBytes() const;
    std::int64_t pictures() const;

    /// What was counted when everything was found complete; a side that was not given has none.
    struct Whole {
        std::int64_t train = 0, val = 0, classes = 0;
    };
    const std::optional<Whole>& whole() const { return whole_; }
    void setWhole(const Whole& whole);

private:
    using Archives = std::map<std::string, std::string>; ///< "train" and its size
    static Archives parse(const std::string& identity);
    void load();
    std::string path_;
    Archives archives_;
    std::map<std::string, Part> parts_;
    std::optional<Whole> whole_;
    bool changed_ = false;
};

} // namespace studio
