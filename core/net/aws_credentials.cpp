// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/aws_credentials_internal.h"

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <sstream>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/net/http_reply_internal.h"
#include "core/net/instance_metadata_internal.h"

namespace studio {

namespace {

constexpr std::size_t kMaxFile = 1u << 20;

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

std::string homeFile(const char* variable, const char* name) {
    const std::string told = environment(variable), home = environment("HOME");
    return !told.empty() ? told : home.empty() ? std::string() : home + "/.aws/" + name;
}

std::string profileName() {
    const std::string name = environment("AWS_PROFILE");
    return name.empty() ? "default" : name;
}

std::string trimmed(const std::string& text) {
    const auto begin = text.find_first_not_of(" \t\r");
    return begin == std::string::npos ? std::string() : text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

using Section = std::map<std::string, std::string>;

/// The keys of one section of an ini file; nullopt if the file or the section is not there.
std::optional<Section> readSection(const std::string& path, const std::string& section) {
    std::error_code error;
    if (path.empty() || !std::filesystem::exists(path, error))
        return {};
    std::istringstream lines(readSmallFile(path, kMaxFile));
    std::optional<Section> found;
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        line = trimmed(line);
        if (line.empty() || line[0] == '#' || line[0] == ';')
            continue;
        if (line.front() == '[') {
            inside = line.back() == ']' && trimmed(line.substr(1, line.size() - 2)) == section;
            if (inside && !found)
                found.emplace();
        } else if (const auto equals = line.find('='); inside && equals != std::string::npos) {
            (*found)[trimmed(line.substr(0, equals))] = trimmed(line.substr(equals + 1));
        }
    }
    return found;
}

std::string valueIn(const Section& section, const char* key) {
    const auto found = section.find(key);
    return found == section.end() ? std::string() : found->second;
}

/// What the service answers while it cannot say: nothing, or that it is too busy. "No" is an answer.
bool isMissed(const InstanceMetadata::Reply& reply) {
    constexpr int kTooMany = 429, kOwnFault = 500;
    return reply.status == 0 || reply.status == kTooMany || reply.status >= kOwnFault;
}

/// The credentials in the service's answer, empty where it holds none. It is not repeated: it may hold secrets.
AwsCredentials credentialsIn(const std::string& answer, const std::string& service) {
    try {
        const auto json = parseStrictJson(answer, service);
        return {json.at("AccessKeyId").get<std::string>(), json.at("SecretAccessKey").get<std::string>(),
                json.at("Token").get<std::string>(), "the role of this machine", true};
    } catch (const std::exception&) {
        return {};
    }
}

/// nullopt: the service cannot say now; a role that it names without giving its keys has them in a moment.
std::optional<AwsCredentials> askForRole(InstanceMetadata& machine, const std::stop_token& stop) {
    const InstanceMetadata::Reply roles = machine.get("iam/security-credentials/", stop);
    if (isMissed(roles))
        return {};
    const std::string role = roles.status == 200 ? trimmed(roles.body.substr(0, roles.body.find('\n'))) : std::string();
    if (role.empty() || role.find('/') != std::string::npos)
        return AwsCredentials{};
    const InstanceMetadata::Reply answer = machine.get("iam/security-credentials/" + role, stop);
    const AwsCredentials found =
        answer.status == 200 ? credentialsIn(answer.body, machine.service()) : AwsCredentials{};
    return found.key.empty() || found.secret.empty() ? std::nullopt : std::optional(found);
}

/// What the machine itself may do. Elsewhere than on Amazon's machines nobody answers, and one look is enough.
AwsCredentials roleOfMachine(HttpClient& client, const std::stop_token& stop) {
    constexpr int kLooks = 3;
    constexpr double kFirstPause = 0.3; // seconds
    if (InstanceMetadata::isDisabled())
        return {};
    InstanceMetadata machine(client);
    const bool isExpected = InstanceMetadata::isExpected();
    for (int look = 1; look <= (isExpected ? kLooks : 1) && !stop.stop_requested(); ++look) {
        if (auto found = askForRole(machine, stop))
            return *std::move(found);
        if (isExpected && look < kLooks)
            pauseFor(kFirstPause * look, stop);
    }
    AwsCredentials unknown;
    unknown.isRoleUnknown = isExpected;
    return unknown;
}

} // namespace

AwsCredentials findAwsCredentials(HttpClient& client, const std::stop_token& stop) {
    const std::string key = environment("AWS_ACCESS_KEY_ID"), secret = environment("AWS_SECRET_ACCESS_KEY");
    if (!key.empty() && !secret.empty())
        return {key, secret, environment("AWS_SESSION_TOKEN"), "AWS_ACCESS_KEY_ID"};
    const std::string path = homeFile("AWS_SHARED_CREDENTIALS_FILE", "credentials"), profile = profileName();
    if (const auto section = readSection(path, profile)) {
        const AwsCredentials found{valueIn(*section, "aws_access_key_id"), valueIn(*section, "aws_secret_access_key"),
                                   valueIn(*section, "aws_session_token"), "the profile " + displayText(profile)};
        if (!found.key.empty() && !found.secret.empty())
            return found;
    }
    if (!environment("AWS_PROFILE").empty())
        throw Error(ErrorKind::Usage,
                    {"The profile in AWS_PROFILE has no keys", displayText(path),
                     "It should hold aws_access_key_id and aws_secret_access_key below [" + displayText(profile) + "].",
                     "Correct AWS_PROFILE or that file."});
    return roleOfMachine(client, stop);
}

std::string findAwsRegion() {
    for (const char* name : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
        if (const std::string region = environment(name); !region.empty())
            return region;
    }
    const std::string profile = profileName();
    const auto section =
        readSection(homeFile("AWS_CONFIG_FILE", "config"), profile == "default" ? profile : "profile " + profile);
    return section ? valueIn(*section, "region") : std::string();
}

} // namespace studio
