// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace studio {

/// Where runs go when nobody says otherwise: $RESNET_STUDIO_RUNS, else $XDG_DATA_HOME/resnet-studio/runs.
std::string defaultRunsFolder();
/// $XDG_STATE_HOME/resnet-studio: logs.
std::string defaultLogFolder();
/// $XDG_CACHE_HOME/resnet-studio: what can be found again, at the cost of time.
std::string defaultCacheFolder();
/// $XDG_CONFIG_HOME/resnet-studio: what a person has set.
std::string defaultConfigFolder();
/// Absolute, without "." and ".." and a slash at its end: the command line may name a folder another way than the
/// window. Links are not followed; empty stays empty.
std::string absolutePath(const std::string& path);
/// Names what is remembered of a data set: 32 hexadecimal digits, the same however its folders are written.
std::string folderPairKey(const std::string& root, const std::string& val);
/// Deletes the older ones where a folder of remembered things holds more than `count` files of this extension (".json";
/// empty = any). What cannot be deleted stays.
void keepNewestFiles(const std::string& folder, std::size_t count, const std::string& extension = {});
/// Free bytes for this user on the volume of `path` (or of its nearest existing parent); 0 if unknown.
std::uint64_t freeBytes(const std::string& path);
/// Creates the folder and its parents (0755). Throws Error(Io), Error(Usage) where a file is in the way.
void makeFolder(const std::string& path);
/// Sum of the sizes of the regular files below `path`; missing counts as 0. Does not follow links.
std::uint64_t folderBytes(const std::string& path);

} // namespace studio
