// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/report/chart_internal.h"
#include "core/report/report_parts_internal.h"

namespace studio {

namespace {

constexpr std::size_t kMostText = 400, kShortTable = 30, kMostEpochRows = 2000, kMostCheckpointRows = 200,
                      kMostJournalRows = 200, kMostClasses = 2000;

std::string countText(std::int64_t count) {
    return count < 0 ? std::string() : grouped(count);
}

std::vector<std::string> epochRow(const EpochRecord& e, bool best) {
    return {std::to_string(e.epoch),
            number("%.4f", e.trainLoss),
            percent(e.trainTop1),
            number("%.4f", e.valLoss),
            percent(e.valTop1),
            percent(e.valTop5),
            number("%.3g", e.learningRate),
            number("%.0f", e.imagesPerSecond),
            escapeMarkup(durationText(e.seconds)),
            best ? "<b>best</b>" : ""};
}

/// The epochs from `first` on, and before them the best.
std::string epochTable(const ReportModel& model, std::size_t first) {
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < first; ++i) {
        if (model.epochs[i].epoch == model.bestEpoch())
            rows.push_back(epochRow(model.epochs[i], true));
    }
    for (std::size_t i = first; i < model.epochs.size(); ++i)
        rows.push_back(epochRow(model.epochs[i], model.epochs[i].epoch == model.bestEpoch()));
    return tableOf({"epoch", "train loss", "train top-1 %", "val loss", "val top-1 %", "val top-5 %", "learning rate",
                    "img/s", "time", ""},
                   rows, "t");
}

const char* faultWord(EventKind kind) {
    switch (kind) {
    case EventKind::Failed:
        return "failure";
    case EventKind::CheckpointFailed:
        return "checkpoint failed";
    case EventKind::CheckpointSkipped:
        return "checkpoint skipped";
    case EventKind::BadPicture:
        return "bad picture";
    case EventKind::BackupFailed:
        return "backup failed";
    case EventKind::RolledBack:
        return "roll-back";
    case EventKind::Waiting:
        return "waiting";
    case EventKind::Changed:
        return "change";
    default:
        return "notice";
    }
}

} // namespace

std::string section(const std::string& title, const std::string& body) {
    return "<h2>" + title + "</h2>\n" + body;
}

std::string note(const std::string& words) {
    return "<p class=\"n\">" + escapeMarkup(words) + "</p>\n";
}

std::string folded(const std::string& words, const std::string& body) {
    return "<details><summary>" + escapeMarkup(words) + "</summary>\n" + body + "</details>\n";
}

std::string heading(const std::string& title) {
    return "<h3>" + escapeMarkup(title) + "</h3>\n";
}

std::string momentText(std::int64_t utcMs) {
    std::string text = utcText(utcMs);
    if (const auto at = text.find('T'); at != std::string::npos)
        text[at] = ' ';
    if (text.ends_with('Z'))
        text.pop_back();
    return text;
}

std::string number(const char* format, double value) {
    if (!std::isfinite(value))
        return "-";
    std::array<char, 400> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

std::string percent(double fraction) {
    return fraction < 0 ? "-" : number("%.2f", fraction * 100);
}

std::string shown(const std::string& bytes) {
    if (bytes.size() <= kMostText)
        return escapeMarkup(bytes);
    std::size_t end = kMostText; // not inside a character
    while (end > kMostText - 4 && (static_cast<unsigned char>(bytes[end]) & 0xC0) == 0x80)
        --end;
    return escapeMarkup(bytes.substr(0, end)) + "...";
}

std::string tableOf(const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows,
                    const std::string& textColumns) {
    const auto cls = [&textColumns](std::size_t column) {
        return column < textColumns.size() && textColumns[column] == 't' ? " class=\"w\" align=\"left\""
                                                                         : " align=\"right\"";
    };
    std::string out = "<div class=\"s\"><table cellpadding=\"3\" cellspacing=\"0\"><thead><tr>";
    for (std::size_t i = 0; i < head.size(); ++i)
        out += "<th" + std::string(cls(i)) + ">" + escapeMarkup(head[i]) + "</th>";
    out += "</tr></thead>\n<tbody>";
    for (const auto& row : rows) {
        out += "<tr>";
        for (std::size_t i = 0; i < row.size(); ++i)
            out += "<td" + std::string(cls(i)) + ">" + row[i] + "</td>";
        out += "</tr>\n";
    }
    return out + "</tbody></table></div>\n";
}

std::string factsOf(const std::vector<std::pair<std::string, std::string>>& facts) {
    std::string out = "<table class=\"f\" cellpadding=\"3\" cellspacing=\"0\"><tbody>";
    for (const auto& [name, value] : facts)
        out += "<tr><th class=\"w\" align=\"left\">" + escapeMarkup(name) + "</th><td class=\"w\">" +
               (value.empty() ? std::string("<span class=\"n\">not recorded</span>") : shown(value)) + "</td></tr>\n";
    return out + "</tbody></table>\n";
}

std::string epochSection(const ReportModel& model) {
    const std::size_t count = model.epochs.size();
    if (count == 0)
        return section("Epochs", note("No epoch has ended yet."));
    if (count <= kShortTable)
        return section("Epochs", epochTable(model, 0));
    const std::size_t first = count > kMostEpochRows ? count - kMostEpochRows : 0;
    return section("Epochs", epochTable(model, count - 5) +
                                 folded(first == 0 ? "All " + grouped(static_cast<std::int64_t>(count)) + " epochs"
                                                   : "The newest " + grouped(kMostEpochRows) + " of " +
                                                         grouped(static_cast<std::int64_t>(count)) + " epochs",
                                        epochTable(model, first)));
}

std::string recipeSection(const ReportModel& model) {
    if (!model.recipe)
        return section("Recipe", note("The recipe could not be read."));
    std::vector<std::vector<std::string>> rows, other;
    for (const RecipeLine& row : model.recipeRows) {
        const bool differs = !row.preset.empty();
        rows.push_back({shown(row.key), (differs ? "<b>" : "") + shown(row.value) + (differs ? "</b>" : "")});
        if (differs)
            other.push_back({shown(row.key), "<b>" + shown(row.value) + "</b>", shown(row.preset)});
    }
    std::string out;
    const std::string& name = model.recipe->setup.recipeName;
    if (model.presetName.empty())
        out += name.empty() ? note("It came from no preset.") : "<p>From the recipe " + shown(name) + ".</p>\n";
    else if (other.empty())
        out += "<p>The preset " + shown(model.presetName) + ", unchanged.</p>\n";
    else
        out += "<p>From the preset " + shown(model.presetName) + ", but for:</p>\n" +
               tableOf({"key", "this run", "preset"}, other, "ttt");
    return section("Recipe", out + folded("All keys", tableOf({"key", "value"}, rows, "tt")));
}

std::string machineSection(const ReportModel& model) {
    const bool isPart = model.energy && isPartlyMeasured(*model.energy, model.activeSeconds);
    const std::string card =
        model.energy ? model.energy->card + (isPart ? ", for the part that was measured" : "") : std::string();
    const auto asAsked = [](int count) { return count == 0 ? std::string("automatic") : std::to_string(count); };
    return section("Hardware and versions",
                   factsOf({{"Device", model.device},
                            {"Compute threads", model.computeThreads},
                            {"Decode threads asked for", model.recipe ? asAsked(model.recipe->setup.workers) : ""},
                            {"Precision asked for", model.recipe ? model.recipe->config.precision : ""},
                            {"Name of processor or card", card},
                            {"ResNet Studio that began the run", model.appVersion},
                            {"LibTorch and driver", ""}}));
}

std::string dataSection(const ReportModel& model) {
    std::vector<std::pair<std::string, std::string>> facts;
    facts.emplace_back("Folder", model.recipe ? model.recipe->setup.data.root : "");
    if (model.recipe && !model.recipe->setup.data.val.empty())
        facts.emplace_back("Validation folder", model.recipe->setup.data.val);
    facts.emplace_back("Training pictures", countText(model.trainPictures));
    facts.emplace_back("Validation pictures", countText(model.valPictures));
    facts.emplace_back("Classes",
                       model.classes.empty() ? "" : grouped(static_cast<std::int64_t>(model.classes.size())));
    if (model.hasSets) {
        facts.emplace_back("Training set", model.trainSet.empty() ? "the folder itself" : model.trainSet);
        facts.emplace_back("Validation set", model.split ? number("%.4g", model.splitShare * 100) +
                                                               " % of each class held back, seed " +
                                                               std::to_string(model.splitSeed)
                                             : model.valSet.empty() ? "the folder itself"
                                                                    : model.valSet);
    }
    if (!model.picturesFrom.empty())
        facts.emplace_back("Read from", model.picturesFrom);
    std::string names;
    for (std::size_t i = 0; i < std::min(model.classes.size(), kMostClasses); ++i) {
        const ClassInfo& one = model.classes[i];
        names += (i == 0 ? "" : ", ") + shown(one.name);
        if (one.name != one.folder)
            names += " (" + shown(one.folder) + ")";
    }
    if (model.classes.size() > kMostClasses)
        names += " and " + grouped(static_cast<std::int64_t>(model.classes.size() - kMostClasses)) + " more";
    return section("Data",
                   factsOf(facts) + (names.empty() ? "" : folded("Names of the classes", "<p>" + names + "</p>\n")));
}

std::string timingSection(const ReportModel& model) {
    double validation = 0, epochs = 0;
    for (const EpochRecord& epoch : model.epochs) {
        validation += epoch.validationSeconds;
        epochs += epoch.seconds;
    }
    const auto ofTotal = [](double part, double all) {
        return all > 0 ? durationText(part) + " (" + number("%.1f", part / all * 100) + " %)" : std::string();
    };
    std::vector<std::pair<std::string, std::string>> facts{
        {"Active time", model.activeSeconds > 0 ? durationText(model.activeSeconds) : ""},
        {"Steps", model.stepCount > 0 ? grouped(model.stepCount) : ""},
        {"Training speed",
         model.stepSeconds > 0
             ? number("%.1f", static_cast<double>(model.pictures) / model.stepSeconds) + " pictures a second"
             : ""},
        {"Waits for pictures", ofTotal(model.waitSeconds, model.stepSeconds)},
        {"Validation", ofTotal(validation, epochs)},
        {"Checkpoints saved",
         grouped(model.savedCheckpoints) + (model.journalCut ? " in the part of the journal read" : "")},
        {"Time of the saves", ""}};
    return section("Timings", factsOf(facts));
}

std::string journalSection(const ReportModel& model) {
    if (model.faults.empty())
        return section("Faults and notices", note("None in the journal."));
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < std::min(model.faults.size(), kMostJournalRows); ++i) {
        const FoldedEvent& one = model.faults[i];
        const std::string when = momentText(one.newest.utcMs);
        rows.push_back({grouped(one.count), grouped(one.newest.step), escapeMarkup(when), faultWord(one.newest.kind),
                        "<b>" + shown(one.newest.title) + "</b><br/>" + shown(one.newest.detail) +
                            (one.count > 1 ? "<br/><span class=\"n\">first at " +
                                                 escapeMarkup(momentText(one.firstUtcMs)) + "</span>"
                                           : "")});
    }
    std::string out = tableOf({"times", "step", "newest (UTC)", "kind", "what"}, rows, "..ttt");
    if (model.faults.size() > kMostJournalRows)
        out += note(grouped(static_cast<std::int64_t>(model.faults.size() - kMostJournalRows)) +
                    " older kinds are left out.");
    if (model.journalCut)
        out += note("The oldest entries of the journal were not read.");
    return section("Faults and notices", out);
}

std::string checkpointSection(const ReportModel& model) {
    if (model.checkpoints.empty())
        return section("Checkpoints", note("None are kept."));
    std::vector<std::vector<std::string>> rows;
    for (std::size_t i = 0; i < std::min(model.checkpoints.size(), kMostCheckpointRows); ++i) {
        const CheckpointRecord& one = model.checkpoints[i];
        std::string is = one.best ? "<b>best</b>" : "";
        if (one.pinned)
            is += std::string(is.empty() ? "" : ", ") + "pinned";
        rows.push_back({grouped(one.step), std::to_string(one.epoch) + (one.epochEnd ? "" : " (within)"),
                        percent(one.valTop1), byteText(one.bytes), momentText(one.savedUtcMs), shown(one.file), is});
    }
    std::string out = tableOf({"step", "epoch", "val top-1 %", "size", "saved (UTC)", "file", ""}, rows, "....ttt");
    if (model.checkpoints.size() > kMostCheckpointRows)
        out += note("Older ones are left out.");
    return section("Checkpoints", out);
}

} // namespace studio
