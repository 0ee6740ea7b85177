// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

namespace studio::test {

/// A system call on a run folder: the n-th call of that name on it, counted from 1.
struct FaultPoint {
    std::string call;
    int number = 0;
    std::string path; ///< what it was done to, below the folder

    std::string text() const { return call + " " + std::to_string(number) + " on " + path; }
};

/// How a child ended and what it said.
struct ChildResult {
    bool exited = false; ///< false: a signal ended it
    int code = -1;
    std::string out;
};

inline std::string wholeFile(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline std::string quoted(const std::string& text) {
    return "'" + text + "'"; // paths of the tests' own temporary folders hold no quotes
}

/// Runs a shell line to its end; `out` holds its standard output.
inline ChildResult runLine(const std::string& line) {
    ChildResult result;
    FILE* pipe = ::popen(("exec " + line).c_str(), "r");
    if (pipe == nullptr)
        return result;
    char buffer[4096];
    while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, pipe))
        result.out.append(buffer, got);
    const int status = ::pclose(pipe);
    result.exited = WIFEXITED(status) && WEXITSTATUS(status) < 128;
    result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return result;
}

/// Whether this machine lets one process trace another; containers may not.
inline bool mayTrace() {
    return runLine("strace -o /dev/null -e trace=fsync -e inject=fsync:error=EIO true 2>/dev/null").code == 0;
}

/// Every call that opens, reads or changes something below `folder`, in order, from an undisturbed run of `line`.
inline std::vector<FaultPoint> faultPoints(const std::string& line, const std::string& folder) {
    const std::string log = folder + ".strace";
    runLine("strace -f -y -s 0 -o " + quoted(log) +
            " -e trace=openat,read,pread64,write,pwrite64,fsync,fdatasync,ftruncate,fallocate,mkdir,"
            "rename,renameat,renameat2,unlink,unlinkat " +
            line);
    static const std::regex form(R"(^\d+\s+(\w+)\((?:(\d+)<([^>]*)>|(?:AT_FDCWD(?:<[^>]*>)?, )?"([^"]*)\"))");
    std::vector<FaultPoint> points;
    std::map<std::string, int> seen;
    std::ifstream in(log);
    for (std::string text; std::getline(in, text);) {
        std::smatch part;
        if (!std::regex_search(text, part, form))
            continue;
        const std::string path = part[3].matched ? part[3].str() : part[4].str();
        if (path.rfind(folder, 0) == 0)
            points.push_back({part[1], ++seen[part[1]], path.substr(folder.size())});
    }
    std::filesystem::remove(log);
    return points;
}

/// Runs `line` with a fault at a point of `folder`, one of `all`; `fault` is strace's word for it, for example
/// "signal=KILL" or "error=EIO". `lasting`: every later call of that name on the folder fails too.
inline ChildResult runWithFault(const std::string& line, const std::string& folder, const FaultPoint& point,
                                const std::vector<FaultPoint>& all, const std::string& fault, bool lasting = false) {
    std::set<std::string> paths;
    for (const FaultPoint& one : all)
        paths.insert(folder + one.path);
    std::string only; // strace counts and disturbs the calls on these paths alone
    for (const std::string& path : paths)
        only += " -P " + quoted(path);
    return runLine("strace -f -qqq -o /dev/null" + only + " -e trace=" + point.call + " -e inject=" + point.call + ":" +
                   fault + ":when=" + std::to_string(point.number) + (lasting ? "+ " : " ") + line);
}

/// A folder for files that need not outlive the test: memory where there is some, because thousands are synced.
inline std::string fastFolder(const std::string& otherwise) {
    constexpr std::uintmax_t kEnough = 1u << 30; // a container's may be small
    std::error_code none;
    const bool fast = ::access("/dev/shm", W_OK) == 0 && std::filesystem::space("/dev/shm", none).available >= kEnough;
    return std::filesystem::canonical(fast ? "/dev/shm" : otherwise).string(); // as strace names its files
}

} // namespace studio::test
