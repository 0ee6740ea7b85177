// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/example_pictures.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/loader/sampler.h"
#include "core/recipe/config.h"
#include "core/run/run_folder.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kSeed = 7;

struct Drawn {
    std::vector<std::string> paths;
    bool validation = false;
};

std::vector<std::string> entriesOf(const fs::path& folder, bool folders, const std::stop_token& stop) {
    std::vector<std::string> found;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end && !stop.stop_requested();
         at.increment(error)) {
        std::error_code entryError;
        const bool wanted = folders ? at->is_directory(entryError)
                                    : hasPictureExtension(at->path().native()) && at->is_regular_file(entryError);
        if (wanted)
            found.push_back(at->path().native());
    }
    std::sort(found.begin(), found.end());
    return found;
}

/// Where a run's validation pictures lie, else its training pictures. The split of a set without a folder of its own
/// is not drawn again for this: a few folders are listed, never the whole set.
fs::path placeOf(const DataSpec& data, bool& validation) {
    std::error_code error;
    validation = true;
    if (!data.val.empty())
        return data.val;
    if (fs::is_directory(fs::path(data.root) / "val", error))
        return fs::path(data.root) / "val";
    validation = false;
    const fs::path train = fs::path(data.root) / "train";
    return fs::is_directory(train, error) ? train : fs::path(data.root);
}

Drawn drawOfRun(const std::string& model, std::uint32_t round, const std::stop_token& stop) {
    Drawn drawn;
    const std::string run =
        isRunFolder(model) ? model : fs::absolute(model).lexically_normal().parent_path().parent_path().native();
    if (!isRunFolder(run))
        return drawn;
    const std::string recipe = RunPaths(run).recipe;
    const DataSpec data = runRecipeFromJson(readSmallFile(recipe, 1u << 20), recipe).setup.data;
    const std::vector<std::string> classes = entriesOf(placeOf(data, drawn.validation), true, stop);
    if (classes.empty())
        return drawn;
    constexpr std::size_t kCount = ExamplePictures::kCount;
    const std::size_t ofEach = (kCount + classes.size() - 1) / classes.size();
    for (const std::uint32_t index : drawSamples(kSeed, round, classes.size(), kCount)) {
        const std::vector<std::string> files = entriesOf(classes[index], false, stop);
        for (const std::uint32_t file : drawSamples(kSeed + 1, round, files.size(), ofEach))
            drawn.paths.push_back(files[file]);
    }
    drawn.paths.resize(std::min(drawn.paths.size(), kCount));
    return drawn;
}

} // namespace

ExamplePictures::ExamplePictures(QObject* parent)
    : QObject(parent) {}

void ExamplePictures::setSource(std::shared_ptr<const ImageFolder> data, const std::string& model) {
    if (data && data->val.empty())
        data.reset();
    if (data == data_ && (data || model == model_))
        return;
    data_ = std::move(data);
    model_ = model;
    paths_.clear(); // of another place; the next may take long, or never come
    draw();
}

void ExamplePictures::showOthers() {
    ++round_;
    draw();
}

void ExamplePictures::draw() {
    if (data_) {
        job_.forget(); // what a run's folder gives
        paths_.clear();
        validation_ = true;
        for (const std::uint32_t sample : drawSamples(kSeed, round_, data_->val.size(), kCount))
            paths_.push_back(data_->val.pathOf(sample));
        Q_EMIT changed();
        return;
    }
    job_.start(
        [this, model = model_, round = round_](std::stop_token stop) -> std::function<void()> {
            Drawn drawn;
            try {
                if (!model.empty())
                    drawn = drawOfRun(model, round, stop);
            } catch (const std::exception&) {
                drawn = {}; // examples are a courtesy: who chooses the network is told what is wrong with its run
            }
            return [this, drawn] {
                paths_ = drawn.paths;
                validation_ = drawn.validation;
                Q_EMIT changed();
            };
        },
        BackgroundJob::Begin::AtOnce);
}

} // namespace studio
