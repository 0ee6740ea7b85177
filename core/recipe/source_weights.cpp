// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/source_weights.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string_view>
#include <utility>

#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/interop/plain_numbers.h"
#include "core/interop/weights_file.h"
#include "core/metric/best_epoch.h"
#include "core/recipe/checkpoint_classes.h"
#include "core/recipe/source_facts_internal.h"
#include "core/recipe/source_network_internal.h"
#include "core/run/checkpoint.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

constexpr std::string_view kModel = "model.", kAverage = "ema.";

Error differs(const std::string& title, const std::string& place, const std::string& done, const std::string& next) {
    return Error(ErrorKind::Data, {title, place, done, next});
}

std::vector<std::string> notesOf(const WeightsFile& file, const StateMatch& match) {
    std::vector<std::string> notes;
    if (file.isSavedAgain())
        notes.emplace_back("Another program has saved this file again since this one wrote it: its checksums are not "
                           "of what it holds now, and were not compared. Where nobody did, the file was damaged: "
                           "fetch it again.");
    if (!file.otherParts().empty())
        notes.push_back("The file also holds " + someOf(file.otherParts()) + "; they were not taken.");
    if (!match.renamed.empty())
        notes.push_back("Names differ: " + someOf(match.renamed) + ".");
    if (!match.leftOver.empty())
        notes.push_back("Left out: " + someOf(match.leftOver) + ".");
    if (!match.source.back())
        notes.emplace_back("They have no last layer for this network: it is made anew.");
    // Our own export says what it is; else a max pool that is called as a function leaves no trace.
    const bool isSmall = match.spec.stem == Stem::Small && !isCifarFamily(match.spec.name);
    if (isSmall && !file.stated().settings.contains("blurpool"))
        notes.emplace_back("The first layer is 3 x 3: it is taken to have stride 1, and no max pool behind it.");
    if (!file.unread().empty())
        notes.push_back("Not read, and not needed: " + someOf(file.unread()) + ".");
    std::size_t counters = 0;
    for (std::size_t i = 0; i < match.wanted.size(); ++i)
        counters += match.wanted[i].shape.empty() && !match.source[i] ? 1 : 0;
    if (counters > 0)
        notes.emplace_back("The batch norms do not say how many batches they have seen; they count from 0.");
    return notes;
}

/// A last layer's weight or bias, its rows put together anew.
HostTensor withRows(const HostTensor& before, const std::vector<std::optional<std::size_t>>& rows) {
    std::vector<std::int64_t> shape = before.shape;
    const std::size_t width = before.bytes.size() / static_cast<std::size_t>(shape[0]);
    shape[0] = static_cast<std::int64_t>(rows.size());
    HostTensor made = floatTensor(before.name, std::move(shape));
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (rows[row])
            std::memcpy(made.bytes.data() + row * width, before.bytes.data() + *rows[row] * width, width);
    }
    return made;
}

bool isFloating(TensorType type) {
    return type == TensorType::F32 || type == TensorType::F16 || type == TensorType::BF16 || type == TensorType::F64;
}

/// Of floats.
bool hasNegative(const HostTensor& tensor) {
    for (std::size_t at = 0; at + sizeof(float) <= tensor.bytes.size(); at += sizeof(float)) {
        float value = 0;
        std::memcpy(&value, tensor.bytes.data() + at, sizeof value);
        if (value < 0)
            return true;
    }
    return false;
}

} // namespace

SourceWeights openForeignWeights(const std::string& path, const SourceOptions& options) {
    const auto file = std::make_shared<WeightsFile>(path, options.unchecked);
    SourceWeights source;
    source.place = displayText(path);
    if (file->metadata().contains("studio_format"))
        throw differs("This is a checkpoint of this program", source.place,
                      "It needs no import: classify and evaluate read it.",
                      "To train on from it, start a run with it: resnet-train train --init FILE --data FOLDER");
    std::vector<NamedShape> state;
    for (const StoredTensor& tensor : file->tensors())
        state.push_back({tensor.name, tensor.shape});
    source.match = findNetwork(state, source.place, options, file->unread());
    const std::vector<std::string> others = otherLayers(file->layers(), state, source.match);
    if (!others.empty() && !options.forTraining)
        throw computesOtherwise(others, source.match, source.place);
    source.text =
        displayText(baseName(path)) + " (" + file->format() + ")" + (file->part().empty() ? "" : ", " + file->part());
    source.notes = notesOf(*file, source.match);
    if (!others.empty())
        source.notes.push_back("The file's network computes otherwise: " + someOf(others) +
                               ". Training goes on from its weights as the recipe's network.");
    source.blurPool = blurPoolIn(file->stated(), source.notes);
    if (!source.blurPool && others.empty() &&
        !file->layers().empty()) // they were compared with those of a network without it
        source.blurPool = false;
    checkNormalisation(file->stated(), options.forTraining, source);
    source.imageSize = sideIn(file->stated(), "image_size", source.notes);
    source.evalResize = sideIn(file->stated(), "resize", source.notes);
    try {
        if (source.match.source.back()) // else there is no layer that they are the names of
            source.classes = classesIn(file->stated(), source.match.spec.classes, source.place);
    } catch (const Error& error) { // who wants others names them
        source.classesProblem = error.message().place;
        source.notes.push_back("The file's own names of classes are of no use. " + source.classesProblem + ".");
    }
    source.read = [file](std::size_t index) { return file->read(file->tensors()[index]); };
    return source;
}

static bool hasAny(const CheckpointContent& content, std::string_view prefix) {
    return std::any_of(content.tensors.begin(), content.tensors.end(),
                       [prefix](const HostTensor& tensor) { return tensor.name.starts_with(prefix); });
}

bool isOwnWeights(const std::string& path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error))
        return true;
    try {
        return readSafetensorsMetadata(path).contains("studio_format");
    } catch (const Error&) {
        return false; // another file; whoever opens it says what is wrong with it
    }
}

SourceWeights openSourceWeights(const std::string& path) {
    SourceOptions options;
    options.forTraining = true;
    return isOwnWeights(path) ? openOwnWeights(path) : openForeignWeights(path, options);
}

/// One without a history has none: what is said of that is the same.
static std::string checkpointFor(const std::string& run) {
    std::error_code error;
    const bool hasHistory = std::filesystem::exists(RunPaths(run).database, error);
    return findCheckpoint(run, hasHistory ? bestOrLast(checkpointsOfRun(run)) : "best");
}

SourceWeights openOwnWeights(const std::string& path) {
    std::error_code error;
    const bool isRun = std::filesystem::is_directory(path, error);
    if (isRun)
        requireRun(path);
    const std::string file = isRun ? checkpointFor(path) : path;
    const auto content = std::make_shared<CheckpointContent>(loadCheckpoint(file));
    SourceWeights source;
    source.place = displayText(file);
    source.text = displayText(isRun ? baseName(path) + ", " + baseName(file) : baseName(file));
    std::vector<NamedShape> state;
    const auto places = std::make_shared<std::vector<std::size_t>>();
    const auto placeOf = [&content](const std::string& name) {
        const auto at = std::find_if(content->tensors.begin(), content->tensors.end(),
                                     [&name](const HostTensor& tensor) { return tensor.name == name; });
        return static_cast<std::size_t>(at - content->tensors.begin());
    };
    for (std::size_t i = 0; i < content->tensors.size(); ++i) {
        const HostTensor& tensor = content->tensors[i];
        if (!tensor.name.starts_with(kModel))
            continue;
        const std::string name = tensor.name.substr(kModel.size());
        const std::size_t average = content->ema ? placeOf(std::string(kAverage) + name) : content->tensors.size();
        places->push_back(average < content->tensors.size() ? average : i);
        state.push_back({name, content->tensors[places->back()].shape});
    }
    source.match = findNetwork(state, source.place, {});
    source.blurPool = content->blurPool;
    CheckpointClasses classes = classesOfCheckpoint(file, content->classHash, source.match.spec.classes);
    source.classes = std::move(classes.list);
    if (!classes.problem.empty())
        source.notes.push_back(displayText(classes.file) + " is not the list of their classes. " + classes.problem);
    if (hasAny(*content, kAverage)) {
        source.text += content->ema ? ", the average of the weights" : ", the trained weights";
        const std::string exportIt = "resnet-train export " + displayText(shellWord(file)) + " FILE.safetensors ";
        const bool isMeasured = content->epochEnd && content->valTop1 >= 0;
        if (content->ema)
            source.notes.push_back("The run keeps an average of its weights, and that was taken, as the checkpoint's "
                                   "figures are its own. For the trained ones begin with a file of them: " +
                                   exportIt + "--raw");
        else if (content->averageCounts)
            source.notes.push_back("The run keeps an average of its weights; the trained ones were taken" +
                                   std::string(isMeasured ? ", as the checkpoint's figures are theirs" : "") +
                                   ". For the average begin with a file of it: " + exportIt + "--ema");
    }
    source.read = [content, places](std::size_t index) { return content->tensors[(*places)[index]]; };
    return source;
}

std::vector<HostTensor> readWeights(const SourceWeights& source, const std::vector<std::optional<std::size_t>>& rows) {
    const StateMatch& match = source.match;
    std::vector<HostTensor> weights;
    std::vector<std::string> wrong, negative, whole;
    for (std::size_t i = 0; i < match.wanted.size(); ++i) {
        const NamedShape& wanted = match.wanted[i];
        const std::string name = std::string(kModel) + wanted.name;
        if (wanted.shape.empty()) { // batches that a norm has counted: of no use but to go on counting
            weights.push_back(counterTensor(name, match.source[i] ? wholeNumber(source.read(*match.source[i])) : 0));
            continue;
        }
        const bool isLast = i + 2 >= match.wanted.size(); // weight and bias
        if (isLast && !match.source[i]) {
            std::vector<std::int64_t> shape = wanted.shape;
            shape[0] = std::ssize(rows);
            weights.push_back(floatTensor(name, std::move(shape)));
            continue;
        }
        HostTensor stored = source.read(match.source[i].value());
        if (!isFloating(stored.type))
            whole.push_back(wanted.name);
        HostTensor tensor = asFloats(std::move(stored));
        tensor.name = name;
        if (!isFinite(tensor))
            wrong.push_back(wanted.name);
        else if (wanted.name.ends_with("running_var") && hasNegative(tensor))
            negative.push_back(wanted.name);
        weights.push_back(isLast ? withRows(tensor, rows) : std::move(tensor));
    }
    if (!wrong.empty())
        throw differs("Some of these weights are no numbers", source.place, "Not finite: " + someOf(wrong) + ".",
                      "Choose weights from before that training went wrong.");
    if (!whole.empty())
        throw differs("Some of these weights are whole numbers", source.place,
                      "Not floating point: " + someOf(whole) + ".",
                      "They are those of a quantised network, whose scales this program does not know. Choose weights "
                      "in float32, float16 or bfloat16.");
    if (!negative.empty())
        throw differs("Some of these weights are no variances", source.place, "Below 0: " + someOf(negative) + ".",
                      "The network would answer with no numbers. Choose weights from before that training went wrong.");
    return weights;
}

} // namespace studio
