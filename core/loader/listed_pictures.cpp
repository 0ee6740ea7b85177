// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/loader/listed_pictures.h"

#include <cerrno>
#include <filesystem>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/dataset/neighbours.h"
#include "core/image/image_file.h"

namespace studio {

namespace {

constexpr const char* kUnread = "The picture cannot be read";

/// 0, or errno's number.
int problemOf(const std::string& path) {
    const FileDescriptor file = openToRead(path);
    return file.isOpen() ? readThrough(file.get()) : errno;
}

/// Not made simpler: what looks like a way back may lead over a link.
std::string fromRoot(const std::string& path) {
    return std::filesystem::absolute(path).string();
}

/// Names of pictures by where they really are.
class RealNames {
public:
    std::string of(const std::string& path) {
        const std::string folder = folderOf(path);
        const auto [at, isNew] = folders_.try_emplace(folder);
        if (isNew) {
            std::error_code error;
            const std::filesystem::path real = std::filesystem::weakly_canonical(fromRoot(folder), error);
            at->second = error ? absolutePath(folder) : real.string();
        }
        return at->second + '/' + baseName(path);
    }

private:
    std::unordered_map<std::string, std::string> folders_;
};

} // namespace

ImageSet setOfList(const PictureListFile& list, const std::vector<std::int32_t>& classes) {
    bool isBelow = true;
    for (std::size_t i = 0; i < list.size() && isBelow; ++i)
        isBelow = !list.nameOf(i).starts_with('/');
    ImageSet set;
    set.folder = isBelow ? fromRoot(list.folder()) : std::string();
    for (std::size_t i = 0; i < list.size(); ++i)
        set.add(isBelow ? list.nameOf(i) : fromRoot(list.pathOf(i)).substr(1),
                static_cast<std::uint32_t>(classes.at(i)));
    set.shrink();
    return set;
}

std::int64_t countListed(const PictureListFile& list, const std::string& folder, const NameList& names) {
    RealNames real;
    std::unordered_map<std::string, std::int64_t> lines;
    for (std::size_t i = 0; i < list.size(); ++i)
        ++lines[real.of(list.pathOf(i))];
    std::int64_t count = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto found = lines.find(real.of(folder + '/' + std::string(names[i])));
        count += found == lines.end() ? 0 : found->second;
    }
    return count;
}

void ListedFiles::read(std::uint32_t index, std::vector<std::uint8_t>& bytes, const std::stop_token& stop) const {
    const std::string path = set_.pathOf(index);
    try {
        return readImageFile(path, bytes);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Data || stop.stop_requested())
            throw;
        if (callOnFile(path, kUnread, [&path] { return problemOf(path); }) != 0)
            throw Error(ErrorKind::Data, error.message());
    }
    readImageFile(path, bytes); // it is well again
}

} // namespace studio
