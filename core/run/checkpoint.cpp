// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/checkpoint.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/run/run_folder.h"
#include "studio_version.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFormat = "1";
/// Came later than the format: a checkpoint without it was computed in whole batches.
constexpr const char* kPartsKey = "batch_parts";

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
        if (at == metadata.end() && std::string_view(key) == kPartsKey)
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

std::int64_t stepOfName(const std::string& name) {
    std::int64_t step = -1;
    if (name.size() > 5 && name.rfind("step-", 0) == 0)
        std::from_chars(name.data() + 5, name.data() + name.size(), step);
    return name == checkpointFileName(step) ? step : -1;
}

/// Names in a folder; none if it is not there. Any other trouble is an error: taking it for an empty folder would make
/// a run start again.
std::vector<std::string> listFolder(const std::string& folder) {
    std::vector<std::string> names;
    std::error_code error;
    fs::directory_iterator at(folder, error);
    for (const fs::directory_iterator end; !error && at != end; at.increment(error))
        names.push_back(at->path().filename().string());
    if (error && error != std::errc::no_such_file_or_directory)
        throw systemError("Cannot list the checkpoints", folder, error.value());
    return names;
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

void removeFile(const std::string& path) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        logLine(LogLevel::Warning, "Cannot delete " + displayText(path));
}

} // namespace

std::string checkpointFileName(std::int64_t step) {
    std::array<char, 48> name{};
    std::snprintf(name.data(), name.size(), "step-%09lld.safetensors", static_cast<long long>(step));
    return name.data();
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

CheckpointStore::CheckpointStore(std::string folder, RunDatabase& database, RetentionPolicy policy)
    : folder_(std::move(folder))
    , database_(database)
    , policy_(policy) {}

CheckpointRecord CheckpointStore::save(const CheckpointContent& content, bool best) {
    const CheckpointRecord record = writeCheckpoint(folder_, content, best);
    commit(record);
    return record;
}

void CheckpointStore::commit(const CheckpointRecord& record) {
    database_.addCheckpoint(record);
    retain();
}

void CheckpointStore::retain() {
    for (const std::string& file : expendableCheckpoints(database_.checkpoints(), policy_)) {
        removeFile(folder_ + "/" + file);
        database_.removeCheckpoint(file);
    }
}

/// Killed between the file and its row. A file that cannot be read stays: resume says why it passes it over.
void CheckpointStore::adopt(const std::string& file) {
    const std::string path = folder_ + "/" + file;
    try {
        const std::map<std::string, std::string> metadata = readSafetensorsMetadata(path);
        CheckpointContent content;
        visitFields(content, Reader{metadata, path});
        const bool best = content.epochEnd && content.bestEpoch == content.epoch;
        const auto digest = metadata.find("sha256");
        if (digest != metadata.end())
            database_.addCheckpoint(recordOf(content, path, digest->second, best));
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Corrupt)
            throw;
    }
}

void CheckpointStore::tidy() {
    std::set<std::string> files;
    for (const std::string& name : listFolder(folder_)) {
        if (name.ends_with(".partial"))
            removeFile(folder_ + "/" + name);
        else
            files.insert(name);
    }
    std::set<std::string> known;
    for (const CheckpointRecord& record : database_.checkpoints()) {
        known.insert(record.file);
        if (!files.contains(record.file))
            database_.removeCheckpoint(record.file);
    }
    for (const std::string& file : files) {
        if (stepOfName(file) >= 0 && !known.contains(file))
            adopt(file);
    }
    retain();
}

CheckpointContent loadCheckpoint(const std::string& path) {
    TensorFile file = readSafetensors(path, kMaxCheckpointBytes);
    const auto format = file.metadata.find("studio_format");
    if (format == file.metadata.end())
        throw Error(ErrorKind::Corrupt, {"This is not a checkpoint of ResNet Studio", path, {}, {}});
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

std::optional<CheckpointContent>
loadNewestCheckpoint(const std::string& checkpointsFolder,
                     const std::function<void(const std::string& file, const std::string& reason)>& skipped,
                     const std::function<std::string(const CheckpointContent&)>& accept) {
    for (const std::string& file : listCheckpointFiles(checkpointsFolder)) {
        std::string reason;
        try {
            CheckpointContent content = loadCheckpoint(checkpointsFolder + "/" + file);
            reason = accept ? accept(content) : "";
            if (reason.empty())
                return content;
        } catch (const Error& error) {
            // Only what is damaged is passed over: a file that cannot be read just now is the newest all the same.
            if (error.kind() != ErrorKind::Corrupt)
                throw;
            reason = error.what();
        }
        if (skipped)
            skipped(file, reason);
    }
    return std::nullopt;
}

std::string findCheckpoint(const std::string& runFolder, const std::string& which) {
    const RunPaths paths(runFolder);
    std::string have;
    std::vector<CheckpointRecord> records;
    std::error_code error;
    if (fs::exists(paths.database, error))
        records = RunDatabase(paths.database, RunDatabase::Mode::Read).checkpoints();
    for (const CheckpointRecord& record : records) {
        const bool wanted = which == "last" || (which == "best" && record.best) ||
                            (record.epochEnd && which == std::to_string(record.epoch));
        if (wanted && fs::exists(paths.checkpoints + "/" + record.file, error))
            return paths.checkpoints + "/" + record.file;
        if (record.epochEnd)
            have += (have.empty() ? "" : ", ") + std::to_string(record.epoch) + (record.best ? " (best)" : "");
    }
    throw Error(ErrorKind::Data, {"This run has no such checkpoint",
                                  displayText(runFolder) + ": " + which,
                                  {},
                                  have.empty() ? "It has no checkpoint of a whole epoch yet."
                                               : "There are checkpoints of epochs " + have + "."});
}

void pinCheckpoint(const std::string& runFolder, const std::string& file, bool pinned) {
    RunDatabase(RunPaths(runFolder).database, RunDatabase::Mode::Write).setPinned(file, pinned);
}

void deleteCheckpoint(const std::string& runFolder, const std::string& file) {
    if (stepOfName(file) < 0)
        throw Error(ErrorKind::Usage,
                    {"This is not the name of a checkpoint", displayText(file), "Nothing was deleted.", {}});
    const RunPaths paths(runFolder);
    const RunLock lock(runFolder);
    const std::string path = paths.checkpoints + "/" + file;
    if (::unlink(path.c_str()) != 0 && errno != ENOENT)
        throw systemError("Cannot delete a checkpoint", path, errno);
    RunDatabase(paths.database, RunDatabase::Mode::Write).removeCheckpoint(file);
}

} // namespace studio
