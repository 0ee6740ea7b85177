// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/run_words.h"

#include <algorithm>

#include <QCoreApplication>

#include "core/recipe/picture_size.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"

namespace studio {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(studio::RunWords)
};

} // namespace

StateLook lookOf(SessionState state) {
    switch (state) {
    case SessionState::Idle:
        return {Words::tr("Ready"), Tone::Neutral, {}};
    case SessionState::Preparing:
        return {Words::tr("Preparing"), Tone::Accent, QStringLiteral("dot")};
    case SessionState::Training:
        return {Words::tr("Training"), Tone::Accent, QStringLiteral("dot")};
    case SessionState::Validating:
        return {Words::tr("Validating"), Tone::Accent, QStringLiteral("dot")};
    case SessionState::Saving:
        return {Words::tr("Saving"), Tone::Accent, QStringLiteral("save")};
    case SessionState::Paused:
        return {Words::tr("Paused"), Tone::Warning, QStringLiteral("pause")};
    case SessionState::Stopping:
        return {Words::tr("Stopping"), Tone::Warning, QStringLiteral("square")};
    }
    return {};
}

StateLook lookOf(const RunReport& report) {
    switch (report.outcome) {
    case RunOutcome::Finished:
        return lookOf(RunState::Finished);
    case RunOutcome::Stopped:
        return lookOf(report.interruptedBy.empty() ? RunState::Stopped : RunState::Interrupted);
    case RunOutcome::Failed:
        break;
    }
    return lookOf(RunState::Failed);
}

double runFraction(const TrainStatus& status) {
    if (status.totalSteps <= 0)
        return -1;
    return std::clamp(static_cast<double>(status.step) / static_cast<double>(status.totalSteps), 0.0, 1.0);
}

QString runName(const std::string& folder) {
    const std::size_t end = folder.find_last_not_of('/');
    if (end == std::string::npos)
        return Words::tr("New run"); // its folder is being chosen
    const std::size_t slash = folder.find_last_of('/', end);
    const std::size_t begin = slash == std::string::npos ? 0 : slash + 1;
    return displayOf(folder.substr(begin, end - begin + 1));
}

QString pictureSizes(const TrainConfig& config) {
    const QString full = QString::number(config.imageSize);
    return pictureRampOf(config).grows() ? QString::number(config.startImageSize) + QChar(0x2013) + full : full;
}

QString finishText(const TrainStatus& status) {
    if (status.remainingSeconds < 0)
        return Words::tr("estimating...");
    const QDateTime now = QDateTime::currentDateTime();
    return formatFinish(now.addMSecs(static_cast<qint64>(status.remainingSeconds * 1000)), now);
}

} // namespace studio
