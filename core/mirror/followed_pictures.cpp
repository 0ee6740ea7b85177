// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mirror/followed_pictures.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <utility>

#include <sys/stat.h>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/image/image_file.h"
#include "core/image/resize.h"
#include "core/mirror/event_message.h"

namespace studio {

namespace {

constexpr int kSide = 256; ///< of a small picture, at most
constexpr int kQuality = 85;

/// "tench 93.1 %, goldfish 4.0 %".
std::string textOf(const ProbeAnswer& answer) {
    std::string text;
    for (const ProbeAnswer::Class& one : answer.top) {
        char share[32];
        std::snprintf(share, sizeof share, " %.1f %%", one.probability * 100);
        text += (text.empty() ? "" : ", ") + displayText(one.folder) + share;
    }
    return text;
}

/// Whether the file lies below that folder, links followed.
bool isBelow(const std::string& path, const std::string& folder) {
    std::error_code error, other;
    const auto file = std::filesystem::canonical(path, error), root = std::filesystem::canonical(folder, other);
    return !error && !other && std::mismatch(root.begin(), root.end(), file.begin(), file.end()).first == root.end();
}

} // namespace

FollowedPictures::FollowedPictures(std::string runFolder, const DataSpec& data)
    : run_(std::move(runFolder))
    , data_(data) {}

FollowedPictures::Stamp FollowedPictures::stampNow() const {
    struct stat info {};
    if (::stat((run_ + "/probes.json").c_str(), &info) != 0)
        return {};
    return {info.st_ino, info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec};
}

bool FollowedPictures::hasChanged() {
    return std::exchange(stamp_, stampNow()) != stamp_;
}

bool FollowedPictures::mayShow(const std::string& path) const {
    return (!data_.root.empty() && isBelow(path, data_.root)) || (!data_.val.empty() && isBelow(path, data_.val));
}

const FollowedPictures::Small& FollowedPictures::smallOf(const std::string& path) {
    const auto [at, isNew] = small_.try_emplace(path);
    if (!isNew || !mayShow(path))
        return at->second;
    try {
        const Picture picture = loadPicture(path);
        const int longest = std::max(picture.width, picture.height);
        Picture small;
        small.width = std::max(1, longest > kSide ? picture.width * kSide / longest : picture.width);
        small.height = std::max(1, longest > kSide ? picture.height * kSide / longest : picture.height);
        small.rgb.resize(static_cast<std::size_t>(small.width) * static_cast<std::size_t>(small.height) * 3);
        Resizer().resize(picture, {0, 0, static_cast<double>(picture.width), static_cast<double>(picture.height)},
                         small.width, small.height, small.rgb.data());
        at->second = {small.width, small.height, encodeJpeg(small, kQuality)};
    } catch (const std::exception& error) { // one that is gone by now has its answers still
        logLine(LogLevel::Info, messageOf(error).text());
    }
    return at->second;
}

void FollowedPictures::addTo(EventFile& file, const std::vector<ProbePicture>& pictures, std::int64_t lastStep) {
    std::map<std::string, int> names;
    for (const ProbePicture& picture : pictures) {
        std::string name = displayText(std::filesystem::path(picture.path).filename().string());
        if (const int same = ++names[name]; same > 1)
            name += " (" + std::to_string(same) + ")";
        bool isShown = false;
        for (const ProbeAnswer& answer : picture.answers) {
            if (answer.step > lastStep || answer.top.empty())
                continue;
            const double seconds = static_cast<double>(answer.savedUtcMs) / 1000;
            if (const Small& small = smallOf(picture.path); small.width > 0 && !std::exchange(isShown, true))
                file.add(seconds, answer.step, pictureEvent("picture/" + name, small.width, small.height, small.jpeg));
            file.add(seconds, answer.step, textEvent("answer/" + name, textOf(answer)));
            file.add(seconds, answer.step, scalarEvent("best_probability/" + name, answer.top.front().probability));
        }
    }
}

} // namespace studio
