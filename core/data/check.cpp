// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/check.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <new>
#include <thread>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/image_file.h"

namespace studio {

namespace {

constexpr double kProgressEvery = 0.1; // seconds

/// What the checking threads share.
struct Shared {
    Shared(const ImageFolder& checked, const std::function<void(const CheckReport&)>& report_, std::stop_token token)
        : data(checked)
        , progress(report_)
        , stop(std::move(token)) {}
    const ImageFolder& data;
    const std::function<void(const CheckReport&)>& progress;
    std::stop_token stop;
    std::int64_t total = 0;
    std::atomic<std::int64_t> next{0};
    std::mutex mutex;
    CheckReport report;
    std::vector<std::pair<std::int64_t, std::pair<int, int>>> sizes; ///< pixels, then width and height
    double started = monotonicSeconds(), lastProgress = 0;
};

void checkOne(Shared& shared, std::int64_t index, std::vector<std::uint8_t>& bytes) {
    const auto trainCount = static_cast<std::int64_t>(shared.data.train.samples.size());
    const bool validation = index >= trainCount;
    const ImageSet& set = validation ? shared.data.val : shared.data.train;
    const auto at = static_cast<std::size_t>(validation ? index - trainCount : index);
    const std::string path = set.pathOf(at);
    std::string reason;
    int width = 0, height = 0;
    bytes.clear();
    try {
        readImageFile(path, bytes);
        const Picture picture = decodePicture(bytes, path);
        width = picture.width;
        height = picture.height;
    } catch (const Error& error) {
        reason = error.message().title;
        const std::string& place = error.message().place;
        const std::string detail = displayText(path) + ": ";
        if (place.starts_with(detail))
            reason += ": " + place.substr(detail.size());
    } catch (const std::bad_alloc&) {
        reason = "There is not enough memory to decode the picture";
    }
    std::lock_guard lock(shared.mutex);
    CheckReport& report = shared.report;
    ++report.checked;
    report.bytes += bytes.size();
    if (reason.empty())
        shared.sizes.push_back({static_cast<std::int64_t>(width) * height, {width, height}});
    else
        report.problems.push_back({path, set.samples[at].classIndex, validation, reason});
    const double now = monotonicSeconds();
    report.picturesPerSecond = static_cast<double>(report.checked) / std::max(now - shared.started, 1e-9);
    if (shared.progress && now - shared.lastProgress >= kProgressEvery) {
        shared.lastProgress = now;
        shared.progress(report);
    }
}

void checkLoop(Shared& shared) {
    std::vector<std::uint8_t> bytes;
    while (!shared.stop.stop_requested()) {
        const std::int64_t index = shared.next++;
        if (index >= shared.total)
            return;
        checkOne(shared, index, bytes);
    }
}

std::string quoted(const std::string& field) {
    if (field.find_first_of(",\"\r\n") == std::string::npos)
        return field;
    std::string out = "\"";
    for (const char c : field) {
        out += c;
        if (c == '"')
            out += c;
    }
    return out + "\"";
}

} // namespace

CheckReport checkPictures(const ImageFolder& data, int workers, const std::function<void(const CheckReport&)>& progress,
                          std::stop_token stop) {
    Shared shared(data, progress, std::move(stop));
    shared.total = static_cast<std::int64_t>(data.train.samples.size() + data.val.samples.size());
    shared.report.total = shared.total;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < std::max(workers, 1); ++i)
            threads.emplace_back([&shared] { checkLoop(shared); });
    }
    CheckReport& report = shared.report;
    report.complete = report.checked == report.total;
    std::sort(report.problems.begin(), report.problems.end(), [](const CheckProblem& a, const CheckProblem& b) {
        return std::pair(a.validation, a.path) < std::pair(b.validation, b.path);
    });
    if (!shared.sizes.empty()) {
        const auto middle = shared.sizes.begin() + static_cast<std::ptrdiff_t>(shared.sizes.size() / 2);
        std::nth_element(shared.sizes.begin(), middle, shared.sizes.end());
        report.medianWidth = middle->second.first;
        report.medianHeight = middle->second.second;
    }
    return report;
}

std::string problemsCsv(const CheckReport& report, const ImageFolder& data) {
    std::string out = "path,class,set,reason\r\n";
    for (const CheckProblem& problem : report.problems)
        out += quoted(escapeBytes(problem.path)) + "," + quoted(escapeBytes(data.classes[problem.classIndex].folder)) +
               "," + (problem.validation ? "val" : "train") + "," + quoted(displayText(problem.reason)) + "\r\n";
    return out;
}

} // namespace studio
