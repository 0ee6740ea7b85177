// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <sqlite3.h>

#include "core/base/error.h"
#include "core/run/checkpoint.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "core/run/sqlite_internal.h"
#include "tests/support/fault_points.h"

namespace studio::test {

/// "ok", or what SQLite found wrong with a database file.
inline std::string integrityOf(const std::string& path) {
    sqlite3* database = nullptr;
    std::string answer;
    try {
        if (sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK)
            answer = sqlite3_errmsg(database);
        SqlStatement check(database, "PRAGMA integrity_check", path);
        while (check.next())
            answer += check.text(0);
    } catch (const Error& error) {
        answer = error.what();
    }
    sqlite3_close(database);
    return answer;
}

/// Files below a folder that were left half written.
inline std::vector<std::string> partialFiles(const std::string& folder) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() == ".partial")
            found.push_back(entry.path().filename().string());
    }
    return found;
}

/// Empty if every step from 1 to the last one is in the history once, and no epoch or checkpoint is past it.
inline std::string historyProblem(const RunDatabase& database) {
    std::int64_t last = 0;
    for (const StepRecord& record : database.steps()) {
        if (record.step != ++last)
            return "step " + std::to_string(record.step) + " stands where " + std::to_string(last) + " belongs";
    }
    for (const EpochRecord& record : database.epochs()) {
        if (record.step > last)
            return "epoch " + std::to_string(record.epoch) + " is past the last step";
    }
    for (const CheckpointRecord& record : database.checkpoints()) {
        if (record.step > last)
            return record.file + " is past the last step";
    }
    return {};
}

/// Empty if the rows of the history and the files name the same checkpoints and every file verifies.
inline std::string checkpointProblem(const RunDatabase& database, const std::string& folder) {
    std::set<std::string> rows;
    for (const CheckpointRecord& record : database.checkpoints())
        rows.insert(record.file);
    for (const std::string& file : listCheckpointFiles(folder)) {
        if (rows.erase(file) == 0)
            return file + " has no row";
        try {
            loadCheckpoint(folder + "/" + file);
        } catch (const Error& error) {
            return error.what();
        }
    }
    return rows.empty() ? std::string() : *rows.begin() + " has no file";
}

/// All that must be the same however a run came to its end: files, rows, checkpoints.
inline std::string endState(const std::string& folder) {
    const RunPaths paths(folder);
    const RunDatabase database(paths.database, RunDatabase::Mode::Read);
    std::string text = wholeFile(paths.recipe) + wholeFile(paths.classes) + wholeFile(paths.log);
    for (const StepRecord& record : database.steps())
        text += "\nstep " + std::to_string(record.step) + " " + std::to_string(record.loss);
    for (const EpochRecord& record : database.epochs())
        text += "\nepoch " + std::to_string(record.epoch) + " at " + std::to_string(record.step);
    for (const CheckpointRecord& record : database.checkpoints())
        text += "\n" + record.file + (record.best ? " best " : " ") + record.sha256;
    return text + "\n" + historyProblem(database) + checkpointProblem(database, paths.checkpoints);
}

/// Empty, or the first line in which two states differ.
inline std::string firstDifference(const std::string& actual, const std::string& wanted) {
    std::istringstream a(actual), b(wanted);
    for (std::string one, two; true;) {
        const bool more = static_cast<bool>(std::getline(a, one));
        if (more != static_cast<bool>(std::getline(b, two)) || (more && one != two))
            return "\"" + (more ? one : "") + "\" instead of \"" + two + "\"";
        if (!more)
            return {};
    }
}

} // namespace studio::test
