// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_volume.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include "core/base/file.h"
#include "core/base/text.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

bool modelIsInstanceStore(const fs::path& block) {
    for (const fs::path& place : {block / "device/model", block.parent_path() / "device/model"}) {
        std::ifstream file(place);
        std::string model;
        if (std::getline(file, model) && model.find("Instance Storage") != std::string::npos)
            return true;
    }
    return false;
}

bool isInstanceStore(const fs::path& block, int depth) {
    if (modelIsInstanceStore(block))
        return true;
    std::error_code error;
    if (depth == 0)
        return false;
    for (fs::directory_iterator at(block / "slaves", error), end; !error && at != end; at.increment(error)) {
        if (isInstanceStore(fs::canonical(at->path(), error), depth - 1))
            return true;
    }
    return false;
}

} // namespace

RunVolume volumeOf(const std::string& folder) {
    const std::string place = nearestExisting(folder);
    struct statvfs space {};
    struct statfs kind {};
    struct stat file {};
    if (::statvfs(place.c_str(), &space) != 0 || ::statfs(place.c_str(), &kind) != 0 ||
        ::stat(place.c_str(), &file) != 0)
        throw systemError("Cannot ask for the space of a folder", place, errno);
    RunVolume volume;
    volume.freeBytes = std::uint64_t{space.f_bavail} * space.f_frsize;
    volume.totalBytes = std::uint64_t{space.f_blocks} * space.f_frsize;
    volume.inMemory = kind.f_type == TMPFS_MAGIC || kind.f_type == RAMFS_MAGIC;
    volume.readOnly = (space.f_flag & ST_RDONLY) != 0;
    volume.instanceStore = isInstanceStore(file.st_dev);
    return volume;
}

bool isInstanceStore(dev_t device, const std::string& sys) {
    std::error_code error;
    const fs::path link = sys + "/dev/block/" + std::to_string(major(device)) + ":" + std::to_string(minor(device));
    const fs::path block = fs::canonical(link, error);
    constexpr int kDeepest = 4;
    return !error && isInstanceStore(block, kDeepest);
}

std::vector<Message> volumeWarnings(const std::string& folder, const RunVolume& volume, std::uint64_t bytes,
                                    std::int64_t checkpoints) {
    std::vector<Message> warnings;
    const std::string place = displayText(folder);
    const std::string next = "Choose a runs folder on a disk that lasts.";
    if (volume.readOnly)
        warnings.push_back({"The run's folder cannot be written", place, "Its volume is mounted read-only.", next});
    if (volume.inMemory)
        warnings.push_back(
            {"The run's folder is in memory", place, "All of the run is lost when the machine restarts.", next});
    if (volume.instanceStore)
        warnings.push_back({"The run's folder is on an instance store", place,
                            "It is erased when the machine is stopped or hibernated.",
                            "Choose a runs folder on an EBS volume."});
    // One more than is kept: the next is written before the oldest goes.
    const std::uint64_t need = bytes * (static_cast<std::uint64_t>(checkpoints) + 1);
    if (volume.freeBytes < need)
        warnings.push_back({"The run's checkpoints will not fit on their disk", place,
                            std::to_string(checkpoints) + " checkpoints of " + byteText(bytes) + " need " +
                                byteText(need) + ", " + byteText(volume.freeBytes) + " are free.",
                            "Free some space, or keep fewer checkpoints. Training goes on without saving when the "
                            "disk is full."});
    return warnings;
}

} // namespace studio
