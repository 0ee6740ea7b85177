// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prepare/prepare_journal_internal.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strict_json.h"
#include "core/prepare/prepare_folder_internal.h"

namespace studio {

namespace {

constexpr int kFormat = 2;
constexpr const char* kTrain = "train";
constexpr const char* kVal = "val";

bool areNumbers(const nlohmann::json& row, std::size_t count) {
    return row.is_array() && row.size() == count &&
           std::all_of(row.begin(), row.end(), [](const auto& number) { return number.is_number_integer(); });
}

/// Whether what was made of the archive `noted` may be taken for what `given` would give.
bool isSame(const ArchiveId& noted, const ArchiveId& given) {
    if (!given.sum.empty())
        return noted.sum == given.sum;
    return noted.stamp == given.stamp;
}

} // namespace

PrepareJournal::PrepareJournal(const std::string& out, const ArchiveIds& given)
    : path_(out + "/.prepare.json") {
    try {
        load();
    } catch (const std::exception&) { // missing or damaged
        forgetAll();
        archives_.clear();
    }
    for (const auto& [archive, id] : given) {
        const auto noted = archives_.find(archive);
        if (noted == archives_.end() || !isSame(noted->second, id))
            forgetPartsOf(archive);
        const bool keepsSum = noted != archives_.end() && id.sum.empty() && noted->second.stamp == id.stamp;
        const ArchiveId now{id.stamp, keepsSum ? noted->second.sum : id.sum};
        changed_ = changed_ || noted == archives_.end() || noted->second != now;
        archives_[archive] = now;
    }
}

/// The devkit says which class a validation picture has.
void PrepareJournal::forgetPartsOf(const std::string& archive) {
    std::erase_if(parts_, [&](const auto& row) { return (row.first == kVal) != (archive == kTrain); });
    if (archives_.contains(archive)) // one that is new adds to what is whole
        whole_.reset();
}

void PrepareJournal::forgetAll() {
    parts_.clear();
    whole_.reset();
    changed_ = true;
}

void PrepareJournal::load() {
    const auto json = parseStrictJson(readSmallFile(path_, 1u << 20), path_);
    if (json.at("format") != kFormat)
        return;
    for (const auto& [archive, row] : json.at("archives").items())
        archives_[archive] = {row.at(0).get<std::string>(), row.at(1).get<std::string>()};
    for (const auto& [part, row] : json.at("done").items()) {
        if (areNumbers(row, 3))
            parts_[part] = {row[0].get<std::int64_t>(), row[1].get<std::uint64_t>(), row[2].get<std::int64_t>()};
    }
    const auto train = archives_.find(kTrain);
    const bool isCompared = train != archives_.end() && !train->second.sum.empty();
    if (const auto whole = json.value("whole", nlohmann::json()); areNumbers(whole, 6) || areNumbers(whole, 5))
        // An earlier version noted no proof: then the archive's sum is one.
        whole_ = {whole[0].get<std::int64_t>(), whole[1].get<std::int64_t>(),
                  whole[2].get<std::int64_t>(), whole[3].get<std::uint64_t>(),
                  whole[4].get<std::int64_t>(), whole.size() == 6 ? whole[5] == 1 : isCompared};
    classesSum_ = json.value("classes", std::string());
    changed_ = false;
}

const PrepareJournal::Part* PrepareJournal::find(const std::string& part) const {
    const auto found = parts_.find(part);
    return found == parts_.end() ? nullptr : &found->second;
}

void PrepareJournal::finish(const std::string& part, const Part& what) {
    parts_[part] = what;
    changed_ = true;
}

void PrepareJournal::setWhole(const Whole& whole) {
    changed_ = changed_ || whole_ != whole;
    whole_ = whole;
}

void PrepareJournal::setClassesSum(const std::string& sum) {
    changed_ = changed_ || classesSum_ != sum;
    classesSum_ = sum;
}

void PrepareJournal::save(const PinnedFolder& out) {
    if (!changed_)
        return;
    out.sync();
    nlohmann::ordered_json done = nlohmann::ordered_json::object(), archives = nlohmann::ordered_json::object();
    for (const auto& [part, what] : parts_)
        done[part] = {what.pictures, what.bytes, what.newest};
    for (const auto& [archive, id] : archives_)
        archives[archive] = {id.stamp, id.sum};
    nlohmann::ordered_json json = {
        {"format", kFormat}, {"archives", archives}, {"done", done}, {"classes", classesSum_}};
    if (whole_)
        json["whole"] = {whole_->train, whole_->val,    whole_->classes,
                         whole_->bytes, whole_->newest, whole_->trainProved ? 1 : 0};
    writeFileAtomically(path_, json.dump() + "\n");
    changed_ = false;
}

std::uint64_t PrepareJournal::trainBytes() const {
    std::uint64_t sum = 0;
    for (const auto& [part, what] : parts_)
        sum += part == kVal ? 0 : what.bytes;
    return sum;
}

std::int64_t PrepareJournal::pictures() const {
    std::int64_t sum = 0;
    for (const auto& [part, what] : parts_)
        sum += what.pictures;
    return sum;
}

} // namespace studio
