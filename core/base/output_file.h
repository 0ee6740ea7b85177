// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/base/atomic_file.h"
#include "core/base/file.h"

namespace studio {

/// Whether a result can be written to a place that a person named, before hours are spent on it: its folder is there
/// and takes files, it is no folder itself. Writes nothing, waits for nobody. Throws Error(Usage).
void requireWritable(const std::string& path);

/// Whether a result at this place takes the place of a file that lies there: not where a pipe, a device, or the file
/// that standard output goes to is written to as it comes.
bool replacesFile(const std::string& path);
/// Whether a result at this place comes out of standard output.
bool isStandardOutput(const std::string& path);
/// Where what was broken off is kept: "folder/a.unfinished.csv" for "folder/a.csv". Links are followed.
std::string unfinishedPath(const std::string& path);

/// A result that grows bit by bit, at a place that a person named. Only a regular file is replaced, as a whole by
/// commit() (AtomicFile), and links are followed to it; a pipe or a device (/dev/stdout) is written to as it comes,
/// however long its reader takes. Owned by one thread. Throws Error.
class OutputFile {
public:
    struct Manner {
        bool keepsUnfinished = false; ///< by breakOff(); what lies at unfinishedPath() is replaced then
        std::stop_token stop = {};    ///< ends the wait for a pipe's reader, with an Error(Io)
    };
    explicit OutputFile(const std::string& path)
        : OutputFile(path, Manner()) {}
    OutputFile(const std::string& path, const Manner& manner);
    void write(std::string_view text);
    void commit();
    /// Instead of commit(): leaves alone what lies at the place. Returns where the part that was written is kept; empty
    /// where it is not, or was written as it came.
    std::string breakOff();

private:
    void flush();
    void finish();

    std::string path_;
    std::string target_, unfinished_; ///< of a regular file; the second only where it is kept
    std::optional<AtomicFile> whole_;
    FileDescriptor opened_;
    int direct_ = -1; ///< where there is no file to be replaced
    std::string waiting_;
};

/// The same for a text that is there.
void writeOutputFile(const std::string& path, std::string_view text);

} // namespace studio
