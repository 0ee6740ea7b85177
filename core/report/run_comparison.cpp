// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/run_comparison.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <iterator>
#include <optional>
#include <string_view>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/model/model_spec.h"
#include "core/recipe/run_recipe.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "core/run/run_pictures.h"

namespace studio {

namespace {

/// What is read of one run; its names are compared and let go.
struct Known {
    RunSummary summary;
    std::optional<RunRecipe> recipe;
    std::vector<ClassInfo> classes;
    bool hasHistory = false;
    std::vector<EpochRecord> epochs;
    std::string device, picturesFrom;
    std::optional<RunPictures> pictures;
};

/// What goes wrong in one part is told once, and the others are read all the same.
void read(ComparedColumn& column, const std::function<void()>& part) {
    try {
        part();
    } catch (const std::exception& error) {
        if (column.problem.empty())
            column.problem = messageOf(error).text();
    }
}

Known readRun(ComparedColumn& column) {
    Known known;
    read(column, [&] { requireRun(column.folder); });
    if (!column.problem.empty())
        return known;
    const RunPaths paths(column.folder);
    known.summary = summariseRun(column.folder);
    column.problem = known.summary.problem;
    read(column, [&] { known.recipe = readRunRecipe(paths.recipe); });
    read(column, [&] { known.classes = readClassesFile(paths.classes); });
    read(column, [&] {
        const RunDatabase database(paths.database, RunDatabase::Mode::Read);
        known.epochs = database.epochs();
        known.device = database.value("device").value_or("");
        known.picturesFrom = database.value("pictures_from").value_or("");
        known.hasHistory = true;
    });
    read(column, [&] { known.pictures = readRunPictures(paths.pictures); });
    return known;
}

ComparisonCell textCell(const std::string& text) {
    ComparisonCell cell;
    cell.known = !text.empty();
    cell.text = text;
    return cell;
}

ComparisonCell numberCell(double value, ComparisonForm form) {
    ComparisonCell cell;
    cell.known = std::isfinite(value) && value >= 0;
    if (!cell.known)
        return cell;
    cell.number = value;
    if (form == ComparisonForm::Duration) {
        cell.text = durationText(value);
        return cell;
    }
    char text[400];
    std::snprintf(text, sizeof text, "%.*f", decimalsOf(form), form == ComparisonForm::Percent ? value * 100 : value);
    cell.text = text;
    return cell;
}

constexpr double kUnknown = -1;

double medianSpeed(const std::vector<EpochRecord>& epochs) {
    std::vector<double> speeds;
    for (const EpochRecord& epoch : epochs) {
        if (std::isfinite(epoch.imagesPerSecond) && epoch.imagesPerSecond > 0)
            speeds.push_back(epoch.imagesPerSecond);
    }
    if (speeds.empty())
        return kUnknown;
    const auto middle = speeds.begin() + static_cast<std::ptrdiff_t>(speeds.size() / 2);
    std::nth_element(speeds.begin(), middle, speeds.end());
    return *middle;
}

double bestLoss(const std::vector<EpochRecord>& epochs) {
    double best = kUnknown;
    for (const EpochRecord& epoch : epochs) {
        if (std::isfinite(epoch.valLoss) && epoch.valLoss > 0 && (best < 0 || epoch.valLoss < best))
            best = epoch.valLoss;
    }
    return best;
}

/// Gathers the rows, one column after the other.
class Table {
public:
    explicit Table(std::size_t runs)
        : runs_(runs) {}
    void begin(std::size_t run) {
        run_ = run;
        next_ = 0;
    }
    void add(ComparisonPart part, const std::string& key, ComparisonForm form, ComparisonCell cell) {
        if (next_ == rows_.size())
            rows_.push_back({part, key, form, std::vector<ComparisonCell>(runs_)});
        rows_[next_++].cells[run_] = std::move(cell);
    }
    void text(ComparisonPart part, const std::string& key, const std::string& value) {
        add(part, key, ComparisonForm::Text, textCell(value));
    }
    void number(ComparisonPart part, const std::string& key, ComparisonForm form, double value) {
        add(part, key, form, numberCell(value, form));
    }
    std::vector<ComparisonRow> take() {
        for (ComparisonRow& row : rows_) {
            const ComparisonCell& first = row.cells.front();
            for (ComparisonCell& cell : row.cells) {
                const bool same = row.form == ComparisonForm::Names ? cell.onlyHere == 0 && cell.onlyThere == 0
                                                                    : cell.text == first.text;
                cell.differs = first.known && cell.known && !same;
            }
        }
        return std::move(rows_);
    }

private:
    std::size_t runs_, run_ = 0, next_ = 0;
    std::vector<ComparisonRow> rows_;
};

void addResults(Table& table, const Known& run) {
    using Form = ComparisonForm;
    const auto part = ComparisonPart::Results;
    const RunSummary& summary = run.summary;
    const bool history = run.hasHistory;
    table.text(part, "state", history || run.recipe ? runStateName(summary.state) : "");
    table.number(part, "best_top1", Form::Percent, history ? summary.bestTop1 : kUnknown);
    table.number(part, "best_epoch", Form::Count, history && summary.bestEpoch > 0 ? summary.bestEpoch : kUnknown);
    table.number(part, "last_top1", Form::Percent, history ? summary.lastTop1 : kUnknown);
    table.number(part, "best_val_loss", Form::Loss, bestLoss(run.epochs));
    table.number(part, "epochs_done", Form::Count, history ? summary.epochsDone : kUnknown);
    table.number(part, "epochs_planned", Form::Count,
                 run.recipe ? static_cast<double>(run.recipe->config.epochs) : kUnknown);
    table.number(part, "active_time", Form::Duration,
                 history && summary.activeSeconds > 0 ? summary.activeSeconds : kUnknown);
    table.number(part, "speed", Form::Speed, medianSpeed(run.epochs));
    table.text(part, "device", run.device);
    std::int64_t parameters = -1;
    if (run.recipe && !run.classes.empty() && !hasErrors(validate(run.recipe->config)))
        parameters = modelSize(modelSpecOf(run.recipe->config, static_cast<std::int64_t>(run.classes.size())),
                               static_cast<int>(run.recipe->config.imageSize))
                         .parameters;
    table.number(part, "parameters", Form::Count, static_cast<double>(parameters));
}

void addRecipe(Table& table, const Known& run) {
    for (const std::string& key : configKeys())
        table.text(ComparisonPart::Recipe, key, run.recipe ? configValue(run.recipe->config, key) : "");
}

using Names = std::vector<std::string_view>;

Names namesOf(const NameList& list) {
    Names names;
    names.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i)
        names.push_back(list[i]);
    std::sort(names.begin(), names.end());
    return names;
}

Names namesOf(const std::vector<ClassInfo>& classes) {
    Names names;
    for (const ClassInfo& one : classes)
        names.emplace_back(one.folder);
    std::sort(names.begin(), names.end());
    return names;
}

ComparisonCell namesCell(const Names& first, const Names& here) {
    ComparisonCell cell;
    cell.known = true;
    Names::const_iterator a = first.begin(), b = here.begin();
    while (a != first.end() || b != here.end()) {
        if (b == here.end() || (a != first.end() && *a < *b)) {
            ++cell.onlyThere;
            ++a;
        } else if (a == first.end() || *b < *a) {
            ++cell.onlyHere;
            ++b;
        } else {
            ++a;
            ++b;
        }
    }
    return cell;
}

void addData(Table& table, const Known& run, const Known& first) {
    const auto part = ComparisonPart::Data;
    const auto names = [&](const char* key, bool known, auto list) {
        table.add(part, key, ComparisonForm::Names,
                  known ? namesCell(namesOf(list(first)), namesOf(list(run))) : ComparisonCell());
    };
    const auto count = [&](const char* key, bool known, std::size_t value) {
        table.number(part, key, ComparisonForm::Count, known ? static_cast<double>(value) : kUnknown);
    };
    const bool sets = run.pictures.has_value(), both = sets && first.pictures;
    table.text(part, "data", run.recipe ? run.recipe->setup.data.root : "");
    count("classes", !run.classes.empty(), run.classes.size());
    names("class_names", !run.classes.empty() && !first.classes.empty(),
          [](const Known& one) -> const std::vector<ClassInfo>& { return one.classes; });
    count("train_pictures", sets, sets ? run.pictures->trainNames.size() : 0);
    names("train_names", both, [](const Known& one) -> const NameList& { return one.pictures->trainNames; });
    count("val_pictures", sets, sets ? run.pictures->valNames.size() : 0);
    names("val_names", both, [](const Known& one) -> const NameList& { return one.pictures->valNames; });
    const bool split = sets && run.pictures->split;
    table.text(part, "val_source", !sets ? "" : split ? "split" : "folder");
    std::string folder = sets && !split ? run.pictures->val : std::string();
    if (sets && !split && folder.empty() && run.recipe)
        folder = run.recipe->setup.data.val; // it lies outside the data's folder
    table.text(part, "val_folder", folder);
    table.number(part, "split_share", ComparisonForm::Percent, split ? run.pictures->share : kUnknown);
    table.text(part, "split_seed", split ? std::to_string(run.pictures->seed) : "");
    table.text(part, "pictures_from", run.picturesFrom);
}

} // namespace

int decimalsOf(ComparisonForm form) {
    switch (form) {
    case ComparisonForm::Percent:
        return 2;
    case ComparisonForm::Loss:
        return 4;
    case ComparisonForm::Speed:
        return 1;
    default:
        return 0;
    }
}

bool ComparisonRow::differs() const {
    return std::any_of(cells.begin(), cells.end(), [](const ComparisonCell& cell) { return cell.differs; });
}

RunComparison compareRuns(const std::vector<std::string>& folders, const std::stop_token& stop) {
    if (folders.size() < RunComparison::kLeast || folders.size() > RunComparison::kMost)
        throw Error(ErrorKind::Usage,
                    {"Two to six runs can be compared",
                     std::to_string(folders.size()) + (folders.size() == 1 ? " was" : " were") + " named",
                     {},
                     "Name two to six run folders."});
    RunComparison comparison;
    Table table(folders.size());
    Known first;
    for (std::size_t i = 0; i < folders.size(); ++i) {
        comparison.columns.push_back({folders[i], displayText(baseName(folders[i])), {}});
        Known run;
        if (!stop.stop_requested())
            run = readRun(comparison.columns.back());
        table.begin(i);
        addResults(table, run);
        addRecipe(table, run);
        if (i == 0)
            first = std::move(run);
        addData(table, i == 0 ? first : run, first);
    }
    comparison.rows = table.take();
    return comparison;
}

} // namespace studio
