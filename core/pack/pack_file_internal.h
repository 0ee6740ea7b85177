// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>

namespace studio {

/// pictures.pack, open for reading. Any thread.
class PackFile {
public:
    /// Throws Error: Io (it cannot be opened or read), Corrupt (it can, and has another length or header).
    PackFile(std::string path, std::uint64_t bytes, std::string header);
    ~PackFile();
    PackFile(const PackFile&) = delete;
    PackFile& operator=(const PackFile&) = delete;

    /// Throws Error(Data): this part cannot be read, others can; Error(Io): the volume does not answer.
    void read(std::uint64_t offset, std::span<std::uint8_t> into, const std::stop_token& stop = {}) const;
    /// Asks the system to read ahead.
    void advise(std::uint64_t offset, std::uint64_t length) const;
    /// Lets the next read come from the device.
    void forget(std::uint64_t offset, std::uint64_t length) const;

private:
    struct Handle;
    std::shared_ptr<Handle> handle() const;
    bool reopen() const;
    bool isItsBegin() const;
    bool answers() const;

    std::string path_;
    std::uint64_t bytes_;
    std::string header_;
    mutable std::mutex mutex_;
    mutable std::shared_ptr<Handle> handle_;
};

} // namespace studio
