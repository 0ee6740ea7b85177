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
    constexpr int kMost = static_cast<int>(kMostEpochs);
    const std::string asked = folder; // the question is modal: what the caller's text belongs to may go meanwhile
    const std::int64_t end = std::max(epochsPlanned, epochsDone);
    const QString text = Words::tr("It has trained %1 of %n epoch(s). The schedule is stretched to the new end, so the "
                                   "learning rate rises again first.",
                                   nullptr, static_cast<int>(end))
                             .arg(epochsDone);
    QStringList verbs;
    for (const int more : kMore)
        verbs += Words::tr("%n epoch(s) more, %1 in all", nullptr, more).arg(end + more);
    verbs += Words::tr("Another number...");
    const QString title = Words::tr("Extend %1").arg(runName(asked));
    const int choice = studio.dialogs.ask(title, text, verbs, false);
    if (choice >= 0 && choice < static_cast<int>(kMore.size())) {
        studio.resumeRun(asked, end + kMore[static_cast<std::size_t>(choice)]);
    } else if (choice == static_cast<int>(kMore.size()) && end < kMost) {
        const int least = static_cast<int>(end) + 1;
        const auto number =
            studio.dialogs.askNumber(title, Words::tr("Epochs in all"), std::min(least + 9, kMost), least, kMost);
        if (number)
            studio.resumeRun(asked, *number);
    }
}

} // namespace studio
