// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/net/download.h"

namespace studio {

struct HttpRequest {
    std::string url;
    bool put = false; ///< an empty PUT instead of a GET
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
    };
    /// What the hooks throw comes out here.
    HttpReply perform(const HttpRequest& request, const Hooks& hooks, const std::stop_token& stop);

private:
    struct State;
    std::unique_ptr<State> state_;
};

struct AwsCredentials {
    std::string key, secret, token; ///< empty: anonymous
    std::string source;             ///< for people: "AWS_ACCESS_KEY_ID", "profile default"
};
/// In the order that Amazon's tools use. Nothing found is anonymous. Throws Error(Usage) for a profile that is missing.
AwsCredentials findAwsCredentials(HttpClient& client, const std::stop_token& stop);
/// AWS_REGION, AWS_DEFAULT_REGION or the profile's; empty: not told.
std::string findAwsRegion();

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

/// The number that the text is; 0 if it is none.
std::uint64_t numberIn(std::string_view text);

/// "bytes 5-9/10" of a partial answer; total 0 = not told.
struct ContentRange {
    std::uint64_t first = 0, total = 0;
};
std::optional<ContentRange> contentRange(const std::string& text);

/// Whether it may help to ask again later.
bool isTransient(int status);
/// The error for an answer that is none of ours to repeat; S3Source has its own.
Error refusal(const HttpReply& reply, const std::string& place);

/// Asks, and follows redirects one by one: at most 8, and never from https to http. `s3`: nullptr for other addresses;
/// then a bucket elsewhere is asked there, and no redirect is followed. Throws Error(Usage).
HttpReply askFollowing(HttpClient& client, S3Source* s3, std::string url,
                       const std::function<HttpRequest(const std::string& url)>& request,
                       const HttpClient::Hooks& hooks, const std::stop_token& stop);

/// OUT.part and what is known of it. Only one process at a time holds it. One thread.
class PartFile {
public:
    /// Throws Error(Io, DiskFull, Locked); where the folder is `foreign`, Error(Usage) for a part that we did not
    /// leave.
    PartFile(const std::string& out, const std::string& from, bool foreign);
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    std::uint64_t size() const { return size_; }
    const std::string& path() const { return path_; }
    const std::string& etag() const { return etag_; }
    const std::string& modified() const { return modified_; }
    std::uint64_t total() const { return total_; } ///< 0 = not known
    /// Whether the server can be asked for the rest of just this file.
    bool canGoOn() const { return size_ > 0 && (!etag_.empty() || !modified_.empty()); }
    /// Empties it and notes what the next bytes are of.
    void begin(const std::string& etag, const std::string& modified, std::uint64_t total);
    /// Tells, and notes, how long the whole file is.
    void setTotal(std::uint64_t total);
    void write(std::span<const char> bytes);
    /// Durable, and called OUT.
    void publish();
    /// Nothing is left of it.
    void discard();

private:
    /// Whether there is a note of a part from the same address.
    bool load();
    void note() const;
    std::string out_, from_, path_, notePath_;
    std::string etag_, modified_;
    std::uint64_t size_ = 0, total_ = 0;
    FileDescriptor file_; ///< locked
};

} // namespace studio
