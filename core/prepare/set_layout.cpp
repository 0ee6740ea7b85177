// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prepare/set_layout_internal.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string_view>
#include <utility>

#include "core/base/sha256.h"
#include "core/dataset/folder_names.h"

namespace studio {

namespace {

constexpr std::size_t kMaxFile = 200; ///< bytes of a file's name, with room for what makes it differ
constexpr std::size_t kMarkDigits = 8;

std::string joined(const PathParts& parts, std::size_t from, char by) {
    std::string text;
    for (std::size_t i = from; i < parts.size(); ++i) {
        if (i > from)
            text += by;
        text += parts[i];
    }
    return text;
}

SetLayout::Side sideByName(const std::string& folder) {
    switch (setRoleOf(folder)) {
    case SetRole::Train:
        return SetLayout::Side::Train;
    case SetRole::Val:
        return SetLayout::Side::Val;
    case SetRole::Test:
        return SetLayout::Side::Test;
    case SetRole::None:
        break;
    }
    return SetLayout::Side::None;
}

/// "2_3.jpg" becomes "2_3-1f2e3d4c.jpg", by its path; a long one loses its beginning.
std::string markedName(const std::string& file, const std::string& path) {
    const std::size_t dot = std::min(file.rfind('.'), file.size());
    const std::string end = file.substr(dot), stem = file.substr(0, dot);
    const std::size_t room = kMaxFile - std::min(kMaxFile, end.size());
    return stem.substr(stem.size() - std::min(stem.size(), room)) + "-" + sha256Hex(path).substr(0, kMarkDigits) + end;
}

} // namespace

std::string pathText(const PathParts& parts) {
    return joined(parts, 0, '/');
}

bool SetNames::add(const PathParts& parts) {
    const std::string path = pathText(parts);
    if (!seen_.insert(std::hash<std::string>{}(path)).second) {
        ++twice_[path];
        return false;
    }
    joined_.push_back(std::hash<std::string>{}(joined(parts, 0, '_')));
    return true;
}

void SetNames::finish() {
    std::sort(joined_.begin(), joined_.end());
    for (std::size_t i = 1; i < joined_.size(); ++i) {
        if (joined_[i] == joined_[i - 1])
            ambiguous_.insert(joined_[i]);
    }
    std::vector<std::size_t>().swap(joined_);
    std::unordered_set<std::size_t>().swap(seen_);
}

bool SetNames::isAmbiguous(const PathParts& parts) const {
    return !ambiguous_.empty() && ambiguous_.contains(std::hash<std::string>{}(joined(parts, 0, '_')));
}

SetLayout::SetLayout(const FolderCounts& folders) {
    for (bool more = true; more;) {
        std::set<std::string> names;
        bool deeper = false;
        for (const auto& [folder, pictures] : folders) {
            if (folder.size() > strip_)
                names.insert(folder[strip_]);
            deeper = deeper || folder.size() > strip_ + 1;
        }
        more = names.size() == 1 && deeper && sideByName(*names.begin()) == Side::None;
        strip_ += more ? 1 : 0;
    }
    std::map<Side, std::map<std::string, std::int64_t>> found; // "val" and "Validation" may both be there
    for (const auto& [folder, pictures] : folders) {
        if (folder.size() > strip_ + 1)
            found[sideByName(folder[strip_])][folder[strip_]] += pictures;
    }
    found.erase(Side::None);
    for (const auto& [side, names] : found)
        sides_[side] = std::max_element(names.begin(), names.end(), [](const auto& a, const auto& b) {
                           return a.second < b.second;
                       })->first;
    split_ = !sides_.empty();
    valSide_ = sides_.contains(Side::Val) ? Side::Val : Side::Test;
}

SetLayout::Side SetLayout::sideOf(const std::string& folder) const {
    const auto found =
        std::find_if(sides_.begin(), sides_.end(), [&](const auto& row) { return row.second == folder; });
    return found == sides_.end() ? Side::None : found->first;
}

bool SetLayout::isSideName(const std::string& folder) {
    return sideByName(folder) != Side::None;
}

std::string SetLayout::topOf(const PathParts& folder) const {
    return folder.size() > strip_ ? folder[strip_] : std::string();
}

bool SetLayout::isForTest(const PathParts& folder) const {
    return hasTest() && sideOf(topOf(folder)) == Side::Test;
}

std::optional<SetPlace> SetLayout::place(const PathParts& parts, const SetNames& names) const {
    const std::size_t at = strip_ + (split_ ? 1 : 0);
    if (parts.size() < at + 2)
        return {};
    SetPlace place;
    if (split_) {
        const Side side = sideOf(parts[strip_]);
        if (side == Side::None || (side != Side::Train && side != valSide_))
            return {};
        place.val = side != Side::Train;
    }
    place.folder = parts[at];
    place.file = joined(parts, at + 1, '_');
    const bool deeper = parts.size() > at + 2;
    if (place.file.size() > kMaxFile || (deeper && names.isAmbiguous(parts)))
        place.file = markedName(place.file, joined(parts, at, '/'));
    return place;
}

} // namespace studio
