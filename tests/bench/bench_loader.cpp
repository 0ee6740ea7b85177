// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "core/loader/loader.h"
#include "core/loader/sampler.h"
#include "core/transform/geometry.h"
#include "tests/bench/figures.h"

using namespace studio;
using namespace studio::bench;

namespace {

std::atomic<std::int64_t> allocations{0}, allocatedBytes{0};

} // namespace

// Every allocation of this process, libraries included, comes through here; the C library's own does the work.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);

void* malloc(std::size_t size) {
    ++allocations;
    allocatedBytes += static_cast<std::int64_t>(size);
    return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
    ++allocations;
    allocatedBytes += static_cast<std::int64_t>(count * size);
    return __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) {
    ++allocations;
    allocatedBytes += static_cast<std::int64_t>(size);
    return __libc_realloc(memory, size);
}
}

namespace {

double anonymousMiB() {
    std::ifstream status("/proc/self/status");
    std::string word;
    double kib = 0;
    while (status >> word) {
        if (word == "RssAnon:" && status >> kib)
            break;
    }
    return kib / 1024;
}

/// What one epoch cost.
struct Cost {
    double allocations = 0, bytes = 0; ///< a picture
    double memory = 0;                 ///< MiB, at its end
    double rate = 0;                   ///< pictures a CPU second
};

Cost readEpoch(const ImageSet& set, DecodeCrew& crew, std::uint32_t epoch) {
    LoaderPlan plan;
    plan.set = &set;
    for (std::uint32_t part = 0; part < 4; ++part) { // each picture four times, so that an epoch is some seconds
        const std::vector<std::uint32_t> order = epochOrder(1, 4 * epoch + part, set.size());
        plan.order.insert(plan.order.end(), order.begin(), order.end());
    }
    plan.batchSize = 20;
    plan.crop = trainCropPlanner({}, 1, epoch);
    plan.crew = &crew;
    const std::int64_t calls = allocations, bytes = allocatedBytes;
    const double begin = cpuSeconds(CLOCK_PROCESS_CPUTIME_ID);
    const auto pictures = static_cast<double>(plan.order.size());
    Loader loader(std::move(plan));
    while (loader.next()) {
    }
    return {static_cast<double>(allocations - calls) / pictures, static_cast<double>(allocatedBytes - bytes) / pictures,
            anonymousMiB(), pictures / (cpuSeconds(CLOCK_PROCESS_CPUTIME_ID) - begin)};
}

void print(const char* name, double ours, double peer, const char* unit) {
    std::printf("loader.%s ours=%.2f peer=%.2f ratio=%.3f %s\n", name, ours, peer, ours / peer, unit);
}

} // namespace

/// The whole loader, from files to batches of 224 px, over 12 epochs of the originals in $STUDIO_ORIGINALS: what it
/// allocates and holds must be flat. Ours: the last epoch; peer: the third, when it is warm.
int main() {
    const char* folder = std::getenv("STUDIO_ORIGINALS");
    if (folder == nullptr) {
        std::puts("loader: skipped, STUDIO_ORIGINALS names no folder of original JPEGs");
        return 0;
    }
    ImageSet set;
    set.folder = folder;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        set.add(entry.path().filename().string(), 0);
    DecodeCrew crew(2);
    std::vector<Cost> costs;
    for (std::uint32_t epoch = 0; epoch < 12; ++epoch)
        costs.push_back(readEpoch(set, crew, epoch));
    const Cost& warm = costs[2];
    const Cost& last = costs.back();
    print("allocations", last.allocations, warm.allocations, "per_picture");
    print("allocated", last.bytes / 1024, warm.bytes / 1024, "KiB_per_picture");
    print("memory", last.memory, warm.memory, "MiB");
    std::vector<double> rates;
    for (const Cost& cost : costs)
        rates.push_back(cost.rate);
    std::printf("loader.rate ours=%.0f img_per_core_second (median of %zu epochs); %s\n", median(rates), rates.size(),
                crew.meter().text().c_str());
    return 0;
}
