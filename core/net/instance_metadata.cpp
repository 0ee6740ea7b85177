// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/instance_metadata_internal.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace studio {

namespace {

constexpr double kSeconds = 2; ///< elsewhere than on Amazon's machines nobody answers
constexpr std::size_t kMaxBody = 1u << 20;

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

} // namespace

InstanceMetadata::InstanceMetadata(HttpClient& client)
    : client_(client)
    , service_(variable("AWS_EC2_METADATA_SERVICE_ENDPOINT")) {
    if (service_.empty())
        service_ = "http://169.254.169.254";
    while (service_.ends_with('/'))
        service_.pop_back();
}

bool InstanceMetadata::isDisabled() {
    return variable("AWS_EC2_METADATA_DISABLED") == "true";
}

bool InstanceMetadata::isExpected() {
    if (!variable("AWS_EC2_METADATA_SERVICE_ENDPOINT").empty())
        return true;
    std::string vendor;
    std::ifstream("/sys/class/dmi/id/sys_vendor") >> vendor; // "Amazon EC2"
    return vendor == "Amazon";
}

InstanceMetadata::Reply InstanceMetadata::ask(HttpRequest request, const std::stop_token& stop) {
    request.connectSeconds = request.stallSeconds = kSeconds;
    request.direct = true;
    Reply result;
    const auto take = [&result](std::span<const char> bytes) {
        result.body.append(bytes.data(), std::min(bytes.size(), kMaxBody - result.body.size()));
    };
    const HttpReply reply = client_.perform(request, {{}, take, {}}, stop);
    if (!reply.failure.empty() || reply.stopped)
        return {};
    result.status = reply.status;
    return result;
}

int InstanceMetadata::takeToken(const std::stop_token& stop) {
    HttpRequest request;
    request.url = service_ + "/latest/api/token";
    request.method = HttpMethod::Put;
    request.headers = {"X-aws-ec2-metadata-token-ttl-seconds: 300"};
    const Reply reply = ask(request, stop);
    token_ = reply.status == 200 ? reply.body : std::string();
    while (!token_.empty() && (token_.back() == '\n' || token_.back() == '\r' || token_.back() == ' '))
        token_.pop_back();
    if (token_.find_first_of("\r\n") != std::string::npos)
        token_.clear();
    return reply.status;
}

InstanceMetadata::Reply InstanceMetadata::get(const std::string& path, const std::stop_token& stop) {
    constexpr int kTokenIsOld = 401;
    for (const bool again : {false, true}) {
        const int given = token_.empty() ? takeToken(stop) : 0;
        if (token_.empty()) // any other word than a clear no may be another one in a moment
            return {given == kRefused ? kRefused : 0, {}};
        HttpRequest request;
        request.url = service_ + "/latest/meta-data/" + path;
        request.headers = {"X-aws-ec2-metadata-token: " + token_};
        Reply reply = ask(request, stop);
        if (reply.status != kTokenIsOld || again)
            return reply;
        token_.clear();
    }
    return {};
}

} // namespace studio
