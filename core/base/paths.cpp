// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/paths.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sys/statvfs.h>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/base/text.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

std::string fromEnvironment(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && value[0] == '/' ? value : "";
}

std::string xdgFolder(const char* variable, const std::string& belowHome) {
    const std::string set = fromEnvironment(variable);
    if (!set.empty())
        return set;
    const std::string home = fromEnvironment("HOME");
    return (home.empty() ? "/tmp" : home) + "/" + belowHome;
}

} // namespace

std::string defaultRunsFolder() {
    const std::string set = fromEnvironment("RESNET_STUDIO_RUNS");
    return set.empty() ? xdgFolder("XDG_DATA_HOME", ".local/share") + "/resnet-studio/runs" : set;
}

std::string defaultLogFolder() {
    return xdgFolder("XDG_STATE_HOME", ".local/state") + "/resnet-studio";
}

std::string defaultCacheFolder() {
    return xdgFolder("XDG_CACHE_HOME", ".cache") + "/resnet-studio";
}

std::string defaultConfigFolder() {
    return xdgFolder("XDG_CONFIG_HOME", ".config") + "/resnet-studio";
}

std::string absolutePath(const std::string& path) {
    if (path.empty())
        return path;
    std::error_code error;
    std::string text = fs::absolute(path, error).lexically_normal().string();
    while (text.size() > 1 && text.back() == '/')
        text.pop_back();
    return text;
}

std::string folderPairKey(const std::string& root, const std::string& val) {
    return sha256Hex(absolutePath(root) + '\n' + absolutePath(val)).substr(0, 32);
}

void keepNewestFiles(const std::string& folder, std::size_t count, const std::string& extension) {
    std::error_code error;
    std::vector<std::pair<fs::file_time_type, fs::path>> files;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        std::error_code entryError;
        if (extension.empty() || entry.path().extension() == extension)
            files.emplace_back(entry.last_write_time(entryError), entry.path());
    }
    std::sort(files.rbegin(), files.rend());
    for (std::size_t i = count; i < files.size(); ++i)
        fs::remove(files[i].second, error);
}

std::uint64_t freeBytes(const std::string& path) {
    struct statvfs info {};
    if (::statvfs(nearestExisting(path).c_str(), &info) != 0)
        return 0;
    return static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
}

void makeFolder(const std::string& path) {
    std::error_code error;
    fs::create_directories(path, error);
    int problem = error.value();
    if (problem == 0 && !fs::is_directory(path, error))
        problem = ENOTDIR;
    if (problem == 0)
        return;
    // A link that leads nowhere may lead to a volume that will be there.
    const bool inTheWay = (problem == ENOTDIR || problem == EEXIST) && !fs::is_directory(nearestExisting(path), error);
    if (inTheWay || problem == ENAMETOOLONG || problem == ELOOP || path.empty()) // no time makes a folder of it
        throw Error(ErrorKind::Usage, {"There can be no folder of this name", displayText(path),
                                       inTheWay ? "There is a file in its place, or in the place of a folder above it."
                                                : std::strerror(problem) + std::string("."),
                                       "Choose another folder."});
    throw systemError("Cannot create a folder", path, problem);
}

std::uint64_t folderBytes(const std::string& path) {
    std::uint64_t total = 0;
    std::error_code error;
    fs::recursive_directory_iterator at(path, fs::directory_options::skip_permission_denied, error), end;
    while (!error && at != end) {
        std::error_code entryError;
        if (at->is_regular_file(entryError) && !at->is_symlink(entryError)) {
            const auto size = at->file_size(entryError);
            total += entryError ? 0 : size;
        }
        at.increment(error);
    }
    return total;
}

} // namespace studio
