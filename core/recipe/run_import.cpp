// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/run_import.h"

#include <algorithm>
#include <exception>
#include <filesystem>
#include <numeric>
#include <optional>
#include <system_error>
#include <utility>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/interop/plain_numbers.h"
#include "core/model/frozen_layers.h"
#include "core/model/model_state.h"
#include "core/recipe/class_list.h"
#include "core/recipe/imagenet_classes.h"
#include "core/recipe/run_recipe.h"
#include "core/recipe/source_weights.h"
#include "core/run/checkpoint.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "core/run/unstarted_run.h"

namespace studio {

namespace {

/// Longer than a look, shorter than a training from nothing, at a tenth of its rate.
constexpr std::int64_t kEpochs = 10;
constexpr double kLearningRate = 0.005;
constexpr std::int64_t kSmallPicture = 32;

struct FoundClasses {
    std::vector<ClassInfo> list; ///< in the order of the last layer
    std::string note;            ///< why they are taken to be these, where nobody said so
};

/// Nothing where the file alone does not tell.
FoundClasses recogniseClasses(const SourceWeights& source, const std::string& file) {
    if (!isPublishedForImagenet(file, source.match.spec))
        return {};
    return {readClassList(std::string(kImagenetClasses)),
            "The file is one that PyTorch's hub publishes, by the sum in its name: its classes are taken to be those "
            "of ImageNet-1k in torchvision's order. If they are others, name them with --classes FILE."};
}

FoundClasses findClasses(const SourceWeights& source, const ImportRequest& request) {
    const auto count = static_cast<std::size_t>(source.match.spec.classes);
    const bool isNamed = !request.classesFile.empty();
    FoundClasses found{isNamed ? readClassList(request.classesFile) : source.classes, {}};
    if (found.list.empty() && !isNamed)
        found = recogniseClasses(source, request.file);
    if (found.list.empty() && !isNamed)
        throw Error(
            ErrorKind::Usage,
            {"It is not said which classes the network knows", source.place,
             "The file has " + grouped(source.match.spec.classes) + " of them, " +
                 (source.classesProblem.empty() ? "without names."
                                                : "and its names are of no use: " + source.classesProblem + "."),
             "Name them with --classes FILE: one class a line, in the order of the last layer." +
                 std::string(source.match.spec.classes != kImagenetClassCount
                                 ? ""
                                 : " If they are those of ImageNet-1k in torchvision's order: --classes "
                                   "imagenet-1k")});
    if (found.list.size() != count)
        throw Error(ErrorKind::Data,
                    {"The list of classes does not belong to these weights", displayText(request.classesFile),
                     "It has " + grouped(static_cast<std::int64_t>(found.list.size())) + " classes, the last layer " +
                         grouped(source.match.spec.classes) + ".",
                     "Name the list that the network was trained with: --classes FILE"});
    return found;
}

TrainConfig recipeOf(const SourceWeights& source, const ImportRequest& request) {
    const StateMatch& match = source.match;
    TrainConfig config;
    config.blurpool = source.blurPool.value_or(false);
    config.model = match.spec.name;
    const bool isSmall = match.spec.stem == Stem::Small || isCifarFamily(config.model);
    config.stem = isSmall ? "small" : "standard";
    if (isSmall)
        config.imageSize = config.evalSize = config.evalResize = kSmallPicture;
    if (source.imageSize) {
        config.imageSize = config.evalSize = *source.imageSize;
        config.evalResize = std::max(*source.imageSize, source.evalResize.value_or(0));
    }
    config.epochs = kEpochs;
    config.learningRate = kLearningRate;
    const TrainConfig network = config;
    if (request.adjust)
        request.adjust(config);
    const bool isOther = source.blurPool && config.blurpool != network.blurpool; // not every file tells
    if (config.model != network.model || config.stem != network.stem || isOther)
        throw Error(ErrorKind::Usage, {"The weights say which network it is",
                                       modelDisplayName(network.model) + ", stem " + network.stem +
                                           (isOther ? network.blurpool ? ", with BlurPool" : ", without BlurPool" : ""),
                                       "Nothing was made.", "Leave model, stem and blurpool out of --set."});
    throwIfInvalid(config);
    return config;
}

CheckpointContent checkpointOf(const TrainConfig& config, const ImageFolder& folder, std::vector<HostTensor> weights) {
    CheckpointContent content;
    content.epochEnd = true; // of none: training begins with the first
    content.seed = static_cast<std::uint64_t>(config.seed);
    content.model = config.model;
    content.stem = config.stem;
    content.blurPool = config.blurpool;
    content.imageSize = static_cast<std::int32_t>(evalSizeOf(config));
    content.evalResize = static_cast<std::int32_t>(evalResizeOf(config));
    content.recipeHash = learnedRecipeHash(config);
    content.classHash = folder.classHash();
    content.flipTest = config.flipTest;
    content.tensors = std::move(weights);
    for (const NamedShape& row : modelState(modelSpecOf(config, static_cast<std::int64_t>(folder.classes.size())))) {
        if (row.isParameter)
            content.tensors.push_back(floatTensor("momentum." + row.name, row.shape));
    }
    return content;
}

/// Where the file tells it, or its publisher is known, there is nothing to say.
std::string blurPoolText(const SourceWeights& source, const std::string& file, const TrainConfig& config) {
    if (source.blurPool || isPublishedForImagenet(file, source.match.spec))
        return {};
    return config.blurpool ? "Taken to have BlurPool, as the recipe says: weights alone do not tell."
                           : "Taken to have no BlurPool, which weights alone do not tell: where they were trained with "
                             "it, say --set blurpool=true";
}

std::string preparedText(const TrainConfig& config) {
    const std::string side = std::to_string(evalSizeOf(config));
    return "Pictures are taken to be prepared as for torchvision's first weights: the short side to " +
           std::to_string(evalResizeOf(config)) + " px, a centre crop of " + side + " x " + side +
           " px, mean and standard deviation of ImageNet; where it is another, as 232 px for its second "
           "(IMAGENET1K_V2), say --set eval_resize=232";
}

/// What went wrong first is what counts.
void removeWhatWasMade(const std::string& run, const CheckpointContent& content) {
    std::error_code error;
    std::filesystem::remove(RunPaths(run).checkpoints + "/" + checkpointFileName(content.step), error);
    try {
        removeUnstartedRun(run);
    } catch (const std::exception&) {
    }
}

/// Folder, history, checkpoint, in this order: until there is a checkpoint it is one that never started.
void writeRun(const std::string& run, const std::string& recipe, const ImageFolder& folder,
              const CheckpointContent& content, const std::vector<EventRecord>& journal) {
    std::error_code error;
    const bool isNew = !std::filesystem::exists(run, error) && !error;
    try {
        createRunFolder(run, recipe, folder.classes);
        const RunLock lock(run);
        const RunPaths paths(run);
        RunDatabase database(paths.database, RunDatabase::Mode::Create);
        database.setValue(kBeginsWithWeightsKey, "1"); // before there are any: what is broken off here is not resumed
        database.setValue("state", runStateName(RunState::Stopped));
        database.setValue("started_utc_ms", std::to_string(utcMilliseconds()));
        for (const EventRecord& event : journal)
            database.addEvent(event);
        database.addCheckpoint(writeCheckpoint(paths.checkpoints, content, true));
    } catch (...) {
        if (isNew)
            removeWhatWasMade(run, content);
        throw;
    }
}

std::vector<EventRecord> journalOf(const std::string& title, const ImportReport& report) {
    const auto line = [](const std::string& what, const std::string& detail) {
        return EventRecord{EventKind::Notice, 0, 0, utcMilliseconds(), what, detail};
    };
    std::vector<EventRecord> journal{
        line(title, report.source + "; " + report.model + ", " + grouped(report.classes) + " classes")};
    for (const std::string& note : report.notes)
        journal.push_back(line("About the weights", note));
    return journal;
}

/// Class numbers of the file, in the order of the folders' names.
std::vector<std::size_t> sortedOrder(const std::vector<ClassInfo>& classes) {
    std::vector<std::size_t> order(classes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&classes](std::size_t a, std::size_t b) { return classes[a].folder < classes[b].folder; });
    return order;
}

ImportReport reportOf(const SourceWeights& source, const TrainConfig& config, const ImageFolder& folder) {
    ImportReport report;
    const bool isSmall = config.stem == "small" && !isCifarFamily(config.model);
    report.model = modelDisplayName(config.model) + (isSmall ? " with a small stem" : "");
    report.classes = static_cast<std::int64_t>(folder.classes.size());
    report.source = source.text;
    report.notes = source.notes;
    return report;
}

void requireNetwork(const SourceWeights& source, const TrainConfig& config) {
    const ModelSpec& spec = source.match.spec;
    const std::string stem = spec.stem == Stem::Small ? "small" : "standard";
    if (source.blurPool && *source.blurPool != config.blurpool)
        throw Error(ErrorKind::Config, {"The weights to begin with are of a network " +
                                            std::string(*source.blurPool ? "with BlurPool" : "without BlurPool"),
                                        source.place, "The recipe's network is another one. Nothing was made.",
                                        std::string("Say the same in the recipe: --set blurpool=") +
                                            (*source.blurPool ? "true" : "false")});
    if (config.model == spec.name && (config.stem == stem || isCifarFamily(spec.name)))
        return;
    throw Error(ErrorKind::Config,
                {"The weights to begin with are those of another network", source.place,
                 "They are of " + modelDisplayName(spec.name) + " with a " + stem + " stem; the recipe's network is " +
                     modelDisplayName(config.model) + " with a " + config.stem + " stem. Nothing was made.",
                 "Say the same in the recipe: --set model=" + spec.name + " --set stem=" + stem});
}

/// For each class of the data its row in the last layer; all nothing where the classes are not the same ones.
/// `layer`: rows that it has.
std::vector<std::optional<std::size_t>> rowsFor(const std::vector<ClassInfo>& wanted,
                                                const std::vector<ClassInfo>& known, std::int64_t layer) {
    std::vector<std::optional<std::size_t>> rows;
    for (const ClassInfo& info : wanted) {
        const auto at = std::find_if(known.begin(), known.end(),
                                     [&info](const ClassInfo& other) { return other.folder == info.folder; });
        if (at == known.end() || known.size() != wanted.size() || std::cmp_not_equal(known.size(), layer))
            return std::vector<std::optional<std::size_t>>(wanted.size());
        rows.emplace_back(at - known.begin());
    }
    return rows;
}

} // namespace

ImportReport importRun(const ImportRequest& request) {
    const SourceWeights source = openForeignWeights(request.file, {request.model, request.unchecked, request.leaveOut});
    const FoundClasses found = findClasses(source, request);
    const std::vector<ClassInfo>& named = found.list;
    const std::vector<std::size_t> order = sortedOrder(named);
    ImageFolder folder;
    for (const std::size_t index : order)
        folder.classes.push_back(named[index]);
    const TrainConfig config = recipeOf(source, request);
    ImportReport report = reportOf(source, config, folder);
    if (!std::is_sorted(order.begin(), order.end()))
        report.notes.emplace_back("The classes were sorted by their names, as those of a folder are, and the rows of "
                                  "the last layer with them.");
    if (!found.note.empty())
        report.notes.push_back(found.note);
    if (const std::string note = blurPoolText(source, request.file, config); !note.empty())
        report.notes.push_back(note);
    report.notes.push_back(preparedText(config));
    RunSetup setup;
    setup.recipeName = "import of " + displayText(baseName(request.file));
    const CheckpointContent content = checkpointOf(config, folder, readWeights(source, {order.begin(), order.end()}));
    if (isUnstartedRun(request.run)) // of an import that was broken off
        removeUnstartedRun(request.run);
    writeRun(request.run, runRecipeToJson(config, setup), folder, content, journalOf("Weights imported", report));
    return report;
}

/// A head that begins at zero and does not learn lets no gradient through to the layers below it.
static void requireLearningHead(const TrainConfig& config) {
    const std::string head = topLayers(config.model).back();
    for (const std::string& name : layerNames(config.freeze)) {
        if (isPartOf(head, name))
            throw Error(ErrorKind::Config,
                        {"The last layer is frozen, and begins at zero", "freeze: " + displayText(config.freeze),
                         "The classes are others than those of the weights. Such a network never learns anything. "
                         "Nothing was made.",
                         "Leave " + head + " out of freeze."});
    }
}

void requireBeginning(const std::string& weights, const TrainConfig& config) {
    requireNetwork(openSourceWeights(weights), config);
}

ImportReport beginRunWith(const BeginRequest& request) {
    const SourceWeights source = openSourceWeights(request.weights);
    requireNetwork(source, request.config);
    throwIfInvalid(request.config);
    const ImageFolder folder = openImageFolder(request.setup.data, {}, request.stop);
    const std::vector<std::optional<std::size_t>> rows =
        rowsFor(folder.classes, source.classes, source.match.spec.classes);
    if (!rows.front())
        requireLearningHead(request.config);
    ImportReport report = reportOf(source, request.config, folder);
    if (const std::string note = blurPoolText(source, request.weights, request.config); !note.empty())
        report.notes.push_back(note);
    report.notes.emplace_back(rows.front() ? "The classes are the same ones: the last layer was taken over too."
                              : source.classes.empty()
                                  ? "It is not known which classes the weights are for: the last layer begins at zero."
                                  : "The classes are others than those of the weights: the last layer begins at zero.");
    RunSetup setup = request.setup; // the pictures are named when it goes on
    setup.data.root.clear();
    setup.data.val.clear();
    const CheckpointContent content = checkpointOf(request.config, folder, readWeights(source, rows));
    if (request.stop.stop_requested())
        throw Error(ErrorKind::Stopped, "Stopped");
    writeRun(request.run, runRecipeToJson(request.config, setup), folder, content,
             journalOf("Weights taken over", report));
    return report;
}

} // namespace studio
