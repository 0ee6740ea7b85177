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

/// What the machine itself may do. Elsewhere than on Amazon's machines nobody answers.
AwsCredentials roleOfMachine(HttpClient& client, const std::stop_token& stop) {
    AwsCredentials credentials;
    if (InstanceMetadata::isDisabled())
        return credentials;
    InstanceMetadata machine(client);
    const auto ask = [&](const std::string& path) {
        const InstanceMetadata::Reply reply = machine.get(path, stop);
        return reply.status == 200 ? reply.body : std::string();
    };
    const std::string roles = ask("iam/security-credentials/"), role = trimmed(roles.substr(0, roles.find('\n')));
    if (role.empty() || role.find('/') != std::string::npos)
        return credentials;
    try {
        const auto json = parseStrictJson(ask("iam/security-credentials/" + role), machine.service());
        credentials = {json.at("AccessKeyId").get<std::string>(), json.at("SecretAccessKey").get<std::string>(),
                       json.at("Token").get<std::string>(), "the role of this machine", true};
    } catch (const std::exception&) { // no credentials there; the answer is not repeated, it may hold secrets
    }
    return credentials;
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
