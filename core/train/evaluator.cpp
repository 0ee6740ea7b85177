// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/evaluator.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/dataset/class_labels.h"
#include "core/dataset/folder_names.h"
#include "core/loader/listed_pictures.h"
#include "core/recipe/run_recipe.h"
#include "core/run/run_folder.h"
#include "core/run/run_pictures.h"
#include "core/train/feeder_internal.h"
#include "core/train/model_loader_internal.h"
#include "core/train/validation_internal.h"

namespace studio {
namespace {

/// The pictures that an evaluation measures: `data.val`, with classes as the model counts them.
struct MeasuredPictures {
    ImageFolder data;
    Measured about;
    std::int64_t maxPixels = kMaxPixels; ///< of the run's recipe, where there is one
    std::unique_ptr<ListedFiles> source; ///< of a list
};

namespace fs = std::filesystem;

/// Where there is no training batch to go by.
constexpr int kUsualBatch = 64;
using Kind = Measured::Kind;

bool isSamePlace(const std::string& a, const std::string& b) {
    std::error_code error;
    return absolutePath(a) == absolutePath(b) || fs::equivalent(a, b, error);
}

/// A run, and what it knows of its pictures.
struct OwnPictures {
    DataSpec spec;
    std::int64_t maxPixels = kMaxPixels;
    std::optional<RunPictures> record;

    std::string trainFolder() const {
        return !record || record->train.empty() ? spec.root : spec.root + "/" + record->train;
    }
    /// Its data set, or the folder in it that holds the sets.
    bool isRoot(const std::string& folder) const {
        return isSamePlace(folder, spec.root) || (record && !record->train.empty() &&
                                                  isSamePlace(folder, fs::path(trainFolder()).parent_path().string()));
    }
};

/// Of a run folder, or of a checkpoint in one.
std::optional<OwnPictures> ownPictures(const std::string& model) {
    const fs::path path = fs::absolute(model).lexically_normal();
    for (const fs::path& folder : {path, path.parent_path(), path.parent_path().parent_path()}) {
        const RunPaths paths(folder.string());
        if (!isRunThere(paths.folder)) {
            continue;
        }
        OwnPictures own;
        RunRecipe recipe = readRunRecipe(paths.recipe);
        own.spec = std::move(recipe.setup.data);
        if (own.spec.root.empty()) {
            return std::nullopt; // imported: it has no pictures of its own yet
        }
        own.maxPixels = recipe.config.maxPixels;
        own.record = readRunPictures(paths.pictures);
        return own;
    }
    return std::nullopt;
}

/// "10 %" of 0.1.
std::string shareText(double share) {
    std::array<char, 24> text{};
    std::snprintf(text.data(), text.size(), "%g %%", share * 100);
    return text.data();
}

void describe(MeasuredPictures& found, Kind kind, const std::string& text) {
    found.about.kind = kind;
    found.about.folder = found.data.val.folder;
    found.about.text = text + ": " + displayText(found.data.val.folder);
}

void requireModelsClasses(const LoadedModel& model, const ImageFolder& data) {
    const bool same = model.classes.size() == data.classes.size() &&
                      (model.about.classHash.empty() || model.about.classHash == data.classHash());
    if (same) {
        return;
    }
    throw Error(ErrorKind::Data,
                Message{.title = "The pictures have other classes than the model",
                        .place = displayText(data.spec.root),
                        .done = "The model knows " + std::to_string(model.classes.size()) +
                                " classes, the folder holds " + std::to_string(data.classes.size()) + ".",
                        .next = "Choose the data set that the model was trained for, or name a folder to be measured "
                                "with --val."});
}

/// What the run did not train on, at `root`.
MeasuredPictures heldBack(const OwnPictures& own, const std::string& root, const std::stop_token& stop) {
    DataSpec spec = own.spec;
    if (!root.empty() && !isSamePlace(root, spec.root)) {
        if (spec.val.starts_with(spec.root + "/")) {
            spec.val = root + spec.val.substr(spec.root.size());
        }
        spec.root = root;
    }
    MeasuredPictures found;
    std::optional<KnownSets> known;
    if (own.record) {
        known = knownSets(*own.record);
        known->movedTrain = spec.root != own.spec.root;
        known->movedVal = spec.val.empty() ? known->movedTrain : spec.val != own.spec.val;
    }
    found.data = openImageFolder(spec, {}, stop, defaultIndexPlace(), known ? &*known : nullptr);
    const bool split = found.data.valIsSplit;
    std::string text = "The run's validation pictures";
    if (split) {
        text = "The part that the run held back (" + shareText(spec.split) + " of each class, seed " +
               std::to_string(spec.splitSeed) + ")" + (own.record ? "" : ", drawn again");
    }
    if (own.record) {
        if (const NameChanges changes = compareNames(own.record->valNames, found.data.val); changes.went > 0) {
            text += ", of which " + changes.text();
        }
    }
    describe(found, split ? Kind::HeldBack : Kind::Validation, text);
    found.about.isOwnValidation = true;
    return found;
}

/// Says so where these are the very pictures that the run learned from.
MeasuredPictures withOrigin(MeasuredPictures found, const std::optional<OwnPictures>& own) {
    if (own && isSamePlace(found.data.val.folder, own->trainFolder())) {
        found.about.trainedOn = true;
        found.about.text += " (the run was trained on them)";
    } else if (own && own->record && own->record->split) { // a copy of the pictures, perhaps, or others of like names
        const std::int64_t alike = static_cast<std::int64_t>(found.data.val.size()) -
                                   compareNames(own->record->trainNames, found.data.val).came;
        if (alike > 0) {
            found.about.text += " (" + grouped(alike) + " of them bear names of pictures that the run was trained on)";
        }
    }
    return found;
}

/// Where the run's own folder is not there any more, one with the very same names is taken for it.
std::optional<MeasuredPictures> heldBackOfMoved(const OwnPictures& own, const std::string& root,
                                                const std::stop_token& stop) {
    std::error_code error;
    if (!own.record || fs::exists(own.spec.root, error) || error) {
        return std::nullopt;
    }
    try {
        MeasuredPictures found = heldBack(own, root, stop);
        if (compareNames(own.record->trainNames, found.data.train).any() ||
            compareNames(own.record->valNames, found.data.val).any()) {
            return std::nullopt;
        }
        found.about.text += " (the names are those of the run's pictures, whose folder " + displayText(own.spec.root) +
                            " is not there any more)";
        return found;
    } catch (const Error& problem) {
        if (problem.kind() == ErrorKind::Stopped) {
            throw;
        }
        return std::nullopt; // another folder, then
    }
}

MeasuredPictures wholeFolder(const LoadedModel& model, const std::string& folder, bool asItIs,
                             const std::stop_token& stop) {
    MeasuredPictures found;
    found.data = openToMeasure(folder, asItIs, model.classes, model.hasNames, {}, stop);
    const bool set = found.data.val.folder != found.data.spec.root;
    const SetRole role = set ? setRoleOf(baseName(found.data.val.folder)) : SetRole::None;
    describe(found,
             role == SetRole::Val    ? Kind::Validation
             : role == SetRole::Test ? Kind::Test
                                     : Kind::Folder,
             role == SetRole::None ? "All pictures of the folder"
                                   : "The " + std::string(setRoleText(role)) + " pictures of the data set");
    return found;
}

void countClasses(const LoadedModel& model, MeasuredPictures& found) {
    found.about.pictures = static_cast<std::int64_t>(found.data.val.size());
    const std::vector<std::int64_t> counts = found.data.val.countPerClass(model.classes.size());
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) {
            found.about.missingClasses.push_back(model.classes[i].folder);
        } else {
            ++found.about.classes;
        }
    }
    found.about.unused = std::move(found.data.unused);
}

MeasuredPictures choose(const LoadedModel& loaded, const std::string& model, const std::optional<OwnPictures>& own,
                        const DataSpec& data, bool split, const std::stop_token& stop) {
    if (!data.val.empty()) {
        return withOrigin(wholeFolder(loaded, data.val, true, stop), own);
    }
    if (data.root.empty() && !own) {
        throw Error(ErrorKind::Usage,
                    Message{.title = "It is not said which pictures to measure",
                            .place = displayText(model),
                            .done = "A weights file alone does not know its pictures, and a run that was "
                                    "imported has none yet.",
                            .next = "Name their folder with --data."});
    }
    const bool isOwn = own && (data.root.empty() || own->isRoot(data.root) ||
                               (own->record && own->record->split && isSamePlace(data.root, own->trainFolder())));
    if (isOwn) {
        MeasuredPictures found = heldBack(*own, {}, stop);
        requireModelsClasses(loaded, found.data);
        return found;
    }
    if (split) {
        MeasuredPictures found;
        found.data = openImageFolder(data, {}, stop);
        requireModelsClasses(loaded, found.data);
        describe(found, found.data.valIsSplit ? Kind::Split : Kind::Validation,
                 found.data.valIsSplit
                     ? shareText(data.split) + " of each class, seed " + std::to_string(data.splitSeed)
                     : "The validation pictures of the data set");
        return found;
    }
    if (own) {
        if (std::optional<MeasuredPictures> moved = heldBackOfMoved(*own, data.root, stop)) {
            return std::move(*moved);
        }
    }
    return withOrigin(wholeFolder(loaded, data.root, false, stop), own);
}

MeasuredPictures listed(const LoadedModel& model, const PictureListFile& list, const std::optional<OwnPictures>& own) {
    MeasuredPictures found;
    found.data.classes = model.classes;
    found.data.val = setOfList(list, classesOfList(list, model.classes, true));
    found.about.kind = Kind::List;
    found.about.folder = found.data.val.folder.empty() ? "/" : found.data.val.folder;
    found.about.text = "The pictures of the list: " + displayText(list.file());
    const std::int64_t trained =
        own && own->record ? countListed(list, own->trainFolder(), own->record->trainNames) : 0;
    found.about.trainedOn = trained > 0;
    if (trained > 0) {
        found.about.text += " (the run was trained on " + grouped(trained) + " of them)";
    } else if (own && !own->record) {
        found.about.text += " (which of them the run was trained on is not known)";
    }
    return found;
}

/// As evaluateModel() says.
MeasuredPictures findMeasuredPictures(const LoadedModel& loaded, const EvaluationRequest& request) {
    const std::optional<OwnPictures> own = ownPictures(request.model);
    MeasuredPictures found = request.list != nullptr
                                 ? listed(loaded, *request.list, own)
                                 : choose(loaded, request.model, own, request.data, request.split, request.stop);
    if (own) {
        found.maxPixels = own->maxPixels;
    }
    countClasses(loaded, found);
    return found;
}

/// Tells `answered` of the rows of a batch that was submitted last.
void tellAnswers(EvalProgram& program, const Batch& batch, const ImageSet& set,
                 const std::function<void(const MeasuredPicture&)>& answered) {
    const at::Tensor chances = program.lastProbabilities().contiguous();
    const auto classes = static_cast<std::size_t>(chances.size(1));
    for (std::size_t row = 0; row < batch.samples.size(); ++row) {
        const std::uint32_t index = batch.samples[row];
        MeasuredPicture picture{.index = index,
                                .path = set.pathOf(index),
                                .label = static_cast<std::int32_t>(set.classOf(index)),
                                .probabilities = {chances.data_ptr<float>() + row * classes, classes},
                                .problem = {}};
        for (const BadPicture& bad : batch.bad) {
            if (bad.sampleIndex == index) {
                picture.probabilities = {};
                picture.problem = bad.reason;
            }
        }
        answered(picture);
    }
}

/// What can be done about pictures of a list that cannot be read: `check` looks through folders.
EvaluationResult withListsAdvice(const PictureListFile* list, const std::function<EvaluationResult()>& measure) {
    try {
        return measure();
    } catch (const Error& error) {
        if (list == nullptr || error.kind() != ErrorKind::Data) {
            throw;
        }
        Message message = error.message();
        message.next = "Relative paths of a list start from its folder, or from the one that --list-root names. With "
                       "--out FILE the reason is told for each: resnet-train answers FILE --show unread.";
        throw Error(error.kind(), std::move(message));
    }
}

EvaluationResult evaluate(const EvaluationRequest& request) {
    std::unique_ptr<ComputeDevice> computer; // outlives the network on it
    const LoadedModel loaded = loadModel(request.model, request.which);
    const auto found = std::make_shared<MeasuredPictures>(findMeasuredPictures(loaded, request));
    const ImageSet& set = found->data.val;
    if (request.list != nullptr) {
        found->source = std::make_unique<ListedFiles>(set);
    }
    computer = openDevice(request.device);
    computer->place(*loaded.network);
    const ValidationPlan plan{.evalResize = loaded.about.evalResize,
                              .evalSize = loaded.about.imageSize,
                              .batchSize = computer->evaluationBatch(kUsualBatch),
                              .workers = request.workers > 0 ? request.workers : workersFor(*computer).count,
                              .held = computer->depth()};
    LoaderPlan loader = validationLoaderPlan(set, plan);
    loader.owner = found;
    loader.maxPixels = found->maxPixels;
    loader.stop = request.stop;
    loader.source = found->source.get();
    Loader pictures(std::move(loader), computer->slotAllocator());
    const auto next = [&] { return pictures.next(request.stop); };
    const std::unique_ptr<EvalProgram> program =
        computer->evaluation(*loaded.network, loaded.about.imageSize, Precision::Fp32);
    if (loaded.about.flipTest) {
        program->mirrorToo();
    }
    if (request.opened) {
        request.opened(loaded.classes, baseName(loaded.path));
    }
    std::function<void(const Batch&)> submitted;
    if (request.answered) {
        program->keepProbabilities();
        submitted = [&](const Batch& batch) { tellAnswers(*program, batch, set, request.answered); };
    }
    const auto fileOf = [&set](std::size_t i) { return std::string(set.fileOf(i)); };
    EvaluationResult result = withListsAdvice(request.list, [&] {
        return evaluateSet(*program, pictures, next, request.progress, loaded.classes.size(), fileOf, {}, submitted);
    });
    result.checkpoint = baseName(loaded.path);
    result.ema = loaded.about.ema;
    result.flipTest = loaded.about.flipTest;
    result.step = loaded.about.step;
    result.epoch = loaded.about.epoch;
    result.classes = loaded.classes;
    result.measured = std::move(found->about);
    return result;
}

} // namespace

const char* measuredKindName(Measured::Kind kind) {
    constexpr std::array kNames{"held_back", "validation", "test", "split", "folder", "list"};
    return kNames[static_cast<std::size_t>(kind)];
}

EvaluationResult evaluateModel(const EvaluationRequest& request) {
    return withErrors([&request] {
        EvaluationResult result = evaluate(request);
        return std::isnan(result.loss) ? throw answersNoNumbers(request.model) : std::move(result);
    });
}

EvaluationResult evaluateModel(const std::string& model, const std::string& which, const DataSpec& data,
                               const std::string& device, int workers,
                               const std::function<void(std::int64_t done, std::int64_t total)>& progress,
                               std::stop_token stop, bool split) {
    return evaluateModel({.model = model,
                          .which = which,
                          .data = data,
                          .split = split,
                          .device = device,
                          .workers = workers,
                          .progress = progress,
                          .stop = std::move(stop)});
}

} // namespace studio
