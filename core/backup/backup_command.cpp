// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backup/backup_command.h"

#include "core/backup/target_internal.h"
#include "core/base/paths.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/net/url.h"

namespace studio {

namespace {

constexpr const char* kLogin = "USER:PASSWORD";

/// What stands for the login of an address in a command.
std::string withStandIn(const std::string& shown) {
    const auto host = shown.find("://");
    return host == std::string::npos ? shown : shown.substr(0, host + 3) + kLogin + "@" + shown.substr(host + 3);
}

/// With the store that it is about.
std::string withStore(const std::string& command, const std::string& place, const std::string& given) {
    const std::string endpoint = given.empty() ? s3EndpointInForce() : given; // whose variable another shell has not
    const std::string shown = displayUrl(endpoint);
    if (endpoint.empty() || !place.starts_with("s3://"))
        return command;
    if (shown == displayText(endpoint))
        return command + " --endpoint " + shellWord(shown);
    return command + " --endpoint " + shellWord(withStandIn(shown)) +
           " (with what the store's address holds in place of " + kLogin + ")";
}

} // namespace

std::string wholeTarget(const std::string& target) {
    return target.find("://") != std::string::npos || isRemotePlace(target) ? target : absolutePath(target);
}

std::string backupCommand(const std::string& run, const std::string& target, const std::string& endpoint) {
    return withStore("resnet-train backup " + shellWord(absolutePath(run)) + " " +
                         shellWord(displayUrl(wholeTarget(target))),
                     target, endpoint);
}

std::string restoreCommand(const std::string& place, const std::string& folder, const std::string& endpoint) {
    return withStore("resnet-train restore " + shellWord(displayUrl(wholeTarget(place))) + " " + folder, place,
                     endpoint);
}

} // namespace studio
