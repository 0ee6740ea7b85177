// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace studio {

/// Folders and name of a file in an archive.
using PathParts = std::vector<std::string>;
using FolderCounts = std::map<PathParts, std::int64_t>; ///< pictures by the folder they lie in

/// Where one picture of an archive belongs.
struct SetPlace {
    bool val = false;
    std::string folder, file;
};

/// The names of the pictures in an archive, to tell those that come twice, and those of sub-folders that would get one
/// name in their class: "day1/2_3.jpg" and "day1_2/3.jpg". Eight bytes a picture.
class SetNames {
public:
    /// False: a picture of this path came before.
    bool add(const PathParts& parts);
    /// After the last add().
    void finish();
    /// Whether another picture's folders and name, joined by "_", read the same.
    bool isAmbiguous(const PathParts& parts) const;
    /// Paths that came more than once, and how often beside the first time.
    const std::map<std::string, std::int64_t>& twice() const { return twice_; }

private:
    std::unordered_set<std::size_t> seen_;
    std::vector<std::size_t> joined_;
    std::unordered_set<std::size_t> ambiguous_;
    std::map<std::string, std::int64_t> twice_;
};

/// How the folders of an archive become classes: folders around everything are taken off; then train and val (by any of
/// their names), or classes.
class SetLayout {
public:
    enum class Side { None, Train, Val, Test };

    explicit SetLayout(const FolderCounts& folders);
    /// nullopt: a picture that belongs to no class.
    std::optional<SetPlace> place(const PathParts& parts, const SetNames& names) const;
    /// Whether there are folders for training or validation.
    bool isSplit() const { return split_; }
    bool hasTest() const { return sides_.contains(Side::Test) && sides_.contains(Side::Val); }
    void leaveOutVal() { valSide_ = Side::None; }
    /// Whether a folder of this name is for training, validation or test, where pictures lie in folders below it.
    static bool isSideName(const std::string& folder);
    /// The folder on top, below those around everything, that a picture's folder lies in; empty: in none.
    std::string topOf(const PathParts& folder) const;
    /// Whether pictures of this folder are left out because they are for tests.
    bool isForTest(const PathParts& folder) const;

private:
    Side sideOf(const std::string& folder) const;
    std::size_t strip_ = 0;             ///< folders around everything
    bool split_ = false;                ///< the next one is train or val
    std::map<Side, std::string> sides_; ///< the folder of each that counts
    Side valSide_ = Side::None;
};

/// "a/b/c.jpg".
std::string pathText(const PathParts& parts);

} // namespace studio
