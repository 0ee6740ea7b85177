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

QString words(const char* text) {
    return QCoreApplication::translate("studio::TrainExtend", text);
}

} // namespace

void extendRun(Studio& studio, std::string folder, std::int64_t done, std::int64_t planned) {
    constexpr std::array<int, 3> kMore{5, 10, 30};
    const std::int64_t end = std::max(planned, done);
    const QString text = words("It has trained %1 of %2 epochs. The schedule is stretched to the new end, so the "
                               "learning rate rises again first.")
                             .arg(done)
                             .arg(end);
    QStringList verbs;
    for (const int more : kMore)
        verbs += words("%1 epochs more, %2 in all").arg(more).arg(end + more);
    const int choice = studio.dialogs.ask(words("Extend %1").arg(runName(folder)), text, verbs, false);
    if (choice >= 0 && choice < static_cast<int>(kMore.size()))
        studio.resumeRun(folder, end + kMore[static_cast<std::size_t>(choice)]);
}

} // namespace studio
