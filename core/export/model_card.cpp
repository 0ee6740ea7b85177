// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/model_card.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string_view>
#include <utility>

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/device/pixel_ops.h"
#include "core/model/model_spec.h"
#include "studio_version.h"

namespace studio {

namespace {

constexpr std::size_t kMostEpochs = 20;
constexpr const char* kNotMeasured = "not measured";
constexpr const char* kNotRecorded = "not recorded";

using Rows = std::vector<std::pair<std::string, std::string>>; ///< both are Markdown

std::string number(const char* format, double value) {
    if (!std::isfinite(value))
        return "no number";
    std::array<char, 400> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

std::string percent(double fraction) {
    return fraction < 0 ? kNotMeasured : number("%.2f %%", fraction * 100);
}

std::string tableOf(const std::string& head, const Rows& rows) {
    std::string out = "| " + head + " | |\n| --- | --- |\n";
    for (const auto& [name, value] : rows)
        out += "| " + name + " | " + (value.empty() ? kNotRecorded : value) + " |\n";
    return out + "\n";
}

std::string countOf(std::int64_t count) {
    return count < 0 ? std::string() : grouped(count);
}

std::string dayOf(std::int64_t utcMs) {
    return utcText(utcMs).substr(0, 10);
}

std::string header(const CardFacts& facts) {
    return "---\ntitle: " + yamlText(facts.title) + "\nsdk: gradio\nsdk_version: \"" + kSpaceGradio +
           "\"\npython_version: \"" + kSpacePython +
           "\"\napp_file: app.py\npinned: false\ntags:\n- image-classification\n- resnet\n---\n\n";
}

std::string introduction(const CardFacts& facts) {
    const ExportResult& weights = facts.weights;
    const bool isSmall = weights.stem == "small" && !isCifarFamily(weights.model);
    return "# " + markdownText(facts.title) + "\n\n" + modelDisplayName(weights.model) +
           (isSmall ? " with a small first layer" : "") + (weights.blurPool ? " and BlurPool" : "") + " for " +
           grouped(weights.classes) + (weights.classes == 1 ? " class" : " classes") +
           " of pictures. Written by ResNet Studio " + kVersion + " from the run's checkpoint of epoch " +
           std::to_string(weights.epoch) + (weights.ema ? ", the average of its weights" : "") + ".\n\n";
}

/// A sentence of an evaluation without the paths in it: of each folder its name is left.
std::string withoutPaths(std::string text, const ReportModel& run) {
    std::vector<std::string> folders{run.evaluation->folder};
    if (run.recipe) {
        folders.push_back(run.recipe->setup.data.root);
        folders.push_back(run.recipe->setup.data.val);
    }
    for (std::string& folder : folders)
        folder = displayText(folder);
    std::sort(folders.begin(), folders.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
    for (const std::string& folder : folders) {
        const std::string name = baseName(folder);
        if (name.empty() || name == folder)
            continue;
        for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder, at + name.size()))
            text.replace(at, folder.size(), name);
    }
    // Of what else is a path, a list's say, the last name is left, too.
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        const std::string word = text.substr(at, end - at);
        const std::size_t slash = word.find_last_of('/');
        out += slash == std::string::npos ? word : word.substr(slash + 1);
        out += end < text.size() ? " " : "";
        at = end + 1;
    }
    return out;
}

/// Of these very weights: a file of that name may have been written anew since.
bool isOf(const RunEvaluation& found, const CheckpointRecord& checkpoint) {
    return found.checkpoint == checkpoint.file && found.step == checkpoint.step && found.epoch == checkpoint.epoch &&
           found.utcMs >= checkpoint.savedUtcMs;
}

void addEvaluation(Rows& rows, const ReportModel& run, const CheckpointRecord* checkpoint, const CardFacts& facts) {
    const auto& found = run.evaluation;
    if (!found || checkpoint == nullptr || !isOf(*found, *checkpoint)) {
        rows.emplace_back("Evaluation after the training", kNotMeasured);
        return;
    }
    const std::string bad =
        found->badPictures > 0 ? "; " + grouped(found->badPictures) + " could not be read" : std::string();
    rows.emplace_back("Evaluated on", dayOf(found->utcMs) + ", " + grouped(found->pictures) + " pictures" + bad);
    rows.emplace_back("Evaluated pictures", markdownText(withoutPaths(found->measured, run)));
    rows.emplace_back("Evaluation, top-1", percent(found->top1));
    if (facts.weights.classes > 5)
        rows.emplace_back("Evaluation, top-5", percent(found->top5));
    rows.emplace_back("Evaluation, loss", number("%.4f", found->loss));
}

/// Of the exported weights alone.
std::string measuredPart(const ReportModel& run, const CardFacts& facts) {
    const auto known = std::find_if(run.checkpoints.begin(), run.checkpoints.end(),
                                    [&](const CheckpointRecord& one) { return one.file == facts.checkpoint; });
    const bool isValidated = known != run.checkpoints.end() && known->valTop1 >= 0;
    Rows rows{{"Validation, top-1", isValidated ? percent(known->valTop1) : kNotMeasured}};
    if (facts.weights.classes > 5)
        rows.emplace_back("Validation, top-5", isValidated ? percent(known->valTop5) : kNotMeasured);
    rows.emplace_back("Validation, loss", isValidated ? number("%.4f", known->valLoss) : kNotMeasured);
    addEvaluation(rows, run, known != run.checkpoints.end() ? &*known : nullptr, facts);
    std::string out = "## Measured\n\n" + tableOf("These weights", rows);
    if (run.recipe && run.recipe->config.flipTest)
        out += "The figures are means over each picture and its mirror image; the page asks the network once.\n\n";
    return out + "Not measured: pictures of other sources than these, fairness between groups of people, and how the "
                 "network answers for pictures of none of its classes.\n\n";
}

std::string epochPart(const ReportModel& run) {
    if (run.epochs.empty())
        return {};
    const std::size_t first = run.epochs.size() > kMostEpochs ? run.epochs.size() - kMostEpochs : 0;
    std::string out = "| epoch | training loss | validation loss | validation top-1 |\n| --: | --: | --: | --: |\n";
    for (std::size_t i = 0; i < run.epochs.size(); ++i) {
        const EpochRecord& epoch = run.epochs[i];
        const bool isBest = epoch.epoch == run.bestEpoch();
        if (i < first && !isBest)
            continue;
        out += "| " + std::to_string(epoch.epoch) + (isBest ? " (best)" : "") + " | " +
               number("%.4f", epoch.trainLoss) + " | " + number("%.4f", epoch.valLoss) + " | " +
               percent(epoch.valTop1) + " |\n";
    }
    return out + "\n";
}

/// What the journal says of weights that the run did not begin from nothing with.
std::string beginningOf(const ReportModel& run) {
    for (const FoldedEvent& event : run.faults) {
        if (event.newest.title == "Weights imported" || event.newest.title == "Weights taken over")
            return event.newest.title + ": " + event.newest.detail;
    }
    return {};
}

std::string trainingPart(const ReportModel& run) {
    const RunSummary& summary = run.summary;
    Rows rows{
        {"Epochs", std::to_string(summary.epochsDone) + " of " + std::to_string(summary.epochsPlanned) +
                       (summary.endedEarly ? ", ended early as planned" : "")},
        {"Steps", run.stepCount > 0 ? grouped(run.stepCount) : std::string()},
        {"Time", run.activeSeconds > 0 ? durationText(run.activeSeconds) : std::string()},
        {"Device", markdownText(run.device)},
        {"Energy of the card", run.energy && run.energy->joules > 0
                                   ? markdownText(usedText(*run.energy, run.activeSeconds) + ", " + run.energy->card)
                                   : kNotMeasured},
        {"Begun by", run.appVersion.empty() ? std::string() : "ResNet Studio " + markdownText(run.appVersion)}};
    if (const std::string beginning = beginningOf(run); !beginning.empty())
        rows.emplace_back("Began with", markdownText(beginning));
    return "## Training\n\n" + tableOf("This run", rows) + epochPart(run);
}

std::string dataPart(const ReportModel& run, const CardFacts& facts) {
    std::string held;
    if (run.hasSets)
        held = run.split ? number("%.4g %%", run.splitShare * 100) +
                               " of each class held back from the training "
                               "pictures, seed " +
                               std::to_string(run.splitSeed)
                         : "a set of its own" + (run.valSet.empty() ? "" : ": " + markdownText(run.valSet));
    std::string names;
    for (const std::string& label : facts.labels)
        names += (names.empty() ? "" : ", ") + markdownText(label);
    return "## Data\n\n" +
           tableOf("Pictures", {{"Name of the folder", markdownText(run.summary.dataName)},
                                {"Training pictures", countOf(run.trainPictures)},
                                {"Validation pictures", countOf(run.valPictures)},
                                {"Validation set", held},
                                {"Licence of the pictures", "not stated"}}) +
           "<details><summary>The classes</summary>\n\nIn the order of the last layer: " + names + "\n\n</details>\n\n";
}

std::string listOf(const std::array<float, 3>& values) {
    std::string out;
    for (const float value : values)
        out += (out.empty() ? "" : ", ") + number("%.3f", static_cast<double>(value));
    return out;
}

std::string recipePart(const ReportModel& run, const CardFacts& facts) {
    const Normalisation norm;
    const std::string side = std::to_string(facts.weights.side);
    std::string out = "## Recipe\n\nTo answer for a picture: the short side is resized to " +
                      std::to_string(facts.weights.resize) + " px (bilinear, antialiased), the middle " + side + " x " +
                      side + " px are cut out, and the colours, from 0 to 1, are normalised with mean " +
                      listOf(norm.mean) + " and standard deviation " + listOf(norm.std) +
                      ". The camera's orientation is not looked at.\n\n";
    if (run.recipeRows.empty())
        return out + "The recipe of the training could not be read.\n\n";
    Rows rows;
    for (const RecipeLine& line : run.recipeRows)
        rows.emplace_back(markdownText(line.key), line.value.empty() ? "-" : markdownText(line.value));
    return out + "<details><summary>All keys of the training</summary>\n\n" + tableOf("Key", rows) + "</details>\n\n";
}

std::string licencePart(const CardFacts& facts) {
    const std::string examples =
        facts.examples == 0 ? std::string("none")
                            : std::to_string(facts.examples) + ", licence: " + markdownText(facts.examplesLicence);
    return "## Licences\n\n" +
           tableOf("What", {{"Weights", "not stated"},
                            {"Example pictures", examples},
                            {"app.py, model.py", "0BSD: use them as you like"}}) +
           "## Elsewhere\n\n```\npip install -r requirements.txt\npython app.py\n```\n";
}

/// The next character of valid UTF-8.
char32_t takeCharacter(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t value = length == 1 ? lead : lead & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i)
        value = value << 6 | (static_cast<unsigned char>(text[i]) & 0x3Fu);
    text.remove_prefix(length);
    return value;
}

} // namespace

std::string markdownText(const std::string& bytes) {
    constexpr std::string_view kMeansSomething = "\\`*_[]<>#|~&!$@:";
    std::string out;
    for (const char c : displayText(bytes)) {
        if (kMeansSomething.find(c) != std::string_view::npos)
            out += '\\';
        out += c;
    }
    return out;
}

std::string yamlText(const std::string& bytes) {
    const std::string shown = displayText(bytes);
    std::string out = "\"";
    for (std::string_view rest = shown; !rest.empty();) {
        const char32_t value = takeCharacter(rest);
        if (value == '"' || value == '\\')
            out += '\\';
        if (value < 0x80) {
            out += static_cast<char>(value);
            continue;
        }
        std::array<char, 12> code{};
        std::snprintf(code.data(), code.size(), value > 0xFFFF ? "\\U%08X" : "\\u%04X", static_cast<unsigned>(value));
        out += code.data();
    }
    return out + "\"";
}

std::string modelCard(const ReportModel& run, const CardFacts& facts) {
    return header(facts) + introduction(facts) + measuredPart(run, facts) + trainingPart(run) + dataPart(run, facts) +
           recipePart(run, facts) + licencePart(facts);
}

} // namespace studio
