// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_journal.h"

#include "core/run/run_database.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

/// Steps that a damaged history lost may have epochs still.
void placeAtEnd(EventRecord& event, const RunDatabase& database) {
    if (const auto epochs = database.epochs(); !epochs.empty()) {
        event.step = epochs.back().step;
        event.epoch = epochs.back().epoch;
    }
    const std::int64_t last = database.lastStep();
    if (const auto steps = database.steps(last - 1, 1); last > event.step && !steps.empty()) {
        event.step = last;
        event.epoch = steps.front().epoch;
    }
}

} // namespace

EventRecord addToJournal(const std::string& runFolder, EventRecord event) {
    RunDatabase database(RunPaths(runFolder).database, RunDatabase::Mode::Write);
    if (event.step == 0)
        placeAtEnd(event, database);
    database.addEvent(event);
    return event;
}

int beginsSinceSaved(const std::vector<EventRecord>& newestFirst, std::int64_t step) {
    int begins = 0;
    for (const EventRecord& event : newestFirst) {
        const bool isBegin = event.kind == EventKind::Resumed || event.kind == EventKind::Started;
        if (event.kind == EventKind::CheckpointSaved || event.kind == EventKind::Stopped ||
            event.kind == EventKind::Finished || (isBegin && event.step != step))
            break;
        begins += isBegin ? 1 : 0;
    }
    return begins;
}

} // namespace studio
