// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cerrno>
#include <fcntl.h>

#include "core/base/error.h"
#include "core/queue/queue_lock_internal.h"

namespace studio {

FileDescriptor openQueueLock(const std::string& path) {
    FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600));
    if (!file.isOpen())
        throw systemError("Cannot open a lock of the queue", path, errno);
    return file;
}

bool takeQueueLock(const FileDescriptor& file, const std::string& path) {
    const int problem = tryLockFile(file.get());
    if (problem != 0 && problem != EWOULDBLOCK)
        throw systemError("Cannot lock the queue", path, problem);
    return problem == 0;
}

bool isQueueLockHeld(const std::string& path) {
    const FileDescriptor file = openToRead(path, O_NOFOLLOW);
    return file.isOpen() && tryLockFile(file.get()) == EWOULDBLOCK;
}

} // namespace studio
