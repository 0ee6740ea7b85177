// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mirror/history_table.h"

#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/output_file.h"
#include "core/base/text.h"
#include "core/mirror/history_rows.h"
#include "core/mirror/run_events.h"
#include "core/recipe/run_recipe.h"
#include "core/run/run_folder.h"
#include "core/run/unstarted_run.h"

namespace studio {

namespace {

constexpr std::size_t kPart = 1u << 20;

template<typename Number>
std::string exactly(Number value) {
    std::array<char, 32> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

/// One line of the table: a step, with what the end of its epoch adds.
struct Line {
    std::int64_t step = 0;
    double utcSeconds = 0, runSeconds = 0;
    std::map<std::string_view, double> figures;

    void add(const HistoryRow& row) {
        step = row.step;
        utcSeconds = std::isfinite(row.utcSeconds) ? row.utcSeconds : 0; // a history may come from somebody else
        runSeconds = std::isfinite(row.runSeconds) ? row.runSeconds : 0;
        for (const auto& [name, value] : row.figures) {
            if (std::isfinite(value))
                figures[name] = value;
        }
    }
    std::string csv() const {
        std::string text = exactly(step) + ',' + exactly(runSeconds) + ',' + exactly(utcSeconds);
        for (const std::string_view name : historyFigures()) {
            const auto known = figures.find(name);
            text += ',' + (known == figures.end() ? std::string() : exactly(known->second));
        }
        return text + '\n';
    }
    std::string json() const {
        std::string text = "{\"_step\":" + exactly(step) + ",\"_runtime\":" + exactly(runSeconds) +
                           ",\"_timestamp\":" + exactly(utcSeconds);
        for (const std::string_view name : historyFigures()) { // names of ours need no escapes
            if (const auto known = figures.find(name); known != figures.end())
                text += ",\"" + std::string(name) + "\":" + exactly(known->second);
        }
        return text + '}';
    }
};

/// The table as it grows in its file.
class Table {
public:
    explicit Table(const HistoryExport& request)
        : file_(request.target)
        , isJson_(request.format == HistoryFormat::Json) {
        if (isJson_) {
            const RunRecipe recipe = readRunRecipe(RunPaths(request.run).recipe);
            const auto name = displayText(std::filesystem::path(request.run).lexically_normal().filename().string());
            text_ = "{\"name\":" + nlohmann::json(name).dump() +
                    ",\"config\":" + nlohmann::ordered_json::parse(configToJson(recipe.config)).dump() +
                    ",\"history\":[";
            return;
        }
        text_ = "_step,_runtime,_timestamp";
        for (const char* name : historyFigures())
            text_ += std::string(",") + name;
        text_ += '\n';
    }

    void add(const HistoryRow& row) {
        if (line_ && line_->step != row.step)
            endLine();
        if (!line_)
            line_.emplace();
        line_->add(row);
    }
    std::int64_t commit() {
        if (line_)
            endLine();
        if (isJson_)
            text_ += "\n],\"summary\":" + last_.json() + "}\n";
        file_.write(text_);
        file_.commit();
        return count_;
    }

private:
    void endLine() {
        text_ += isJson_ ? (count_ == 0 ? "\n" : ",\n") + line_->json() : line_->csv();
        ++count_;
        last_.step = line_->step;
        last_.utcSeconds = line_->utcSeconds;
        last_.runSeconds = line_->runSeconds;
        for (const auto& [name, value] : line_->figures)
            last_.figures[name] = value;
        line_.reset();
        if (text_.size() >= kPart) {
            file_.write(text_);
            text_.clear();
        }
    }

    OutputFile file_;
    const bool isJson_;
    std::string text_;
    std::optional<Line> line_;
    Line last_; ///< the last of each figure
    std::int64_t count_ = 0;
};

/// Links are followed; what is no regular file (a pipe, a device) is written to and stays.
void requireFree(const HistoryExport& request) {
    requireNoPartOfRun(request.target);
    if (request.format == HistoryFormat::TensorBoard) {
        std::error_code error;
        const auto there = std::filesystem::symlink_status(request.target, error);
        if (!std::filesystem::exists(there) || std::filesystem::is_empty(request.target, error))
            return;
        if (std::filesystem::is_directory(request.target, error) && request.replaces)
            return;
    } else {
        requireWritable(request.target);
        if (request.replaces || !replacesFile(request.target))
            return;
    }
    throw Error(ErrorKind::Usage, {"There is something of that name already", displayText(request.target),
                                   "Nothing was written.", "Choose another name, or add --replace."});
}

} // namespace

std::int64_t exportHistory(const HistoryExport& request) {
    requireRun(request.run);
    requireFree(request);
    if (request.format == HistoryFormat::TensorBoard) {
        RunEvents events(request.run, request.target, false);
        events.update(true);
        return events.steps();
    }
    const RunDatabase history(RunPaths(request.run).database, RunDatabase::Mode::Read);
    Table table(request);
    HistoryRows rows;
    // At one moment: a roll-back in between would leave steps of two pasts.
    history.atOneMoment([&] { rows.read(history, [&](const HistoryRow& row) { table.add(row); }); });
    return table.commit();
}

} // namespace studio
