// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/dataset/image_folder.h"
#include "core/export/model_export.h"

namespace studio {

struct SpaceRequest {
    std::string run, which = "best";   ///< a run folder; best, last or an epoch number
    std::string folder;                ///< to make; it is not there, or empty
    std::vector<std::string> examples; ///< pictures that the page offers; copied byte by byte, under other names
    std::string examplesLicence;       ///< as the person who chose them states it; not empty where there are any
};

struct SpaceResult {
    std::string folder;
    ExportResult weights;           ///< model.safetensors in it
    std::vector<std::string> files; ///< all of them, relative to the folder
    std::uint64_t bytes = 0;        ///< of all files
};

/// Makes a folder that runs as a Space of Hugging Face, or anywhere with Python: weights (read back and compared as
/// exportModel() does), a page that prepares pictures as we do, the network, a model card, pinned requirements. The
/// whole folder or nothing; nothing is written over. Any thread, on the CPU. Throws Error: Usage for a folder that has
/// something in it or examples without a licence, Data for an example that is no picture, else as exportModel().
SpaceResult exportSpace(const SpaceRequest& request);

/// What a page calls the classes: their names; of those that share one, with their folder or number behind it.
std::vector<std::string> spaceLabels(const std::vector<ClassInfo>& classes);

} // namespace studio
