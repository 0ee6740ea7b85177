// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <jpeglib.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/image/image_file.h"
#include "core/image/jpeg_codec_internal.h"
#include "core/image/resize.h"
#include "core/transform/geometry.h"
#include "test_places.h"
#include "tests/bench/figures.h"

using namespace studio;
using namespace studio::bench;

namespace {

constexpr int kSide = 224;
using Bytes = std::vector<std::uint8_t>;

/// One picture with its crop, as every method gets it.
struct Task {
    const Bytes* bytes;
    ImageHeader header;
    BoxF box;
};

struct Method {
    std::string name;
    const std::vector<Bytes>* files;
    std::function<void(const Task&)> run;
    std::vector<double> rates; ///< pictures a CPU second, a round each
};

std::vector<Bytes> readAll(const std::string& folder, std::vector<std::string>& names) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string extension = entry.path().extension().string();
        if (extension == ".jpg" || extension == ".jpeg" || extension == ".JPEG")
            names.push_back(entry.path().string());
    }
    std::sort(names.begin(), names.end());
    std::vector<Bytes> files(names.size());
    for (std::size_t i = 0; i < names.size(); ++i)
        readImageFile(names[i], files[i]);
    return files;
}

/// Longest side at most `longest`, or short side `shortest` (0 = does not count); never enlarged; JPEG quality 90.
Bytes repacked(const Bytes& bytes, int longest, int shortest) {
    const Picture whole = decodePicture(bytes, "picture");
    const double scale = longest > 0 ? static_cast<double>(longest) / std::max(whole.width, whole.height)
                                     : static_cast<double>(shortest) / std::min(whole.width, whole.height);
    if (scale >= 1)
        return encodeJpeg(whole, 90);
    Picture small{std::max(1, static_cast<int>(whole.width * scale + 0.5)),
                  std::max(1, static_cast<int>(whole.height * scale + 0.5)),
                  {}};
    small.rgb.resize(static_cast<std::size_t>(small.width) * static_cast<std::size_t>(small.height) * 3);
    Resizer().resize(whole, {0, 0, static_cast<double>(whole.width), static_cast<double>(whole.height)}, small.width,
                     small.height, small.rgb.data());
    return encodeJpeg(small, 90);
}

std::vector<Bytes> repackedAll(const std::vector<Bytes>& files, int longest, int shortest) {
    std::vector<Bytes> packed;
    for (const Bytes& bytes : files)
        packed.push_back(repacked(bytes, longest, shortest));
    return packed;
}

/// What the loader does with a picture.
void ours(const Task& task) {
    static Picture picture;
    static Resizer resizer;
    static Bytes out(std::size_t{kSide} * kSide * 3);
    const ImageHeader header = readImageHeader(*task.bytes, "picture");
    BoxF box = task.box;
    PixelRect region = regionFor(box, kSide, header.width, header.height);
    decodeRegion(*task.bytes, header, region, picture, "picture");
    box.x -= region.x;
    box.y -= region.y;
    resizer.resize(picture, box, kSide, kSide, out.data());
}

/// The whole picture by libjpeg-turbo alone, then the crop: what a loader does that knows no partial decoding.
void libjpegWhole(const Task& task) {
    static Picture picture;
    static Resizer resizer;
    static Bytes out(std::size_t{kSide} * kSide * 3);
    decodeJpeg(*task.bytes, nullptr, picture, "picture", false);
    resizer.resize(picture, task.box, kSide, kSide, out.data());
}

/// The usual way in C++.
void openCv(const Task& task) {
    cv::Mat small, rgb;
    const cv::Mat raw(1, static_cast<int>(task.bytes->size()), CV_8UC1, const_cast<std::uint8_t*>(task.bytes->data()));
    const cv::Mat whole = cv::imdecode(raw, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
    const cv::Rect crop(static_cast<int>(task.box.x), static_cast<int>(task.box.y), static_cast<int>(task.box.width),
                        static_cast<int>(task.box.height));
    cv::resize(whole(crop), small, {kSide, kSide}, 0, 0, cv::INTER_LINEAR);
    cv::cvtColor(small, rgb, cv::COLOR_BGR2RGB);
}

/// Nothing but the Huffman decoding of the whole file: what no decoder of whole pictures can beat.
void entropyOnly(const Task& task) {
    jpeg_decompress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, task.bytes->data(), static_cast<unsigned long>(task.bytes->size()));
    jpeg_read_header(&info, TRUE);
    jpeg_read_coefficients(&info);
    jpeg_destroy_decompress(&info);
}

std::vector<Task> tasksOf(const std::vector<Bytes>& files, std::uint32_t round) {
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < files.size(); ++i) {
        const ImageHeader header = readImageHeader(files[i], "picture");
        tasks.push_back({&files[i], header, randomResizedCrop(header.width, header.height, {}, 1, round, i)});
    }
    return tasks;
}

double rateOf(const Method& method, std::uint32_t round) {
    const std::vector<Task> tasks = tasksOf(*method.files, round);
    const double begin = cpuSeconds(CLOCK_THREAD_CPUTIME_ID);
    for (const Task& task : tasks)
        method.run(task);
    return static_cast<double>(tasks.size()) / (cpuSeconds(CLOCK_THREAD_CPUTIME_ID) - begin);
}

/// The crops of a round, for the peer in Python: "path x y width height".
void writeCrops(const std::string& file, const std::vector<std::string>& names, const std::vector<Bytes>& files,
                std::uint32_t rounds) {
    std::FILE* out = std::fopen(file.c_str(), "w");
    if (out == nullptr)
        return;
    for (std::uint32_t round = 0; round < rounds; ++round) {
        const std::vector<Task> tasks = tasksOf(files, round);
        for (std::size_t i = 0; i < tasks.size(); ++i)
            std::fprintf(out, "%u\t%s\t%d\t%d\t%d\t%d\n", round, names[i].c_str(), static_cast<int>(tasks[i].box.x),
                         static_cast<int>(tasks[i].box.y), static_cast<int>(tasks[i].box.width),
                         static_cast<int>(tasks[i].box.height));
    }
    std::fclose(out);
}

/// Pictures a CPU second of torchvision, a round each: after the crop, with flip, tensor and normalise, and with
/// jitter.
std::array<std::vector<double>, 3> torchvisionRates(const std::string& crops) {
    const std::string command =
        "/usr/bin/python3 '" + std::string(STUDIO_SOURCE_DIR) + "/tests/bench/peer_decode.py' '" + crops + "'";
    std::FILE* pipe = popen(command.c_str(), "r");
    std::array<std::vector<double>, 3> rates;
    for (double a = 0, b = 0, c = 0; pipe != nullptr && std::fscanf(pipe, "%lf %lf %lf", &a, &b, &c) == 3;) {
        rates[0].push_back(a);
        rates[1].push_back(b);
        rates[2].push_back(c);
    }
    if (pipe != nullptr)
        pclose(pipe);
    return rates;
}

void print(const char* name, const std::vector<double>& ours, const std::vector<double>& peer) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < std::min(ours.size(), peer.size()); ++i)
        ratios.push_back(ours[i] / peer[i]);
    std::printf("decode.%s ours=%.0f peer=%.0f ratio=%.2f img_per_core_second\n", name, median(ours), median(peer),
                median(ratios));
}

} // namespace

/// Random crops of originals to 224 px on one thread, pictures a CPU second, every method on the same crops and in
/// turns. The pictures are those of the folder $STUDIO_ORIGINALS (large JPEGs as they come from a camera or from
/// ImageNet). With the name of a method it runs that one alone, for a profiler.
int main(int argc, char** argv) {
    const char* folder = std::getenv("STUDIO_ORIGINALS");
    if (folder == nullptr) {
        std::puts("decode: skipped, STUDIO_ORIGINALS names no folder of original JPEGs");
        return 0;
    }
    constexpr std::uint32_t kRounds = 9;
    cv::setNumThreads(1);
    std::vector<std::string> names;
    const std::vector<Bytes> files = readAll(folder, names);
    const std::vector<Bytes> max500 = repackedAll(files, 500, 0), short256 = repackedAll(files, 0, 256);
    std::vector<Method> methods{
        {"ours", &files, ours, {}},           {"opencv", &files, openCv, {}}, {"libjpeg", &files, libjpegWhole, {}},
        {"entropy", &files, entropyOnly, {}}, {"max500", &max500, ours, {}},  {"short256", &short256, ours, {}}};
    if (argc > 1)
        std::erase_if(methods, [&](const Method& method) { return method.name != argv[1]; });
    for (std::uint32_t round = 0; round < kRounds; ++round) {
        for (Method& method : methods)
            method.rates.push_back(rateOf(method, round));
    }
    if (argc > 1) {
        for (const Method& method : methods)
            std::printf("decode.%s ours=%.0f img_per_core_second\n", method.name.c_str(), median(method.rates));
        return 0;
    }
    for (Method& method : methods)
        method.rates.erase(method.rates.begin()); // the first fills caches
    const auto rates = [&](std::size_t i) { return methods[i].rates; };
    print("crop_vs_opencv", rates(0), rates(1));
    print("crop_vs_libjpeg_whole", rates(0), rates(2));
    print("crop_vs_entropy_ceiling", rates(0), rates(3));
    print("packed_max500_vs_opencv", rates(4), rates(1));
    print("packed_short256_vs_opencv", rates(5), rates(1));
    const std::string crops = std::filesystem::temp_directory_path() / "studio-bench-crops.tsv";
    writeCrops(crops, names, files, kRounds);
    std::array<std::vector<double>, 3> peer = torchvisionRates(crops);
    std::filesystem::remove(crops);
    if (peer[0].size() < 2)
        return std::puts("decode.crop_vs_torchvision: python3-torchvision is not installed"), 1;
    for (std::vector<double>& rounds : peer)
        rounds.erase(rounds.begin());
    print("crop_vs_torchvision", rates(0), peer[0]);
    // What a worker has to do to a training picture. Ours ends here: flip, jitter and normalise are the device's.
    print("worker_vs_torchvision", rates(0), peer[1]);
    print("worker_vs_torchvision_with_jitter", rates(0), peer[2]);
    return 0;
}
