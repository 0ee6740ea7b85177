// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_trash.h"

#include <QCoreApplication>
#include <QFile>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(studio::RunTrash)
};

} // namespace

void moveRunToTrash(const std::string& runFolder) {
    if (!isRunFolder(runFolder))
        throw Error(ErrorKind::Usage, {Words::tr("This is not a run folder").toStdString(),
                                       displayText(runFolder),
                                       Words::tr("It was not moved to the trash.").toStdString(),
                                       {}});
    const RunLock lock(runFolder); // throws while a trainer owns it
    if (!QFile::moveToTrash(QFile::decodeName(runFolder.c_str())))
        throw Error(ErrorKind::Io,
                    {Words::tr("This run cannot go to the trash").toStdString(), displayText(runFolder),
                     Words::tr("The run is where it was: its volume has no trash that can be used.").toStdString(),
                     Words::tr("Delete the run for good, or move its folder by hand.").toStdString()});
}

} // namespace studio
