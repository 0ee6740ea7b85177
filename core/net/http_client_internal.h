// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace studio {

enum class HttpMethod { Get, Head, Put, Post, Delete };

struct HttpRequest {
    std::string url;
    HttpMethod method = HttpMethod::Get;
    std::string body;            ///< of a Put or a Post
    int bodyFile = -1;           ///< instead of `body`: an open file, sent from its beginning; the caller's
    std::uint64_t bodyBytes = 0; ///< of `bodyFile`
    std::vector<std::string> headers;
    std::string signature; ///< "aws:amz:REGION:s3"; empty: not signed
    std::string key, secret;
    double connectSeconds = 20, stallSeconds = 30;
    bool direct = false; ///< never through a proxy
};

struct HttpReply {
    int status = 0;                             ///< 0: none came
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string redirect;                       ///< the absolute address it leads to
    std::string errorBody;                      ///< the beginning of the body of an answer that is no success
    std::string failure;                        ///< why it broke off, for people; empty: it came whole
    bool hopeless = false;                      ///< trying again cannot help (certificate, address)
    bool stopped = false;
    bool left = false; ///< begin() did not want the body

    const std::string& header(const std::string& name) const;
};

/// One request after another, by libcurl; no redirect is followed. One thread.
class HttpClient {
public:
    HttpClient();
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    struct Hooks {
        /// The head of a success is there, its body comes next; false: it is not wanted.
        std::function<bool(const HttpReply&)> begin;
        std::function<void(std::span<const char>)> body;
        std::function<void()> tick; ///< several times a second
        /// So much of a Put's or a Post's body was handed over; again from less where it is sent once more.
        std::function<void(std::uint64_t)> sent = {};
    };
    /// What the hooks throw comes out here.
    HttpReply perform(const HttpRequest& request, const Hooks& hooks, const std::stop_token& stop);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace studio
