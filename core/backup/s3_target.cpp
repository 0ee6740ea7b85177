// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <optional>
#include <vector>

#include <openssl/evp.h>

#include "core/backup/target_internal.h"
#include "core/base/text.h"
#include "core/net/download.h"
#include "core/net/http_reply_internal.h"
#include "core/net/s3_source_internal.h"

namespace studio {

namespace {

/// One PUT takes 5 GB; a checkpoint has at most 4 GiB (kMaxCheckpointBytes), so nothing is ever sent in parts, and none
/// are left behind to be paid for.
constexpr std::uint64_t kMaxPut = 5'000'000'000;
constexpr std::size_t kMaxAnswer = 1u << 20; ///< where there is nothing to say
constexpr const char* kRights = "s3:GetObject, s3:PutObject and s3:ListBucket";

std::string base64Of(const std::string& hex) {
    std::vector<unsigned char> bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes.push_back(static_cast<unsigned char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0'); // and a zero
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()));
    text.pop_back();
    return text;
}

class S3Target final : public BackupTarget {
public:
    S3Target(std::string url, const BackupOptions& options, const std::stop_token& stop)
        : url_(std::move(url))
        , options_(options)
        , stop_(stop)
        , source_(url_ + "/" + kManifestName, options.endpoint) {
        const auto slash = url_.find('/', std::string("s3://").size());
        prefix_ = slash == std::string::npos ? std::string() : url_.substr(slash + 1) + "/";
    }

    std::string place() const override { return url_; }
    std::uint64_t maxBytes() const override { return kMaxPut; }
    std::optional<std::string> readManifest(const BackupHooks& hooks) override;
    bool holds(const BackupFile& file, int open, const BackupHooks& hooks) override;
    void put(const std::string& object, const BackupFile& file, int open, const BackupHooks& hooks) override;
    void get(const BackupFile& file, const std::string& path, const BackupHooks& hooks) override;
    void remove(const std::string& object, const BackupHooks& hooks) override;

private:
    struct Question {
        HttpMethod method = HttpMethod::Get;
        std::string object;
        std::vector<std::string> headers = {};
        const BackupFile* file = nullptr; ///< what is sent
        int open = -1;
    };
    /// An attempt that has its own patience, and may go on where all else is to stop.
    struct Patience {
        BackupOptions options;
        std::stop_token stop;
    };
    Patience patience() const { return {options_, stop_}; }
    HttpReply ask(const Question& question, const Patience& patience, BackupRetry& retry,
                  const HttpClient::Hooks& told);
    HttpReply ask(const Question& question, const Patience& patience, const BackupHooks& hooks) {
        BackupRetry retry(patience.options, hooks, patience.stop);
        HttpClient::Hooks client;
        client.tick = hooks.tick;
        return ask(question, patience, retry, client);
    }
    bool isIntact(const HttpReply& reply, const BackupFile& file, int open, const BackupHooks& hooks) const;
    void putIntact(const Question& question, const BackupHooks& hooks, bool& isSuspect);
    void remove(const std::string& object, const Patience& patience, const BackupHooks& hooks);
    std::optional<Error> removeDamaged(const std::string& object, const BackupHooks& hooks);

    const std::string url_;
    const BackupOptions options_;
    const std::stop_token stop_;
    HttpClient client_;
    S3Source source_;
    std::string prefix_;
};

/// Until there is an answer that is no passing trouble.
HttpReply S3Target::ask(const Question& question, const Patience& patience, BackupRetry& retry,
                        const HttpClient::Hooks& told) {
    HttpClient::Hooks hooks = told;
    std::size_t came = 0;
    if (!hooks.body)
        hooks.body = [&came](std::span<const char> bytes) {
            if ((came += bytes.size()) > kMaxAnswer)
                throw Error(ErrorKind::Data, "The server's answer to a request for S3 has no end");
        };
    for (bool elsewhere = false;;) {
        throwIfStopped(patience.stop);
        source_.setKey(prefix_ + question.object);
        HttpRequest request = source_.request(client_, patience.stop, question.method,
                                              question.file != nullptr ? question.file->sha256 : std::string());
        request.headers.insert(request.headers.end(), question.headers.begin(), question.headers.end());
        request.bodyFile = question.open;
        request.bodyBytes = question.file != nullptr ? question.file->bytes : 0;
        request.connectSeconds = patience.options.connectSeconds;
        request.stallSeconds = patience.options.stallSeconds;
        HttpReply reply = client_.perform(request, hooks, patience.stop);
        throwIfStopped(patience.stop);
        if (!elsewhere && source_.learnRegion(reply)) {
            elsewhere = true;
            continue;
        }
        const std::string code = s3CodeOf(reply.errorBody);
        const bool isLast =
            retry.failed() + 1 >= patience.options.tries; // a refusal says more than the number of tries
        const bool passing = isTransient(reply.status) || code == "SlowDown" || code == "RequestTimeout" ||
                             (!isLast && source_.isRefusedUnknown(reply));
        if (!passing && (reply.failure.empty() || reply.status >= 400))
            return reply; // an answer counts, also where the connection broke behind it
        if (!passing && reply.hopeless)
            throw Error(ErrorKind::Usage, {reply.failure, displayUrl(url_), {}, "Check the address and the endpoint."});
        retry.again(passing ? "S3 answered " + std::to_string(reply.status) + (code.empty() ? "" : " " + code)
                            : reply.failure,
                    displayUrl(url_), static_cast<double>(numberIn(reply.header("retry-after"))));
    }
}

std::optional<std::string> S3Target::readManifest(const BackupHooks& hooks) {
    BackupRetry retry(options_, hooks, stop_);
    std::string text;
    HttpClient::Hooks client;
    client.tick = hooks.tick;
    client.begin = [&text](const HttpReply&) {
        text.clear();
        return true;
    };
    client.body = [&](std::span<const char> bytes) {
        if (text.size() + bytes.size() > kMaxManifestBytes)
            throw Error(ErrorKind::Data, {"This is no backup of a run", displayUrl(url_),
                                          "Its manifest.json is too large.", "Check the address."});
        text.append(bytes.data(), bytes.size());
    };
    const HttpReply reply = ask({HttpMethod::Get, kManifestName}, patience(), retry, client);
    if (reply.status == 404 && s3CodeOf(reply.errorBody) != "NoSuchBucket")
        return std::nullopt;
    if (reply.status != 200)
        throw source_.refusal(reply, kRights);
    return text;
}

bool S3Target::holds(const BackupFile& file, int open, const BackupHooks& hooks) {
    const HttpReply reply = ask({HttpMethod::Head, file.object(), {"x-amz-checksum-mode: ENABLED"}}, patience(), hooks);
    if (reply.status == 404)
        return false;
    if (reply.status != 200)
        throw source_.refusal(reply, kRights);
    if (numberIn(reply.header("content-length")) != file.bytes)
        return false;
    if (const std::string& checksum = reply.header("x-amz-checksum-sha256"); !checksum.empty())
        return checksum == base64Of(file.sha256);
    // Our own word for it says what was sent, not what arrived: whoever sent it may have been killed before he heard.
    return reply.header("x-amz-meta-sha256") == file.sha256 && (open < 0 || isIntact(reply, file, open, hooks));
}

/// Whether the store says that it has what was sent. Where it does not know our checksum it tells the MD5 as ETag,
/// unless it encrypts with a key of its service.
bool S3Target::isIntact(const HttpReply& reply, const BackupFile& file, int open, const BackupHooks& hooks) const {
    if (const std::string& checksum = reply.header("x-amz-checksum-sha256"); !checksum.empty())
        return checksum == base64Of(file.sha256);
    std::string etag = reply.header("etag");
    std::erase(etag, '"');
    if (!isSumText(etag, SumKind::Md5) || reply.header("x-amz-server-side-encryption").starts_with("aws:kms") ||
        !reply.header("x-amz-server-side-encryption-customer-algorithm").empty())
        return true;
    const bool same =
        sumDifference("/proc/self/fd/" + std::to_string(open), {.md5 = etag, .sha256 = {}}, hooks.block(), stop_)
            .empty();
    throwIfStopped(stop_);
    return same;
}

void S3Target::put(const std::string& object, const BackupFile& file, int open, const BackupHooks& hooks) {
    const Question question{HttpMethod::Put,
                            object,
                            {"Content-Type: application/octet-stream", "x-amz-meta-sha256: " + file.sha256,
                             "x-amz-checksum-sha256: " + base64Of(file.sha256)},
                            &file,
                            open};
    bool isSuspect = false;
    try {
        putIntact(question, hooks, isSuspect);
    } catch (const Error& why) {
        const std::optional<Error> left = isSuspect ? removeDamaged(object, hooks) : std::nullopt;
        if (!left || why.kind() == ErrorKind::Stopped)
            throw;
        throw Error(left->kind(),
                    {"A damaged file lies in the bucket and could not be deleted", displayUrl(url_ + "/" + object),
                     "S3 says that it has received something else than was sent. The backup is not whole. " +
                         why.message().title + ". To delete it failed: " + left->message().title + ". " +
                         left->message().done,
                     "Delete it by hand, or allow s3:DeleteObject on this bucket; then back the run up again."});
    }
}

/// `isSuspect` afterwards: what lies there is something else than was sent.
void S3Target::putIntact(const Question& question, const BackupHooks& hooks, bool& isSuspect) {
    BackupRetry retry(options_, hooks, stop_);
    HttpClient::Hooks client;
    client.tick = hooks.tick;
    client.sent = hooks.moved;
    for (;;) {
        const HttpReply reply = ask(question, patience(), retry, client);
        const std::string code = s3CodeOf(reply.errorBody);
        const bool isKept = code != "BadDigest" && code != "XAmzContentSHA256Mismatch"; // else damaged on its way
        if (isKept && reply.status / 100 != 2)
            throw source_.refusal(reply, kRights);
        if (isKept) {
            // Where a stop comes before the answer, the next backup compares.
            if (isIntact(reply, *question.file, question.open, hooks))
                return;
            isSuspect = removeDamaged(question.object, hooks).has_value(); // now: nobody knows how the wait ends
        }
        retry.again("S3 received something else than was sent", displayUrl(url_));
    }
}

/// Also where the backup is to stop, but not for long. Returns why it is still there.
std::optional<Error> S3Target::removeDamaged(const std::string& object, const BackupHooks& hooks) {
    constexpr double kSeconds = 5;
    Patience brief{options_, {}};
    brief.options.tries = std::min(options_.tries, 2);
    brief.options.connectSeconds = std::min(options_.connectSeconds, kSeconds);
    brief.options.stallSeconds = std::min(options_.stallSeconds, kSeconds);
    try {
        remove(object, brief, hooks);
        return std::nullopt;
    } catch (const Error& error) {
        return error;
    }
}

void S3Target::get(const BackupFile& file, const std::string& path, const BackupHooks& hooks) {
    DownloadOptions options;
    options.url = url_ + "/" + file.object();
    options.endpoint = options_.endpoint;
    options.out = path;
    options.sums.sha256 = file.sha256;
    options.bytes = file.bytes;
    options.tries = options_.tries;
    options.backoffSeconds = options_.backoffSeconds;
    options.stallSeconds = options_.stallSeconds;
    options.connectSeconds = options_.connectSeconds;
    const DownloadResult result = download(
        options,
        [&](const DownloadStatus& status) {
            if (hooks.moved && !status.checking)
                hooks.moved(status.done);
            if (hooks.note && !status.note.empty())
                hooks.note(status.note);
            else if (hooks.tick)
                hooks.tick();
        },
        stop_);
    if (!result.complete)
        throw Error(ErrorKind::Stopped, "The backup was stopped");
}

void S3Target::remove(const std::string& object, const BackupHooks& hooks) {
    remove(object, patience(), hooks);
}

void S3Target::remove(const std::string& object, const Patience& patience, const BackupHooks& hooks) {
    if (const HttpReply reply = ask({HttpMethod::Delete, object}, patience, hooks);
        reply.status / 100 != 2 && reply.status != 404)
        throw source_.refusal(reply, "s3:DeleteObject");
}

} // namespace

std::unique_ptr<BackupTarget> openS3Target(const std::string& url, const BackupOptions& options,
                                           const std::stop_token& stop) {
    return std::make_unique<S3Target>(url, options, stop);
}

} // namespace studio
