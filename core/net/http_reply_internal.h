// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/net/http_client_internal.h"
#include "core/net/s3_source_internal.h"

namespace studio {

/// The number that the text is; 0 if it is none.
std::uint64_t numberIn(std::string_view text);

/// "bytes 5-9/10" of a partial answer; total 0 = not told.
struct ContentRange {
    std::uint64_t first = 0, last = 0, total = 0;
    std::uint64_t bytes() const { return last + 1 - first; }
};
std::optional<ContentRange> contentRange(const std::string& text);

/// Waits for `seconds`, or until `stop`.
void pauseFor(double seconds, const std::stop_token& stop);
/// Whether it may help to ask again later.
bool isTransient(int status);
/// The error for an answer that is none of ours to repeat; S3Source has its own.
Error refusal(const HttpReply& reply, const std::string& place);

/// Asks, and follows redirects one by one: at most 8, and never from https to http. `s3`: nullptr for other addresses;
/// then a bucket elsewhere is asked there, and no redirect is followed. Throws Error(Usage).
HttpReply askFollowing(HttpClient& client, S3Source* s3, std::string url,
                       const std::function<HttpRequest(const std::string& url)>& request,
                       const HttpClient::Hooks& hooks, const std::stop_token& stop);

} // namespace studio
