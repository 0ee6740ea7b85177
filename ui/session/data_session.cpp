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

void DataSession::showFound(std::int64_t found) {
    found_ = found;
    Q_EMIT progressed();
}

void DataSession::begin(DataState state, const DataSpec& spec, std::int64_t expected) {
    rememberState();
    checkJob_.requestStop();
    drawJob_.forget();
    openJob_.forget();
    state_ = state;
    spec_ = spec;
    found_ = 0;
    expected_ = expected;
    Q_EMIT changed();
}

void DataSession::open(const DataSpec& spec) {
    begin(DataState::Scanning, spec, 0);
    using Opened = std::pair<std::shared_ptr<const ImageFolder>, std::optional<CheckReport>>;
    openJob_.start(
        [this, spec](const JobControl& control) {
            const auto progress = [&](std::int64_t found) { control.progress([this, found] { showFound(found); }); };
            Opened opened;
            opened.first = std::make_shared<const ImageFolder>(openImageFolder(spec, progress, control.stop()));
            opened.second = loadCheckRecord(*opened.first);
            return opened;
        },
        [this](const Opened& opened) { becomeReady(opened.first, opened.second); },
        [this](const Message& message) { refuse(message); }, BackgroundJob::Begin::AtOnce);
}

void DataSession::openSample(const std::string& folder) {
    const SampleSpec sample;
    begin(DataState::Drawing, {folder, {}, 0.1, 0}, kSampleClasses * (sample.trainPerClass + sample.valPerClass));
    // In turn: two would draw into one folder.
    drawJob_.start(
        [this, folder, sample](const JobControl& control) {
            const auto progress = [&](int done, int) { control.progress([this, done] { showFound(done); }); };
            writeSamplePictures(folder, sample, progress, control.stop());
        },
        [this, folder] {
            open({folder, {}, 0.1, 0});
        },
        [this](const Message& message) { refuse(message); });
}

void DataSession::cancel() {
    if (state_ != DataState::Scanning && state_ != DataState::Drawing)
        return;
    drawJob_.forget();
    openJob_.forget();
    state_ = data_ ? DataState::Ready : previousState_ == DataState::Refused ? DataState::Refused : DataState::Empty;
    spec_ = previousSpec_;
    found_ = data_ ? pictureCount(*data_) : 0;
    Q_EMIT changed();
}

void DataSession::requestStop() {
    cancel(); // half a data set is none
    cancelCheck();
}

void DataSession::becomeReady(std::shared_ptr<const ImageFolder> data, std::optional<CheckReport> known) {
    data_ = std::move(data);
    spec_ = data_->spec;
    state_ = DataState::Ready;
    error_ = checkError_ = {};
    checkJob_.forget(); // of other pictures, or of how they were
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

void DataSession::startCheck(std::int64_t maxPixels) {
    if (!data_)
        return;
    const auto before = report_;
    checkError_ = {};
    report_ = CheckReport{};
    report_->total = pictureCount(*data_);
    const auto show = [this, data = data_](const CheckReport& report) {
        if (data == data_)
            report_ = report;
        Q_EMIT checkChanged();
    };
    checkJob_.start(
        [data = data_, show, maxPixels](const JobControl& control) {
            const auto progress = [&](const CheckReport& report) {
                control.progress([show, report] { show(report); });
            };
            CheckReport report = checkPictures(*data, systemInfo().cores, progress, control.stop(), maxPixels);
            try {
                saveCheckRecord(report, *data);
            } catch (const std::exception&) {
                // Only the next start misses it; what was found is shown all the same.
            }
            return report;
        },
        show,
        [this, data = data_, before](const Message& message) {
            if (data == data_) {
                report_ = before;
                checkError_ = message;
            }
            Q_EMIT checkChanged();
        });
    Q_EMIT checkChanged();
}

void DataSession::cancelCheck() {
    checkJob_.requestStop();
}

} // namespace studio
