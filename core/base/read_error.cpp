// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/read_error.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <sys/stat.h>

#include "core/base/text.h"

namespace studio {

bool isNoRight(int errorNumber) {
    return errorNumber == EACCES || errorNumber == EPERM;
}

Error accessError(const std::string& what, const std::string& path, int errorNumber) {
    const Error error = systemError(what, path, errorNumber);
    if (!isNoRight(errorNumber))
        return error;
    Message message = error.message();
    message.next = "Let the user who runs this read it.";
    return Error(ErrorKind::NoRight, message);
}

Error readError(const std::string& what, const std::string& path, int errorNumber) {
    const bool isOfName =
        errorNumber == ELOOP || errorNumber == ENAMETOOLONG || errorNumber == ENOTDIR || errorNumber == EISDIR;
    const Error error = accessError(what, path, errorNumber);
    return isOfName ? Error(ErrorKind::Data, error.message()) : error;
}

bool isVolumeSilent(int errorNumber) {
    // A list, not its opposite: libarchive gives numbers of its own.
    constexpr std::array kSilent{EIO,         ESTALE,      ENOTCONN,     ETIMEDOUT,    EHOSTDOWN,  EHOSTUNREACH,
                                 ENETDOWN,    ENETUNREACH, ECONNABORTED, ECONNREFUSED, ECONNRESET, ESHUTDOWN,
                                 EREMOTEIO,   ENODEV,      ENXIO,        ENOMEDIUM,    ENOLINK,    EBADFD,
                                 EKEYEXPIRED, EKEYREVOKED, ENOKEY};
    return std::find(kSilent.begin(), kSilent.end(), errorNumber) != kSilent.end();
}

bool isAboutName(int errorNumber) {
    return errorNumber == ENOENT || errorNumber == ENOTDIR || errorNumber == ELOOP || errorNumber == ENAMETOOLONG ||
           isNoRight(errorNumber);
}

void requireFolder(const std::string& path, const std::string& missing, const std::string& next) {
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0) {
        if (!S_ISDIR(info.st_mode))
            throw Error(ErrorKind::Data, {"This is a file, not a folder", displayText(path), {}, next});
        return;
    }
    if (path.empty() || errno == ENOENT || errno == ENOTDIR)
        throw Error(ErrorKind::Data, {missing, displayText(path), {}, next});
    throw readError("Cannot look at a folder", displayText(path), errno);
}

} // namespace studio
