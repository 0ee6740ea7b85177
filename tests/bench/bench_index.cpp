// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Seconds and peak memory of opening a data set of ImageNet's size, each opening in a process of its own, beside a
// plain os.walk() in Python. STUDIO_INDEX_TREE: a folder to make, or to use if there (it is then kept);
// STUDIO_INDEX_CLASSES and STUDIO_INDEX_FILES: its size.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "core/base/error.h"
#include "core/dataset/image_folder.h"
#include "test_places.h"

using namespace studio;
namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Cost {
    double seconds = 0;
    double megabytes = 0;
};

int numberFrom(const char* name, int otherwise) {
    const char* text = std::getenv(name);
    return text != nullptr ? std::atoi(text) : otherwise;
}

/// Empty files with names as long as ImageNet's, in folders that were last changed an hour ago.
void makeTree(const std::string& root, int classes, int files) {
    const timespec past{std::time(nullptr) - 3600, 0};
    const timespec times[2] = {past, past};
    for (int c = 0; c < classes; ++c) {
        char name[64];
        std::snprintf(name, sizeof name, "/n%08d", 1'440'764 + 131 * c);
        const std::string folder = root + name;
        fs::create_directories(folder);
        for (int i = 0; i < files; ++i) {
            std::snprintf(name, sizeof name, "/n%08d_%d.JPEG", 1'440'764 + 131 * c, (i * 7'919) % 30'011);
            const int fd = ::open((folder + name).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
            if (fd < 0)
                throw systemError("Cannot make the tree", folder + name, errno);
            ::close(fd);
        }
        ::utimensat(AT_FDCWD, folder.c_str(), times, 0);
    }
    ::utimensat(AT_FDCWD, root.c_str(), times, 0);
}

/// Runs `body` in a process of its own; it returns the seconds it took.
Cost measured(const std::function<double()>& body) {
    int ends[2];
    if (::pipe(ends) != 0)
        throw systemError("Cannot make a pipe", {}, errno);
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
        double seconds = -1;
        try {
            seconds = body();
        } catch (const Error& error) {
            std::fprintf(stderr, "%s\n", error.what());
        }
        ::_exit(::write(ends[1], &seconds, sizeof seconds) == sizeof seconds && seconds >= 0 ? 0 : 1);
    }
    ::close(ends[1]);
    Cost cost;
    if (::read(ends[0], &cost.seconds, sizeof cost.seconds) != sizeof cost.seconds)
        cost.seconds = -1;
    ::close(ends[0]);
    rusage usage{};
    ::wait4(child, nullptr, 0, &usage);
    cost.megabytes = static_cast<double>(usage.ru_maxrss) / 1024;
    return cost;
}

Cost median(int rounds, const std::function<double()>& body) {
    std::vector<Cost> costs;
    for (int i = 0; i < rounds; ++i)
        costs.push_back(measured(body));
    std::sort(costs.begin(), costs.end(), [](const Cost& a, const Cost& b) { return a.seconds < b.seconds; });
    return costs[costs.size() / 2];
}

double openSeconds(const std::string& root, const std::string& cache) {
    const auto start = Clock::now();
    const ImageFolder data = openImageFolder({root, {}, 0.1, 0}, {}, {}, {cache, 5'000});
    const double seconds = secondsSince(start);
    std::fprintf(stderr, "  %zu pictures, %lld folders listed, %lld known\n", data.train.size() + data.val.size(),
                 static_cast<long long>(data.foldersListed), static_cast<long long>(data.foldersReused));
    return seconds;
}

/// Seconds from a stop request, made after `after` seconds, to the end of the opening.
double stopSeconds(const std::string& root, const std::string& cache, double after) {
    std::stop_source stop;
    Clock::time_point asked = Clock::now();
    const std::jthread asker([&](std::stop_token over) {
        std::mutex mutex;
        std::condition_variable_any never;
        std::unique_lock lock(mutex);
        never.wait_for(lock, over, std::chrono::duration<double>(after), [] { return false; });
        asked = Clock::now();
        stop.request_stop();
    });
    try {
        openImageFolder({root, {}, 0.1, 0}, {}, stop.get_token(), {cache, 5'000});
    } catch (const Error&) {
        return secondsSince(asked);
    }
    return 0;
}

bool dropCaches() {
    ::sync();
    std::FILE* file = std::fopen("/proc/sys/vm/drop_caches", "w");
    if (file == nullptr)
        return false;
    const bool written = std::fputs("3", file) >= 0;
    return std::fclose(file) == 0 && written;
}

double peerSeconds(const std::string& root) {
    const auto start = Clock::now();
    const pid_t child = ::fork();
    if (child == 0) {
        ::execl("/usr/bin/python3", "python3", STUDIO_SOURCE_DIR "/tests/bench/peer_index.py", root.c_str(), nullptr);
        ::_exit(127);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status == 0 ? secondsSince(start) : -1;
}

void print(const char* name, const Cost& ours, const Cost& peer) {
    std::printf("index_%s ours=%.3f peer=%.3f ratio=%.3f unit=seconds\n", name, ours.seconds, peer.seconds,
                ours.seconds / peer.seconds);
    std::printf("index_%s_memory ours=%.0f peer=%.0f ratio=%.3f unit=MiB\n", name, ours.megabytes, peer.megabytes,
                ours.megabytes / peer.megabytes);
    std::fflush(stdout);
}

void bench(const std::string& root, const std::string& cache) {
    if (dropCaches()) {
        const Cost cold = measured([&] { return openSeconds(root, {}); });
        dropCaches();
        print("cold", cold, measured([&] { return peerSeconds(root); }));
    } else {
        std::printf("index_cold left out: only root may drop the kernel's caches\n");
    }
    const Cost peer = median(3, [&] { return peerSeconds(root); });
    const Cost warm = median(5, [&] { return openSeconds(root, {}); });
    print("warm", warm, peer);
    print("remembering", measured([&] { return openSeconds(root, cache); }), peer);
    const Cost again = median(5, [&] { return openSeconds(root, cache); });
    print("reopened", again, peer);
    if (dropCaches())
        print("reopened_cold", measured([&] { return openSeconds(root, cache); }), peer);
    double slowest = 0;
    for (const double part : {0.1, 0.3, 0.5, 0.7, 0.9}) {
        const auto stopAt = [&](const std::string& place, double total) {
            slowest = std::max(slowest, measured([&] { return stopSeconds(root, place, part * total); }).seconds);
        };
        stopAt({}, warm.seconds);
        stopAt(cache, again.seconds);
        stopAt(cache + "/other" + std::to_string(part), warm.seconds);
    }
    std::printf("index_cancel ours=%.3f unit=seconds (slowest of 15)\n", slowest);
}

} // namespace

int main() {
    const char* given = std::getenv("STUDIO_INDEX_TREE");
    const std::string work = fs::temp_directory_path().string() + "/studio-bench-index." + std::to_string(::getpid());
    const std::string root = given != nullptr ? given : work + "/tree";
    try {
        if (!fs::exists(root)) {
            const auto start = Clock::now();
            makeTree(root, numberFrom("STUDIO_INDEX_CLASSES", 1'000), numberFrom("STUDIO_INDEX_FILES", 1'281));
            std::fprintf(stderr, "made %s in %.0f s\n", root.c_str(), secondsSince(start));
        }
        bench(root, work + "/cache");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
    std::error_code ignored;
    fs::remove_all(work, ignored);
    return 0;
}
