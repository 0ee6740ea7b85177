// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>
#include <thread>
#include <tuple>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_output.h"
#include "app/cli_remote.h"
#include "app/cli_train_options.h"
#include "app/exit_code.h"
#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

constexpr std::int64_t kNewestEvents = 100'000; ///< a bound for a database from somebody else
constexpr std::chrono::seconds kLookEvery{1};

bool isSame(const EventRecord& a, const EventRecord& b) {
    return std::tie(a.kind, a.step, a.epoch, a.utcMs, a.title, a.detail) ==
           std::tie(b.kind, b.step, b.epoch, b.utcMs, b.title, b.detail);
}

void printEvent(const EventRecord& event, bool json) {
    if (json) {
        const nlohmann::ordered_json row{{"time", utcText(event.utcMs)}, {"kind", eventKindName(event.kind)},
                                         {"epoch", event.epoch},         {"step", event.step},
                                         {"title", event.title},         {"detail", event.detail}};
        std::printf("%s\n", row.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
        return;
    }
    std::printf("%s  epoch %d step %s  %s\n", utcText(event.utcMs).c_str(), event.epoch, grouped(event.step).c_str(),
                eventText(event).c_str());
}

/// Prints what is newer than `last` and keeps the newest there.
void printNew(const std::string& folder, bool json, std::optional<EventRecord>& last) {
    const std::vector<EventRecord> events =
        RunDatabase(RunPaths(folder).database, RunDatabase::Mode::Read).events(kNewestEvents);
    auto end = events.end(); // the newest come first
    if (last)
        end = std::find_if(events.begin(), events.end(), [&last](const auto& event) { return isSame(event, *last); });
    for (auto event = end; event != events.begin();)
        printEvent(*--event, json);
    if (!events.empty())
        last = events.front();
    std::fflush(stdout);
}

int showLog(const std::string& folder, bool json, bool follow) {
    requireRun(folder);
    std::optional<EventRecord> last;
    bool isTrained = follow && isRunLocked(folder);
    printNew(folder, json, last);
    while (isTrained && std::ferror(stdout) == 0) { // whoever reads may have gone
        std::this_thread::sleep_for(kLookEvery);
        isTrained = isRunLocked(folder); // first: what was written before the end is printed then
        printNew(folder, json, last);
    }
    return kExitDone;
}

} // namespace

CliAction addLogVerb(CLI::App& app) {
    CLI::App* verb = app.add_subcommand("log", "The journal of a run");
    auto run = addRunOption(*verb);
    auto json = std::make_shared<bool>(false), follow = std::make_shared<bool>(false);
    verb->add_flag("--json", *json, "One JSON object a line");
    verb->add_flag("--follow", *follow, "Go on until nobody trains the run any more");
    return [run, json, follow] { return showLog(*run, *json, *follow); };
}

} // namespace studio
