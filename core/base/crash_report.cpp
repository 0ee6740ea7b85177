// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/crash_report.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <ctime>
#include <execinfo.h>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

#include "core/base/file.h"
#include "core/base/thread.h"

namespace studio {

namespace {

constexpr std::array kSignals{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr std::size_t kMaxPath = 4096;

// Everything the handler needs lies ready: it may neither allocate nor lock.
std::atomic<bool> scopeOpen{false};
char reportFolder[kMaxPath];
char programName[128];
std::atomic<std::int64_t> lastStep{0};
std::atomic<std::int32_t> lastEpoch{0};
std::atomic<std::int64_t> lastCheckpoint{0};

/// Text on the stack of the handler.
class Line {
public:
    Line& text(const char* words) {
        while (*words != '\0' && length_ < sizeof buffer_ - 1)
            buffer_[length_++] = *words++;
        return *this;
    }
    Line& number(std::int64_t value) {
        char digits[24];
        int count = 0;
        const bool negative = value < 0;
        auto rest = negative ? -static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
        do
            digits[count++] = static_cast<char>('0' + rest % 10);
        while ((rest /= 10) != 0);
        if (negative)
            digits[count++] = '-';
        while (count > 0 && length_ < sizeof buffer_ - 1)
            buffer_[length_++] = digits[--count];
        return *this;
    }
    const char* end() {
        buffer_[length_] = '\0';
        return buffer_;
    }
    void writeTo(int fd) const {
        static_cast<void>(writeAll(fd, std::as_bytes(std::span(buffer_, length_)))); // nobody is left to tell
    }

private:
    char buffer_[kMaxPath + 64];
    std::size_t length_ = 0;
};

const char* nameOf(int signal) {
    switch (signal) {
    case SIGSEGV:
        return "SIGSEGV (a wrong memory access)";
    case SIGBUS:
        return "SIGBUS (memory that is not there: a full /dev/shm, a failing disk)";
    case SIGFPE:
        return "SIGFPE (a division by zero)";
    case SIGILL:
        return "SIGILL (an instruction this processor does not have)";
    default:
        return "SIGABRT (the program gave up)";
    }
}

void writeReport(const char* reason) {
    const std::int64_t now = std::time(nullptr);
    Line path;
    const FileDescriptor file(::open(path.text(reportFolder).text("/crash-").number(now).text(".txt").end(),
                                     O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (!file.isOpen())
        return;
    Line head;
    head.text(programName).text(" ended by ").text(reason).text("\nstep ").number(lastStep);
    head.text(", epoch ").number(lastEpoch).text("\nlast checkpoint: step ").number(lastCheckpoint);
    head.text("\nseconds since 1970 (UTC): ").number(now).text("\nprocess ").number(::getpid());
    head.text("\nThe run can be resumed from its last checkpoint.\n\nWhere it was:\n").writeTo(file.get());
    void* frames[64];
    ::backtrace_symbols_fd(frames, ::backtrace(frames, 64), file.get());
    ::fsync(file.get());
}

void onFatalSignal(int signal) {
    if (scopeOpen.exchange(false)) // a crash of the handler itself must not come back here
        writeReport(nameOf(signal));
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

} // namespace

void installCrashReports(const std::string& program) {
    std::strncpy(programName, program.c_str(), sizeof programName - 1);
    void* frame[1];
    ::backtrace(frame, 1); // the first call loads a library, which a handler may not
    // Of the main thread, to the very end of the process; the others have theirs of startThread().
    static const SignalStack* const stack = new SignalStack;
    static_cast<void>(stack);
    struct sigaction action {};
    action.sa_handler = onFatalSignal;
    action.sa_flags = SA_ONSTACK;
    for (const int signal : kSignals)
        ::sigaction(signal, &action, nullptr);
}

void leaveCrashReport(const char* reason) {
    if (scopeOpen.exchange(false))
        writeReport(reason);
}

CrashReportScope::CrashReportScope(const std::string& runFolder) {
    noteCrashPosition(0, 0);
    noteCrashCheckpoint(0);
    if (runFolder.size() < sizeof reportFolder) {
        std::strncpy(reportFolder, runFolder.c_str(), sizeof reportFolder - 1);
        scopeOpen = true;
    }
}

CrashReportScope::~CrashReportScope() {
    scopeOpen = false;
}

void noteCrashPosition(std::int64_t step, std::int32_t epoch) {
    lastStep.store(step, std::memory_order_relaxed);
    lastEpoch.store(epoch, std::memory_order_relaxed);
}

void noteCrashCheckpoint(std::int64_t step) {
    lastCheckpoint.store(step, std::memory_order_relaxed);
}

std::vector<std::string> listCrashReports(const std::string& runFolder) {
    std::vector<std::string> names;
    std::error_code error;
    std::filesystem::directory_iterator at(runFolder, error);
    for (const std::filesystem::directory_iterator end; !error && at != end; at.increment(error)) {
        std::string name = at->path().filename().string();
        if (name.starts_with("crash-") && name.ends_with(".txt"))
            names.push_back(std::move(name));
    }
    std::sort(names.rbegin(), names.rend());
    return names;
}

} // namespace studio
