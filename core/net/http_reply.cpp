// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/http_reply_internal.h"

#include <charconv>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "core/net/download.h"

namespace studio {

namespace {

constexpr int kMaxRedirects = 8;

std::string followed(const HttpReply& reply, const std::string& url, const std::string& place) {
    if (url.starts_with("https://") && !reply.redirect.starts_with("https://"))
        throw Error(ErrorKind::Usage, {"The server leads from a secure address to another kind", place,
                                       "It was not followed, because anybody between could change the file.",
                                       "Ask for the address that is meant now."});
    if (!reply.redirect.starts_with("https://") && !reply.redirect.starts_with("http://"))
        throw Error(ErrorKind::Usage, {"The server leads to an address that is none", place, {}, "Check the address."});
    return withLoginOf(url, reply.redirect);
}

} // namespace

std::uint64_t numberIn(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

std::optional<ContentRange> contentRange(const std::string& text) {
    const auto dash = text.find('-'), slash = text.find('/');
    if (!text.starts_with("bytes ") || dash == std::string::npos || slash == std::string::npos || slash < dash)
        return {};
    const std::string_view view(text);
    const ContentRange range{numberIn(view.substr(6, dash - 6)), numberIn(view.substr(dash + 1, slash - dash - 1)),
                             numberIn(view.substr(slash + 1))};
    if (range.last + 1 < range.first || (range.total > 0 && range.last >= range.total))
        return {}; // makes no sense; one without a byte does
    return range;
}

void pauseFor(double seconds, const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any woken;
    std::unique_lock lock(mutex);
    woken.wait_for(lock, stop, std::chrono::duration<double>(seconds), [] { return false; });
}

bool isTransient(int status) {
    return status >= 500 || status == 408 || status == 425 || status == 429;
}

Error refusal(const HttpReply& reply, const std::string& place) {
    const std::string answer = "The server answered " + std::to_string(reply.status) + ".";
    if (reply.status == 404 || reply.status == 410)
        return Error(ErrorKind::Usage, {"There is no such file at this address", place, answer, "Check the address."});
    if (reply.status == 401 || reply.status == 403)
        return Error(ErrorKind::Usage,
                     {"The server does not give this file to everybody", place, answer,
                      "It may want a login: download it with a browser and give the file instead of the address."});
    return Error(ErrorKind::Usage, {"The server does not give this file", place, answer, "Check the address."});
}

HttpReply askFollowing(HttpClient& client, S3Source* s3, std::string url,
                       const std::function<HttpRequest(const std::string& url)>& request,
                       const HttpClient::Hooks& hooks, const std::stop_token& stop) {
    const std::string place = displayUrl(url);
    for (int hop = 0; hop <= kMaxRedirects; ++hop) {
        HttpReply reply = client.perform(request(url), hooks, stop);
        if (s3 != nullptr && s3->learnRegion(reply))
            continue;
        if (s3 != nullptr || reply.status < 300 || reply.status >= 400 || reply.redirect.empty())
            return reply;
        url = followed(reply, url, place);
    }
    throw Error(ErrorKind::Usage,
                {"The server leads from address to address", place,
                 "After " + std::to_string(kMaxRedirects) + " of them it was given up.", "Check the address."});
}

std::uint64_t askLength(const std::string& url, std::stop_token stop) {
    constexpr double kPatience = 10; // seconds; somebody waits for it
    if (!isUrl(url))
        return 0;
    try {
        HttpClient client;
        std::optional<S3Source> s3;
        if (url.starts_with("s3://"))
            s3.emplace(url);
        std::uint64_t length = 0;
        HttpClient::Hooks hooks;
        hooks.begin = [&](const HttpReply& reply) {
            const auto range = contentRange(reply.header("content-range"));
            const bool page = reply.header("content-type").starts_with("text/html");
            length = page                  ? 0
                     : reply.status != 206 ? numberIn(reply.header("content-length"))
                     : range               ? range->total
                                           : 0;
            return false;
        };
        // Not HEAD: addresses that are signed for GET refuse it.
        const auto request = [&](const std::string& at) {
            HttpRequest asked;
            if (s3)
                asked = s3->request(client, stop);
            else
                asked.url = at;
            asked.headers.emplace_back("Range: bytes=0-0");
            asked.connectSeconds = asked.stallSeconds = kPatience;
            return asked;
        };
        askFollowing(client, s3 ? &*s3 : nullptr, url, request, hooks, stop);
        return length;
    } catch (const Error&) { // the download will tell
        return 0;
    }
}

} // namespace studio
