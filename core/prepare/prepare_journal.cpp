// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prepare/prepare_journal_internal.h"

#include <algorithm>
#include <sstream>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strict_json.h"
#include "core/prepare/prepare_folder_internal.h"

namespace studio {

namespace {

constexpr int kFormat = 1;

} // namespace

PrepareJournal::PrepareJournal(const std::string& out, const std::string& identity)
    : path_(out + "/.prepare.json") {
    const Archives given = parse(identity);
    try {
        load();
    } catch (const Error&) { // missing or damaged: it only saves time
        archives_.clear();
        parts_.clear();
        whole_.reset();
    }
    for (const auto& [key, size] : given) {
        const auto noted = archives_.find(key);
        if (noted != archives_.end() && noted->second != size) {
            parts_.clear();
            archives_.clear();
            whole_.reset();
            break;
        }
    }
    archives_.insert(given.begin(), given.end());
}

PrepareJournal::Archives PrepareJournal::parse(const std::string& identity) {
    Archives archives;
    std::istringstream words(identity);
    for (std::string word; words >> word;) {
        if (const auto colon = word.find(':'); colon != std::string::npos)
            archives[word.substr(0, colon)] = word.substr(colon + 1);
    }
    return archives;
}

void PrepareJournal::load() {
    const auto json = parseStrictJson(readSmallFile(path_, 1u << 20), path_);
    if (!json.is_object() || json.value("format", nlohmann::json()) != kFormat || !json.contains("archives") ||
        !json["archives"].is_string() || !json.contains("done") || !json["done"].is_object())
        return;
    archives_ = parse(json["archives"].get<std::string>());
    for (const auto& [part, row] : json["done"].items()) {
        if (row.is_array() && row.size() == 2 && row[0].is_number_unsigned() && row[1].is_number_unsigned())
            parts_[part] = {row[0].get<std::int64_t>(), row[1].get<std::uint64_t>()};
    }
    const auto whole = json.value("whole", nlohmann::json());
    if (whole.is_array() && whole.size() == 3 && whole[0].is_number_integer() && whole[1].is_number_integer() &&
        whole[2].is_number_integer())
        whole_ = {whole[0].get<std::int64_t>(), whole[1].get<std::int64_t>(), whole[2].get<std::int64_t>()};
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
    if (whole_ && whole_->train == whole.train && whole_->val == whole.val && whole_->classes == whole.classes)
        return;
    whole_ = whole;
    changed_ = true;
}

void PrepareJournal::save(const PinnedFolder& out) {
    if (!changed_)
        return;
    out.sync();
    nlohmann::ordered_json done = nlohmann::ordered_json::object();
    for (const auto& [part, what] : parts_)
        done[part] = {static_cast<std::uint64_t>(what.pictures), what.bytes};
    std::string archives;
    for (const auto& [key, size] : archives_)
        archives += (archives.empty() ? "" : " ") + key + ":" + size;
    nlohmann::ordered_json json = {{"format", kFormat}, {"archives", archives}, {"done", done}};
    if (whole_)
        json["whole"] = {whole_->train, whole_->val, whole_->classes};
    writeFileAtomically(path_, json.dump() + "\n");
    changed_ = false;
}

std::uint64_t PrepareJournal::trainBytes() const {
    std::uint64_t sum = 0;
    for (const auto& [part, what] : parts_)
        sum += part == "val" ? 0 : what.bytes;
    return sum;
}

std::int64_t PrepareJournal::pictures() const {
    std::int64_t sum = 0;
    for (const auto& [part, what] : parts_)
        sum += what.pictures;
    return sum;
}

} // namespace studio
