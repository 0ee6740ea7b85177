// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

#include "core/base/error.h"

/// What libFuzzer and the replayer call. Anything but studio::Error that leaves it ends the process: that is the
/// finding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace studio::fuzz {

/// A file in memory, for readers that want a path.
class MemoryFile {
public:
    MemoryFile(const std::uint8_t* data, std::size_t size)
        : fd_(::memfd_create("fuzz", MFD_CLOEXEC)) {
        if (fd_ < 0 || (size > 0 && ::write(fd_, data, size) != static_cast<ssize_t>(size)))
            std::abort();
    }
    ~MemoryFile() { ::close(fd_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

private:
    int fd_;
};

/// A promise of the reader that must hold for what it accepted.
inline void require(bool holds) {
    if (!holds)
        std::abort();
}

/// Runs a reader; a refusal must say something.
template<typename Body>
int attempt(const Body& body) {
    try {
        body();
    } catch (const Error& error) {
        require(error.what()[0] != '\0');
    }
    return 0;
}

} // namespace studio::fuzz
