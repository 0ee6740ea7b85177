// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/atomic_file.h"
#include "core/base/file.h"

namespace studio {

/// Whether a result can be written to a place that a person named, before hours are spent on it: its folder is there
/// and takes files, it is no folder itself. Writes nothing, waits for nobody. Throws Error(Usage).
void requireWritable(const std::string& path);

/// A result that grows bit by bit, at a place that a person named. Only a regular file is replaced, as a whole by
/// commit() (AtomicFile), and links are followed to it; a pipe or a device (/dev/stdout) is written to as it comes,
/// however long its reader takes. Owned by one thread. Throws Error.
class OutputFile {
public:
    explicit OutputFile(const std::string& path);
    void write(std::string_view text);
    void commit();

private:
    void flush();

    std::string path_;
    std::optional<AtomicFile> whole_;
    FileDescriptor opened_;
    int direct_ = -1; ///< where there is no file to be replaced
    std::string waiting_;
};

/// The same for a text that is there.
void writeOutputFile(const std::string& path, std::string_view text);

} // namespace studio
