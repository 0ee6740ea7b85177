// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QStringList>

class QMimeData;

namespace studio {

/// What is dragged from a table of runs or of checkpoints: their folders or files, for a file manager or any window, and
/// a mark by which the row Classify knows them.
QMimeData* networkMime(const std::vector<std::string>& paths);
QStringList networkMimeTypes();
bool isNetworkMime(const QMimeData* mime);

} // namespace studio
