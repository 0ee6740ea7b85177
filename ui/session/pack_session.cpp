// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/pack_session.h"

#include <chrono>
#include <utility>

namespace studio {

namespace {

constexpr std::chrono::milliseconds kBetweenReports{100};

std::optional<PackSession::Found> lookFor(const ImageFolder& data) {
    const auto pack = findPack(data);
    if (!pack)
        return std::nullopt;
    return PackSession::Found{pack->folder(), pack->preset().name, pack->bytes(), pack->damaged()};
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
            PackOptions options;
            options.preset = preset;
            const auto estimate = estimatePack(*data, options, stop);
            return [this, estimate] { takeEstimate(estimate); };
        } catch (const std::exception& error) {
            return [this, message = messageOf(error)] { fail(message); };
        }
    });
}

void PackSession::takeEstimate(const std::optional<PackEstimate>& estimate) {
    if (!estimate) // cancelled
        return become(PackState::Missing);
    if (estimate->already)
        return look();
    estimate_ = *estimate;
    become(PackState::Estimated);
}

void PackSession::start() {
    if (!data_ || (state_ != PackState::Estimated && state_ != PackState::Stopped))
        return;
    status_ = {estimate_.done, estimate_.pictures, 0, -1};
    become(PackState::Packing);
    PackOptions options;
    options.preset = preset_;
    options.replace = !estimate_.replaces.empty(); // as it was told
    job_.start([this, data = data_, options](std::stop_token stop) -> std::function<void()> {
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
        deletePack(found_->folder);
        forgetPackFolder(*data_, found_->folder);
    } catch (const Error& error) {
        Q_EMIT failed(error.message());
    }
    found_.reset();
    become(PackState::NoData);
    look();
}

} // namespace studio
