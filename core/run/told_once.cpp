// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/told_once.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string_view>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/base/patient_thread.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

constexpr std::chrono::seconds kPatience{3}; ///< with the run's disk: a notice may be about one that hangs

/// Tells this run from others in its folder, and how far it is for good: steps after its last checkpoint are made anew
/// each time.
std::string placeOf(const std::string& run) {
    if (!isRunThere(run))
        return "not begun";
    const RunSummary now = summariseRun(run);
    return std::to_string(now.startedUtcMs) + (now.last ? " step " + std::to_string(now.last->step) : " no checkpoint");
}

/// One for each run.
std::string toldFolder() {
    return defaultLogFolder() + "/told";
}

std::string toldFile(const std::string& run) {
    return toldFolder() + "/" + sha256Hex(absolutePath(run));
}

/// What was told of a run: a line for each thing, the newest last.
std::vector<std::string> linesOf(const std::string& file) {
    constexpr std::size_t kMostBytes = 8'192;
    std::vector<std::string> lines;
    if (!std::filesystem::exists(file))
        return lines;
    const std::string text = readSmallFile(file, kMostBytes);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

void logUnkept(const std::exception& error) {
    logLine(LogLevel::Info, "What was told of the run is not known: " + messageOf(error).text());
}

} // namespace

bool isStartedAgain() {
    const std::string_view pair(kStartedAgain);
    const std::size_t equals = pair.find('=');
    const char* value = std::getenv(std::string(pair.substr(0, equals)).c_str());
    return value != nullptr && value == pair.substr(equals + 1);
}

ToldOnce::ToldOnce(const std::string& run, const std::string& what, const std::string& why, bool isLasting)
    : isLasting_(isLasting) {
    if (run.empty())
        return;
    try {
        key_ = sha256Hex(what + "\n" + why);
        const auto place =
            answerWithin<std::string>(kPatience, [folder = absolutePath(run)] { return placeOf(folder); });
        if (!place)
            throw Error(ErrorKind::Io, {"The run's disk does not answer", displayText(run), {}, {}});
        place_ = *place;
        file_ = toldFile(run) + (isLasting ? "-lasting" : "");
    } catch (const std::exception& error) {
        logUnkept(error);
    }
}

bool ToldOnce::isNews() const {
    if ((!isLasting_ && !isStartedAgain()) || file_.empty())
        return true;
    try {
        const std::vector<std::string> lines = linesOf(file_);
        return std::find(lines.begin(), lines.end(), key_ + " " + place_) == lines.end();
    } catch (const std::exception& error) {
        logUnkept(error);
        return true;
    }
}

void ToldOnce::keep() const {
    constexpr std::size_t kMostRuns = 500, kMostThings = 32;
    if (file_.empty())
        return;
    try {
        makeFolder(toldFolder());
        std::vector<std::string> lines = linesOf(file_);
        std::erase_if(lines, [this](const std::string& line) { return line.starts_with(key_); });
        lines.push_back(key_ + " " + place_);
        std::string text;
        for (std::size_t i = lines.size() - std::min(lines.size(), kMostThings); i < lines.size(); ++i)
            text += lines[i] + "\n";
        writeFileAtomically(file_, text);
        keepNewestFiles(toldFolder(), kMostRuns);
    } catch (const std::exception& error) {
        logUnkept(error);
    }
}

bool wasJustTold(const std::string& run) {
    constexpr std::chrono::minutes kJust{3};
    std::error_code error;
    const auto told = std::filesystem::last_write_time(toldFile(run), error);
    return !error && std::chrono::abs(std::filesystem::file_time_type::clock::now() - told) < kJust;
}

void forgetTold(const std::string& run) {
    if (isStartedAgain() || run.empty())
        return;
    try {
        std::filesystem::remove(toldFile(run));
    } catch (const std::exception& error) {
        logUnkept(error);
    }
}

} // namespace studio
