// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>

namespace studio {

/// What kind of thing went wrong: decides the exit code of the command line and the colour of a banner.
enum class ErrorKind {
    Usage,    ///< the command line or a call was wrong (exit 64)
    Config,   ///< a recipe or setting cannot be used (exit 78)
    Data,     ///< pictures, folders or a foreign file are bad (exit 65)
    Corrupt,  ///< one of our own files is damaged or of another version (exit 65)
    Io,       ///< reading or writing failed for another reason (exit 75: a retry may help)
    NoRight,  ///< it may not be read by this user (exit 65; what a run could read before it waits for)
    DiskFull, ///< no space or quota left (exit 75)
    Locked,   ///< another trainer owns the run (exit 75)
    Device,   ///< the compute device failed or is missing (exit 75)
    Stopped,  ///< no fault: somebody asked for the end before there was a result (exit 0)
    Internal, ///< a defect of this program (exit 1)
};

/// Whether a run that is under way waits for the end of such a trouble and tries again.
constexpr bool mayPass(ErrorKind kind) {
    return kind == ErrorKind::Io || kind == ErrorKind::DiskFull || kind == ErrorKind::NoRight;
}

/// What is told to the person who must act. Plain text, no markup; each part may be empty but `title`.
struct Message {
    std::string title; ///< what failed, at most about 60 characters, ends without a full stop
    std::string place; ///< which file, folder or field
    std::string done;  ///< what was done already, one or two sentences
    std::string next;  ///< what to do next, one sentence

    /// All parts as one paragraph: "title: place. done next".
    std::string text() const;
};

/// The one exception type of the project. Thrown anywhere in core, caught only in the engine thread's body, the
/// loader threads' bodies and main(). Copyable, so it crosses threads by value.
class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, Message message);
    /// Short form for an error that only has a title.
    Error(ErrorKind kind, std::string title);

    ErrorKind kind() const { return kind_; }
    const Message& message() const { return message_; }

private:
    ErrorKind kind_;
    Message message_;
};

/// An Error for a failed system call on `path`: names errno's text, and is DiskFull for ENOSPC, EDQUOT and EFBIG.
Error systemError(const std::string& what, const std::string& path, int errorNumber);

/// The message of any exception, in one line: for Error its text, for LibTorch's errors without their backtrace.
Message messageOf(const std::exception& error);

} // namespace studio
