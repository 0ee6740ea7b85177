// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sample/sample_pictures.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <mutex>
#include <numbers>
#include <thread>

#include <nlohmann/json.hpp>
#include <opencv2/imgproc.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/base/thread.h"
#include "core/sample/sample_shapes_internal.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr std::array<const char*, kSampleClasses> kNames{"arc",  "bars",   "circle", "cross", "dots",
                                                         "ring", "spiral", "square", "star",  "triangle"};
constexpr std::array<const char*, kSampleClasses> kTitles{"open arc", "bars",   "circle", "cross", "dot grid",
                                                          "ring",     "spiral", "square", "star",  "triangle"};
constexpr int kOversample = 3;
constexpr int kQuality = 88;

/// HSV (hue in turns) to RGB in 0..255.
cv::Scalar colourOf(double hue, double saturation, double value) {
    const auto channel = [&](double shift) {
        const double k = std::fmod(shift + hue * 6, 6);
        return 255 * (value - value * saturation * std::clamp(std::min(k, 4 - k), 0.0, 1.0));
    };
    return {channel(5), channel(3), channel(1)};
}

/// Two soft colours running into each other in some direction.
cv::Mat background(int side, double hue, CounterRandom& random) {
    const cv::Scalar from = colourOf(hue, random.uniform(0.12, 0.4), random.uniform(0.6, 0.95));
    const cv::Scalar to =
        colourOf(hue + random.uniform(-0.12, 0.12), random.uniform(0.12, 0.4), random.uniform(0.6, 0.95));
    const double angle = random.uniform(0, 2 * std::numbers::pi);
    cv::Mat image(side, side, CV_8UC3);
    for (int y = 0; y < side; ++y) {
        auto* row = image.ptr<cv::Vec3b>(y);
        for (int x = 0; x < side; ++x) {
            const double t =
                0.5 + ((x - side / 2.0) * std::cos(angle) + (y - side / 2.0) * std::sin(angle)) / (1.4 * side);
            for (int c = 0; c < 3; ++c)
                row[x][c] = cv::saturate_cast<std::uint8_t>(from[c] + (to[c] - from[c]) * t);
        }
    }
    return image;
}

cv::Point randomPoint(int side, CounterRandom& random) {
    const auto bound = static_cast<std::uint32_t>(side);
    const int x = static_cast<int>(random.below(bound));
    return {x, static_cast<int>(random.below(bound))};
}

void addClutter(cv::Mat& image, double hue, CounterRandom& random) {
    const int lines = 4 + static_cast<int>(random.below(6));
    for (int i = 0; i < lines; ++i) {
        const cv::Scalar colour =
            colourOf(hue + random.uniform(-0.3, 0.3), random.uniform(0.2, 0.6), random.uniform(0.45, 0.95));
        const cv::Point from = randomPoint(image.cols, random), to = randomPoint(image.cols, random);
        cv::line(image, from, to, colour,
                 1 + static_cast<int>(random.below(static_cast<std::uint32_t>(image.cols / 28))));
    }
}

/// A patch that hides part of the shape, in a colour near the background's.
void addPatch(cv::Mat& image, const ShapePose& pose, double hue, CounterRandom& random) {
    if (random.uniform() < 0.35)
        return;
    const double angle = random.uniform(0, 2 * std::numbers::pi);
    const cv::Point2f centre(static_cast<float>(pose.centre.x + pose.radius * 0.9 * std::cos(angle)),
                             static_cast<float>(pose.centre.y + pose.radius * 0.9 * std::sin(angle)));
    const cv::Size2f size(static_cast<float>(pose.radius * random.uniform(0.4, 0.85)),
                          static_cast<float>(pose.radius * random.uniform(0.4, 0.85)));
    const cv::RotatedRect patch(centre, size, static_cast<float>(random.uniform(0, 180)));
    std::array<cv::Point2f, 4> corners;
    patch.points(corners.data());
    std::vector<cv::Point> outline(corners.begin(), corners.end());
    cv::fillConvexPoly(image, outline,
                       colourOf(hue + random.uniform(-0.1, 0.1), random.uniform(0.2, 0.5), random.uniform(0.5, 0.9)));
}

void addLightAndNoise(cv::Mat& image, CounterRandom& random) {
    const double gain = random.uniform(0.72, 1.12), sigma = random.uniform(3, 14);
    for (int y = 0; y < image.rows; ++y) {
        auto* row = image.ptr<std::uint8_t>(y);
        for (int x = 0; x < image.cols * 3; ++x) {
            // A sum of four uniforms is near enough to a normal draw, and ten times cheaper.
            const std::uint32_t bits = random.next32();
            const double noise = ((bits & 255) + (bits >> 8 & 255) + (bits >> 16 & 255) + (bits >> 24)) / 147.8 - 3.451;
            row[x] = cv::saturate_cast<std::uint8_t>(row[x] * gain + sigma * noise);
        }
    }
}

std::string numberName(int number) {
    const std::string digits = std::to_string(number);
    return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits + ".jpg";
}

/// True if `folder` holds nothing, or what an interrupted call of ours left.
bool isOurs(const std::string& folder) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        if (name != "train" && name != "val" && name != "classes.json" && name != ".sample-pictures")
            return false;
    }
    return fs::is_empty(folder, error) || fs::exists(folder + "/.sample-pictures", error);
}

std::string specText(const SampleSpec& spec) {
    return "sample pictures 1: " + std::to_string(spec.trainPerClass) + " " + std::to_string(spec.valPerClass) + " " +
           std::to_string(spec.imageSize) + " " + std::to_string(spec.seed) + "\n";
}

void writeOne(const std::string& folder, const SampleSpec& spec, int number) {
    const int perClass = spec.trainPerClass + spec.valPerClass;
    const int classIndex = number / perClass, index = number % perClass;
    const bool training = index < spec.trainPerClass;
    const auto bytes = encodeJpeg(drawSamplePicture(classIndex, static_cast<std::uint64_t>(index), spec), kQuality);
    const std::string path = folder + (training ? "/train/" : "/val/") + kNames[static_cast<std::size_t>(classIndex)] +
                             "/" + numberName(training ? index : index - spec.trainPerClass);
    // Not through AtomicFile: 2,900 syncs take minutes, and classes.json, written last, says that the set is whole.
    FILE* file = std::fopen(path.c_str(), "wb");
    const bool written = file != nullptr && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    const int problem = errno;
    if (file != nullptr && (std::fclose(file) != 0 || !written))
        throw systemError("Cannot write a sample picture", path, problem);
    if (file == nullptr)
        throw systemError("Cannot write a sample picture", path, problem);
}

} // namespace

Picture drawSamplePicture(int classIndex, std::uint64_t index, const SampleSpec& spec) {
    CounterRandom random(spec.seed, CounterRandom::Purpose::Sample, static_cast<std::uint32_t>(classIndex), index);
    const int side = spec.imageSize * kOversample;
    const double backHue = random.uniform(), shapeHue = backHue + random.uniform(0.2, 0.8);
    cv::Mat large = background(side, backHue, random);
    addClutter(large, backHue, random);
    ShapePose pose;
    pose.radius = side * random.uniform(0.2, 0.36);
    const double room = side / 2.0 - pose.radius * 0.95;
    pose.centre = {side / 2.0 + random.uniform(-room, room), side / 2.0 + random.uniform(-room, room)};
    pose.turn = random.uniform(0, 2 * std::numbers::pi);
    const cv::Scalar colour = colourOf(shapeHue, random.uniform(0.55, 0.95), random.uniform(0.55, 0.95));
    drawSampleShape(large, classIndex, pose, colour, random);
    addPatch(large, pose, backHue, random);

    Picture picture;
    picture.width = picture.height = spec.imageSize;
    picture.rgb.resize(static_cast<std::size_t>(spec.imageSize) * static_cast<std::size_t>(spec.imageSize) * 3);
    cv::Mat small(spec.imageSize, spec.imageSize, CV_8UC3, picture.rgb.data());
    cv::resize(large, small, small.size(), 0, 0, cv::INTER_AREA);
    addLightAndNoise(small, random);
    return picture;
}

void writeSamplePictures(const std::string& folder, const SampleSpec& spec,
                         const std::function<void(int, int)>& progress, std::stop_token stop) {
    makeFolder(folder);
    std::error_code error;
    const std::string marker = folder + "/.sample-pictures", names = folder + "/classes.json";
    if (!isOurs(folder))
        throw Error(ErrorKind::Usage, {"This folder holds something else", displayText(folder), "Nothing was written.",
                                       "Choose an empty or new folder for the sample pictures."});
    if (fs::exists(names, error) && fs::exists(marker, error) && readSmallFile(marker, 1024) == specText(spec))
        return;
    fs::remove(names, error);
    fs::remove_all(folder + "/train", error);
    fs::remove_all(folder + "/val", error);
    writeFileAtomically(marker, specText(spec));
    for (const char* name : kNames) {
        makeFolder(folder + "/train/" + name);
        makeFolder(folder + "/val/" + name);
    }
    const int total = kSampleClasses * (spec.trainPerClass + spec.valPerClass);
    std::atomic<int> next{0}, done{0};
    std::mutex mutex;
    std::exception_ptr problem;
    const auto work = [&] {
        try {
            for (int number = next++; number < total && !stop.stop_requested(); number = next++) {
                writeOne(folder, spec, number);
                const int count = ++done;
                std::lock_guard lock(mutex);
                if (progress && count % 20 == 0)
                    progress(count, total);
            }
        } catch (...) {
            std::lock_guard lock(mutex);
            problem = std::current_exception();
            next = total;
        }
    };
    {
        const unsigned threads = std::clamp(std::thread::hardware_concurrency(), 1u, 8u);
        std::vector<std::jthread> pool;
        for (unsigned i = 0; i < threads; ++i)
            pool.push_back(startThread(work));
    }
    if (problem)
        std::rethrow_exception(problem);
    if (stop.stop_requested())
        return;
    nlohmann::ordered_json titles;
    for (std::size_t i = 0; i < kNames.size(); ++i)
        titles[kNames[i]] = kTitles[i];
    writeFileAtomically(names, titles.dump(1) + "\n");
    if (progress)
        progress(total, total);
}

} // namespace studio
