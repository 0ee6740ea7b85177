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
#include "core/remote/remote_fields_internal.h"

namespace studio {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxText = 1024; // a line holds every text of a status at six bytes a character

constexpr std::array kCommands{"pause", "continue", "stop", "stop-after-epoch", "cancel-stop-after-epoch", "snapshot",
                               "validate", "plan"};
constexpr std::array kPhases{"preparing", "training", "validating", "saving", "paused", "stopping"};
constexpr std::array kOutcomes{"finished", "stopped", "failed"};
constexpr std::array kErrorKinds{"usage",     "config", "data",   "corrupt", "io",      "no_right",
                                 "disk_full", "locked", "device", "stopped", "internal"};
constexpr std::array kRefusals{"version", "full", "stranger", "busy", "unknown", "late"};
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

/// A field as it is written; texts are cut.
template<typename Value>
void write(Json& into, const char* key, const Value& value) {
    if constexpr (std::is_same_v<Value, std::string>)
        into[key] = shortened(value);
    else
        into[key] = value;
}

template<typename Record>
void readFields(const Json& from, Record& record) {
    visitFields(record, [&from](const char* key, auto& value) { read(from, key, value); });
}

template<typename Record>
void writeFields(Json& into, const Record& record) {
    visitFields(record, [&into](const char* key, const auto& value) { write(into, key, value); });
}

template<typename Record>
Json jsonOf(const Record& record) {
    Json json = Json::object();
    writeFields(json, record);
    return json;
}

Json statusJson(const TrainStatus& status) {
    Json json = jsonOf(status);
    json["phase"] = nameOf(kPhases, status.phase);
    json["feed"] = jsonOf(status.feed);
    json["parts"] = jsonOf(status.parts);
    return json;
}

/// As measured: no part is negative or no number.
bool isSound(const StepParts& parts) {
    const auto isTime = [](double part) { return part >= 0 && part < 1e9; };
    return parts.step >= 0 && isTime(parts.input) && isTime(parts.forward) && isTime(parts.backward) &&
           isTime(parts.exchange) && isTime(parts.optimiser);
}

TrainStatus statusOf(const Json& json) {
    TrainStatus status;
    readFields(json, status);
    readWord(json, "phase", kPhases, status.phase);
    readFields(part(json, "feed"), status.feed);
    readFields(part(json, "parts"), status.parts);
    if (!isSound(status.parts))
        status.parts = {};
    return status;
}

Json reportJson(const RunReport& report) {
    Json json = jsonOf(report);
    json["outcome"] = nameOf(kOutcomes, report.outcome);
    json["error_kind"] = nameOf(kErrorKinds, report.errorKind);
    json["error"] = jsonOf(report.error);
    return json;
}

RunReport reportOf(const Json& json) {
    RunReport report;
    readFields(json, report);
    readWord(json, "outcome", kOutcomes, report.outcome);
    readWord(json, "error_kind", kErrorKinds, report.errorKind);
    readFields(part(json, "error"), report.error);
    return report;
}

/// A rate that is no number stays none: the trainer refuses it as any wish that cannot be.
PlanWish planOf(const Json& json) {
    PlanWish plan;
    if (json.contains("learning_rate"))
        read(json, "learning_rate", plan.learningRate.emplace(std::numeric_limits<double>::quiet_NaN()));
    if (json.contains("epochs"))
        read(json, "epochs", plan.epochs.emplace());
    return plan;
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

std::string commandLine(std::int64_t id, RemoteCommand command, const PlanWish& plan) {
    Json json = word("command");
    json["id"] = id;
    json["command"] = remoteCommandName(command);
    if (plan.learningRate)
        json["learning_rate"] = *plan.learningRate;
    if (plan.epochs)
        json["epochs"] = *plan.epochs;
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
    json["start"] = jsonOf(status.start);
    writeFields(json, status);
    return lineOf(json);
}

std::string endedLine(const RunReport& report) {
    Json json = word("ended");
    json["report"] = reportJson(report);
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
    said.plan = planOf(json);
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
    readFields(part(json, "start"), said.status.start);
    readFields(json, said.status);
    return said;
}

} // namespace studio
