// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_extend.h"

#include <algorithm>
#include <array>

#include <QCoreApplication>

#include "ui/models/run_words.h"
#include "ui/session/studio.h"

namespace studio {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(studio::TrainExtend)
};

} // namespace

void extendRun(Studio& studio, const std::string& folder, std::int64_t epochsDone, std::int64_t epochsPlanned) {
    constexpr std::array<int, 3> kMore{5, 10, 30};
    const std::string asked = folder; // the question is modal: what the caller's text belongs to may go meanwhile
    const std::int64_t end = std::max(epochsPlanned, epochsDone);
    const QString text = Words::tr("It has trained %1 of %n epoch(s). The schedule is stretched to the new end, so the "
                                   "learning rate rises again first.",
                                   nullptr, static_cast<int>(end))
                             .arg(epochsDone);
    QStringList verbs;
    for (const int more : kMore)
        verbs += Words::tr("%n epoch(s) more, %1 in all", nullptr, more).arg(end + more);
    const int choice = studio.dialogs.ask(Words::tr("Extend %1").arg(runName(asked)), text, verbs, false);
    if (choice >= 0 && choice < static_cast<int>(kMore.size()))
        studio.resumeRun(asked, end + kMore[static_cast<std::size_t>(choice)]);
}

} // namespace studio
