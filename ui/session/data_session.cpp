// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/data_session.h"

#include <utility>

#include "core/base/system_info.h"
#include "core/dataset/check_record.h"
#include "core/sample/sample_pictures.h"

namespace studio {

namespace {

std::int64_t pictureCount(const ImageFolder& data) {
    return static_cast<std::int64_t>(data.train.size() + data.val.size());
}

/// `call`, unless the job was cancelled by the time it is delivered.
std::function<void()> unlessStopped(std::stop_token stop, std::function<void()> call) {
    return [stop = std::move(stop), call = std::move(call)] {
        if (!stop.stop_requested())
            call();
    };
}

} // namespace

DataSession::DataSession(QObject* parent)
    : QObject(parent) {}

DataSession::~DataSession() = default;

void DataSession::rememberState() {
    if (state_ == DataState::Scanning || state_ == DataState::Drawing)
        return;
    previousState_ = state_;
    previousSpec_ = spec_;
}

std::function<void(std::int64_t)> DataSession::progressOf(std::stop_token stop) {
    return [this, stop = std::move(stop)](std::int64_t found) {
        openJob_.post(unlessStopped(stop, [this, found] {
            found_ = found;
            Q_EMIT progressed();
        }));
    };
}

void DataSession::open(const DataSpec& spec) {
    rememberState();
    checkJob_.requestStop();
    state_ = DataState::Scanning;
    spec_ = spec;
    found_ = expected_ = 0;
    Q_EMIT changed();
    openJob_.start([this, spec](std::stop_token stop) -> std::function<void()> {
        try {
            auto data = std::make_shared<const ImageFolder>(openImageFolder(spec, progressOf(stop), stop));
            auto known = loadCheckRecord(*data);
            return unlessStopped(stop, [this, data, known = std::move(known)] { becomeReady(data, known); });
        } catch (const std::exception& error) {
            return unlessStopped(stop, [this, message = messageOf(error)] { refuse(message); });
        }
    });
}

void DataSession::openSample(const std::string& folder) {
    rememberState();
    checkJob_.requestStop();
    state_ = DataState::Drawing;
    spec_ = {folder, {}, 0.1, 0};
    found_ = 0;
    const SampleSpec sample;
    expected_ = kSampleClasses * (sample.trainPerClass + sample.valPerClass);
    Q_EMIT changed();
    openJob_.start([this, folder, sample](std::stop_token stop) -> std::function<void()> {
        try {
            const auto progress = [report = progressOf(stop)](int done, int) { report(done); };
            writeSamplePictures(folder, sample, progress, stop);
            return unlessStopped(stop, [this, folder] { open({folder, {}, 0.1, 0}); });
        } catch (const std::exception& error) {
            return unlessStopped(stop, [this, message = messageOf(error)] { refuse(message); });
        }
    });
}

void DataSession::cancel() {
    if (state_ != DataState::Scanning && state_ != DataState::Drawing)
        return;
    openJob_.requestStop();
    state_ = data_ ? DataState::Ready : previousState_ == DataState::Refused ? DataState::Refused : DataState::Empty;
    spec_ = previousSpec_;
    found_ = data_ ? pictureCount(*data_) : 0;
    Q_EMIT changed();
}

void DataSession::becomeReady(std::shared_ptr<const ImageFolder> data, std::optional<CheckReport> known) {
    data_ = std::move(data);
    spec_ = data_->spec;
    state_ = DataState::Ready;
    error_ = checkError_ = {};
    report_ = std::move(known);
    found_ = pictureCount(*data_);
    Q_EMIT changed();
    Q_EMIT checkChanged();
}

void DataSession::refuse(const Message& error) {
    data_.reset();
    report_.reset();
    error_ = error;
    state_ = DataState::Refused;
    Q_EMIT changed();
    Q_EMIT checkChanged();
}

void DataSession::startCheck() {
    if (!data_)
        return;
    const auto before = report_;
    checkError_ = {};
    report_ = CheckReport{};
    report_->total = pictureCount(*data_);
    checkJob_.start([this, data = data_, before](std::stop_token stop) -> std::function<void()> {
        const auto show = [this, data](const CheckReport& report) {
            if (data == data_)
                report_ = report;
            Q_EMIT checkChanged();
        };
        const auto progress = [&](const CheckReport& report) { checkJob_.post([show, report] { show(report); }); };
        CheckReport report;
        try {
            report = checkPictures(*data, systemInfo().cores, progress, stop);
        } catch (const std::exception& error) {
            return [this, data, before, message = messageOf(error)] {
                if (data == data_) {
                    report_ = before;
                    checkError_ = message;
                }
                Q_EMIT checkChanged();
            };
        }
        try {
            saveCheckRecord(report, *data);
        } catch (const std::exception&) {
            // Only the next start misses it; what was found is shown all the same.
        }
        return [show, report] { show(report); };
    });
    Q_EMIT checkChanged();
}

void DataSession::cancelCheck() {
    checkJob_.requestStop();
}

} // namespace studio
