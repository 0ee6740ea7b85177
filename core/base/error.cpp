// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include <cerrno>
#include <cstring>

namespace studio {

std::string Message::text() const {
    std::string out = title;
    if (!place.empty())
        out += ": " + place;
    if (!out.empty() && out.back() != '.')
        out += '.';
    for (const std::string* part : {&done, &next}) {
        if (!part->empty())
            out += " " + *part;
    }
    return out;
}

Error::Error(ErrorKind kind, Message message)
    : std::runtime_error(message.text())
    , kind_(kind)
    , message_(std::move(message)) {}

Error::Error(ErrorKind kind, std::string title)
    : Error(kind, Message{std::move(title), {}, {}, {}}) {}

Error systemError(const std::string& what, const std::string& path, int errorNumber) {
    const bool full = errorNumber == ENOSPC || errorNumber == EDQUOT || errorNumber == EFBIG;
    Message message{what, path + ": " + std::strerror(errorNumber), {}, {}};
    if (full)
        message.next = "Free some space on that disk, or choose another folder.";
    if (errorNumber == ENAMETOOLONG) { // no time makes it shorter
        message.next = "Choose a shorter name.";
        return Error(ErrorKind::Usage, std::move(message));
    }
    return Error(full ? ErrorKind::DiskFull : ErrorKind::Io, std::move(message));
}

Message messageOf(const std::exception& error) {
    if (const auto* ours = dynamic_cast<const Error*>(&error))
        return ours->message();
    std::string text = error.what();
    // LibTorch appends some twenty lines of backtrace to what().
    for (const char* mark : {"\nException raised from", "\n"}) {
        if (const auto at = text.find(mark); at != std::string::npos)
            text.resize(at);
    }
    return Message{text, {}, {}, {}};
}

} // namespace studio
