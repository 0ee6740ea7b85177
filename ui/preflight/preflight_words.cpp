// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preflight/preflight_words.h"

#include <cmath>

#include <QCoreApplication>

#include "ui/theme/format.h"

namespace studio {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(studio::PreflightWords)
};

QString speed(double rate) {
    return withUnit(formatSpeed(rate), Words::tr("img/s"));
}

} // namespace

QString stageWords(PreflightStage stage) {
    switch (stage) {
    case PreflightStage::Memory:
        return Words::tr("Trying the batch");
    case PreflightStage::Pictures:
        return Words::tr("Pictures alone");
    case PreflightStage::Network:
        return Words::tr("Network alone");
    case PreflightStage::Training:
        return Words::tr("Training steps");
    case PreflightStage::Validation:
        return Words::tr("Validation");
    case PreflightStage::Preparing:
        break;
    }
    return Words::tr("Preparing");
}

QString limitWords(SpeedLimit limit) {
    switch (limit) {
    case SpeedLimit::Network:
        return Words::tr("the network is the limit");
    case SpeedLimit::Pictures:
        return Words::tr("reading and decoding is the limit");
    case SpeedLimit::Both:
        return Words::tr("network and decoding share the cores");
    case SpeedLimit::Unknown:
        break;
    }
    return {};
}

QString adviceWords(const PreflightAdvice& advice) {
    using Kind = PreflightAdvice::Kind;
    const auto count = static_cast<int>(std::lround(advice.value));
    switch (advice.kind) {
    case Kind::SmallerBatch:
        return Words::tr("The batch does not fit into memory; %1 pictures do. Scale the learning rate alike.")
            .arg(formatCount(count));
    case Kind::NothingFits:
        return Words::tr("Not even two pictures fit into memory: choose smaller pictures or a smaller network.");
    case Kind::PackForDisk:
        return Words::tr("%1 of the decode threads' time is waiting for the disk: a packed set on a fast disk helps. "
                         "Page Data makes one.")
            .arg(formatPercent(advice.value, 0));
    case Kind::PackForCores:
        return Words::tr("%1 of the decode threads' time is decoding large pictures: a packed set of smaller ones "
                         "helps. Page Data makes one.")
            .arg(formatPercent(advice.value, 0));
    case Kind::MoreWorkers:
        return Words::tr("More decode threads help: %1.").arg(formatCount(count));
    case Kind::HalfPrecision:
        return Words::tr("Half precision is %1 times as fast here: choose amp.").arg(formatNumber(advice.value, 1));
    case Kind::BadPictures:
        return Words::tr("%Ln picture(s) that were met cannot be used. Page Data checks all of them.", nullptr, count);
    }
    return {};
}

QString speedWords(const PreflightMeasure& measure) {
    const QString limit = limitWords(limitOf(measure));
    const QString both =
        Words::tr("%1; decoding alone %2, network alone %3")
            .arg(speed(measure.trainingRate), formatSpeed(measure.picturesRate), formatSpeed(measure.networkRate));
    const QString text = limit.isEmpty() ? both : Words::tr("%1: %2").arg(both, limit);
    return measure.batch > 0 && measure.batch < measure.config.batchSize
               ? Words::tr("%1; measured with batches of %2").arg(text, formatCount(measure.batch))
               : text;
}

QString memoryWords(const PreflightMeasure& measure) {
    const QString batch = formatCount(measure.config.batchSize);
    QString text = measure.fits ? Words::tr("batch %1 fits").arg(batch) : Words::tr("batch %1 does not fit").arg(batch);
    if (measure.memoryNeed > 0 && measure.memoryTotal > 0)
        text = (measure.isMemoryReckoned ? Words::tr("%1: about %2 of %3") : Words::tr("%1: %2 of %3"))
                   .arg(text, formatMemory(measure.memoryNeed), formatMemory(measure.memoryTotal));
    if (measure.fittingBatch > measure.config.batchSize)
        text = (measure.mayFitMore ? Words::tr("%1, %2 and more would") : Words::tr("%1, %2 would"))
                   .arg(text, formatCount(measure.fittingBatch));
    return text;
}

} // namespace studio
