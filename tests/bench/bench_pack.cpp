// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

#include "core/base/clock.h"
#include "core/loader/loader.h"
#include "core/loader/sampler.h"
#include "core/pack/pack.h"
#include "core/pack/pack_places.h"
#include "core/pack/pack_writer.h"
#include "core/transform/geometry.h"
#include "tests/bench/figures.h"

using namespace studio;
using namespace studio::bench;
namespace fs = std::filesystem;

namespace {

constexpr int kCopies = 20;
constexpr std::uint32_t kRounds = 5;

/// Two classes of the originals, many times each, so that an epoch is more than a moment.
void writeData(const fs::path& originals, const fs::path& root) {
    int number = 0;
    for (const auto& entry : fs::directory_iterator(originals)) {
        for (int copy = 0; copy < kCopies; ++copy) {
            const fs::path folder = root / "train" / (number % 2 == 0 ? "even" : "odd");
            fs::create_directories(folder);
            fs::copy_file(entry.path(), folder / (std::to_string(copy) + "-" + entry.path().filename().string()));
        }
        ++number;
    }
}

/// Out of the page cache: the next read comes from the disk.
void forget(const fs::path& folder) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file())
            continue;
        const int file = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
        if (file < 0)
            continue;
        ::fdatasync(file);
        ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
        ::close(file);
    }
}

/// One way to read the data set.
struct Way {
    const char* name;
    std::shared_ptr<Pack> pack; ///< null: the files
    bool paged;
    std::vector<double> cold; ///< pictures a second
    std::vector<double> warm; ///< pictures a CPU second
};

/// Pictures a second and a CPU second of an epoch.
std::pair<double, double> readEpoch(const ImageFolder& data, const Way& way, std::uint32_t epoch) {
    LoaderPlan plan;
    plan.set = &data.train;
    plan.order = way.paged
                     ? pagedEpochOrder(1, epoch, way.pack->trainPages(), defaultPageWindow(way.pack->trainPages()))
                     : epochOrder(1, epoch, data.train.size());
    plan.batchSize = 50;
    plan.crop = trainCropPlanner({}, 1, epoch);
    plan.workers = 2;
    plan.source = way.pack ? &way.pack->train() : nullptr;
    const auto pictures = static_cast<double>(plan.order.size());
    const double wall = monotonicSeconds(), cpu = cpuSeconds(CLOCK_PROCESS_CPUTIME_ID);
    Loader loader(std::move(plan));
    while (loader.next()) {
    }
    return {pictures / (monotonicSeconds() - wall), pictures / (cpuSeconds(CLOCK_PROCESS_CPUTIME_ID) - cpu)};
}

std::shared_ptr<Pack> packed(const ImageFolder& data, const char* preset, bool paged) {
    PackOptions options;
    options.preset = preset;
    packPictures(data, options);
    std::shared_ptr<Pack> pack = Pack::open(packFolder(data, preset), data);
    if (paged)
        pack->readWholePages();
    return pack;
}

void print(const char* what, const Way& way, std::vector<double> Way::*rates, const Way& peer, const char* unit) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < kRounds; ++i)
        ratios.push_back((way.*rates)[i] / (peer.*rates)[i]);
    std::printf("pack.%s_%s ours=%.0f peer=%.0f ratio=%.2f %s\n", what, way.name, median(way.*rates),
                median(peer.*rates), median(ratios), unit);
}

} // namespace

/// A packed set against the files it was made from, through the whole loader on two threads: pictures a second from a
/// cold page cache, and pictures a CPU second from a warm one. The pictures are those of $STUDIO_ORIGINALS, copied into
/// the temporary folder ($TMPDIR: on the disk that is meant).
int main() {
    const char* originals = std::getenv("STUDIO_ORIGINALS");
    if (originals == nullptr) {
        std::puts("pack: skipped, STUDIO_ORIGINALS names no folder of original JPEGs");
        return 0;
    }
    const fs::path root = fs::temp_directory_path() / ("studio-bench-packed-" + std::to_string(::getpid()));
    writeData(originals, root);
    const ImageFolder data = openImageFolder({root.string(), {}, 0.1, 0});
    std::vector<Way> ways{{"files", nullptr, false, {}, {}},
                          {"originals", packed(data, "originals", false), false, {}, {}},
                          {"originals_paged", packed(data, "originals", true), true, {}, {}},
                          {"max500", packed(data, "max500-q90", false), false, {}, {}},
                          {"max500_paged", packed(data, "max500-q90", true), true, {}, {}}};
    for (std::uint32_t round = 0; round < kRounds; ++round) {
        for (Way& way : ways) {
            forget(root);
            way.cold.push_back(readEpoch(data, way, 2 * round).first);
            way.warm.push_back(readEpoch(data, way, 2 * round + 1).second);
        }
    }
    for (std::size_t i = 1; i < ways.size(); ++i) {
        print("cold", ways[i], &Way::cold, ways[0], "img_per_second");
        print("warm", ways[i], &Way::warm, ways[0], "img_per_core_second");
    }
    ways.clear();
    fs::remove_all(root);
    return 0;
}
