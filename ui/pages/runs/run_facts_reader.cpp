// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_facts_reader.h"

#include <utility>

namespace studio {

namespace {

RunFacts factsOf(const std::string& folder) {
    RunFacts facts;
    // A run whose notes or recipe cannot be read stays in the list: its state, or the editor, says why.
    try {
        facts.notes = readRunNotes(folder);
    } catch (const std::exception&) {
        facts.notes = {};
    }
    try {
        facts.recipe = readRecipeWords(folder);
    } catch (const std::exception&) {
        facts.recipe = {};
    }
    return facts;
}

} // namespace

RunFactsReader::RunFactsReader(QObject* parent)
    : QObject(parent) {}

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
        [folders = folders_](const JobControl& control) {
            FactsOfRuns facts;
            for (const std::string& folder : folders) {
                if (control.isStopped())
                    break;
                facts.emplace(folder, factsOf(folder));
            }
            return facts;
        },
        [this](FactsOfRuns facts) {
            const bool other = facts != facts_;
            facts_ = std::move(facts);
            if (other)
                Q_EMIT changed();
            if (again_)
                readAgain();
        },
        [this](const Message& message) { Q_EMIT failed(message); });
}

RunFacts RunFactsReader::of(const std::string& runFolder) const {
    const auto found = facts_.find(runFolder);
    return found == facts_.end() ? RunFacts() : found->second;
}

} // namespace studio
