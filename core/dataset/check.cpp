// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/check.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <new>
#include <numeric>
#include <optional>
#include <thread>

#include "core/base/clock.h"
#include "core/base/csv.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/thread.h"
#include "core/dataset/duplicates_internal.h"
#include "core/dataset/volume_watch.h"
#include "core/image/image_file.h"

namespace studio {

namespace {

constexpr double kProgressEvery = 0.1; // seconds

constexpr std::size_t kShortSides = 2049;

struct Size {
    std::int32_t width = 0, height = 0;
    std::int64_t pixels() const { return std::int64_t{width} * height; }
};

/// What the checking threads share.
struct Shared {
    Shared(const ImageFolder& checked, const std::function<void(const CheckReport&)>& report_, std::stop_token token,
           std::int64_t pixels)
        : data(checked)
        , trainWatch(checked.train)
        , valWatch(checked.val)
        , progress(report_)
        , stop(std::move(token))
        , maxPixels(pixels) {
        report.total = static_cast<std::int64_t>(data.train.size() + data.val.size());
        report.shortSides.assign(kShortSides, 0);
    }
    const ImageFolder& data;
    VolumeWatch trainWatch, valWatch;
    const std::function<void(const CheckReport&)>& progress;
    std::stop_token stop;
    std::int64_t maxPixels;
    std::atomic<std::int64_t> next{0};
    std::atomic<bool> failed{false};
    std::mutex mutex;
    CheckReport report;
    std::exception_ptr error;
    std::vector<Size> sizes;
    std::vector<ContentMark> marks;
    double started = monotonicSeconds(), lastProgress = 0;
};

/// What one picture gave.
struct Checked {
    Size size;
    ContentMark mark;
    std::string reason; ///< empty = good
    std::vector<PictureOddity> odd;
};

/// Nothing when a stop was asked for before it was clear whether the file can be read.
std::optional<Checked> checkPicture(VolumeWatch& watch, const std::string& path, std::int64_t index,
                                    std::vector<std::uint8_t>& bytes, const Shared& shared) {
    const std::stop_token& stop = shared.stop;
    Checked out;
    bytes.clear();
    try {
        if (const auto failed = watch.read(path, bytes, stop)) {
            if (stop.stop_requested())
                return std::nullopt;
            out.reason = pictureFault(*failed, path);
            return out;
        }
        const Picture picture = decodePicture(bytes, path, shared.maxPixels, &out.odd);
        out.size = {picture.width, picture.height};
        out.mark = contentMark(bytes, static_cast<std::uint32_t>(index));
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Io)
            throw; // the volume, not this picture
        out.reason = pictureFault(error, path);
    } catch (const std::bad_alloc&) {
        out.reason = kNoMemoryForPicture;
    }
    return out;
}

void addOdd(CheckReport& report, OddPicture picture, const std::vector<PictureOddity>& why) {
    ++report.oddCount;
    for (const PictureOddity& one : why) {
        ++report.oddKinds[one.kind];
        picture.reason += (picture.reason.empty() ? "" : "; ") + one.kind + " (" + one.message + ")";
    }
    if (report.odd.size() < CheckReport::kMaxListedOdd)
        report.odd.push_back(std::move(picture));
}

void checkOne(Shared& shared, std::int64_t index, std::vector<std::uint8_t>& bytes) {
    const auto trainCount = static_cast<std::int64_t>(shared.data.train.size());
    const bool validation = index >= trainCount;
    const ImageSet& set = validation ? shared.data.val : shared.data.train;
    const auto at = static_cast<std::size_t>(validation ? index - trainCount : index);
    const std::string path = set.pathOf(at);
    const std::optional<Checked> found =
        checkPicture(validation ? shared.valWatch : shared.trainWatch, path, index, bytes, shared);
    if (!found)
        return;
    std::lock_guard lock(shared.mutex);
    CheckReport& report = shared.report;
    ++report.checked;
    report.bytes += bytes.size();
    if (found->reason.empty()) {
        shared.sizes.push_back(found->size);
        shared.marks.push_back(found->mark);
        const auto side = static_cast<std::size_t>(std::min(found->size.width, found->size.height));
        ++report.shortSides[std::min(side, kShortSides - 1)];
        if (!found->odd.empty())
            addOdd(report, {path, set.classOf(at), validation, {}}, found->odd);
    } else {
        report.problems.push_back({path, set.classOf(at), validation, found->reason});
    }
    const double now = monotonicSeconds();
    report.picturesPerSecond = static_cast<double>(report.checked) / std::max(now - shared.started, 1e-9);
    if (shared.progress && now - shared.lastProgress >= kProgressEvery) {
        shared.lastProgress = now;
        shared.progress(report);
    }
}

void checkLoop(Shared& shared) {
    std::vector<std::uint8_t> bytes;
    try {
        while (!shared.stop.stop_requested() && !shared.failed) {
            const std::int64_t index = shared.next++;
            if (index >= shared.report.total)
                return;
            checkOne(shared, index, bytes);
        }
    } catch (...) {
        std::lock_guard lock(shared.mutex);
        shared.error = std::current_exception();
        shared.failed = true;
    }
}

void findMedian(std::vector<Size>& sizes, CheckReport& report) {
    if (sizes.empty())
        return;
    const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
    std::nth_element(sizes.begin(), middle, sizes.end(),
                     [](const Size& a, const Size& b) { return a.pixels() < b.pixels(); });
    report.medianWidth = middle->width;
    report.medianHeight = middle->height;
}

} // namespace

std::int64_t CheckReport::smallerThan(int side) const {
    const auto count = std::min(static_cast<std::size_t>(std::max(side, 0)), shortSides.size());
    return std::accumulate(shortSides.begin(), shortSides.begin() + static_cast<std::ptrdiff_t>(count),
                           std::int64_t{0});
}

CheckReport checkPictures(const ImageFolder& data, int workers, const std::function<void(const CheckReport&)>& progress,
                          std::stop_token stop, std::int64_t maxPixels) {
    Shared shared(data, progress, std::move(stop), maxPixels);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < std::max(workers, 1); ++i)
            threads.push_back(startThread([&shared] { checkLoop(shared); }));
    }
    if (shared.error != nullptr)
        std::rethrow_exception(shared.error);
    CheckReport& report = shared.report;
    report.complete = report.checked == report.total;
    const auto byPlace = [](const auto& a, const auto& b) {
        return std::pair(a.validation, a.path) < std::pair(b.validation, b.path);
    };
    std::sort(report.problems.begin(), report.problems.end(), byPlace);
    std::sort(report.odd.begin(), report.odd.end(), byPlace);
    findMedian(shared.sizes, report);
    findDuplicates(shared.marks, data, report);
    report.finishedUtcMs = utcMilliseconds();
    return std::move(report);
}

std::string problemsCsv(const CheckReport& report, const ImageFolder& data) {
    std::string out = "path,class,set,reason,kind,same_as\r\n";
    const auto row = [&](const std::string& path, std::uint32_t classIndex, bool validation, const std::string& reason,
                         const char* kind, const std::string& sameAs) {
        out += csvText(escapeBytes(path)) + "," + csvText(escapeBytes(data.classes[classIndex].folder)) + "," +
               (validation ? "val" : "train") + "," + csvText(displayText(reason)) + "," + kind + "," +
               csvText(escapeBytes(sameAs)) + "\r\n";
    };
    for (const CheckProblem& problem : report.problems)
        row(problem.path, problem.classIndex, problem.validation, problem.reason, "bad", {});
    for (const OddPicture& odd : report.odd)
        row(odd.path, odd.classIndex, odd.validation, odd.reason, "odd", {});
    for (const DuplicatePicture& duplicate : report.duplicates) {
        std::string reason =
            duplicate.leaks() ? "The same picture is in training and in validation" : "The same picture is there twice";
        if (duplicate.conflicts())
            reason += ", in two classes";
        row(duplicate.path, duplicate.classIndex, duplicate.validation, reason,
            duplicate.leaks() ? "leak" : "duplicate", duplicate.sameAs);
    }
    for (std::size_t i = 0; i < static_cast<std::size_t>(data.unused.count()); ++i) {
        const UnusedNames::Entry entry = data.unused[i];
        out += csvText(escapeBytes(entry.path)) + ",,," + csvText(unusedReasonText(entry.reason)) + ",unused,\r\n";
    }
    return out;
}

} // namespace studio
