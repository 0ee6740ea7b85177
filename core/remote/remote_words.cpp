// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/remote_words_internal.h"

#include <algorithm>
#include <array>
#include <limits>
#include <type_traits>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/strict_json.h"

namespace studio {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxText = 1024; // a line holds every text of a status at six bytes a character

constexpr std::array kCommands{"pause", "continue", "stop", "stop-after-epoch", "cancel-stop-after-epoch", "snapshot"};
constexpr std::array kPhases{"preparing", "training", "validating", "saving", "paused", "stopping"};
constexpr std::array kOutcomes{"finished", "stopped", "failed"};
constexpr std::array kErrorKinds{"usage",     "config", "data",   "corrupt", "io",      "no_right",
                                 "disk_full", "locked", "device", "stopped", "internal"};
constexpr std::array kRefusals{"version", "full", "stranger", "busy", "unknown"};
constexpr std::array kFollowerTypes{"hello", "command", "release"};
constexpr std::array kTrainerTypes{"status", "done", "refused", "ended"};

template<typename Names, typename Value>
const char* nameOf(const Names& names, Value value) {
    return names[static_cast<std::size_t>(value)];
}

template<typename Value, typename Names>
std::optional<Value> valueOf(const Names& names, std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
        return std::nullopt;
    return static_cast<Value>(found - names.begin());
}

Error unreadable(const std::string& why) {
    return Error(ErrorKind::Data, {"This cannot be understood", why, {}, {}});
}

std::string shortened(const std::string& text) {
    return text.substr(0, kMaxText);
}

/// A field as it is where it is there and of the type that is wanted; refused where it is of another.
void read(const Json& from, const char* key, std::string& into) {
    const auto field = from.find(key);
    if (field == from.end())
        return;
    if (!field->is_string())
        throw unreadable(std::string(key) + " is no text");
    into = shortened(field->get<std::string>());
}

void read(const Json& from, const char* key, bool& into) {
    const auto field = from.find(key);
    if (field == from.end())
        return;
    if (!field->is_boolean())
        throw unreadable(std::string(key) + " is neither true nor false");
    into = field->get<bool>();
}

/// A number that is none is written as null.
void read(const Json& from, const char* key, double& into) {
    const auto field = from.find(key);
    if (field == from.end() || field->is_null())
        return;
    if (!field->is_number())
        throw unreadable(std::string(key) + " is no number");
    into = field->get<double>();
}

template<typename Integer, std::enable_if_t<std::is_integral_v<Integer>, int> = 0>
void read(const Json& from, const char* key, Integer& into) {
    const auto field = from.find(key);
    if (field == from.end())
        return;
    const bool tooLarge = field->is_number_unsigned() &&
                          field->get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()};
    if (!field->is_number_integer() || tooLarge)
        throw unreadable(std::string(key) + " is no whole number");
    const auto value = field->get<std::int64_t>();
    if (value < std::int64_t{std::numeric_limits<Integer>::min()} ||
        value > std::int64_t{std::numeric_limits<Integer>::max()})
        throw unreadable(std::string(key) + " is out of range");
    into = static_cast<Integer>(value);
}

/// One of a list of words; another one leaves the value as it is.
template<typename Value, typename Names>
void readWord(const Json& from, const char* key, const Names& names, Value& into) {
    std::string word;
    read(from, key, word);
    into = valueOf<Value>(names, word).value_or(into);
}

Json part(const Json& from, const char* key) {
    const auto field = from.find(key);
    return field != from.end() && field->is_object() ? *field : Json::object();
}

Json parseLine(const std::string& line) {
    Json json;
    try {
        json = parseStrictJson(line, "a line", kMaxRemoteLine);
    } catch (const Error& error) {
        throw unreadable(error.message().place);
    }
    if (!json.is_object())
        throw unreadable("it is no object");
    return json;
}

std::string lineOf(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json word(const char* type) {
    return {{"v", kRemoteVersion}, {"type", type}};
}

Json feedJson(const DecodeMeter& feed) {
    return {{"pictures", feed.pictures}, {"bytes", feed.bytes}, {"read", feed.read},      {"decode", feed.decode},
            {"resize", feed.resize},     {"idle", feed.idle},   {"threads", feed.threads}};
}

DecodeMeter feedOf(const Json& json) {
    DecodeMeter feed;
    read(json, "pictures", feed.pictures);
    read(json, "bytes", feed.bytes);
    read(json, "read", feed.read);
    read(json, "decode", feed.decode);
    read(json, "resize", feed.resize);
    read(json, "idle", feed.idle);
    read(json, "threads", feed.threads);
    return feed;
}

Json statusJson(const TrainStatus& s) {
    return {{"phase", nameOf(kPhases, s.phase)},
            {"activity", shortened(s.activity)},
            {"epoch", s.epoch},
            {"epochs", s.epochs},
            {"step_in_epoch", s.stepInEpoch},
            {"steps_per_epoch", s.stepsPerEpoch},
            {"step", s.step},
            {"total_steps", s.totalSteps},
            {"validation_fraction", s.validationFraction},
            {"images_per_second", s.imagesPerSecond},
            {"wait_fraction", s.waitFraction},
            {"feed", feedJson(s.feed)},
            {"active_seconds", s.activeSeconds},
            {"remaining_seconds", s.remainingSeconds},
            {"seconds_to_validation", s.secondsToValidation},
            {"trouble", shortened(s.trouble)}};
}

TrainStatus statusOf(const Json& json) {
    TrainStatus s;
    readWord(json, "phase", kPhases, s.phase);
    read(json, "activity", s.activity);
    read(json, "epoch", s.epoch);
    read(json, "epochs", s.epochs);
    read(json, "step_in_epoch", s.stepInEpoch);
    read(json, "steps_per_epoch", s.stepsPerEpoch);
    read(json, "step", s.step);
    read(json, "total_steps", s.totalSteps);
    read(json, "validation_fraction", s.validationFraction);
    read(json, "images_per_second", s.imagesPerSecond);
    read(json, "wait_fraction", s.waitFraction);
    s.feed = feedOf(part(json, "feed"));
    read(json, "active_seconds", s.activeSeconds);
    read(json, "remaining_seconds", s.remainingSeconds);
    read(json, "seconds_to_validation", s.secondsToValidation);
    read(json, "trouble", s.trouble);
    return s;
}

Json startJson(const RunStart& s) {
    return {{"model", shortened(s.model)},
            {"device", shortened(s.device)},
            {"train_pictures", s.trainPictures},
            {"val_pictures", s.valPictures},
            {"classes", s.classes},
            {"epochs", s.epochs},
            {"steps_per_epoch", s.stepsPerEpoch},
            {"resumed_from_step", s.resumedFromStep},
            {"parameters", s.parameters},
            {"workers", s.workers},
            {"threads", s.threads}};
}

RunStart startOf(const Json& json) {
    RunStart s;
    read(json, "model", s.model);
    read(json, "device", s.device);
    read(json, "train_pictures", s.trainPictures);
    read(json, "val_pictures", s.valPictures);
    read(json, "classes", s.classes);
    read(json, "epochs", s.epochs);
    read(json, "steps_per_epoch", s.stepsPerEpoch);
    read(json, "resumed_from_step", s.resumedFromStep);
    read(json, "parameters", s.parameters);
    read(json, "workers", s.workers);
    read(json, "threads", s.threads);
    return s;
}

RunReport reportOf(const Json& json) {
    RunReport r;
    readWord(json, "outcome", kOutcomes, r.outcome);
    readWord(json, "error_kind", kErrorKinds, r.errorKind);
    const Json error = part(json, "error");
    read(error, "title", r.error.title);
    read(error, "place", r.error.place);
    read(error, "done", r.error.done);
    read(error, "next", r.error.next);
    read(json, "epochs_done", r.epochsDone);
    read(json, "best_top1", r.bestTop1);
    read(json, "best_epoch", r.bestEpoch);
    read(json, "last_top1", r.lastTop1);
    read(json, "active_seconds", r.activeSeconds);
    read(json, "fitting_batch", r.fittingBatch);
    return r;
}

} // namespace

bool LineReader::add(std::span<const std::byte> bytes) {
    waiting_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const std::size_t last = waiting_.rfind('\n');
    return waiting_.size() - (last == std::string::npos ? 0 : last + 1) <= kMaxRemoteLine;
}

std::optional<std::string> LineReader::take() {
    const std::size_t end = waiting_.find('\n', looked_);
    if (end == std::string::npos) {
        looked_ = waiting_.size();
        return std::nullopt;
    }
    std::string line = waiting_.substr(0, end);
    waiting_.erase(0, end + 1);
    looked_ = 0;
    return line;
}

const char* remoteCommandName(RemoteCommand command) {
    return nameOf(kCommands, command);
}

std::optional<RemoteCommand> remoteCommandFromName(std::string_view name) {
    return valueOf<RemoteCommand>(kCommands, name);
}

std::string helloLine(int version) {
    Json json = word("hello");
    json["v"] = version;
    return lineOf(json);
}

std::string commandLine(std::int64_t id, RemoteCommand command) {
    Json json = word("command");
    json["id"] = id;
    json["command"] = remoteCommandName(command);
    return lineOf(json);
}

std::string releaseLine(std::int64_t id) {
    Json json = word("release");
    json["id"] = id;
    return lineOf(json);
}

std::string doneLine(std::int64_t id) {
    Json json = word("done");
    json["id"] = id;
    return lineOf(json);
}

std::string refusedLine(std::int64_t id, RemoteRefusal refusal, const std::string& text) {
    Json json = word("refused");
    json["id"] = id;
    json["reason"] = refusal == RemoteRefusal::Other ? "other" : nameOf(kRefusals, refusal);
    json["text"] = shortened(text);
    return lineOf(json);
}

std::string statusLine(const RemoteStatus& status) {
    Json json = word("status");
    json["status"] = statusJson(status.status);
    json["start"] = startJson(status.start);
    json["stop_after_epoch"] = status.stopAfterEpoch;
    json["pause_asked"] = status.pauseAsked;
    json["pid"] = status.pid;
    json["host"] = shortened(status.host);
    json["started_utc_ms"] = status.startedUtcMs;
    return lineOf(json);
}

std::string endedLine(const RunReport& report) {
    Json json = word("ended");
    json["report"] = {{"outcome", nameOf(kOutcomes, report.outcome)},
                      {"error_kind", nameOf(kErrorKinds, report.errorKind)},
                      {"error",
                       {{"title", shortened(report.error.title)},
                        {"place", shortened(report.error.place)},
                        {"done", shortened(report.error.done)},
                        {"next", shortened(report.error.next)}}},
                      {"epochs_done", report.epochsDone},
                      {"best_top1", report.bestTop1},
                      {"best_epoch", report.bestEpoch},
                      {"last_top1", report.lastTop1},
                      {"active_seconds", report.activeSeconds},
                      {"fitting_batch", report.fittingBatch}};
    return lineOf(json);
}

FollowerWord readFollowerWord(const std::string& line) {
    const Json json = parseLine(line);
    FollowerWord said;
    read(json, "v", said.version);
    readWord(json, "type", kFollowerTypes, said.type);
    read(json, "id", said.id);
    std::string command;
    read(json, "command", command);
    said.command = remoteCommandFromName(command);
    return said;
}

TrainerWord readTrainerWord(const std::string& line) {
    const Json json = parseLine(line);
    TrainerWord said;
    readWord(json, "type", kTrainerTypes, said.type);
    read(json, "id", said.id);
    readWord(json, "reason", kRefusals, said.refusal);
    read(json, "text", said.text);
    if (said.type == TrainerWord::Type::Ended)
        said.report = reportOf(part(json, "report"));
    if (said.type != TrainerWord::Type::Status)
        return said;
    said.status.status = statusOf(part(json, "status"));
    said.status.start = startOf(part(json, "start"));
    read(json, "stop_after_epoch", said.status.stopAfterEpoch);
    read(json, "pause_asked", said.status.pauseAsked);
    read(json, "pid", said.status.pid);
    read(json, "host", said.status.host);
    read(json, "started_utc_ms", said.status.startedUtcMs);
    return said;
}

} // namespace studio
