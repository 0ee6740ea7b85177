// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/strict_json.h"
#include "core/data/prepare_job_internal.h"

namespace studio {

namespace {

constexpr int kFormat = 1;

} // namespace

PrepareJournal::PrepareJournal(const std::string& out, const std::string& identity)
    : path_(out + "/.prepare.json")
    , identity_(identity) {
    try {
        load(identity);
    } catch (const Error&) {
        parts_.clear(); // missing or damaged: it only saves time
    }
}

void PrepareJournal::load(const std::string& identity) {
    const auto json = parseStrictJson(readSmallFile(path_, 1u << 20), path_);
    if (!json.is_object() || json.value("format", nlohmann::json()) != kFormat ||
        json.value("archives", nlohmann::json()) != identity || !json.contains("done") || !json["done"].is_object())
        return;
    for (const auto& [part, row] : json["done"].items()) {
        if (row.is_array() && row.size() == 2 && row[0].is_number_unsigned() && row[1].is_number_unsigned())
            parts_[part] = {row[0].get<std::int64_t>(), row[1].get<std::uint64_t>()};
    }
}

const PrepareJournal::Part* PrepareJournal::find(const std::string& part) const {
    const auto found = parts_.find(part);
    return found == parts_.end() ? nullptr : &found->second;
}

void PrepareJournal::finish(const std::string& part, const Part& what) {
    parts_[part] = what;
    changed_ = true;
}

void PrepareJournal::save(const PinnedFolder& out) {
    if (!changed_)
        return;
    out.sync();
    nlohmann::ordered_json done = nlohmann::ordered_json::object();
    for (const auto& [part, what] : parts_)
        done[part] = {static_cast<std::uint64_t>(what.pictures), what.bytes};
    const nlohmann::ordered_json json = {{"format", kFormat}, {"archives", identity_}, {"done", done}};
    writeFileAtomically(path_, json.dump() + "\n");
    changed_ = false;
}

std::uint64_t PrepareJournal::bytes() const {
    std::uint64_t sum = 0;
    for (const auto& [part, what] : parts_)
        sum += what.bytes;
    return sum;
}

std::int64_t PrepareJournal::pictures() const {
    std::int64_t sum = 0;
    for (const auto& [part, what] : parts_)
        sum += what.pictures;
    return sum;
}

PrepareMeter::PrepareMeter(const PrepareProgress& progress, PrepareStatus::Stage stage, std::int64_t total,
                           std::uint64_t bytes)
    : progress_(progress)
    , bytesLeft_(bytes) {
    status_.stage = stage;
    status_.total = total;
}

void PrepareMeter::setTotal(std::int64_t total) {
    status_.total = total;
    bytesLeft_ = static_cast<std::uint64_t>(total);
}

void PrepareMeter::add(std::int64_t done, std::uint64_t work) {
    worked_ += work;
    status_.bytes = worked_;
    skip(done, work);
}

void PrepareMeter::skip(std::int64_t done, std::uint64_t work) {
    status_.done += done;
    bytesLeft_ -= std::min(bytesLeft_, work);
    show();
}

void PrepareMeter::show() {
    if (!progress_)
        return;
    const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
    status_.secondsLeft = worked_ > 0 ? static_cast<double>(bytesLeft_) / static_cast<double>(worked_) * seconds : -1;
    progress_(status_);
}

} // namespace studio
