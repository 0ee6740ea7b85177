// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_output.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "app/exit_code.h"

namespace studio {

void holdStandardStreams() {
    for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(number, F_GETFD) >= 0 || errno != EBADF)
            continue;
        // Where standard output was closed nothing can be written to what takes its place, so that the loss is noticed.
        const int stands = ::open("/dev/null", number == STDERR_FILENO ? O_WRONLY : O_RDONLY);
        if (stands >= 0 && stands != number) {
            ::dup2(stands, number);
            ::close(stands);
        }
    }
}

int finishOutput(int code) {
    errno = 0;
    const bool lost = std::fflush(stdout) != 0 || std::ferror(stdout) != 0;
    if (!lost)
        return code;
    std::fprintf(stderr,
                 "resnet-train: The result could not be written\n  standard output%s%s\n  What was done is done; only "
                 "what should be printed is lost.\n  Free its disk, or give it another place, and ask again.\n",
                 errno != 0 ? ": " : "", errno != 0 ? std::strerror(errno) : "");
    return code == kExitDone ? kExitFailed : code;
}

} // namespace studio
