// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/pack_session.h"

#include <utility>

#include "core/pack/pack_places.h"

namespace studio {

namespace {

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
    if (state_ == PackState::Packing) { // hours of work: other pictures, or another split of these, wait for its end
        next_.reset();
        if (data != data_)
            next_ = std::move(data);
        Q_EMIT changed();
        return;
    }
    if (data == data_)
        return;
    data_ = std::move(data);
    found_.reset();
    job_.forget();
    become(PackState::NoData);
    if (data_)
        look();
}

void PackSession::packed(const std::optional<std::optional<Found>>& made) {
    made ? takeFound(*made) : become(PackState::Stopped);
    goToNext();
}

void PackSession::goToNext() {
    if (next_)
        setData(*std::exchange(next_, std::nullopt));
}

void PackSession::takeFound(const std::optional<Found>& found) {
    found_ = found;
    become(found_ ? PackState::Ready : PackState::Missing);
}

void PackSession::look() {
    // A packed set that cannot be read is none; training says the same when it begins.
    job_.start([data = data_](const JobControl&) { return lookFor(*data); },
               [this](const std::optional<Found>& found) { takeFound(found); },
               [this](const Message&) { takeFound({}); }, BackgroundJob::Begin::AtOnce);
}

void PackSession::estimate(const std::string& preset) {
    if (!data_ || state_ == PackState::Packing || state_ == PackState::Deleting)
        return;
    preset_ = preset;
    become(PackState::Estimating);
    job_.start(
        [data = data_, preset](const JobControl& control) {
            PackOptions options;
            options.preset = preset;
            return estimatePack(*data, options, control.stop());
        },
        [this](const std::optional<PackEstimate>& estimate) { takeEstimate(estimate); },
        [this](const Message& message) { fail(message); }, BackgroundJob::Begin::AtOnce);
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
    job_.start(
        [this, data = data_, options](const JobControl& control) -> std::optional<std::optional<Found>> {
            const auto progress = [&](const PackStatus& status) {
                control.progress([this, status] {
                    status_ = status;
                    Q_EMIT changed();
                });
            };
            if (!packPictures(*data, options, {}, progress, control.stop()).complete)
                return std::nullopt;
            return lookFor(*data);
        },
        [this](const std::optional<std::optional<Found>>& made) { packed(made); },
        [this](const Message& message) {
            fail(message);
            goToNext();
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

void PackSession::requestStop() {
    if (state_ == PackState::Packing)
        cancel();
    else
        job_.requestStop();
}

void PackSession::remove() {
    if (state_ != PackState::Ready || !found_)
        return;
    become(PackState::Deleting);
    const auto lookAgain = [this] {
        found_.reset();
        become(PackState::NoData);
        look();
    };
    job_.start(
        [data = data_, folder = found_->folder](const JobControl&) {
            deletePack(folder);
            forgetPackFolder(*data, folder);
        },
        lookAgain,
        [this, lookAgain](const Message& message) {
            Q_EMIT failed(message);
            lookAgain();
        });
}

} // namespace studio
