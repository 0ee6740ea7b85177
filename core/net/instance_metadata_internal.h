// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <string>

#include "core/net/http_client_internal.h"

namespace studio {

/// What an EC2 machine is told about itself (IMDSv2: each question carries a token that is asked for first). At
/// AWS_EC2_METADATA_SERVICE_ENDPOINT, else at 169.254.169.254, never through a proxy. One thread.
class InstanceMetadata {
public:
    explicit InstanceMetadata(HttpClient& client);

    static constexpr int kRefused = 403; ///< it is switched off for this machine
    struct Reply {
        int status = 0; ///< of HTTP; 0 = nobody answered, or gave no token; kRefused = it gives none on purpose
        std::string body;
    };
    /// Of a path below /latest/meta-data/. Asks for a token where there is none or the last one is not taken any more.
    Reply get(const std::string& path, const std::stop_token& stop);
    const std::string& service() const { return service_; }

    /// By AWS_EC2_METADATA_DISABLED.
    static bool isDisabled();
    /// Whether such a service must be there: this is one of Amazon's machines, as its firmware says, or
    /// AWS_EC2_METADATA_SERVICE_ENDPOINT names one.
    static bool isExpected();

private:
    Reply ask(HttpRequest request, const std::stop_token& stop);
    /// The status of that answer.
    int takeToken(const std::stop_token& stop);

    HttpClient& client_;
    std::string service_, token_;
};

} // namespace studio
