// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>

#include "core/prepare/prepare.h"
#include "core/prepare/prepare_devkit_internal.h"
#include "core/prepare/prepare_folder_internal.h"
#include "core/prepare/prepare_meter_internal.h"
#include "core/prepare/prepare_survey_internal.h"

namespace studio {

/// What both layouts share.
struct PrepareJob {
    const PrepareOptions& options;
    const ImageNetLists& lists;
    PinnedFolder& out;
    const OutSurvey& there; ///< before the job began
    PrepareMeter& meter;
    std::stop_token stop;
    PrepareResult& result;
    std::vector<std::string> extras{}; ///< pictures in OUT that the archives do not hold
};

} // namespace studio
