// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_facts_reader.h"

#include <cerrno>
#include <cstdint>
#include <optional>
#include <tuple>
#include <utility>

#include <sys/stat.h>

namespace studio {

namespace {

using Stamp = std::tuple<dev_t, ino_t, off_t, std::int64_t, std::int64_t>;

std::int64_t nanoseconds(const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

/// By what a file is known again; all 0 where there is none, and nothing where the disk does not tell.
std::optional<Stamp> stampOf(const std::string& file) {
    struct stat info {};
    if (::stat(file.c_str(), &info) != 0)
        return errno == ENOENT ? std::optional(Stamp()) : std::nullopt;
    return Stamp(info.st_dev, info.st_ino, info.st_size, nanoseconds(info.st_mtim), nanoseconds(info.st_ctim));
}

/// Reads `value` anew, unless the file is the one that it was read from. One that could not be read is tried again. A
/// run whose notes or recipe cannot be read stays in the list: its state, or the editor, says why.
template<class Value, class Read>
void refresh(Value& value, std::optional<Stamp>& stamp, const std::string& file, Read read) {
    const std::optional<Stamp> now = stampOf(file); // before it is read: what is written meanwhile is another one
    if (now && now == stamp)
        return;
    stamp = now;
    try {
        value = read();
    } catch (const std::exception&) {
        value = {};
        stamp.reset();
    }
}

} // namespace

struct RunFactsReader::Known {
    std::optional<Stamp> notes, recipe;
    std::shared_ptr<const RunFacts> facts = std::make_shared<RunFacts>();

    void readAgain(const std::string& folder) {
        const auto before = std::pair(notes, recipe);
        RunFacts now = *facts;
        refresh(now.notes, notes, folder + "/notes.json", [&] { return readRunNotes(folder); });
        refresh(now.recipe, recipe, RunPaths(folder).recipe, [&] { return readRecipeWords(folder); });
        if (before != std::pair(notes, recipe) && now != *facts)
            facts = std::make_shared<RunFacts>(std::move(now));
    }
};

RunFactsReader::RunFactsReader(QObject* parent)
    : QObject(parent)
    , known_(std::make_shared<KnownRuns>()) {}

void RunFactsReader::read(const std::vector<RunSummary>& runs) {
    folders_.clear();
    for (const RunSummary& run : runs)
        folders_.push_back(run.folder);
    readAgain();
}

void RunFactsReader::readAgain() {
    if (readJob_.isRunning()) {
        again_ = true;
        return;
    }
    again_ = false;
    readJob_.start(
        [folders = folders_, before = known_](const JobControl& control) {
            Result result{std::make_shared<KnownRuns>(), {}};
            for (const std::string& folder : folders) {
                if (control.isStopped())
                    break;
                const auto known = before->find(folder);
                Known run = known != before->end() ? known->second : Known();
                run.readAgain(folder);
                result.facts.emplace(folder, run.facts);
                result.known->emplace(folder, std::move(run));
            }
            return result;
        },
        [this](Result result) {
            const bool other = result.facts != facts_; // the same facts are the same object
            known_ = std::move(result.known);
            facts_ = std::move(result.facts);
            if (other)
                Q_EMIT changed();
            if (again_)
                readAgain();
        },
        [this](const Message& message) { Q_EMIT failed(message); });
}

RunFacts RunFactsReader::of(const std::string& runFolder) const {
    const auto found = facts_.find(runFolder);
    return found == facts_.end() ? RunFacts() : *found->second;
}

} // namespace studio
