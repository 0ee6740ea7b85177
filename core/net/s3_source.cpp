// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/s3_source_internal.h"

#include <algorithm>

#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/net/url.h"

namespace studio {

namespace {

constexpr std::string_view kScheme = "s3://";
constexpr const char* kFirstRegion = "us-east-1";

bool isNameLike(const std::string& text, std::string_view more) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               more.find(c) != std::string_view::npos;
    });
}

/// As SigV4 wants it: all but letters, digits and "-._~/" as %XX.
std::string percentEncoded(const std::string& key) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string text;
    for (const char c : key) {
        const auto byte = static_cast<unsigned char>(c);
        if (isNameLike(std::string(1, c), "-._~/"))
            text += c;
        else
            text += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
    return text;
}

/// "host:port" of an address.
std::string authorityOf(const std::string& url) {
    const auto begin = url.find("://") + 3;
    return url.substr(begin, url.find('/', begin) - begin);
}

} // namespace

std::string s3CodeOf(const std::string& body) {
    const auto begin = body.find("<Code>");
    const auto end = body.find("</Code>");
    if (begin == std::string::npos || end == std::string::npos || end < begin || end - begin > 80)
        return {};
    const std::string code = body.substr(begin + 6, end - begin - 6);
    return isNameLike(code, "") ? code : std::string();
}

S3Source::S3Source(const std::string& url, const std::string& endpoint)
    : url_(url)
    , region_(findAwsRegion())
    , endpoint_(endpoint.empty() ? s3EndpointInForce() : endpoint) {
    const std::string rest = url.substr(kScheme.size());
    const auto slash = rest.find('/');
    bucket_ = rest.substr(0, slash);
    key_ = slash == std::string::npos ? std::string() : rest.substr(slash + 1);
    if (!isNameLike(bucket_, "-._") || key_.empty() || key_.ends_with('/'))
        throw Error(ErrorKind::Usage, {"This is no address of a file in S3",
                                       displayUrl(url),
                                       {},
                                       "It should look like s3://BUCKET/FOLDER/FILE."});
    while (endpoint_.ends_with('/'))
        endpoint_.pop_back();
    if (!endpoint_.empty() && !endpoint_.starts_with("http://") && !endpoint_.starts_with("https://"))
        throw Error(ErrorKind::Usage,
                    {"The endpoint of S3 is no https:// or http:// address",
                     endpoint.empty() ? "AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL" : displayUrl(endpoint),
                     {},
                     "Correct it, or leave it out."});
    if (!isNameLike(region_, "-"))
        region_ = kFirstRegion;
}

HttpRequest S3Source::request(HttpClient& client, const std::stop_token& stop, HttpMethod method,
                              const std::string& bodySum) {
    credentials_ = findAwsCredentials(client, stop);
    HttpRequest request;
    request.method = method;
    const std::string path = "/" + percentEncoded(key_);
    if (!endpoint_.empty())
        request.url = endpoint_ + "/" + bucket_ + path;
    else if (bucket_.find('.') != std::string::npos) // a certificate for *.s3 does not hold for a.b.s3
        request.url = "https://s3." + region_ + ".amazonaws.com/" + bucket_ + path;
    else
        request.url = "https://" + bucket_ + ".s3." + region_ + ".amazonaws.com" + path;
    if (credentials_.key.empty())
        return request;
    request.signature = "aws:amz:" + region_ + ":s3";
    request.key = credentials_.key;
    request.secret = credentials_.secret;
    request.url = withoutLogin(request.url);                        // the signature is the login
    request.headers.push_back("Host: " + authorityOf(request.url)); // with the port: what is sent is what is signed
    // Amazon refuses a signed request without it, and not every libcurl adds it.
    request.headers.push_back("x-amz-content-sha256: " + (bodySum.empty() ? sha256Hex(std::string()) : bodySum));
    if (!credentials_.token.empty())
        request.headers.push_back("x-amz-security-token: " + credentials_.token);
    return request;
}

bool S3Source::learnRegion(const HttpReply& reply) {
    const std::string& region = reply.header("x-amz-bucket-region");
    if (reply.status < 300 || !isNameLike(region, "-") || region == region_)
        return false;
    region_ = region;
    return true;
}

bool S3Source::isRefusedUnknown(const HttpReply& reply) const {
    return credentials_.isRoleUnknown && (reply.status == 401 || reply.status == 403);
}

Error S3Source::refusal(const HttpReply& reply, const std::string& rights) const {
    const std::string code = s3CodeOf(reply.errorBody), place = displayUrl(url_);
    const std::string answer = "S3 answered " + std::to_string(reply.status) + (code.empty() ? "" : " " + code) + ".";
    if (reply.status == 404)
        return Error(ErrorKind::Usage,
                     {code == "NoSuchBucket" ? "There is no such bucket in S3" : "There is no such file in this bucket",
                      place, answer, "Check the spelling of bucket and file."});
    if (code == "InvalidAccessKeyId" || code == "SignatureDoesNotMatch" || code == "InvalidToken")
        return Error(ErrorKind::Usage, {"Access denied: S3 does not take these credentials", place,
                                        answer + " They came from " + credentials_.source + ".",
                                        "Correct key and secret, or unset them for a public bucket."});
    if (code == "ExpiredToken" || code == "TokenRefreshRequired")
        return Error(credentials_.isOfMachine ? ErrorKind::Io : ErrorKind::Usage, // a role's are renewed by themselves
                     {"The credentials for S3 have expired", place,
                      answer + " They came from " + credentials_.source + ".",
                      "Get new ones and repeat this: what is there is kept."});
    if (code == "RequestTimeTooSkewed")
        return Error(ErrorKind::Io, // soon after its start it may not be set yet
                     {"The clock of this machine is wrong", place, answer, "Set it and repeat this."});
    if (isRefusedUnknown(reply))
        return Error(
            ErrorKind::Io, // its role may open it
            {"S3 does not give this file to everybody, and this machine did not say what its role is", place,
             answer + " Its metadata service gave no credentials.",
             "Repeat this: the service may have been busy. In a container, let the instance's metadata options "
             "allow two hops; or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."});
    if (reply.status == 401 || reply.status == 403)
        return Error(ErrorKind::Usage,
                     credentials_.key.empty()
                         ? Message{"S3 does not give this file to everybody", place,
                                   answer + " No credentials were found.",
                                   "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give this "
                                   "machine a role."}
                         : Message{"Access denied: S3 refuses this file", place,
                                   answer + " The credentials came from " + credentials_.source + ".",
                                   "Check the spelling, and that they allow " + rights + " on this bucket."});
    return Error(ErrorKind::Usage, {"S3 refuses this request", place, answer, "Check address and region."});
}

} // namespace studio
