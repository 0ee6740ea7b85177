// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_folder.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <initializer_list>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/read_error.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/dataset/folder_names.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr int kLockTries = 20;
constexpr std::chrono::milliseconds kLockPause{10};

/// Opens the lock of a run folder, which may come from somebody else: a link would have its target written to, and a
/// pipe would keep whoever opens it. Not open, with errno, where that fails or it is neither made nor there.
FileDescriptor openLock(const std::string& path, int flags) {
    FileDescriptor file(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644));
    struct stat info {};
    if (file.isOpen() && (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))) {
        file.close();
        errno = ELOOP;
    }
    return file;
}

/// True with the lock taken, false where somebody else has it.
bool tryLock(int file, const std::string& path) {
    const int problem = tryLockFile(file);
    if (problem == 0 || problem == EWOULDBLOCK)
        return problem == 0;
    throw systemError("Cannot lock the run", path, problem);
}

/// Letters, digits and dashes of a name; for folder names made by us.
std::string plainWord(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const bool plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
        if (plain)
            out += c;
        else if (!out.empty() && out.back() != '-')
            out += '-';
    }
    while (!out.empty() && (out.back() == '-' || out.back() == '.'))
        out.pop_back();
    return out.substr(0, 40);
}

/// "resnet50" -> "r50", so that names of runs stay short; other names as they are.
std::string shortModel(const std::string& model) {
    return model.rfind("resnet", 0) == 0 ? "r" + model.substr(6) : model;
}

} // namespace

RunPaths::RunPaths(std::string runFolder)
    : folder(std::move(runFolder))
    , recipe(folder + "/recipe.json")
    , database(folder + "/run.db")
    , checkpoints(folder + "/checkpoints")
    , classes(folder + "/classes.json")
    , log(folder + "/training_log.md")
    , bestModel(folder + "/best_model.pth")
    , lock(folder + "/.lock")
    , pictures(folder + "/pictures.list") {}

RunLock::RunLock(const std::string& folder, const std::function<void()>& pause) {
    const std::string path = RunPaths(folder).lock;
    FileDescriptor file = openLock(path, O_RDWR | O_CREAT);
    if (!file.isOpen() && (errno == ELOOP || errno == ENXIO))
        throw Error(ErrorKind::Data, {"The run's lock is not a plain file", displayText(path), "It was not touched.",
                                      "Remove it, then try again."});
    if (!file.isOpen() && isNoRight(errno))
        throw Error(ErrorKind::NoRight,
                    {"Cannot open the run's lock", displayText(path) + ": " + std::strerror(errno),
                     "The run was left as it was.", "Do this as the user whom the run belongs to."});
    if (!file.isOpen())
        throw systemError("Cannot open the run's lock", path, errno);
    takeLock(file.get(), folder, pause);
    file_ = std::move(file);
    const std::string pid = std::to_string(::getpid());
    // The number is for the message alone; the lock is the flock.
    if (::ftruncate(file_.get(), 0) == 0)
        static_cast<void>(writeAll(file_.get(), std::as_bytes(std::span(pid))));
}

/// Whoever asks whether the run is locked (isRunLocked) holds it for a moment: only a lock that lasts is an owner's.
void RunLock::takeLock(int file, const std::string& folder, const std::function<void()>& pause) {
    const std::string path = RunPaths(folder).lock;
    for (int tries = 1; !tryLock(file, path); ++tries) {
        if (tries == kLockTries) {
            std::string owner;
            try {
                owner = readSmallFile(path, 64);
            } catch (const Error&) {
                // The message does without the number then.
            }
            throw Error(ErrorKind::Locked,
                        {"Another trainer owns this run", displayText(folder),
                         owner.empty() ? "" : "It is process " + owner + ".", "Stop it there, or start a new run."});
        }
        if (pause)
            pause();
        else
            std::this_thread::sleep_for(kLockPause);
    }
}

bool isRunLocked(const std::string& folder) {
    const FileDescriptor file = openLock(RunPaths(folder).lock, O_RDONLY);
    return file.isOpen() && ::flock(file.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

/// Whether a run may be made there.
static bool isFree(const std::string& folder) {
    std::error_code error;
    fs::directory_iterator at(folder, error);
    for (const fs::directory_iterator end; !error && at != end; at.increment(error)) {
        if (!isPersonsRunFile(at->path().filename().string()) || !fs::is_regular_file(at->symlink_status(error)))
            return false;
    }
    return !error;
}

bool isPersonsRunFile(const std::string& name) {
    return name == "notes.json" || name == "cost.json";
}

void createRunFolder(const std::string& folder, const std::string& recipeJson, const std::vector<ClassInfo>& classes) {
    std::error_code error;
    if (fs::exists(folder, error) && !isFree(folder))
        throw Error(ErrorKind::Usage, {"This run folder exists already", displayText(folder), "Nothing was changed.",
                                       "Resume it, or choose another name."});
    const RunPaths paths(folder);
    makeFolder(paths.checkpoints);
    writeFileAtomically(paths.recipe, recipeJson);
    writeClassesFile(paths.classes, classes);
}

std::string newRunFolderName(const std::string& runsFolder, const std::string& model, const std::string& dataRoot,
                             const std::function<bool(const std::string&)>& isTaken) {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    localtime_r(&now, &parts);
    std::array<char, 8> day{};
    std::strftime(day.data(), day.size(), "%m%d", &parts);
    std::string data = plainWord(baseName(dataRoot));
    const std::string name = shortModel(model) + "-" + (data.empty() ? "pictures" : data) + "-" + day.data();
    std::error_code error;
    for (int number = 1;; ++number) {
        const std::string path = runsFolder + "/" + name + (number == 1 ? "" : "-" + std::to_string(number));
        if (!fs::exists(path, error) && !(isTaken && isTaken(path)))
            return path;
    }
}

void writeClassesFile(const std::string& path, const std::vector<ClassInfo>& classes) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (std::size_t i = 0; i < classes.size(); ++i)
        rows.push_back(
            {{"index", i}, {"folder", escapeBytes(classes[i].folder)}, {"name", displayText(classes[i].name)}});
    writeFileAtomically(path, nlohmann::ordered_json{{"format", kRunFormatVersion}, {"classes", rows}}.dump(1) + "\n");
}

std::vector<ClassInfo> readClassesFile(const std::string& path) {
    try {
        const auto json = parseStrictJson(readSmallFile(path, 64u << 20), path, 64u << 20);
        std::vector<ClassInfo> classes;
        for (const auto& row : json.at("classes")) {
            if (row.at("index").get<std::size_t>() != classes.size())
                throw Error(ErrorKind::Corrupt, "its classes are out of order");
            classes.push_back({unescapeBytes(row.at("folder").get<std::string>()), row.at("name").get<std::string>()});
        }
        return classes;
    } catch (const Error& error) {
        throw Error(error.kind() == ErrorKind::Config ? ErrorKind::Corrupt : error.kind(),
                    {"The list of classes cannot be read", path + ": " + error.what(), {}, {}});
    } catch (const nlohmann::json::exception&) {
        throw Error(ErrorKind::Corrupt, {"The list of classes is damaged",
                                         displayText(path) + ": it is not as this program writes one",
                                         {},
                                         "Put the run's own classes.json back."});
    }
}

bool isRunFolder(const std::string& folder) {
    return holdsRun(folder);
}

bool isRunThere(const std::string& folder) {
    const auto modeOf = [&folder](const char* part) -> mode_t {
        struct stat info {};
        if (::stat((folder + part).c_str(), &info) == 0)
            return info.st_mode;
        if (errno != ENOENT && errno != ENOTDIR)
            throw readError("Cannot look into a folder", displayText(folder), errno);
        return 0;
    };
    return S_ISREG(modeOf("/recipe.json")) && S_ISDIR(modeOf("/checkpoints"));
}

void requireRun(const std::string& folder) {
    if (!isRunThere(folder))
        throw Error(ErrorKind::Data,
                    {"This is not a run folder", displayText(folder), {}, "Give the folder that holds recipe.json."});
}

namespace {

/// Removes what is in a folder, but for the names to `keep`; links are taken away, not followed.
void emptyFolder(const std::string& folder, std::initializer_list<std::string_view> keep) {
    std::error_code error;
    if (!fs::is_directory(fs::symlink_status(folder, error)))
        return;
    fs::directory_iterator at(folder, error);
    while (!error && at != fs::directory_iterator()) {
        const fs::path path = at->path();
        at.increment(error);
        if (error || std::find(keep.begin(), keep.end(), path.filename().native()) != keep.end())
            continue;
        std::error_code gone; // somebody else may have removed it
        if (fs::is_directory(fs::symlink_status(path, gone)))
            fs::remove_all(path, error);
        else if (::unlinkat(AT_FDCWD, path.c_str(), 0) != 0 && errno != ENOENT)
            error.assign(errno, std::generic_category());
    }
    if (error)
        throw systemError("Cannot delete the run", folder, error.value());
}

} // namespace

void deleteRun(const std::string& folder) {
    if (!isRunFolder(folder))
        throw Error(ErrorKind::Usage, {"This is not a run folder", displayText(folder), "Nothing was deleted.", {}});
    const RunLock lock(folder); // throws while a trainer owns it
    // What makes a run of it stays until all else is gone: where the deletion is broken off the run is still listed,
    // and can be deleted again.
    emptyFolder(RunPaths(folder).checkpoints, {});
    emptyFolder(folder, {"recipe.json", "checkpoints", ".lock"});
    std::error_code error;
    // Someone who lists runs this moment makes SQLite put its helper files back: once more then.
    for (int tries = 0; tries < 20; ++tries) {
        fs::remove_all(folder, error);
        if (error != std::errc::directory_not_empty)
            break;
    }
    if (error)
        throw systemError("Cannot delete the run", folder, error.value());
}

} // namespace studio
