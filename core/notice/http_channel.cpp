// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notice/http_channel_internal.h"

#include <algorithm>
#include <cmath>
#include <exception>

#include <nlohmann/json.hpp>

#include "core/base/clock.h"
#include "core/net/http_reply_internal.h"
#include "core/notice/mail_words_internal.h"

namespace studio {

namespace {

constexpr double kConnectSeconds = 5, kStallSeconds = 10, kWholeSeconds = 20;
constexpr double kMostRetrySeconds = 60;
constexpr std::size_t kMaxDiscord = 1'900; // of 2,000 characters

std::string heading(const Notice& notice) {
    return notice.level == NoticeLevel::Info ? notice.title
                                             : std::string(noticeLevelName(notice.level)) + ": " + notice.title;
}

/// Slack reads these three as its own marks: links, channels, people.
std::string slackText(const std::string& text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
    return out;
}

std::string webhookBody(const Notice& notice, WebhookShape shape) {
    if (shape == WebhookShape::Slack)
        return nlohmann::json{{"text", "*" + slackText(heading(notice)) + "*\n" + slackText(noticeBody(notice))}}
            .dump();
    if (shape == WebhookShape::Discord)
        return nlohmann::json{{"content", clipped("**" + heading(notice) + "**\n" + noticeBody(notice), kMaxDiscord)},
                              {"allowed_mentions", {{"parse", nlohmann::json::array()}}}}
            // a run may be called @everyone
            .dump();
    return noticeJson(notice);
}

/// A server's word on when to come again, in seconds.
double retryAfter(const HttpReply& reply) {
    const std::string& text = reply.header("retry-after");
    const std::uint64_t seconds = numberIn(text);
    return seconds > 0 ? std::min(static_cast<double>(seconds), kMostRetrySeconds) : -1;
}

std::string answerText(int status) {
    const std::string answer = "the server answered " + std::to_string(status);
    if (status >= 300 && status < 400)
        return answer + ", which leads elsewhere; give the address that it leads to";
    if (status == 401 || status == 403)
        return answer + ": it does not let this address in";
    if (status == 404 || status == 410)
        return answer + ": there is nothing at this address (any more)";
    return answer;
}

Delivery judged(const HttpReply& reply, bool late) {
    Delivery delivery;
    if (reply.stopped) {
        delivery.said = late ? "the server took too long" : "stopped";
        delivery.mayPass = late;
    } else if (reply.status == 0 || (!reply.failure.empty() && reply.status < 300)) {
        delivery.said = reply.failure.empty() ? "no answer came" : reply.failure;
        delivery.mayPass = !reply.hopeless;
    } else if (reply.status >= 200 && reply.status < 300) {
        delivery.ok = true;
        delivery.said = "HTTP " + std::to_string(reply.status);
    } else {
        delivery.said = answerText(reply.status);
        delivery.mayPass = isTransient(reply.status);
        delivery.retrySeconds = retryAfter(reply);
    }
    return delivery;
}

} // namespace

HttpChannel::HttpChannel(ChannelSettings settings)
    : settings_(std::move(settings)) {}

HttpRequest HttpChannel::request(const Notice& notice) const {
    HttpRequest request;
    request.url = settings_.url;
    request.method = HttpMethod::Post;
    request.connectSeconds = kConnectSeconds;
    request.stallSeconds = kStallSeconds;
    if (settings_.type == ChannelType::Webhook) {
        request.body = webhookBody(notice, settings_.shape);
        request.headers = {"Content-Type: application/json"};
        return request;
    }
    request.body = noticeBody(notice);
    const char* priority = notice.level == NoticeLevel::Error ? "5" : notice.level == NoticeLevel::Warning ? "4" : "3";
    request.headers = {"Content-Type: text/plain; charset=utf-8", "Title: " + headerWords(notice.title),
                       std::string("Priority: ") + priority, std::string("Tags: ") + noticeKindName(notice.kind)};
    return request;
}

Delivery HttpChannel::send(const Notice& notice, const std::stop_token& stop) {
    // libcurl's limits are for a server that is silent; one that drips would hold us for ever.
    const double end = monotonicSeconds() + kWholeSeconds;
    std::stop_source either;
    const std::stop_callback follow(stop, [&either] { either.request_stop(); });
    bool late = false;
    HttpClient::Hooks hooks;
    hooks.begin = [](const HttpReply&) { return false; }; // nobody reads what a success says
    hooks.tick = [&] {
        late = late || monotonicSeconds() > end;
        if (late)
            either.request_stop();
    };
    try {
        return judged(client_.perform(request(notice), hooks, either.get_token()), late);
    } catch (const std::exception&) { // its words may hold the address
        Delivery delivery;
        delivery.said = "the request could not be made";
        return delivery;
    }
}

} // namespace studio
