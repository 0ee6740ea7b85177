// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/prepare/prepare_folder_internal.h"

namespace studio {

/// What tells an archive from another one.
struct ArchiveId {
    std::string stamp; ///< size and date of the file
    std::string sum;   ///< its MD5, where that was found right; else empty
    bool operator==(const ArchiveId&) const = default;
};
using ArchiveIds = std::map<std::string, ArchiveId>; ///< by keyOf() its kind

/// What is finished, kept in OUT/.prepare.json. Only of what stands there is the content believed; whatever else lies
/// in OUT is compared with the archives. So a missing or odd file costs time, nothing else.
class PrepareJournal {
public:
    struct Part {
        std::int64_t pictures = 0;
        std::uint64_t bytes = 0;
        std::int64_t newest = 0; ///< time of the picture that was written last, in ns
        bool operator==(const Part&) const = default;
    };
    /// `given`: the archives of this job. What was made of other ones, or of ones that nobody had compared with their
    /// sum while these were, is forgotten.
    PrepareJournal(const std::string& out, const ArchiveIds& given);

    /// nullptr: not finished. `part`: a WordNet id of training, or "val".
    const Part* find(const std::string& part) const;
    const std::map<std::string, Part>& parts() const { return parts_; }
    void finish(const std::string& part, const Part& what);
    /// After an archive was found bad, all that came out of it is in doubt.
    void forgetAll();
    /// Makes the pictures of `out` durable, then what was noted of them.
    void save(const PinnedFolder& out);
    std::uint64_t trainBytes() const;
    std::int64_t pictures() const;

    /// What was counted when everything was found complete; a side that was not given has none.
    struct Whole {
        std::int64_t train = 0, val = 0, classes = 0;
        std::uint64_t bytes = 0; ///< of both sides
        std::int64_t newest = 0;
        bool trainProved = false; ///< the devkit's list, the archive's sum or ILSVRC2012's own numbers vouch for it
        bool operator==(const Whole&) const = default;
    };
    const std::optional<Whole>& whole() const { return whole_; }
    void setWhole(const Whole& whole);
    /// SHA-256 of the classes.json that was written, to know it from one that somebody edited.
    const std::string& classesSum() const { return classesSum_; }
    void setClassesSum(const std::string& sum);

private:
    void load();
    void forgetPartsOf(const std::string& archive);
    std::string path_;
    ArchiveIds archives_;
    std::map<std::string, Part> parts_;
    std::optional<Whole> whole_;
    std::string classesSum_;
    bool changed_ = true; ///< until it was read: who is killed early leaves a note of whose pictures they are
};

} // namespace studio
