// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/folder_names.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>

namespace studio {

namespace {

namespace fs = std::filesystem;

struct RoleName {
    std::string_view name; ///< without separators
    SetRole role;
};

constexpr RoleName kRoleNames[] = {
    {"train", SetRole::Train},       {"training", SetRole::Train}, {"trainset", SetRole::Train},
    {"trainingset", SetRole::Train}, {"val", SetRole::Val},        {"valid", SetRole::Val},
    {"validation", SetRole::Val},    {"valset", SetRole::Val},     {"validset", SetRole::Val},
    {"validationset", SetRole::Val}, {"test", SetRole::Test},      {"testing", SetRole::Test},
    {"testset", SetRole::Test},      {"testingset", SetRole::Test}};
constexpr std::size_t kLongestRole = 16; ///< with separators

constexpr std::string_view kSystemNames[] = {"lost+found",
                                             "system volume information",
                                             "$recycle.bin",
                                             "recycler",
                                             "recycled",
                                             "@eadir",
                                             "#recycle",
                                             "#snapshot",
                                             "~snapshot",
                                             "@recycle",
                                             "@recycled",
                                             "@recently-snapshot",
                                             "@snapshots",
                                             "@tmp",
                                             "@sharebin",
                                             "__macosx",
                                             "__pycache__",
                                             "thumbs.db",
                                             "ehthumbs.db",
                                             "ehthumbs_vista.db",
                                             "desktop.ini",
                                             "icon\r",
                                             "network trash folder",
                                             "temporary items",
                                             "aquota.user",
                                             "aquota.group",
                                             "thumbs.db:encryptable"};

char lowered(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool isSame(std::string_view name, std::string_view lower) {
    return name.size() == lower.size() &&
           std::equal(name.begin(), name.end(), lower.begin(), [](char a, char b) { return lowered(a) == b; });
}

/// chkdsk leaves FOUND.000 and so on.
bool isFoundFolder(std::string_view name) {
    return name.size() == 9 && isSame(name.substr(0, 6), "found.") &&
           std::all_of(name.begin() + 6, name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

SetRole setRoleOf(std::string_view folder) {
    if (folder.size() > kLongestRole)
        return SetRole::None;
    std::array<char, kLongestRole> plain{};
    std::size_t length = 0;
    for (const char c : folder) {
        if (c != '_' && c != '-' && c != ' ')
            plain[length++] = lowered(c);
    }
    const std::string_view name(plain.data(), length);
    const auto* found = std::find_if(std::begin(kRoleNames), std::end(kRoleNames),
                                     [name](const RoleName& known) { return known.name == name; });
    return found == std::end(kRoleNames) ? SetRole::None : found->role;
}

const char* setRoleText(SetRole role) {
    constexpr std::array kTexts{"", "training", "validation", "test"};
    return kTexts[static_cast<std::size_t>(role)];
}

bool isSystemName(std::string_view name) {
    if (name.empty() || name[0] == '.')
        return true;
    return isFoundFolder(name) || std::any_of(std::begin(kSystemNames), std::end(kSystemNames),
                                              [name](std::string_view known) { return isSame(name, known); });
}

bool isOwnName(std::string_view name) {
    return name == ".resnet-studio-pack" || name == ".sample-pictures" || name == ".unpacking" || name == ".fetched" ||
           name == ".prepare.json";
}

bool holdsRun(const std::string& folder) {
    std::error_code error;
    return fs::is_regular_file(folder + "/recipe.json", error) && fs::is_directory(folder + "/checkpoints", error);
}

} // namespace studio
