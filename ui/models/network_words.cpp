// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/network_words.h"

#include <QCoreApplication>

#include "ui/theme/format.h"

namespace studio {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(studio::NetworkWords)
};

} // namespace

NetworkWords wordsOf(const ClassifyNetwork& network, const RunSummary* run) {
    if (run == nullptr || network.step < 0)
        return {network.name, {}};
    const std::optional<CheckpointRecord>& now = network.which == "best" ? run->best : run->last;
    const bool word = network.which == "best" || network.which == "last";
    if (!word || !now || now->step == network.step)
        return {network.name, {}};
    return {Words::tr("%1, epoch %2").arg(QString::fromStdString(run->name)).arg(network.epoch),
            now->epoch == network.epoch ? Words::tr("Use step %1").arg(formatCount(now->step))
                                        : Words::tr("Use epoch %1").arg(now->epoch)};
}

} // namespace studio
