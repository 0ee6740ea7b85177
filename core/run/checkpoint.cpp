// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/checkpoint.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <map>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/read_error.h"
#include "core/run/checkpoint_internal.h"
#include "studio_version.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFormat = "1";
/// Came later than the format: a checkpoint without them was computed in whole batches, without an average or BlurPool;
/// an average that it has counts.
constexpr const char* kPartsKey = "batch_parts";
constexpr const char* kEmaKey = "ema";
constexpr const char* kFlipTestKey = "flip_test";
constexpr const char* kBlurPoolKey = "blurpool";

bool mayBeMissing(std::string_view key) {
    return key == kPartsKey || key == kEmaKey || key == kFlipTestKey || key == kBlurPoolKey || key == kAverageCountsKey;
}

std::string textOf(double value) {
    std::array<char, 40> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}
std::string textOf(std::int64_t value) {
    return std::to_string(value);
}

/// One list for both directions: each visit gets the metadata key and the field.
template<typename Content, typename Visitor>
void visitFields(Content& c, const Visitor& visit) {
    visit("step", c.step);
    visit("epoch", c.epoch);
    visit("step_in_epoch", c.stepInEpoch);
    visit("epoch_end", c.epochEnd);
    visit("seed", c.seed);
    visit("active_seconds", c.activeSeconds);
    visit("best_top1", c.bestTop1);
    visit("best_epoch", c.bestEpoch);
    visit("val_top1", c.valTop1);
    visit("val_top5", c.valTop5);
    visit("val_loss", c.valLoss);
    visit("model", c.model);
    visit("stem", c.stem);
    visit("image_size", c.imageSize);
    visit("eval_resize", c.evalResize);
    visit("recipe_hash", c.recipeHash);
    visit("class_hash", c.classHash);
    visit("bad_pictures", c.badPictures);
    visit("next_pictures", c.nextPictures);
    visit("learning_rate_scale", c.learningRateScale);
    visit("rollbacks", c.rollbacks);
    visit(kPartsKey, c.parts);
    visit(kEmaKey, c.ema);
    visit(kFlipTestKey, c.flipTest);
    visit(kBlurPoolKey, c.blurPool);
    visit(kAverageCountsKey, c.averageCounts);
}

struct Writer {
    std::map<std::string, std::string>& metadata;
    template<typename T>
    void operator()(const char* key, const T& value) const {
        if constexpr (std::is_same_v<T, std::string>)
            metadata[key] = value;
        else if constexpr (std::is_floating_point_v<T>)
            metadata[key] = textOf(value);
        else
            metadata[key] = textOf(static_cast<std::int64_t>(value));
    }
};

struct Reader {
    const std::map<std::string, std::string>& metadata;
    const std::string& path;
    template<typename T>
    void operator()(const char* key, T& field) const {
        const auto at = metadata.find(key);
        if (at == metadata.end() && mayBeMissing(key))
            return;
        if (at == metadata.end())
            throw Error(
                ErrorKind::Corrupt,
                {"This is not a checkpoint of ResNet Studio", path + ": it has no entry \"" + key + "\"", {}, {}});
        const std::string& text = at->second;
        if constexpr (std::is_same_v<T, std::string>) {
            field = text;
        } else {
            std::conditional_t<std::is_floating_point_v<T>, double, std::int64_t> value{};
            const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
            if (problem != std::errc{} || end != text.data() + text.size())
                throw Error(ErrorKind::Corrupt,
                            {"This checkpoint is damaged", path + ": \"" + key + "\" is no number", {}, {}});
            if (std::is_same_v<T, std::int32_t> &&
                value != static_cast<decltype(value)>(static_cast<std::int32_t>(value)))
                throw Error(ErrorKind::Corrupt,
                            {"This checkpoint is damaged", path + ": \"" + key + "\" is out of range", {}, {}});
            field = static_cast<T>(value);
        }
    }
};

/// Anybody can make a file with good checksums: what it says is used as an index, a rate, a time.
void refuseNonsense(const CheckpointContent& c, const std::string& path) {
    const auto isShare = [](double value) { return std::isfinite(value) && value >= -1 && value <= 1; };
    constexpr std::int32_t kMaxParts = 1 << 20;
    const bool counts = c.step >= 0 && c.epoch >= 0 && c.stepInEpoch >= 0 && c.bestEpoch >= 0 && c.badPictures >= 0 &&
                        c.rollbacks >= 0 && c.imageSize >= 0 && c.evalResize >= 0 && c.parts >= 1 &&
                        c.parts <= kMaxParts;
    const bool measures = isShare(c.bestTop1) && isShare(c.valTop1) && isShare(c.valTop5) && std::isfinite(c.valLoss) &&
                          std::isfinite(c.activeSeconds) && c.activeSeconds >= 0 && c.learningRateScale > 0 &&
                          c.learningRateScale <= 1;
    if (!counts || !measures)
        throw Error(ErrorKind::Corrupt, {"This checkpoint is damaged", path + ": it says what no run can say", {}, {}});
}

} // namespace

std::string checkpointFileName(std::int64_t step) {
    std::array<char, 48> name{};
    std::snprintf(name.data(), name.size(), "step-%09lld.safetensors", static_cast<long long>(step));
    return name.data();
}

std::int64_t stepOfName(const std::string& name) {
    std::int64_t step = -1;
    if (name.size() > 5 && name.rfind("step-", 0) == 0)
        std::from_chars(name.data() + 5, name.data() + name.size(), step);
    return name == checkpointFileName(step) ? step : -1;
}

/// Taking trouble for an empty folder would make a run start again.
std::vector<std::string> listFolder(const std::string& folder) {
    std::vector<std::string> names;
    std::error_code error;
    fs::directory_iterator at(folder, error);
    for (const fs::directory_iterator end; !error && at != end; at.increment(error))
        names.push_back(at->path().filename().string());
    if (error && error != std::errc::no_such_file_or_directory)
        throw accessError("Cannot list the checkpoints", folder, error.value());
    return names;
}

bool hasBadSector(const std::string& path) {
    const FileDescriptor file = openToRead(path);
    return file.isOpen() && readThrough(file.get()) == EIO;
}

CheckpointRecord recordOf(const CheckpointContent& content, const std::string& path, const std::string& digest,
                          bool best) {
    CheckpointRecord record;
    record.file = checkpointFileName(content.step);
    record.sha256 = digest;
    record.step = content.step;
    record.epoch = content.epoch;
    record.epochEnd = content.epochEnd;
    record.valTop1 = content.valTop1;
    record.valTop5 = content.valTop5;
    record.valLoss = content.valLoss;
    std::error_code error;
    record.bytes = fs::file_size(path, error);
    record.savedUtcMs = utcMilliseconds();
    record.best = best;
    return record;
}

std::vector<std::string> listCheckpointFiles(const std::string& checkpointsFolder) {
    std::vector<std::string> files = listFolder(checkpointsFolder);
    std::erase_if(files, [](const std::string& name) { return stepOfName(name) < 0; });
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return stepOfName(a) > stepOfName(b); });
    return files;
}

CheckpointRecord writeCheckpoint(const std::string& folder, const CheckpointContent& content, bool best) {
    std::map<std::string, std::string> metadata{
        {"format", "pt"}, {"studio_format", kFormat}, {"app_version", kVersion}};
    visitFields(content, Writer{metadata});
    const std::string file = checkpointFileName(content.step);
    const std::string path = folder + "/" + file;
    const std::string digest = writeSafetensors(path, content.tensors, metadata);
    return recordOf(content, path, digest, best);
}

CheckpointContent loadCheckpoint(const std::string& path) {
    TensorFile file = readSafetensors(path, kMaxCheckpointBytes);
    const auto format = file.metadata.find("studio_format");
    if (format == file.metadata.end())
        throw Error(ErrorKind::Corrupt, {"This is not a checkpoint of ResNet Studio",
                                         path,
                                         {},
                                         "Weights of other programs are imported: resnet-train import FILE RUN"});
    if (format->second != kFormat)
        throw Error(ErrorKind::Corrupt, {"This checkpoint was written by another version",
                                         path + ": format " + format->second,
                                         {},
                                         std::string("This program reads format ") + kFormat + "."});
    if (!file.metadata.contains("sha256") || !file.metadata.contains("header_sha256"))
        throw Error(ErrorKind::Corrupt, {"This checkpoint has no checksum", path, {}, {}});
    CheckpointContent content;
    visitFields(content, Reader{file.metadata, path});
    refuseNonsense(content, path);
    content.tensors = std::move(file.tensors);
    return content;
}

CheckpointContent loadPatiently(const std::string& path) {
    constexpr int kTries = 3;
    for (int tries = 1; tries < kTries; ++tries) {
        try {
            return loadCheckpoint(path);
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::Io)
                throw;
        }
    }
    return loadCheckpoint(path);
}

std::optional<CheckpointContent>
loadNewestCheckpoint(const std::string& checkpointsFolder,
                     const std::function<void(const std::string& file, const std::string& reason)>& skipped,
                     const std::function<std::string(const CheckpointContent&)>& accept) {
    std::vector<std::pair<std::string, std::string>> passedOver;
    std::optional<Error> unreadable;
    std::optional<CheckpointContent> newest;
    for (const std::string& file : listCheckpointFiles(checkpointsFolder)) {
        const std::string path = checkpointsFolder + "/" + file;
        try {
            CheckpointContent content = loadPatiently(path);
            const std::string reason = accept ? accept(content) : "";
            if (reason.empty()) {
                newest = std::move(content);
                break;
            }
            passedOver.emplace_back(file, reason);
        } catch (const Error& error) {
            // A file that cannot be read just now is the newest all the same, unless the disk has lost a part of it.
            const bool lost = error.kind() == ErrorKind::Io && hasBadSector(path);
            if (!lost && error.kind() != ErrorKind::Corrupt)
                throw;
            if (lost && !unreadable)
                unreadable = error;
            passedOver.emplace_back(file,
                                    (lost ? "A part of it cannot be read any more. " : "") + std::string(error.what()));
        }
    }
    if (!newest && unreadable)
        throw *unreadable; // all of the disk may be gone, and come back
    for (const auto& [file, reason] : passedOver) {
        if (skipped)
            skipped(file, reason);
    }
    return newest;
}

} // namespace studio
