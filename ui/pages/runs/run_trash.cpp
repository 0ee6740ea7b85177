// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_trash.h"

#include <QFile>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/run_folder.h"

namespace studio {

void moveRunToTrash(const std::string& runFolder) {
    if (!isRunFolder(runFolder))
        throw Error(ErrorKind::Usage,
                    {"This is not a run folder", displayText(runFolder), "It was not moved to the trash.", {}});
    const RunLock lock(runFolder); // throws while a trainer owns it
    if (!QFile::moveToTrash(QFile::decodeName(runFolder.c_str())))
        throw Error(ErrorKind::Io, {"This run cannot go to the trash", displayText(runFolder),
                                    "The run is where it was: its volume has no trash that can be used.",
                                    "Delete the run for good, or move its folder by hand."});
}

} // namespace studio
