// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pack/pack_lock_internal.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/pack/pack_handle_internal.h"
#include "core/pack/pack_names_internal.h"
#include "core/pack/pack_places.h"

namespace studio {

namespace {

constexpr int kTries = 100; // each lost to somebody who just let the lock go

Error cannotLock(const std::string& folder, int problem) {
    return systemError("The folder of the pack cannot be written", displayText(folder), problem);
}

} // namespace

PackLock::PackLock(std::string folder)
    : folder_(std::move(folder)) {
    const std::string path = folder_ + kLockFile;
    for (int i = 0; i < kTries; ++i) {
        makeFolder(folder_); // the holder before may have deleted it with the lock
        FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644));
        if (!file.isOpen()) {
            if (errno == ENOENT)
                continue;
            throw cannotLock(folder_, errno);
        }
        const int problem = tryLockFile(file.get());
        file_ = PackHandle(path, std::move(file));
        if (problem == EWOULDBLOCK)
            break;
        if (problem != 0)
            throw cannotLock(folder_, problem);
        if (file_.isStill())
            return;
    }
    throw Error(ErrorKind::Locked,
                {"Another process writes this packed set", displayText(folder_), {}, "Wait until it is done."});
}

PackLock::~PackLock() {
    ::unlink(file_.path().c_str());
    removeEmptyPackFolder(folder_);
}

} // namespace studio
