// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/volume_watch.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/dataset/neighbours.h"
#include "core/image/image_file.h"

namespace studio {

namespace {

constexpr std::chrono::milliseconds kWaits[] = {std::chrono::milliseconds(10), std::chrono::milliseconds(40),
                                                std::chrono::milliseconds(160)};
constexpr std::size_t kWitnesses = 8;

void wait(std::chrono::milliseconds time, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, time, [] { return false; });
}

/// Nothing when read, else the failed system call; Error(Data) passes through.
std::optional<Error> tryRead(const std::string& path, std::vector<std::uint8_t>& bytes) {
    try {
        readImageFile(path, bytes);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Data)
            return error;
        throw;
    }
    return std::nullopt;
}

/// A file that is not there, or not for us: waiting does not change it, a fault of the device it may.
bool isSettled(const std::string& path) {
    return ::access(path.c_str(), R_OK) != 0 && (errno == ENOENT || errno == ENOTDIR || errno == EACCES);
}

bool isFolder(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

} // namespace

bool VolumeWatch::answers(const std::stop_token& stop) {
    if (stop.stop_requested() || !isFolder(set_.folder))
        return false;
    const std::size_t count = set_.size();
    const std::size_t tries = std::min(count, kWitnesses);
    const std::size_t first = nextWitness_++;
    for (std::size_t i = 0; i < tries && !stop.stop_requested(); ++i) {
        if (canReadFromDevice(set_.pathOf((first + i * count / tries) % count)))
            return true;
    }
    return false;
}

Error VolumeWatch::gone(const Error& last) const {
    return Error(ErrorKind::Io, {"The picture folder does not answer", displayText(set_.folder),
                                 "The last picture tried was " + last.message().place + ".",
                                 "Connect or mount it again; nothing is lost."});
}

std::optional<Error> VolumeWatch::read(const std::string& path, std::vector<std::uint8_t>& bytes,
                                       std::stop_token stop) {
    std::optional<Error> failed = tryRead(path, bytes);
    for (const auto time : kWaits) {
        if (failed && !stop.stop_requested() && !isSettled(path))
            wait(time, stop);
        if (!failed || stop.stop_requested())
            return failed;
        failed = tryRead(path, bytes);
    }
    if (!failed)
        return failed;
    // The volume may have come back since: only a failure after another picture was read speaks of this one.
    const bool others = answers(stop);
    if (stop.stop_requested())
        return failed;
    if (!others)
        throw gone(*failed);
    return tryRead(path, bytes);
}

std::string pictureFault(const Error& error, const std::string& path) {
    std::string reason = error.message().title;
    const std::string& place = error.message().place;
    const std::string detail = displayText(path) + ": ";
    if (place.starts_with(detail))
        reason += ": " + place.substr(detail.size());
    return reason;
}

} // namespace studio
