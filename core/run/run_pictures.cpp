// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_pictures.h"

#include <cmath>
#include <cstring>
#include <filesystem>
#include <span>
#include <unordered_set>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/base/unicode_form.h"

namespace studio {

namespace {

constexpr std::string_view kMagic = "resnet-studio pictures ";
constexpr int kVersion = 1;
constexpr std::size_t kMaxBytes = 1u << 30, kMaxHeader = 32u << 10, kMaxName = 4096;

std::span<const std::byte> asBytes(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

std::string belowRoot(const std::string& folder, const std::string& root) {
    return folder.starts_with(root + "/") ? folder.substr(root.size() + 1) : std::string();
}

Error damaged(const std::string& path, const std::string& why) {
    return Error(ErrorKind::Corrupt, {"The run's list of pictures cannot be read", displayText(path) + ": " + why,
                                      "The run was left as it was.",
                                      "Put the file back from a backup. Without it the run can go on, but its "
                                      "validation pictures cannot be told from those it was trained on: move it away "
                                      "to accept that."});
}

/// No name may lead out of the data's folder.
bool isSoundName(std::string_view name) {
    if (name.empty() || name.size() > kMaxName || name[0] == '/')
        return false;
    for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t end = std::min(name.find('/', begin), name.size());
        const std::string_view part = name.substr(begin, end - begin);
        if (part.empty() || part == "." || part == "..")
            return false;
        begin = end + 1;
    }
    return true;
}

bool isSoundFolder(const std::string& folder) {
    return folder.empty() || isSoundName(folder);
}

/// The next `count` names of the payload; false if they are not there.
bool takeNames(std::string_view& payload, std::uint64_t count, NameList& names) {
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto end = payload.find('\0');
        if (end == std::string_view::npos || !isSoundName(payload.substr(0, end)))
            return false;
        names.add(payload.substr(0, end));
        payload.remove_prefix(end + 1);
    }
    return true;
}

void appendNames(std::string& out, const NameList& names) {
    for (std::size_t i = 0; i < names.size(); ++i)
        out.append(names[i]).push_back('\0');
}

NameList listOf(const ImageSet& set) {
    NameList names;
    for (std::size_t i = 0; i < set.size(); ++i)
        names.add(set.fileOf(i));
    return names;
}

bool isSame(const NameList& before, const ImageSet& now) {
    if (before.size() != now.size())
        return false;
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (before[i] != now.fileOf(i))
            return false;
    }
    return true;
}

using NameSet = std::unordered_set<std::string_view>;

void addNames(NameSet& names, const NameList& list) {
    names.reserve(names.size() + list.size());
    for (std::size_t i = 0; i < list.size(); ++i)
        names.insert(list[i]);
}

/// Takes what is there now out of `before`; what stays went.
void meet(NameSet& before, const ImageSet& now, NameChanges& changes) {
    for (std::size_t i = 0; i < now.size(); ++i) {
        if (before.erase(now.fileOf(i)) > 0)
            continue;
        if (changes.came++ == 0)
            changes.firstCame = now.fileOf(i);
    }
}

void takeGone(const NameSet& left, NameChanges& changes) {
    changes.went = static_cast<std::int64_t>(left.size());
    for (const std::string_view name : left) { // the first by name, whatever the order of the set
        if (changes.firstWent.empty() || name < changes.firstWent)
            changes.firstWent = name;
    }
}

} // namespace

std::string NameChanges::text() const {
    std::string out;
    if (came > 0)
        out = grouped(came) + " new (" + displayText(firstCame) + (came > 1 ? " ...)" : ")");
    if (went > 0)
        out += (out.empty() ? "" : " and ") + grouped(went) + " gone (" + displayText(firstWent) +
               (went > 1 ? " ...)" : ")");
    if (came > 0 && went > 0 && decomposedName(firstCame) == decomposedName(firstWent))
        out += ", the same letters in another Unicode form (NFC, NFD)";
    return out;
}

RunPictures picturesOf(const ImageFolder& data) {
    RunPictures pictures;
    pictures.train = belowRoot(data.train.folder, data.spec.root);
    pictures.val = data.valIsSplit ? std::string() : belowRoot(data.val.folder, data.spec.root);
    pictures.split = data.valIsSplit;
    pictures.share = data.spec.split;
    pictures.seed = data.spec.splitSeed;
    pictures.trainNames = listOf(data.train);
    pictures.valNames = listOf(data.val);
    return pictures;
}

void writeRunPictures(const std::string& path, const RunPictures& pictures) {
    std::string payload;
    appendNames(payload, pictures.trainNames);
    appendNames(payload, pictures.valNames);
    nlohmann::ordered_json header;
    header["train_folder"] = escapeBytes(pictures.train);
    header["val_folder"] = escapeBytes(pictures.val);
    header["split"] = pictures.split;
    header["share"] = pictures.share;
    header["seed"] = pictures.seed;
    header["train"] = pictures.trainNames.size();
    header["val"] = pictures.valNames.size();
    header["bytes"] = payload.size();
    header["sha256"] = sha256Hex(asBytes(payload));
    AtomicFile file(path);
    file.write(std::string(kMagic) + std::to_string(kVersion) + "\n" + header.dump() + "\n");
    file.write(payload);
    file.commit();
}

std::optional<RunPictures> readRunPictures(const std::string& path) {
    std::error_code error;
    if (std::filesystem::symlink_status(path, error).type() == std::filesystem::file_type::not_found)
        return std::nullopt;
    std::string bytes;
    try {
        bytes = readSmallFile(path, kMaxBytes);
    } catch (const Error& problem) {
        if (problem.kind() == ErrorKind::Data)
            throw damaged(path, "it is no file of ours");
        throw;
    }
    const std::size_t first = bytes.find('\n');
    const std::size_t second = first == std::string::npos ? first : bytes.find('\n', first + 1);
    if (second == std::string::npos || second > kMaxHeader || !bytes.starts_with(kMagic))
        throw damaged(path, "it is no file of ours");
    if (bytes.substr(kMagic.size(), first - kMagic.size()) != std::to_string(kVersion))
        throw damaged(path, "it was written by another version of this program");
    try {
        const nlohmann::json header = parseStrictJson(bytes.substr(first + 1, second - first - 1), path, kMaxHeader);
        std::string_view payload = std::string_view(bytes).substr(second + 1);
        RunPictures pictures;
        pictures.train = unescapeBytes(header.at("train_folder").get<std::string>());
        pictures.val = unescapeBytes(header.at("val_folder").get<std::string>());
        pictures.split = header.at("split").get<bool>();
        pictures.share = header.at("share").get<double>();
        pictures.seed = header.at("seed").get<std::uint64_t>();
        const bool sound = header.at("bytes").get<std::uint64_t>() == payload.size() &&
                           header.at("sha256").get<std::string>() == sha256Hex(asBytes(payload)) &&
                           isSoundFolder(pictures.train) && isSoundFolder(pictures.val) &&
                           takeNames(payload, header.at("train").get<std::uint64_t>(), pictures.trainNames) &&
                           takeNames(payload, header.at("val").get<std::uint64_t>(), pictures.valNames);
        if (!sound || !payload.empty())
            throw damaged(path, "it is damaged");
        return pictures;
    } catch (const nlohmann::json::exception&) {
        throw damaged(path, "it is damaged");
    } catch (const Error& problem) {
        throw problem.kind() == ErrorKind::Config ? damaged(path, "it is damaged") : problem;
    }
}

KnownSets knownSets(const RunPictures& pictures) {
    KnownSets sets;
    sets.train = pictures.train;
    sets.val = pictures.val;
    sets.split = pictures.split;
    addNames(sets.validation, pictures.valNames);
    for (const NameList* names : {&pictures.trainNames, &pictures.valNames}) {
        std::string_view last; // classes stand together
        for (std::size_t i = 0; i < names->size(); ++i) {
            const std::string_view name = (*names)[i];
            const std::string_view folder = name.substr(0, name.find('/'));
            if (folder != last)
                sets.classes.insert(folder);
            last = folder;
        }
    }
    return sets;
}

NameChanges compareNames(const NameList& before, const ImageSet& now) {
    NameChanges changes;
    if (isSame(before, now))
        return changes;
    NameSet names;
    addNames(names, before);
    meet(names, now, changes);
    takeGone(names, changes);
    return changes;
}

std::string namesDigest(const ImageSet& set) {
    Sha256 hash;
    std::string name;
    for (std::size_t i = 0; i < set.size(); ++i) {
        name = set.fileOf(i);
        hash.update(std::as_bytes(std::span(name.data(), name.size() + 1))); // with its end
    }
    return hash.hex();
}

} // namespace studio
