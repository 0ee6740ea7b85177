// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/url.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/text.h"

namespace studio {

namespace {

/// Parts of a query that come anew each time somebody asks for the same file: of Amazon, Google and Azure.
bool isSignature(std::string_view part, const std::string& query) {
    const std::string_view name = part.substr(0, part.find('='));
    constexpr std::array kNames{"Signature", "Expires", "AWSAccessKeyId", "GoogleAccessId", "Key-Pair-Id", "Policy"};
    const bool azure = ("&" + query).find("&sig=") != std::string::npos; // its names are short enough to be others'
    return name.starts_with("X-Amz-") || name.starts_with("X-Goog-") ||
           std::find(kNames.begin(), kNames.end(), name) != kNames.end() ||
           (azure && (name == "sig" || name == "se" || name == "st"));
}

/// The parts of an http or https address: "https", "me:word" and "a.org:80" of https://me:word@a.org:80/x.
struct Authority {
    std::string_view scheme, login, host;
    std::size_t begin = 0, end = 0; ///< of login and host in the address
};

Authority authorityIn(std::string_view url) {
    Authority found;
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos)
        return found;
    found.scheme = url.substr(0, scheme);
    found.begin = scheme + 3;
    found.end = std::min(url.find_first_of("/?#", found.begin), url.size());
    const std::string_view both = url.substr(found.begin, found.end - found.begin);
    const auto at = both.rfind('@');
    if (at != std::string_view::npos)
        found.login = both.substr(0, at);
    found.host = at == std::string_view::npos ? both : both.substr(at + 1);
    return found;
}

} // namespace

bool isUrl(std::string_view text) {
    for (const std::string_view scheme : {"https://", "http://", "s3://"}) {
        if (text.size() > scheme.size() && text.starts_with(scheme))
            return true;
    }
    return false;
}

std::string fileNameOfUrl(const std::string& url) {
    std::string name = url.substr(0, url.starts_with("s3://") ? std::string::npos : url.find_first_of("?#"));
    name = name.substr(name.rfind('/') + 1);
    constexpr std::size_t kMaxName = 200;
    const bool odd = std::any_of(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == '\\' || c == '\x7F';
    });
    const std::string rest = url.substr(url.find("://") + 3);
    if (name.empty() || name[0] == '.' || odd || name.size() > kMaxName || rest.find('/') == std::string::npos)
        throw Error(
            ErrorKind::Usage,
            {"This address does not end in the name of a file", displayUrl(url), {}, "Give the file's own one."});
    return name;
}

std::string urlKey(const std::string& url) {
    std::string text = displayUrl(url);
    const auto query = url.starts_with("s3://") ? std::string::npos : url.find('?');
    if (query == std::string::npos)
        return sha256Hex(text);
    const std::string rest = url.substr(query + 1, url.find('#', query) - query - 1);
    for (std::size_t begin = 0; begin <= rest.size();) {
        const std::size_t end = std::min(rest.find('&', begin), rest.size());
        const std::string part = rest.substr(begin, end - begin);
        text += isSignature(part, rest) ? "" : "&" + part;
        begin = end + 1;
    }
    return sha256Hex(text);
}

std::string s3EndpointInForce() {
    for (const char* name : {"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"}) {
        if (const char* value = std::getenv(name); value != nullptr && *value != '\0')
            return value;
    }
    return {};
}

bool isProtected(std::string_view url) {
    if (url.starts_with("s3://")) {
        if (const std::string endpoint = s3EndpointInForce(); !endpoint.empty())
            return !endpoint.starts_with("http://");
    }
    return !url.starts_with("http://");
}

std::string unprotectedText() {
    return "It came over http, where anybody between can change it, and no checksum was told to compare it with.";
}

std::string withLoginOf(std::string_view url, const std::string& redirect) {
    const Authority from = authorityIn(url), to = authorityIn(redirect);
    // From http to https of one server without ports is a step up; anything else is another server.
    const bool stepsUp = from.scheme == "http" && to.scheme == "https" && from.host.find(':') == std::string_view::npos;
    if (from.login.empty() || !to.login.empty() || from.host != to.host || (from.scheme != to.scheme && !stepsUp))
        return redirect;
    return redirect.substr(0, to.begin) + std::string(from.login) + "@" + redirect.substr(to.begin);
}

std::string withoutLogin(const std::string& url) {
    const Authority found = authorityIn(url);
    return found.login.empty() ? url : url.substr(0, found.begin) + std::string(found.host) + url.substr(found.end);
}

std::string displayUrl(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos)
        return displayText(url);
    const std::string before(url.substr(0, scheme + 3));
    std::string rest(url.substr(scheme + 3));
    if (!url.starts_with("s3://"))
        rest = rest.substr(0, rest.find_first_of("?#"));
    const std::string host = rest.substr(0, rest.find('/'));
    const auto colon = host.find(':');
    auto at = host.rfind('@');
    // What follows a colon there is a port or a password, and a password may hold slashes, as Amazon's do.
    if (at == std::string::npos && colon != std::string::npos && !host.starts_with('[') &&
        host.find_first_not_of("0123456789", colon + 1) != std::string::npos) {
        at = rest.rfind('@');
        if (at == std::string::npos)
            return before + "...";
    }
    return displayText(before + (at == std::string::npos ? rest : rest.substr(at + 1)));
}

std::string displayServer(std::string_view url) {
    const std::string shown = displayUrl(url);
    const auto scheme = shown.find("://");
    return scheme == std::string::npos ? "..." : shown.substr(0, shown.find('/', scheme + 3));
}

} // namespace studio
