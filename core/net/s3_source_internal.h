// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <string>

#include "core/base/error.h"
#include "core/net/aws_credentials_internal.h"
#include "core/net/http_client_internal.h"

namespace studio {

/// How to ask for one s3:// address.
class S3Source {
public:
    /// Throws Error(Usage) for an address without bucket or key.
    explicit S3Source(const std::string& url);
    HttpRequest request(HttpClient& client, const std::stop_token& stop);
    /// Whether the answer says that the bucket is in another region; then the next request goes there.
    bool learnRegion(const HttpReply& reply);
    /// The error for an answer that is none of ours to repeat.
    Error refusal(const HttpReply& reply) const;

private:
    std::string url_, bucket_, key_, region_, endpoint_;
    AwsCredentials credentials_;
};

} // namespace studio
