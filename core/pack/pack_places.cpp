// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pack/pack_places.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/pack/pack.h"
#include "core/pack/pack_lock_internal.h"
#include "core/pack/pack_names_internal.h"
#include "core/pack/pack_preset.h"

namespace studio {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kBesideTheData = "/.resnet-studio-pack";
constexpr const char* kOlderBesideTheData = "/.resnet-studio-cache"; // where packs were put before
constexpr const char* kPartialIndexFile = "/pictures.index.partial"; // of an AtomicFile that was killed
constexpr std::size_t kMaxNoteBytes = 64u << 10;
constexpr std::size_t kMaxNoted = 8;

/// Where packs beside the data are: the older place while there is that one alone.
std::string besideTheData(const ImageFolder& data) {
    const std::string root = absolutePath(data.spec.root);
    struct stat link {};
    const bool older = ::lstat((root + kBesideTheData).c_str(), &link) != 0 &&
                       ::lstat((root + kOlderBesideTheData).c_str(), &link) == 0;
    return root + (older ? kOlderBesideTheData : kBesideTheData);
}

std::string noteFile(const ImageFolder& data, const std::string& notes) {
    return (notes.empty() ? defaultCacheFolder() + "/packed-sets" : notes) + "/" +
           folderPairKey(data.spec.root, data.spec.val) + ".json";
}

/// What was noted; nothing if there is no note or a damaged one: it only saves a person the naming of a folder.
std::vector<std::string> notedFolders(const std::string& file) {
    std::vector<std::string> folders;
    try {
        if (::access(file.c_str(), F_OK) == 0) {
            const json note = parseStrictJson(readSmallFile(file, kMaxNoteBytes), file);
            for (const json& folder : note.at("folders"))
                folders.push_back(unescapeBytes(folder.get<std::string>()));
        }
    } catch (const std::exception& error) {
        logLine(LogLevel::Warning, error.what());
    }
    return folders;
}

/// What cannot be looked at may be there: whoever opens it is told why not.
bool mayBeThere(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

bool isWhole(const std::string& folder) {
    return mayBeThere(folder + kIndexFile) && mayBeThere(folder + kPackFile);
}

bool holdsPacks(const ImageFolder& data, const std::string& place) {
    return std::any_of(packPresets().begin(), packPresets().end(), [&](const PackPreset& preset) {
        return ::access(packFolder(data, preset.name, place).c_str(), F_OK) == 0;
    });
}

void writeNote(const ImageFolder& data, const std::string& file, const std::vector<std::string>& folders) {
    json list = json::array();
    for (const std::string& folder : folders)
        list.push_back(escapeBytes(folder));
    makeFolder(fs::path(file).parent_path().string());
    writeFileAtomically(file, json{{"root", escapeBytes(data.spec.root)}, {"folders", list}}.dump() + "\n");
}

} // namespace

std::string packFolder(const ImageFolder& data, const std::string& preset, const std::string& out) {
    return (out.empty() ? besideTheData(data) : absolutePath(out)) + "/" + preset;
}

void notePackFolder(const ImageFolder& data, const std::string& out, const std::string& notes) {
    const std::string file = noteFile(data, notes);
    std::vector<std::string> folders = notedFolders(file);
    std::erase(folders, absolutePath(out));
    folders.insert(folders.begin(), absolutePath(out));
    folders.resize(std::min(folders.size(), kMaxNoted));
    writeNote(data, file, folders);
}

void forgetPackFolder(const ImageFolder& data, const std::string& folder, const std::string& notes) {
    const std::string file = noteFile(data, notes), place = fs::path(absolutePath(folder)).parent_path().string();
    std::vector<std::string> folders = notedFolders(file);
    if (std::find(folders.begin(), folders.end(), place) == folders.end() || holdsPacks(data, place))
        return;
    std::erase(folders, place);
    try {
        writeNote(data, file, folders);
    } catch (const Error& error) { // the pack is deleted all the same
        logLine(LogLevel::Warning, error.what());
    }
}

std::vector<std::string> missingPackPlaces(const ImageFolder& data, const std::string& notes) {
    std::vector<std::string> missing;
    for (const std::string& place : notedFolders(noteFile(data, notes))) {
        if (!holdsPacks(data, place))
            missing.push_back(place);
    }
    const std::string beside = besideTheData(data);
    struct stat link {};
    if (::lstat(beside.c_str(), &link) == 0 && S_ISLNK(link.st_mode) && !holdsPacks(data, {}))
        missing.push_back(beside);
    return missing;
}

std::vector<std::string> packFolders(const ImageFolder& data, const std::string& preset, const std::string& notes) {
    std::vector<std::string> places = notedFolders(noteFile(data, notes));
    places.insert(places.begin(), std::string());
    std::vector<std::string> found;
    for (const PackPreset& known : packPresets()) {
        for (const std::string& place : places) {
            const std::string folder = packFolder(data, known.name, place);
            if ((preset.empty() || preset == known.name) && isWhole(folder))
                found.push_back(folder);
        }
    }
    return found;
}

std::shared_ptr<Pack> findPack(const ImageFolder& data, const std::string& preset, const std::string& notes) {
    for (const std::string& folder : packFolders(data, preset, notes)) {
        try {
            return Pack::open(folder, data);
        } catch (const Error& error) {
            logLine(LogLevel::Warning, error.what());
        }
    }
    return nullptr;
}

void removeEmptyPackFolder(const std::string& folder) {
    ::rmdir(folder.c_str()); // stays if it holds something else
    const fs::path around = fs::path(folder).parent_path();
    if (around.filename() == kBesideTheData + 1 || around.filename() == kOlderBesideTheData + 1)
        ::rmdir(around.c_str());
}

void deletePack(const std::string& folder) {
    std::error_code missing;
    if (!fs::is_directory(folder, missing))
        return;
    {
        const PackLock lock(folder);
        // The index first: a pair without it is none.
        for (const char* name : {kIndexFile, kPackFile, kPartialPackFile, kJournalFile, kPartialIndexFile}) {
            if (::unlink((folder + name).c_str()) != 0 && errno != ENOENT)
                throw systemError("A packed set cannot be deleted", displayText(folder + name), errno);
        }
    }
    ::rmdir(fs::path(folder).parent_path().c_str());
}

} // namespace studio
