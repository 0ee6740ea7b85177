// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/abandoned_part.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "core/run/run_database_internal.h"

namespace studio {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

template<class Number>
void put(std::string& text, Number number) {
    char digits[40];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    text.append(digits, end);
    text += ' ';
}

/// Numbers with a space behind each, one after the other.
class Numbers {
public:
    explicit Numbers(const std::string& text)
        : at_(text.data())
        , end_(text.data() + text.size()) {}

    template<class Number>
    bool take(Number& number) {
        const auto [after, problem] = std::from_chars(at_, end_, number);
        if (problem != std::errc() || after == end_ || *after != ' ')
            return false;
        at_ = after + 1;
        return true;
    }

private:
    const char* at_;
    const char* end_;
};

bool takePoint(Numbers& numbers, std::int64_t after, AbandonedPart::Point& point) {
    return numbers.take(point.step) && numbers.take(point.loss) && numbers.take(point.hours) && point.step > after &&
           std::isfinite(point.hours);
}

bool takeEpoch(Numbers& numbers, std::int64_t after, EpochRecord& epoch) {
    return numbers.take(epoch.epoch) && numbers.take(epoch.step) && numbers.take(epoch.trainLoss) &&
           numbers.take(epoch.trainTop1) && numbers.take(epoch.valLoss) && numbers.take(epoch.valTop1) &&
           numbers.take(epoch.valTop5) && numbers.take(epoch.seconds) && numbers.take(epoch.validationSeconds) &&
           numbers.take(epoch.finishedUtcMs) && epoch.step > after;
}

std::optional<AbandonedPart> takePart(Numbers& numbers) {
    AbandonedPart part;
    std::size_t points = 0, epochs = 0;
    if (!numbers.take(part.from) || !numbers.take(points) || !numbers.take(epochs) || part.from < 0 ||
        points > kMostAbandonedPoints || epochs > kMostAbandonedEpochs)
        return {};
    for (std::int64_t after = part.from; part.points.size() < points; after = part.points.back().step) {
        if (!takePoint(numbers, after, part.points.emplace_back()))
            return {};
    }
    for (std::int64_t after = part.from; part.epochs.size() < epochs; after = part.epochs.back().step) {
        if (!takeEpoch(numbers, after, part.epochs.emplace_back()))
            return {};
    }
    return part;
}

} // namespace

bool isSamePart(const AbandonedPart& a, const AbandonedPart& b) {
    return a.from == b.from && a.points.size() == b.points.size() && a.epochs.size() == b.epochs.size() &&
           (a.points.empty() || a.points.back().step == b.points.back().step);
}

void addAbandoned(std::vector<AbandonedPart>& parts, AbandonedPart part) {
    const auto same = [&part](const AbandonedPart& known) { return isSamePart(known, part); };
    if (part.points.empty() || std::any_of(parts.begin(), parts.end(), same))
        return;
    parts.push_back(std::move(part));
    if (parts.size() > kMostAbandonedParts)
        parts.erase(parts.begin());
}

AbandonedMaker::AbandonedMaker(std::int64_t from, std::int64_t last)
    : lastStep_(from) {
    constexpr auto kMost = static_cast<std::int64_t>(kMostAbandonedPoints);
    part_.from = from;
    width_ = (last - from) / kMost + 1;
}

void AbandonedMaker::add(const StepRecord& record) {
    const std::int64_t bucket = (record.step - part_.from - 1) / width_;
    if (record.step <= lastStep_)
        return;
    if (bucket != bucket_)
        close();
    bucket_ = bucket;
    lastStep_ = record.step;
    hours_ += record.seconds / 3600;
    if (!std::isfinite(record.loss))
        return;
    sum_ += record.loss;
    ++finite_;
}

void AbandonedMaker::close() {
    if (bucket_ >= 0 && part_.points.size() < kMostAbandonedPoints)
        part_.points.push_back({lastStep_, finite_ > 0 ? sum_ / static_cast<double>(finite_) : kNone, hours_});
    sum_ = 0;
    finite_ = 0;
}

AbandonedPart AbandonedMaker::done(const std::vector<EpochRecord>& epochs) {
    close();
    const std::size_t stride = epochs.size() / kMostAbandonedEpochs + 1;
    for (std::size_t i = stride - 1; i < epochs.size(); i += stride) {
        if (epochs[i].step > part_.from)
            part_.epochs.push_back(epochs[i]);
    }
    return std::move(part_);
}

std::string textOfAverage(const EpochRecord& record) {
    std::string text;
    for (const double value : {record.averageLoss, record.averageTop1, record.weightsLoss, record.weightsTop1})
        put(text, value);
    return text;
}

void readAverage(const std::string& text, EpochRecord& record) {
    EpochRecord read;
    Numbers numbers(text);
    const auto isShare = [](double value) { return value >= 0 && value <= 1; };
    if (numbers.take(read.averageLoss) && numbers.take(read.averageTop1) && numbers.take(read.weightsLoss) &&
        numbers.take(read.weightsTop1) && isShare(read.averageTop1) && isShare(read.weightsTop1)) {
        record.averageLoss = read.averageLoss;
        record.averageTop1 = read.averageTop1;
        record.weightsLoss = read.weightsLoss;
        record.weightsTop1 = read.weightsTop1;
    }
}

std::string textOfAbandoned(const std::vector<AbandonedPart>& parts) {
    std::string text;
    for (const AbandonedPart& part : parts) {
        put(text, part.from);
        put(text, part.points.size());
        put(text, part.epochs.size());
        for (const AbandonedPart::Point& point : part.points) {
            put(text, point.step);
            put(text, point.loss);
            put(text, point.hours);
        }
        for (const EpochRecord& epoch : part.epochs) {
            put(text, epoch.epoch);
            put(text, epoch.step);
            for (const double value : {epoch.trainLoss, epoch.trainTop1, epoch.valLoss, epoch.valTop1, epoch.valTop5,
                                       epoch.seconds, epoch.validationSeconds})
                put(text, value);
            put(text, epoch.finishedUtcMs);
        }
    }
    return text;
}

std::vector<AbandonedPart> abandonedOfText(const std::string& text) {
    std::vector<AbandonedPart> parts;
    Numbers numbers(text);
    while (parts.size() < kMostAbandonedParts) {
        const std::optional<AbandonedPart> part = takePart(numbers);
        if (!part)
            break;
        parts.push_back(*part);
    }
    return parts;
}

} // namespace studio
