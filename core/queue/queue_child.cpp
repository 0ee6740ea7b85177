// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/queue_child_internal.h"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <span>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/spawn.h"
#include "core/base/text.h"
#include "core/queue/trainer_words.h"
#include "core/run/told_once.h"

namespace studio {

namespace {

constexpr std::int64_t kLargestLog = 16 << 20;

/// To append to; a long one is put aside first, in the place of the one before.
FileDescriptor openLogFile(const std::string& path) {
    struct stat info {};
    if (::lstat(path.c_str(), &info) == 0 && info.st_size > kLargestLog)
        static_cast<void>(std::rename(path.c_str(), (path + ".old").c_str())); // where it fails the log grows on
    FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.isOpen())
        throw systemError("Cannot write the log of a run", path, errno);
    return file;
}

} // namespace

std::vector<std::string> wordsFor(const RunQueue& queue, const QueueEntry& entry, const std::string& device) {
    TrainerCall call;
    call.resumes = entry.resumes;
    call.isAuto = true;
    call.run = entry.run;
    call.data = entry.data;
    call.settings = entry.settings;
    call.device = device;
    call.workers = entry.workers;
    call.threads = entry.threads;
    call.company = entry.company;
    if (!entry.resumes) {
        // The file's name is what the run calls its recipe.
        const std::string folder = queue.folder() + "/" + std::to_string(entry.id) + ".recipe";
        call.recipeFile = folder + "/" + (entry.recipeName.empty() ? "recipe.json" : entry.recipeName);
        makeFolder(folder);
        writeFileAtomically(call.recipeFile, entry.recipe);
    }
    return trainerWords(call);
}

QueueChild::QueueChild(const std::string& program, const std::vector<std::string>& words, const std::string& log,
                       FileDescriptor lock, bool isAgain) {
    const FileDescriptor output = openLogFile(log);
    SpawnPlan plan;
    plan.words = {program};
    plan.words.insert(plan.words.end(), words.begin(), words.end());
    if (isAgain)
        plan.environment = {kStartedAgain};
    plan.input = lock.get();
    plan.output = plan.errorOut = output.get();
    plan.place = SpawnPlan::Place::Session;
    const int problem = spawnProgram(plan, id_);
    if (problem == ENOENT || problem == EACCES || problem == ENOEXEC)
        throw Error(ErrorKind::Usage, {"The trainer cannot be started", displayText(program),
                                       systemError("It", program, problem).message().place, "Install it again."});
    if (problem != 0)
        throw systemError("Cannot start the trainer", program, problem);
}

std::optional<int> QueueChild::ended() const {
    const std::optional<ProcessEnd> end = endOfChild(id_, false);
    if (!end)
        return std::nullopt;
    return end->signal != 0 ? 128 + end->signal : end->code >= 0 ? end->code : 1;
}

void QueueChild::askToStop() const {
    ::kill(id_, SIGTERM); // not reaped yet, so the number is its own
}

std::string lastWords(const std::string& log) {
    constexpr std::size_t kMost = 4'096, kLongest = 600;
    const FileDescriptor file = openToRead(log, O_NOFOLLOW);
    struct stat info {};
    if (!file.isOpen() || ::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return {};
    std::string text(kMost, '\0');
    const auto size = static_cast<std::uint64_t>(info.st_size);
    const auto got = readAt(file.get(), std::as_writable_bytes(std::span(text)), size > kMost ? size - kMost : 0);
    text.resize(got.value_or(0));
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.pop_back();
    constexpr std::string_view kBegin = "resnet-train: "; // of a message on standard error
    std::size_t at = text.rfind(kBegin);
    if (at == std::string::npos || (at > 0 && text[at - 1] != '\n'))
        at = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
    else
        at += kBegin.size();
    std::string line;
    for (const char c : displayText(std::string_view(text).substr(at))) // its line breaks are spaces then
        if (c != ' ' || (!line.empty() && line.back() != ' '))
            line += c;
    return line.substr(0, kLongest);
}

} // namespace studio
