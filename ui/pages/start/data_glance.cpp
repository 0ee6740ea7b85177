// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start/data_glance.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "core/dataset/folder_names.h"
#include "core/dataset/image_folder.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr int kMostNames = 100'000; ///< of a folder; what comes after is not looked at
constexpr int kMostOfAClass = 500;

/// Names of the folders in `folder`, sorted; nothing where it cannot be read.
std::optional<std::vector<std::string>> foldersIn(const std::string& folder, const std::stop_token& stop) {
    std::error_code error;
    std::vector<std::string> names;
    int seen = 0;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        if (stop.stop_requested() || ++seen > kMostNames)
            break;
        std::error_code ofEntry;
        const std::string name = at->path().filename().string();
        if (!isSystemName(name) && at->is_directory(ofEntry))
            names.push_back(name);
    }
    if (error)
        return std::nullopt;
    std::sort(names.begin(), names.end());
    return names;
}

std::string firstPictureIn(const std::string& folder) {
    std::error_code error;
    std::string first;
    int seen = 0;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        if (++seen > kMostOfAClass)
            break;
        const std::string path = at->path().string();
        if (hasPictureExtension(path) && !isSystemName(at->path().filename().string()) &&
            (first.empty() || path < first))
            first = path;
    }
    return first;
}

} // namespace

DataGlance glanceAtData(const std::string& root, std::size_t pictures, const std::stop_token& stop) {
    DataGlance glance;
    std::error_code error;
    const fs::file_status status = fs::status(root, error);
    if (!fs::is_directory(status)) {
        const bool hidden = status.type() == fs::file_type::none || status.type() == fs::file_type::unknown;
        glance.state = hidden ? DataGlance::State::Unreadable : DataGlance::State::Gone;
        return glance;
    }
    std::string set = root;
    auto names = foldersIn(root, stop);
    if (names) {
        const auto training = std::find_if(names->begin(), names->end(),
                                           [](const auto& name) { return setRoleOf(name) == SetRole::Train; });
        if (training != names->end()) {
            set = root + "/" + *training;
            names = foldersIn(set, stop);
        }
    }
    if (!names) {
        glance.state = DataGlance::State::Unreadable;
        return glance;
    }
    glance.classes = static_cast<std::int64_t>(names->size());
    glance.state = names->empty() ? DataGlance::State::NoClasses : DataGlance::State::Classes;
    const std::size_t wanted = std::min(pictures, names->size());
    for (std::size_t i = 0; i < wanted && !stop.stop_requested(); ++i) {
        if (auto path = firstPictureIn(set + "/" + (*names)[i * names->size() / wanted]); !path.empty())
            glance.pictures.push_back(std::move(path));
    }
    return glance;
}

} // namespace studio
