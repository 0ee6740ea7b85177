// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/dataset/image_folder.h"
#include "core/pack/pack.h"
#include "core/pack/pack_preset.h"

namespace studio {

/// The folder of the packed set beside the data, ROOT/.resnet-studio-pack/PRESET; or below a folder of choice.
std::string packFolder(const ImageFolder& data, const std::string& preset, const std::string& out = {});
/// Remembers in the user's cache folder that packed sets of this data set were put below `out`.
void notePackFolder(const ImageFolder& data, const std::string& out, const std::string& notes = {});
/// Forgets where the packed set in `folder` was put, after it was deleted, unless another is there. Never throws for a
/// note that cannot be written.
void forgetPackFolder(const ImageFolder& data, const std::string& folder, const std::string& notes = {});
/// Where packed sets of this data set were put and none is now: a volume that is not mounted, or somebody deleted them
/// by hand.
std::vector<std::string> missingPackPlaces(const ImageFolder& data, const std::string& notes = {});
/// Folders of all packed sets of this data set that are whole, in the order of packPresets(); beside the data first.
/// `preset` empty = any. `notes`: the folder of notePackFolder(); empty = in the user's cache folder.
std::vector<std::string> packFolders(const ImageFolder& data, const std::string& preset = {},
                                     const std::string& notes = {});
/// The first of them that can be opened and was made from these pictures; null if there is none. The lengths of 32
/// files are compared with those that were packed, so that other pictures of the same names are noticed.
std::shared_ptr<Pack> findPack(const ImageFolder& data, const std::string& preset = {}, const std::string& notes = {});
/// Deletes a packed set, whole or not. Throws Error: Locked (it is being written), Io.
void deletePack(const std::string& folder);
/// Deletes the folder of a pack, and the one around it beside the data, where they are empty.
void removeEmptyPackFolder(const std::string& folder);

} // namespace studio
