// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backup/backup.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

#include "core/backup/backup_command.h"
#include "core/backup/backup_meter_internal.h"
#include "core/backup/manifest_internal.h"
#include "core/backup/snapshot_internal.h"
#include "core/backup/target_internal.h"
#include "core/base/clock.h"
#include "core/base/paths.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/net/file_sum.h"
#include "core/net/url.h"
#include "core/run/checkpoint.h"

namespace studio {

namespace {

bool isCheckpoint(const BackupFile& file) {
    return file.name.starts_with("checkpoints/");
}

const BackupFile* find(const std::vector<BackupFile>& files, std::string_view name) {
    const auto at = std::find_if(files.begin(), files.end(), [name](const auto& file) { return file.name == name; });
    return at == files.end() ? nullptr : &*at;
}

std::string pathOf(const RunSnapshot::Item& item) {
    return "/proc/self/fd/" + std::to_string(item.file.get());
}

bool isDamaged(const RunSnapshot::Item& checkpoint) {
    try {
        loadCheckpoint(pathOf(checkpoint));
        return false;
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Corrupt)
            throw;
        return true;
    }
}

/// Of a target that can be one: behind "HOST:" a name would be another place.
std::string placeOf(std::string target, const std::string& run) {
    while (target.size() > 1 && target.ends_with('/'))
        target.pop_back();
    return target + "/" + run;
}

/// One backup, over as many files as it takes.
class Backup {
public:
    Backup(const std::string& runFolder, BackupTarget& target, const BackupOptions& options,
           const BackupProgress& progress, const std::stop_token& stop)
        : folder_(absolutePath(runFolder))
        , endpoint_(options.endpoint)
        , target_(target)
        , stop_(stop)
        , meter_(progress)
        , run_(folder_, target.place(), options.all) {}

    void run(BackupResult& result);

private:
    void look();
    bool isProven(const BackupManifest& before) const;
    void requireSameRun(const BackupManifest& before) const;
    void requireRoom() const;
    bool keep(const std::string& name);
    void keepHistory();
    void keepOlderHistory(const BackupManifest& before);
    void keepCheckpoints();
    void loseCheckpoint(const std::string& sentence) {
        lost_.push_back(sentence);
        isCheckpointLost_ = true;
    }
    void keepOthers();
    void send(BackupResult& result);
    void commit(BackupResult& result);
    void removeOld(BackupResult& result);
    void requireWhole() const;
    std::string acceptance() const;

    const std::string folder_, endpoint_;
    BackupTarget& target_;
    const std::stop_token& stop_;
    BackupMeter meter_;
    const BackupHooks hooks_ = meter_.hooks();
    RunSnapshot run_;
    BackupManifest manifest_;
    std::vector<const RunSnapshot::Item*> sources_; ///< of the manifest's files; null: the target has it already
    std::vector<BackupFile> before_;                ///< what the backup before this one consists of
    std::vector<std::string> lost_, notes_;         ///< sentences: what the run lacks, and what else people should know
    bool isCheckpointLost_ = false;                 ///< and lost_ says so
};

/// Where a history does not say which run it is of: no two have the same checkpoint once they are trained, and one
/// without any has nothing that could be lost.
bool Backup::isProven(const BackupManifest& before) const {
    const auto isHere = [this](const BackupFile& file) {
        const BackupFile* own = find(manifest_.files, file.name);
        return own != nullptr && *own == file;
    };
    const std::string untrained = "checkpoints/" + checkpointFileName(0); // of every run that begins with a file
    const bool isAnyTrained = std::any_of(before.files.begin(), before.files.end(), [&](const BackupFile& file) {
        return isCheckpoint(file) && file.name != untrained;
    });
    if (std::any_of(before.files.begin(), before.files.end(), [&](const BackupFile& file) {
            return isCheckpoint(file) && isHere(file) && (file.name != untrained || !isAnyTrained);
        }))
        return true;
    return before.identity.empty() &&
           std::all_of(before.files.begin(), before.files.end(), [&](const BackupFile& file) {
               const bool isOfSetUp = file.name == "recipe.json" || file.name == "classes.json";
               return !isCheckpoint(file) && (!isOfSetUp || isHere(file));
           });
}

void Backup::requireSameRun(const BackupManifest& before) const {
    const bool isKnown = !before.identity.empty() && !manifest_.identity.empty();
    if (isKnown && before.identity == manifest_.identity)
        return;
    // A history that was begun anew may not know when the run itself began.
    if ((!isKnown || run_.historyBegunUtcMs() > 0) && isProven(before))
        return;
    const std::string next = "Choose another target, or rename this run's folder.";
    if (isKnown)
        throw Error(ErrorKind::Usage, {"Another run of this name is backed up there", displayUrl(target_.place()),
                                       "It was left as it is.", next});
    const auto& problem = run_.historyProblem();
    throw Error(problem ? problem->kind() : ErrorKind::Data,
                {"This may not be the run that is backed up there", displayUrl(target_.place()),
                 "It was left as it is." + (problem ? " " + problem->message().text() : std::string()), next});
}

void Backup::requireRoom() const {
    for (const BackupFile& file : manifest_.files) {
        if (target_.maxBytes() > 0 && file.bytes > target_.maxBytes())
            throw Error(ErrorKind::Usage, {"A file is too large for S3", displayText(file.name),
                                           "It has " + byteText(file.bytes) + "; " + byteText(target_.maxBytes()) +
                                               " is the most that is sent as one object. Nothing was sent.",
                                           "Back the run up to a folder or another machine."});
    }
}

/// What there is to send.
void Backup::look() {
    manifest_.run = baseName(folder_);
    manifest_.identity = run_.identity();
    manifest_.savedUtcMs = utcMilliseconds();
    std::uint64_t total = 0;
    for (const RunSnapshot::Item& item : run_.items())
        total += item.bytes;
    meter_.begin(BackupStatus::Stage::Look, total, run_.items().size());
    for (const RunSnapshot::Item& item : run_.items()) {
        meter_.beginFile(item.name);
        std::uint64_t read = 0;
        const std::string sum = sumOfFile(
            pathOf(item), SumKind::Sha256, [&](std::uint64_t bytes) { meter_.moved(read += bytes); }, stop_);
        throwIfStopped(stop_);
        meter_.endFile(item.bytes);
        if (read != item.bytes)
            throw Error(ErrorKind::Io, {"A file of the run changed while it was read", displayText(item.name),
                                        "Nothing was sent.", "Repeat this."});
        manifest_.files.push_back({item.name, item.bytes, sum});
        sources_.push_back(&item);
    }
    requireRoom();
    if (const auto text = target_.readManifest(hooks_)) {
        const BackupManifest before = manifestFromJson(*text, displayUrl(target_.place()));
        requireSameRun(before);
        before_ = before.files;
        keepOlderHistory(before);
        if (manifest_.identity.empty())
            manifest_.identity = before.identity;
    }
    keepHistory();
    keepCheckpoints();
    keepOthers();
}

/// Takes the file over from the backup before this one, in the place of a damaged one, too. False: it cannot.
bool Backup::keep(const std::string& name) {
    const BackupFile* before = find(before_, name);
    if (before == nullptr || !target_.keeps(*before, hooks_))
        return false;
    if (const BackupFile* own = find(manifest_.files, name)) {
        const auto at = own - manifest_.files.data();
        manifest_.files[static_cast<std::size_t>(at)] = *before;
        sources_[static_cast<std::size_t>(at)] = nullptr;
    } else {
        manifest_.files.push_back(*before);
        sources_.push_back(nullptr);
    }
    return true;
}

/// The only copy of the curves and the journal up to the loss may be the one there.
void Backup::keepOlderHistory(const BackupManifest& before) {
    manifest_.olderHistories = before.olderHistories;
    const BackupFile* history = find(before.files, "run.db");
    const bool isOlder =
        run_.historyBegunUtcMs() > before.savedUtcMs ||
        (!before.identity.empty() && !manifest_.identity.empty() && before.identity != manifest_.identity);
    if (history == nullptr || !isOlder)
        return;
    manifest_.olderHistories.push_back(history->object());
    notes_.push_back("The run's history was begun anew since the backup before this one; the one that it had is kept "
                     "there as " +
                     history->object() + ".");
}

void Backup::keepHistory() {
    const auto& problem = run_.historyProblem();
    if (!problem)
        return;
    const bool isCopied = find(manifest_.files, "run.db") != nullptr;
    const std::string kept = keep("run.db") ? "the backup keeps the one that it had"
                             : isCopied     ? "the backup has it as it is"
                                            : "the backup has none";
    lost_.push_back(problem->message().text() + " Of the history " + kept + ".");
    // Which of these retention has deleted nobody knows, and the history that is kept lists them.
    for (const BackupFile& file : before_) {
        if (isCheckpoint(file) && find(manifest_.files, file.name) == nullptr)
            keep(file.name);
    }
}

/// What retention or a person has deleted is not in the history any more, and goes.
void Backup::keepCheckpoints() {
    for (const auto& [name, isDue, isDropped] : run_.missing()) {
        const bool isKept = keep(name);
        if (isKept && isDropped)
            notes_.push_back(displayText(name) +
                             " was gone when the run went on; the backup keeps the one that it had.");
        else if (isKept || isDue)
            loseCheckpoint(displayText(name) + " is in the history, but not in the run's folder; the backup " +
                           (isKept ? "keeps the one that it had." : "has none."));
    }
    for (std::size_t i = 0; i < manifest_.files.size(); ++i) {
        const BackupFile& file = manifest_.files[i];
        const BackupFile* before = find(before_, file.name);
        if (!isCheckpoint(file) || sources_[i] == nullptr || before == nullptr || *before == file)
            continue;
        throwIfStopped(stop_);
        if (isDamaged(*sources_[i]) && keep(file.name))
            loseCheckpoint(displayText(before->name) + " is damaged; the backup keeps the one that it had.");
    }
}

/// Of these the program itself deletes the notes and what follows pictures.
void Backup::keepOthers() {
    for (const BackupFile& file : before_) {
        if (isCheckpoint(file) || file.name == "notes.json" || file.name == "probes.json" ||
            find(manifest_.files, file.name) != nullptr || !keep(file.name))
            continue;
        const bool isNeeded = file.name == "classes.json" || file.name == "pictures.list";
        (isNeeded ? lost_ : notes_)
            .push_back(file.name + " is not in the run's folder any more; the backup keeps the one that it had.");
    }
}

void Backup::send(BackupResult& result) {
    std::uint64_t total = 0;
    for (const BackupFile& file : manifest_.files)
        total += file.bytes;
    meter_.begin(BackupStatus::Stage::Send, total, manifest_.files.size());
    for (std::size_t i = 0; i < manifest_.files.size(); ++i) {
        const BackupFile& file = manifest_.files[i];
        throwIfStopped(stop_);
        meter_.beginFile(file.name);
        const int open = sources_[i] != nullptr ? sources_[i]->file.get() : -1;
        if (open >= 0 && !target_.holds(file, open, hooks_)) {
            target_.put(file.object(), file, open, hooks_);
            ++result.moved;
            result.movedBytes += file.bytes;
        }
        meter_.endFile(file.bytes);
    }
    result.files = manifest_.files.size();
    result.bytes = total;
}

/// From here on it is the backup of this run.
void Backup::commit(BackupResult& result) {
    throwIfStopped(stop_);
    const std::string text = manifestToJson(manifest_);
    const BackupFile file{kManifestName, text.size(), sha256Hex(text)};
    const FileDescriptor open = run_.hold(kManifestName, text);
    target_.put(kManifestName, file, open.get(), hooks_);
    result.complete = true;
}

void Backup::removeOld(BackupResult& result) {
    std::set<std::string> needed;
    for (const BackupFile& file : manifest_.files)
        needed.insert(file.object());
    needed.insert(manifest_.olderHistories.begin(), manifest_.olderHistories.end());
    try {
        for (const BackupFile& file : before_) {
            if (!needed.contains(file.object()))
                target_.remove(file.object(), hooks_);
        }
    } catch (const Error& error) { // the backup is whole; it only takes more room
        if (error.kind() != ErrorKind::Stopped)
            result.notes.push_back("Files that only the backup before this one needed could not be deleted: " +
                                   error.message().text());
    }
}

/// Nobody may take the copy of a run that has lost something for one of the whole run: who trusts it deletes the run,
/// or its machine.
void Backup::requireWhole() const {
    constexpr std::size_t kMostTold = 4;
    if (lost_.empty())
        return;
    std::string what;
    for (std::size_t i = 0; i < lost_.size() && i < kMostTold; ++i)
        what += " " + lost_[i];
    if (lost_.size() > kMostTold)
        what += " There is more of this kind.";
    const auto& problem = run_.historyProblem();
    if (problem && problem->kind() != ErrorKind::Corrupt) // nothing is lost: it could not be read now
        throw Error(problem->kind(), {"The run's history could not be read", displayText(folder_),
                                      "What there is was sent; of the rest the backup keeps what it had." + what,
                                      "Back it up again when it can be read."});
    throw Error(ErrorKind::Corrupt, {"The run has lost files", displayText(folder_), "What there is was sent." + what,
                                     acceptance() + "What the backup keeps comes back in another folder: " +
                                         restoreCommand(target_.place(), "FOLDER", endpoint_)});
}

/// How the loss comes to be no reason to fail any more.
std::string Backup::acceptance() const {
    if (run_.historyProblem())
        return "To go on without the history, resume the run: it begins another. ";
    return isCheckpointLost_ ? "To go on without a checkpoint, delete it on page Runs (then the backup does so, too), "
                               "or delete its file and resume the run (then the backup keeps its own). "
                             : std::string();
}

void Backup::run(BackupResult& result) {
    look();
    result.notes = notes_;
    send(result);
    commit(result);
    removeOld(result);
    requireWhole();
}

} // namespace

void requireBackupTarget(const std::string& target, const BackupOptions& options) {
    openBackupTarget(target, options, {});
}

BackupResult backUpRun(const std::string& runFolder, const std::string& target, const BackupOptions& options,
                       const BackupProgress& progress, std::stop_token stop) {
    BackupResult result;
    requireBackupTarget(target, options);
    const auto there = openBackupTarget(placeOf(target, baseName(absolutePath(runFolder))), options, stop);
    result.place = there->place();
    if ((result.place + "/").starts_with(absolutePath(runFolder) + "/"))
        throw Error(ErrorKind::Usage, {"A run cannot be backed up into itself",
                                       displayText(result.place),
                                       {},
                                       "Choose a folder on another disk."});
    try {
        Backup(runFolder, *there, options, progress, stop).run(result);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::Stopped)
            throw;
    }
    return result;
}

} // namespace studio
