// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <string>

#include "core/net/http_client_internal.h"

namespace studio {

struct AwsCredentials {
    std::string key, secret, token; ///< empty: anonymous
    std::string source;             ///< for people: "AWS_ACCESS_KEY_ID", "profile default"
    bool isOfMachine = false;       ///< its role's: renewed by the machine
    /// This machine is one of Amazon's (or is told where such a service is), but its metadata service did not say
    /// whether it has a role. Then anonymous, too.
    bool isRoleUnknown = false;
};
/// In the order that Amazon's tools use. Nothing found is anonymous. Throws Error(Usage) for a profile that is missing.
AwsCredentials findAwsCredentials(HttpClient& client, const std::stop_token& stop);
/// AWS_REGION, AWS_DEFAULT_REGION or the profile's; empty: not told.
std::string findAwsRegion();

} // namespace studio
