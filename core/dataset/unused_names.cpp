// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/unused_names.h"

#include "core/base/text.h"

namespace studio {

namespace {

struct Words {
    const char* name;
    const char* text;
};

constexpr std::array<Words, static_cast<std::size_t>(UnusedReason::kCount)> kWords{{
    {"not_a_picture", "not a picture"},
    {"other_format", "a HEIC or AVIF picture, which cannot be used; convert it to JPEG or PNG"},
    {"lfs_pointer", "a Git LFS pointer, not the picture; fetch it with git lfs pull"},
    {"broken_link", "a link that leads nowhere"},
    {"not_a_file", "not a regular file"},
    {"unreadable", "it cannot be opened"},
    {"link_loop", "a link back to a folder already listed"},
    {"too_deep", "folders are nested too deeply"},
    {"system", "hidden, or left by the system"},
    {"run_folder", "the folder of a training run"},
    {"beside_classes", "a picture beside the class folders, in none of them"},
    {"beside_sets", "a folder beside those of training and validation"},
    {"new_in_validation", "came after the run was started; its validation stays what it was"},
}};

} // namespace

const char* unusedReasonName(UnusedReason reason) {
    return kWords[static_cast<std::size_t>(reason)].name;
}

const char* unusedReasonText(UnusedReason reason) {
    return kWords[static_cast<std::size_t>(reason)].text;
}

void UnusedNames::add(std::string_view path, UnusedReason reason) {
    paths_.add(path);
    reasons_.push_back(reason);
    ++counts_[static_cast<std::size_t>(reason)];
}

std::string UnusedNames::line(std::size_t index) const {
    return displayText(paths_[index]) + ": " + unusedReasonText(reasons_[index]);
}

std::string UnusedNames::first(UnusedReason reason) const {
    for (std::size_t i = 0; count(reason) > 0 && i < reasons_.size(); ++i) {
        if (reasons_[i] == reason)
            return std::string(paths_[i]);
    }
    return {};
}

std::vector<std::string> UnusedNames::sentences() const {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        const auto reason = static_cast<UnusedReason>(i);
        if (counts_[i] > 0)
            out.push_back(grouped(counts_[i]) + " x " + unusedReasonText(reason) +
                          (counts_[i] > 1 ? ", for example " : ": ") + displayText(first(reason)));
    }
    return out;
}

} // namespace studio
