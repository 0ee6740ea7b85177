// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/data_session.h"

#include "core/base/system_info.h"
#include "core/data/sample_pictures.h"

namespace studio {

DataSession::DataSession(QObject* parent)
    : QObject(parent)
{
}

DataSession::~DataSession() = default;

void DataSession::open(const DataSpec& spec)
{
    if (state_ != DataState::Scanning && state_ != DataState::Drawing) {
        previousState_ = state_;
        previousSpec_ = spec_;
    }
    checkJob_.requestStop();
    state_ = DataState::Scanning;
    spec_ = spec;
    found_ = expected_ = 0;
    Q_EMIT changed();
    openJob_.start([this, spec](std::stop_token stop) -> std::function<void()> {
        try {
            auto data = std::make_shared<const ImageFolder>(openImageFolder(
                spec, [this](std::int64_t found) { openJob_.post([this, found] { found_ = found; Q_EMIT changed(); }); }, stop));
            return [this, data] { becomeReady(data); };
        } catch (const std::exception& error) {
            if (stop.stop_requested())
                return {};
            return [this, message = messageOf(error)] { refuse(message); };
        }
    });
}

void DataSession::openSample(const std::string& folder)
{
    previousState_ = state_;
    previousSpec_ = spec_;
    state_ = DataState::Drawing;
    spec_ = {folder, {}, 0.1, 0};
    found_ = 0;
    const SampleSpec sample;
    expected_ = kSampleClasses * (sample.trainPerClass + sample.valPerClass);
    Q_EMIT changed();
    openJob_.start([this, folder, sample](std::stop_token stop) -> std::function<void()> {
        try {
            const auto progress = [this](int done, int) {
                openJob_.post([this, done] { found_ = done; Q_EMIT changed(); });
            };
            writeSamplePictures(folder, sample, progress, stop);
            if (stop.stop_requested())
                return {};
            return [this, folder] { open({folder, {}, 0.1, 0}); };
        } catch (const std::exception& error) {
            return [this, message = messageOf(error)] { refuse(message); };
        }
    });
}

void DataSession::cancel()
{
    if (state_ != DataState::Scanning && state_ != DataState::Drawing)
        return;
    openJob_.requestStop();
    state_ = data_ ? DataState::Ready : previousState_ == DataState::Refused ? DataState::Refused : DataState::Empty;
    spec_ = previousSpec_;
    Q_EMIT changed();
}

void DataSession::becomeReady(std::shared_ptr<const ImageFolder> data)
{
    data_ = std::move(data);
    spec_ = data_->spec;
    state_ = DataState::Ready;
    error_ = {};
    report_.reset();
    found_ = static_cast<std::int64_t>(data_->train.samples.size() + data_->val.samples.size());
    Q_EMIT changed();
    Q_EMIT checkChanged();
}

void DataSession::refuse(const Message& error)
{
    data_.reset();
    report_.reset();
    error_ = error;
    state_ = DataState::Refused;
    Q_EMIT changed();
    Q_EMIT checkChanged();
}

void DataSession::startCheck()
{
    if (!data_)
        return;
    report_ = CheckReport{};
    report_->total = static_cast<std::int64_t>(data_->train.samples.size() + data_->val.samples.size());
    checkJob_.start([this, data = data_](std::stop_token stop) -> std::function<void()> {
        const auto progress = [this](const CheckReport& report) {
            checkJob_.post([this, report] { report_ = report; Q_EMIT checkChanged(); });
        };
        auto report = checkPictures(*data, systemInfo().cores, progress, stop);
        return [this, data, report] {
            if (data == data_)
                report_ = report;
            Q_EMIT checkChanged();
        };
    });
    Q_EMIT checkChanged();
}

void DataSession::cancelCheck()
{
    checkJob_.requestStop();
}

} // namespace studio
