// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/backup/auto_backup.h"
#include "core/train/trainer.h"

namespace studio {

/// The words of resnet-train's command line that ask for the same run: "train ..." or "resume RUN ...".
/// `recipeFile` holds request.config; a resume needs none.
std::vector<std::string> backgroundWords(const TrainRequest& request, const std::string& recipeFile,
                                         const BackupWish& backup = {});

/// StudioServices::launch with the resnet-train that lies beside this program; null where there is none.
std::function<std::string(const TrainRequest&, const BackupWish&)> backgroundLauncher();
/// StudioServices::startQueue with the same program: "queue run --once" in a session of its own, with its words in a
/// log in the queue's folder.
std::function<void()> queueStarter();

} // namespace studio
