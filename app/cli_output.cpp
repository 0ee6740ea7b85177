// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli_output.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "app/exit_code.h"
#include "core/base/text.h"
#include "core/base/unicode_form.h"

namespace studio {

void printColumns(std::vector<std::vector<std::string>> rows, const std::string& form) {
    std::vector<std::size_t> widths(form.size(), 0);
    for (std::vector<std::string>& row : rows) {
        row.resize(form.size());
        for (std::size_t i = 0; i < row.size(); ++i) {
            row[i] = displayText(row[i]);
            widths[i] = std::max(widths[i], displayWidth(row[i]));
        }
    }
    for (const std::vector<std::string>& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += i > 0 ? "  " : "";
            if (form[i] == 'r')
                line.append(widths[i] - displayWidth(row[i]), ' ').append(row[i]);
            else
                line += paddedTo(widths[i], row[i]);
        }
        line.resize(line.find_last_not_of(' ') + 1);
        std::printf("%s\n", line.c_str());
    }
}

std::string eventText(const EventRecord& event) {
    return displayText(event.title + (event.detail.empty() ? "" : ": " + event.detail));
}

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

nlohmann::ordered_json unusedJson(const UnusedNames& unused) {
    nlohmann::ordered_json reasons = nlohmann::ordered_json::object();
    for (int i = 0; i < static_cast<int>(UnusedReason::kCount); ++i) {
        const auto reason = static_cast<UnusedReason>(i);
        if (unused.count(reason) > 0)
            reasons[unusedReasonName(reason)] = {{"count", unused.count(reason)},
                                                 {"first", escapeBytes(unused.first(reason))}};
    }
    return {{"count", unused.count()}, {"reasons", reasons}};
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
