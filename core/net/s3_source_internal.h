// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <string>

#include "core/base/error.h"
#include "core/net/aws_credentials_internal.h"
#include "core/net/http_client_internal.h"

namespace studio {

/// <Code>SlowDown</Code> of S3's answer; empty if there is none that looks like one.
std::string s3CodeOf(const std::string& body);

/// How to ask for one s3:// address.
class S3Source {
public:
    /// `endpoint` of a store that speaks S3; empty: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, else Amazon's. Throws
    /// Error(Usage) for an address without bucket or key.
    explicit S3Source(const std::string& url, const std::string& endpoint = {});
    /// Other requests are for another object of the same bucket.
    void setKey(const std::string& key) { key_ = key; }
    /// `bodySum`: SHA-256 of what is sent, which is signed.
    HttpRequest request(HttpClient& client, const std::stop_token& stop, HttpMethod method = HttpMethod::Get,
                        const std::string& bodySum = {});
    /// Whether the answer says that the bucket is in another region; then the next request goes there.
    bool learnRegion(const HttpReply& reply);
    /// Whether it is a no to a machine whose role was not known at that moment.
    bool isRefusedUnknown(const HttpReply& reply) const;
    /// The error for an answer that is none of ours to repeat. `rights`: what the credentials must allow.
    Error refusal(const HttpReply& reply, const std::string& rights = "s3:GetObject") const;

private:
    std::string url_, bucket_, key_, region_, endpoint_;
    AwsCredentials credentials_;
};

} // namespace studio
