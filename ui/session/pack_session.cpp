// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/pack_session.h"

#include <chrono>
#include <utility>

namespace studio {

namespace {

constexpr std::chrono::milliseconds kBetweenReports{100};

std::optional<PackSession::Found> lookFor(const ImageFolder& data) {
    const auto pack = findPackedSet(data);
    if (!pack)
        return std::nullopt;
    return PackSession::Found{pack->folder(), pack->preset().name, pack->bytes(), pack->damaged()};
}

/// What packPictures() announces before it begins; `already` = there is nothing to make. Nothing new stays on the disk.
std::optional<PackEstimate> estimateOf(const ImageFolder& data, const std::string& preset, const std::stop_token& stop,
                                       bool& already) {
    std::stop_source enough;
    const std::stop_callback link(stop, [&enough] { enough.request_stop(); });
    std::optional<PackEstimate> estimate;
    PackOptions options;
    options.preset = preset;
    const auto clean = [&estimate] {
        if (estimate && estimate->done == 0)
            deletePackedSet(estimate->folder);
    };
    try {
        already = packPictures(
                      data, options,
                      [&](const PackEstimate& told) {
                          estimate = told;
                          enough.request_stop();
                      },
                      {}, enough.get_token())
                      .already;
    } catch (const Error&) {
        clean();
        throw;
    }
    clean();
    return estimate;
}

} // namespace

PackSession::PackSession(QObject* parent)
    : QObject(parent) {}

PackSession::~PackSession() = default;

void PackSession::become(PackState state) {
    state_ = state;
    stopping_ = false;
    Q_EMIT changed();
}

void PackSession::fail(const Message& message) {
    become(found_ ? PackState::Ready : PackState::Missing);
    Q_EMIT failed(message);
}

void PackSession::setData(std::shared_ptr<const ImageFolder> data) {
    if (data == data_)
        return;
    data_ = std::move(data);
    found_.reset();
    job_.requestStop();
    become(PackState::NoData);
    if (data_)
        look();
}

void PackSession::look() {
    job_.start([this, data = data_](std::stop_token) -> std::function<void()> {
        std::optional<Found> found;
        try {
            found = lookFor(*data);
        } catch (const std::exception&) {
            // A packed set that cannot be read is none; training says the same when it begins.
        }
        return [this, found] {
            found_ = found;
            become(found_ ? PackState::Ready : PackState::Missing);
        };
    });
}

void PackSession::estimate(const std::string& preset) {
    if (!data_ || state_ == PackState::Packing)
        return;
    preset_ = preset;
    become(PackState::Estimating);
    job_.start([this, data = data_, preset](std::stop_token stop) -> std::function<void()> {
        try {
            bool already = false;
            const auto estimate = estimateOf(*data, preset, stop, already);
            return [this, estimate, already] { takeEstimate(estimate, already); };
        } catch (const std::exception& error) {
            return [this, message = messageOf(error)] { fail(message); };
        }
    });
}

void PackSession::takeEstimate(const std::optional<PackEstimate>& estimate, bool already) {
    if (already)
        return look();
    if (!estimate) // cancelled
        return become(PackState::Missing);
    estimate_ = *estimate;
    become(PackState::Estimated);
}

void PackSession::start() {
    if (!data_ || (state_ != PackState::Estimated && state_ != PackState::Stopped))
        return;
    status_ = {estimate_.done, estimate_.pictures, 0, -1};
    become(PackState::Packing);
    job_.start([this, data = data_, preset = preset_](std::stop_token stop) -> std::function<void()> {
        PackOptions options;
        options.preset = preset;
        auto last = std::chrono::steady_clock::time_point{};
        const auto progress = [&](const PackStatus& status) {
            const auto now = std::chrono::steady_clock::now();
            if (now - last < kBetweenReports)
                return;
            last = now;
            job_.post([this, status] {
                status_ = status;
                Q_EMIT changed();
            });
        };
        try {
            const PackResult result = packPictures(*data, options, {}, progress, stop);
            if (!result.complete)
                return [this] { become(PackState::Stopped); };
            const auto found = lookFor(*data);
            return [this, found] {
                found_ = found;
                become(found_ ? PackState::Ready : PackState::Missing);
            };
        } catch (const std::exception& error) {
            return [this, message = messageOf(error)] { fail(message); };
        }
    });
}

void PackSession::cancel() {
    if (state_ == PackState::Estimated || state_ == PackState::Stopped)
        return become(PackState::Missing);
    if (state_ != PackState::Estimating && state_ != PackState::Packing)
        return;
    stopping_ = true;
    job_.requestStop();
    Q_EMIT changed();
}

void PackSession::remove() {
    if (state_ != PackState::Ready || !found_)
        return;
    try {
        deletePackedSet(found_->folder);
    } catch (const Error& error) {
        Q_EMIT failed(error.message());
    }
    found_.reset();
    become(PackState::NoData);
    look();
}

} // namespace studio
