// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/download.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/net/download_meter_internal.h"
#include "core/net/http_reply_internal.h"
#include "core/net/part_file_internal.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr double kMaxBackoff = 60;
constexpr std::uint64_t kRealProgress = 1u << 20; ///< an attempt that brought so much was worth it

/// One file's way here, over as many requests as it takes.
class Transfer {
public:
    Transfer(const DownloadOptions& options, const DownloadProgress& progress, const std::stop_token& stop)
        : options_(options)
        , stop_(stop)
        , place_(displayUrl(options.url))
        , meter_(progress)
        , part_(options.out, place_, options.foreign) {
        if (options.url.starts_with("s3://"))
            s3_.emplace(options.url, options.endpoint);
    }

    DownloadResult run();

private:
    enum class Outcome { Whole, More, Again, Stopped };
    bool fetch();
    Outcome attempt();
    Outcome outcomeOf(const HttpReply& reply);
    HttpRequest request(const std::string& url);
    bool begin(const HttpReply& reply);
    bool isSameFile(const HttpReply& reply, std::uint64_t total) const;
    bool isRest(const HttpReply& reply) const;
    void take(std::span<const char> bytes);
    void checkExpected(const HttpReply& reply, std::uint64_t total) const;
    void checkSpace(std::uint64_t total) const;
    bool isVerified();
    void startAnew(const std::string& why);

    const DownloadOptions& options_;
    const std::stop_token& stop_;
    const std::string place_;
    DownloadMeter meter_;
    PartFile part_;
    HttpClient client_;
    std::optional<S3Source> s3_;
    DownloadResult result_;
    std::string failure_;    ///< of the last attempt
    double retryAfter_ = 0;  ///< seconds the server asks for
    bool resumed_ = false;   ///< some bytes are of an earlier request
    bool skipRange_ = false; ///< the rest cannot be had by itself
    bool tooLong_ = false;   ///< more came than the answer had announced
    std::uint64_t room_ = 0; ///< bytes of the announced range that have not come
    bool repeated_ = false;  ///< a whole file was found wrong and fetched again
};

HttpRequest Transfer::request(const std::string& url) {
    HttpRequest request;
    if (s3_)
        request = s3_->request(client_, stop_);
    else
        request.url = url;
    request.connectSeconds = options_.connectSeconds;
    request.stallSeconds = options_.stallSeconds;
    // A weak ETag tells files of one meaning, not of the same bytes.
    const bool strong = !part_.etag().empty() && !part_.etag().starts_with("W/");
    if (skipRange_ || !part_.canGoOn() || (!strong && part_.modified().empty()))
        return request;
    request.headers.push_back("Range: bytes=" + std::to_string(part_.size()) + "-");
    if (s3_ && strong)
        request.headers.push_back("If-Match: " + part_.etag());
    else
        request.headers.push_back("If-Range: " + (strong ? part_.etag() : part_.modified()));
    return request;
}

/// As far as the answer tells; a length of 0 is none.
bool Transfer::isSameFile(const HttpReply& reply, std::uint64_t total) const {
    const auto differs = [](const std::string& a, const std::string& b) { return !a.empty() && !b.empty() && a != b; };
    return (total == 0 || part_.total() == 0 || total == part_.total()) &&
           !differs(reply.header("etag"), part_.etag()) && !differs(reply.header("last-modified"), part_.modified());
}

/// Whether a partial answer begins where the part ends, and is of the same file.
bool Transfer::isRest(const HttpReply& reply) const {
    const auto range = contentRange(reply.header("content-range"));
    return range && range->first == part_.size() && isSameFile(reply, range->total);
}

/// Before anything that is there is given up for it.
void Transfer::checkExpected(const HttpReply& reply, std::uint64_t total) const {
    const bool differs = options_.bytes > 0 && total > 0 && total != options_.bytes;
    if (differs || (options_.maxBytes > 0 && total > options_.maxBytes))
        throw Error(ErrorKind::Data,
                    {"The file at this address is another one than expected", place_,
                     "It has " + grouped(static_cast<std::int64_t>(total)) + " bytes instead of " +
                         (differs ? "" : "at most ") +
                         grouped(static_cast<std::int64_t>(differs ? options_.bytes : options_.maxBytes)) + ".",
                     "Check the address, or ask its owner."});
    if (reply.header("content-type").starts_with("text/html"))
        throw Error(ErrorKind::Usage,
                    {"This address leads to a web page, not to a file", place_, "Nothing was changed.",
                     "It may want a login, or a click: download it with a browser and give the file."});
}

void Transfer::checkSpace(std::uint64_t total) const {
    const std::uint64_t needed = total - std::min(total, part_.size()), there = freeBytes(options_.out);
    if (needed > there)
        throw Error(ErrorKind::DiskFull, {"There is not enough space for the download", displayText(options_.out),
                                          "Needed: " + byteText(needed) + ", free: " + byteText(there) + ".",
                                          "Free space, or choose a folder on another volume."});
}

void Transfer::startAnew(const std::string& why) {
    if (part_.size() > 0)
        result_.notes.push_back(why);
    resumed_ = false;
    skipRange_ = false;
}

/// The server answers; decides where its bytes go. False: they are of no use.
bool Transfer::begin(const HttpReply& reply) {
    if (reply.status == 206) {
        if (!isRest(reply)) {
            skipRange_ = true; // of another file: the whole is asked for next
            failure_ = "The file on the server has changed";
            return false;
        }
        resumed_ = true;
        room_ = contentRange(reply.header("content-range"))->bytes();
        if (const std::uint64_t total = contentRange(reply.header("content-range"))->total; part_.total() == 0)
            part_.setTotal(total);
        checkExpected(reply, part_.total());
        checkSpace(part_.total());
        meter_.begin(part_.size(), part_.total());
        return true;
    }
    const std::uint64_t total = numberIn(reply.header("content-length"));
    checkExpected(reply, total);
    room_ = UINT64_MAX;
    startAnew(part_.isOfAnother()
                  ? "What an unfinished download from another address had left under this name was given up."
              : isSameFile(reply, total)
                  ? "The server cannot go on in the middle of the file, so it was fetched from the start."
                  : "The file on the server has changed since, so it was fetched from the start.");
    part_.begin(reply.header("etag"), reply.header("last-modified"), total);
    checkSpace(total);
    meter_.begin(0, total);
    return true;
}

Transfer::Outcome Transfer::outcomeOf(const HttpReply& reply) {
    if (reply.stopped)
        return Outcome::Stopped;
    if (reply.left)
        return Outcome::Again;
    if (std::exchange(tooLong_, false)) {
        skipRange_ = true;
        failure_ = "The server sent more than the part that it had announced";
        return Outcome::Again;
    }
    if (!reply.failure.empty()) {
        failure_ = reply.failure;
        if (reply.hopeless)
            throw Error(ErrorKind::Usage, {failure_.substr(0, failure_.find(" (")), place_, failure_ + ".",
                                           "Check the address, the clock and the certificates of this machine (or "
                                           "the file that SSL_CERT_FILE names)."});
        return Outcome::Again;
    }
    if (reply.status >= 200 && reply.status < 300) { // a server may answer with less than was asked for
        failure_ = "The server sent only a part of what is missing";
        return part_.size() < part_.total() ? Outcome::More : Outcome::Whole;
    }
    if (reply.status == 416 || reply.status == 412) { // the part is not a beginning of what is there now
        skipRange_ = true;
        failure_ = "The file on the server has changed";
        return Outcome::Again;
    }
    if (!isTransient(reply.status))
        throw s3_ ? s3_->refusal(reply) : refusal(reply, place_);
    failure_ = "The server answered " + std::to_string(reply.status);
    retryAfter_ = static_cast<double>(numberIn(reply.header("retry-after")));
    return Outcome::Again;
}

void Transfer::take(std::span<const char> bytes) {
    const std::uint64_t limit = options_.bytes > 0 ? options_.bytes : options_.maxBytes;
    if (limit > 0 && part_.size() + bytes.size() > limit) {
        part_.discard();
        throw Error(ErrorKind::Data, {"The file at this address is another one than expected", place_,
                                      "It goes on behind " + grouped(static_cast<std::int64_t>(limit)) +
                                          " bytes. What had come was thrown away.",
                                      "Check the address, or ask its owner."});
    }
    if (bytes.size() > room_) { // no byte of such an answer is believed
        tooLong_ = true;
        bytes = bytes.first(static_cast<std::size_t>(room_));
    }
    room_ -= bytes.size();
    part_.write(bytes);
    result_.fetched += bytes.size();
    meter_.add(bytes.size());
}

Transfer::Outcome Transfer::attempt() {
    const HttpClient::Hooks hooks{[this](const HttpReply& reply) { return begin(reply); },
                                  [this](std::span<const char> bytes) { take(bytes); }, [this] { meter_.tick(); }};
    const auto ask = [this](const std::string& url) { return request(url); };
    return outcomeOf(askFollowing(client_, s3_ ? &*s3_ : nullptr, options_.url, ask, hooks, stop_));
}

/// False if it was stopped.
bool Transfer::fetch() {
    double backoff = options_.backoffSeconds;
    std::uint64_t best = part_.size(); // what comes again from the start is no progress
    for (int failed = 0;;) {
        const bool wholeAsked = skipRange_;
        const std::uint64_t before = part_.size();
        const Outcome outcome = attempt();
        if (outcome == Outcome::Whole || outcome == Outcome::Stopped)
            return outcome == Outcome::Whole;
        if ((outcome == Outcome::More && part_.size() > before) || (skipRange_ && !wholeAsked))
            continue; // at once: for the next piece, or from the start
        if (part_.size() >= best + kRealProgress) {
            best = part_.size();
            failed = 0;
            backoff = options_.backoffSeconds;
        }
        if (++failed >= options_.tries)
            throw Error(ErrorKind::Io, {failure_, place_,
                                        "It was tried " + std::to_string(failed) + " times; " + byteText(part_.size()) +
                                            " are there and kept.",
                                        "Check the network, then repeat this: it goes on where it stopped."});
        const double seconds = std::min(kMaxBackoff, std::max(backoff, retryAfter_));
        meter_.pause(failure_ + ". Trying again in " + durationText(std::max(1.0, seconds)) + " (" +
                     std::to_string(failed + 1) + " of " + std::to_string(options_.tries) + ")");
        pauseFor(seconds, stop_);
        if (stop_.stop_requested())
            return false;
        backoff = std::min(kMaxBackoff, backoff * 2);
        retryAfter_ = 0;
    }
}

/// False: stopped, or to be fetched anew (then the part is empty).
bool Transfer::isVerified() {
    checkExpected({}, part_.size());
    meter_.beginCheck(part_.size());
    const std::string difference = sumDifference(
        part_.path(), options_.sums, [this](std::uint64_t bytes) { meter_.add(bytes); }, stop_);
    if (stop_.stop_requested())
        return false;
    if (difference.empty())
        return true;
    if (resumed_ && !repeated_) { // maybe only the join is wrong
        repeated_ = true;
        startAnew("The file was not whole after it was gone on with, so it was fetched from the start.");
        part_.begin({}, {}, 0);
        return false;
    }
    part_.discard();
    throw Error(ErrorKind::Data, {"The file is not what was published", place_, difference + " It was thrown away.",
                                  "Repeat this later; if it stays so, the file on the server is another one."});
}

DownloadResult Transfer::run() {
    const auto isThere = [this] { return part_.total() > 0 && part_.size() == part_.total(); };
    resumed_ = part_.size() > 0;
    for (;;) {
        if (!isThere() && !fetch())
            return result_;
        if (isVerified())
            break;
        if (stop_.stop_requested())
            return result_;
    }
    part_.publish();
    result_.complete = true;
    result_.bytes = part_.size();
    meter_.finish();
    return result_;
}

/// Whether OUT is what was asked for.
bool isWanted(const DownloadOptions& options, const DownloadProgress& progress, const std::stop_token& stop) {
    std::error_code error;
    const std::uint64_t size = fs::file_size(options.out, error);
    if (error || !fs::is_regular_file(options.out) || (options.bytes > 0 && size != options.bytes))
        return false;
    DownloadMeter meter(progress);
    meter.beginCheck(size);
    return sumDifference(
               options.out, options.sums, [&](std::uint64_t bytes) { meter.add(bytes); }, stop)
        .empty();
}

/// Whether OUT is there and is taken. Throws Error(Usage) where it belongs to somebody else and is not what is wanted.
bool isThereAlready(const DownloadOptions& options, const DownloadProgress& progress, const std::stop_token& stop) {
    std::error_code error;
    if (!fs::exists(fs::symlink_status(options.out, error)))
        return false;
    const bool vouched = options.sums.any() || options.bytes > 0;
    if (options.foreign && !vouched)
        throw Error(ErrorKind::Usage, {"A file of this name is there already", displayText(options.out),
                                       "Nobody told a size or checksum to compare it with, so it was left as it is.",
                                       "Move it away, tell its checksum, or choose another folder for downloads."});
    if (isWanted(options, progress, stop))
        return true;
    if (options.foreign && !stop.stop_requested())
        throw Error(ErrorKind::Usage, {"Another file of this name is there already", displayText(options.out),
                                       "It has another size or checksum, and was left as it is.",
                                       "Move it away, or choose another folder for downloads."});
    return false;
}

} // namespace

DownloadResult download(const DownloadOptions& options, const DownloadProgress& progress, std::stop_token stop) {
    if (!isUrl(options.url))
        throw Error(ErrorKind::Usage, {"This is no address that a file can be fetched from",
                                       displayUrl(options.url),
                                       {},
                                       "It should begin with https://, http:// or s3://."});
    if (isThereAlready(options, progress, stop)) {
        DownloadResult result;
        result.wasThere = true;
        result.complete = !stop.stop_requested();
        result.bytes = fs::file_size(options.out);
        return result;
    }
    return Transfer(options, progress, stop).run();
}

} // namespace studio
