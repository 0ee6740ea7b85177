// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"

namespace studio {

/// The lines of a text file that anybody may have written, one after the other in bounded memory: a list of pictures, a
/// table. A byte order mark is left out, a line ends with LF or CR LF. Owned by one reader; any thread. What is no text
/// is refused with the number of its line.
class TextLines {
public:
    struct Bounds {
        std::size_t line = 1u << 20;     ///< bytes of the longest line
        std::uint64_t file = 1ull << 30; ///< bytes of all
    };

    /// `title` and `next` are those of the errors. Throws Error(Data) for what is no regular file, and for one that is
    /// too large; Error(Io, NoRight). Never waits for a pipe.
    TextLines(std::string path, std::string title, std::string next, Bounds bounds);

    /// False at the end. Throws Error(Data): a zero byte, UTF-16, a line or a file that is too long; Error(Io).
    bool next(std::string& line);
    /// Of the line that next() gave last, from 1.
    std::uint64_t number() const { return number_; }
    const Bounds& bounds() const { return bounds_; }
    /// An Error(Data) that names a line of this file.
    Error refused(std::uint64_t line, const std::string& why) const;

private:
    bool fill();
    void requireText(std::string& line) const;

    std::string path_, title_, next_;
    Bounds bounds_;
    FileDescriptor file_;
    std::vector<std::byte> buffer_;
    std::size_t at_ = 0, end_ = 0; ///< what of the buffer was not given yet
    std::uint64_t read_ = 0, number_ = 0;
};

} // namespace studio
