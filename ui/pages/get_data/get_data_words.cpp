// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/get_data/get_data_words.h"

#include <QCoreApplication>
#include <QStringList>

#include "ui/theme/format.h"

namespace studio {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(studio::GetData)
};

QString amountText(const GetDataStatus& status, std::int64_t amount) {
    return status.stage == GetDataStatus::Stage::Pictures ? formatCount(amount)
                                                          : formatBytes(static_cast<std::uint64_t>(amount));
}

QString verb(GetDataStatus::Stage stage) {
    switch (stage) {
    case GetDataStatus::Stage::Sums:
        return Words::tr("Comparing checksums");
    case GetDataStatus::Stage::Download:
        return Words::tr("Fetching");
    case GetDataStatus::Stage::List:
        return Words::tr("Looking through the archive");
    case GetDataStatus::Stage::Pictures:
        break;
    }
    return Words::tr("Writing pictures");
}

} // namespace

QString stageText(const GetDataStatus& status) {
    if (status.total <= 0 && status.done <= 0)
        return verb(status.stage);
    const QString done = amountText(status, status.done);
    return status.total <= 0
               ? Words::tr("%1: %2").arg(verb(status.stage), done)
               : Words::tr("%1: %2 of %3").arg(verb(status.stage), done, amountText(status, status.total));
}

QString paceText(const GetDataStatus& status) {
    QStringList parts;
    if (status.bytesPerSecond >= 0)
        parts << Words::tr("%1/s").arg(formatBytes(static_cast<std::uint64_t>(status.bytesPerSecond)));
    if (status.picturesPerSecond >= 0)
        parts << withUnit(formatSpeed(status.picturesPerSecond), Words::tr("img/s"));
    if (status.secondsLeft >= 0)
        parts << Words::tr("%1 left").arg(formatRemaining(status.secondsLeft));
    return parts.join(QStringLiteral("  \u00B7  "));
}

double fractionOf(const GetDataStatus& status) {
    return status.total > 0 ? static_cast<double>(status.done) / static_cast<double>(status.total) : -1;
}

QString shortText(const GetDataSession& session) {
    if (session.state() == GetDataState::Done)
        return Words::tr("New pictures are ready");
    if (session.state() == GetDataState::Failed)
        return Words::tr("Getting pictures failed");
    if (!session.isRunning())
        return {};
    const GetDataStatus& status = session.status();
    const QString word = status.stage == GetDataStatus::Stage::Sums       ? Words::tr("Comparing checksums")
                         : status.stage == GetDataStatus::Stage::Download ? Words::tr("Fetching")
                         : status.stage == GetDataStatus::Stage::List     ? Words::tr("Looking through")
                                                                          : Words::tr("Writing");
    const double fraction = fractionOf(status);
    return fraction < 0 ? word : Words::tr("%1 %2").arg(word, formatProgress(fraction));
}

QString countsText(const GetDataResult& result) {
    if (result.valPictures == 0)
        return Words::tr("%1 training pictures in %2 classes")
            .arg(formatCount(result.trainPictures), formatCount(result.classes));
    return Words::tr("%1 training and %2 validation pictures in %3 classes")
        .arg(formatCount(result.trainPictures), formatCount(result.valPictures), formatCount(result.classes));
}

} // namespace studio
