// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "ui/session/get_data_session.h"

namespace studio {

/// What page Get pictures says of its job, as text.

/// "Writing pictures: 412,000 of 1,331,167", "Comparing checksums: 12.3 GB of 148 GB".
QString stageText(const GetDataStatus& status);
/// "98 MB/s, 6 min left"; what is not known is left out.
QString paceText(const GetDataStatus& status);
/// Share of the stage for a bar, below 0 = not known.
double fractionOf(const GetDataStatus& status);
/// "Writing 31 %", "New pictures are ready": what other pages tell of it; empty = nothing.
QString shortText(const GetDataSession& session);
/// "1,281,167 training and 50,000 validation pictures in 1,000 classes".
QString countsText(const GetDataResult& result);

} // namespace studio
