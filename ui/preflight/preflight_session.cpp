// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preflight/preflight_session.h"

#include <utility>

#include "ui/session/data_session.h"
#include "ui/session/recipe_draft.h"
#include "ui/session/training_session.h"

namespace studio {

PreflightSession::PreflightSession(PreflightEngine engine, const DataSession& data, const RecipeDraft& recipe,
                                   const TrainingSession& training, QObject* parent)
    : QObject(parent)
    , engine_(std::move(engine))
    , data_(data)
    , recipe_(recipe)
    , training_(training) {
    connect(&training_, &TrainingSession::stateChanged, this, [this] {
        if (training_.isActive())
            cancel();
    });
    // What went wrong went wrong with what was asked then. Before the page hears of the change.
    connect(&recipe_, &RecipeDraft::changed, this, [this] { error_ = {}; });
    connect(&data_, &DataSession::changed, this, [this] { error_ = {}; });
}

QString PreflightSession::blocker(const QString& draftBlocker) const {
    return training_.isActive() ? tr("A run is training: measuring beside it would slow it down and tell too little.")
                                : draftBlocker;
}

PreflightRequest PreflightSession::request() const {
    PreflightRequest request;
    request.config = recipe_.config();
    request.setup.data = data_.spec();
    request.setup.device = recipe_.device;
    request.setup.workers = recipe_.workers;
    return request;
}

bool PreflightSession::isFresh() const {
    const std::shared_ptr<const ImageFolder> folders = data_.data();
    if (!measured_ || !folders || hasErrors(recipe_.issues()))
        return false;
    const PreflightRequest now = request();
    const RunSetup& then = asked_.setup;
    return then.data == now.setup.data && then.device == now.setup.device && then.workers == now.setup.workers &&
           measured_->trainPictures == static_cast<std::int64_t>(folders->train.size()) &&
           isSameWork(measured_->config, now.config);
}

PreflightForecast PreflightSession::forecast() const {
    return isFresh() ? forecastOf(*measured_, recipe_.config()) : PreflightForecast();
}

void PreflightSession::measure() {
    if (!engine_ || isMeasuring() || training_.isActive())
        return;
    stopping_ = false;
    stage_ = PreflightStage::Preparing;
    fraction_ = 0;
    error_ = {};
    job_.start(
        [this, engine = engine_, request = request()](const JobControl& control) {
            return engine(
                request,
                [this, control](PreflightStage stage, double fraction) {
                    control.progress([this, stage, fraction] {
                        stage_ = stage;
                        fraction_ = fraction;
                        Q_EMIT changed();
                    });
                },
                control.stop());
        },
        [this, request = request()](std::optional<PreflightMeasure> measured) {
            if (measured) {
                measured_ = std::move(measured);
                asked_ = request;
            }
            Q_EMIT changed();
        },
        [this](const Message& message) {
            error_ = message;
            Q_EMIT changed();
        });
    Q_EMIT changed();
}

void PreflightSession::setPacked(bool isPacked) {
    if (!measured_ || measured_->isPacked == isPacked || measured_->config.pack == "off")
        return;
    measured_.reset();
    Q_EMIT changed();
}

void PreflightSession::cancel() {
    if (!isMeasuring() || stopping_)
        return;
    stopping_ = true;
    job_.requestStop();
    Q_EMIT changed();
}

} // namespace studio
