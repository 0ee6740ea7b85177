// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "tests/support/http_server.h"

namespace studio::test {

inline constexpr const char* kSpotNotice = "{\"action\": \"terminate\", \"time\": \"2026-11-28T21:02:00Z\"}";

/// An instance metadata service that gives nothing without its token.
struct FakeMetadata {
    std::mutex mutex;
    std::map<std::string, Answer> answers; ///< by the path below meta-data; others are 404
    std::string token = "first";
    std::function<bool()> isBusy; ///< asked at each question

    HttpServer server{[this](const SeenRequest& request) {
        const std::lock_guard lock(mutex);
        if (isBusy && isBusy())
            return says(503);
        if (request.target == "/latest/api/token")
            return request.method == "PUT" && !request.header("x-aws-ec2-metadata-token-ttl-seconds").empty()
                       ? says(200, token)
                       : says(403);
        if (request.header("x-aws-ec2-metadata-token") != token)
            return says(401);
        const auto found = answers.find(request.target.substr(std::string("/latest/meta-data/").size()));
        return found == answers.end() ? says(404) : found->second;
    }};
    WithVariable endpoint{"AWS_EC2_METADATA_SERVICE_ENDPOINT", server.url("")};

    void set(const std::string& path, Answer answer) {
        const std::lock_guard lock(mutex);
        answers[path] = std::move(answer);
    }
    void forgetToken() {
        const std::lock_guard lock(mutex);
        token = "second";
    }
};

} // namespace studio::test
