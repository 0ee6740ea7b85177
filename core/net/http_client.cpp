// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/http_client_internal.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <exception>

#include <curl/curl.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "studio_version.h"

namespace studio {

namespace {

constexpr int kPollMilliseconds = 100;
constexpr std::size_t kMaxErrorBody = 8'192, kMaxHeaders = 200;

std::string trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const auto begin = text.find_first_not_of(kBlank);
    return begin == std::string_view::npos ? std::string()
                                           : std::string(text.substr(begin, text.find_last_not_of(kBlank) - begin + 1));
}

bool isHopeless(CURLcode code) {
    constexpr std::array kCodes{CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT,   CURLE_PEER_FAILED_VERIFICATION,
                                CURLE_SSL_CACERT_BADFILE,   CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
                                CURLE_NOT_BUILT_IN,         CURLE_SSL_ISSUER_ERROR};
    return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

std::string failureText(CURLcode code, const char* detail) {
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return "The name of the server cannot be found";
    case CURLE_COULDNT_RESOLVE_PROXY:
        return "The name of the proxy cannot be found";
    case CURLE_COULDNT_CONNECT:
        return "The server cannot be reached";
    case CURLE_OPERATION_TIMEDOUT:
        return "The server stopped answering";
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        return "The connection broke off";
    case CURLE_PEER_FAILED_VERIFICATION:
        return "The server's certificate cannot be trusted (" + displayText(detail) + ")";
    case CURLE_SSL_CACERT_BADFILE:
        return "The file of trusted certificates cannot be read";
    case CURLE_SSL_CONNECT_ERROR:
        return "No secure connection can be made";
    default: // libcurl's own words hold no address and no secret
        return displayText(curl_easy_strerror(code));
    }
}

void startCurl() {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started != CURLE_OK)
        throw Error(ErrorKind::Internal, "libcurl cannot be started");
}

} // namespace

const std::string& HttpReply::header(const std::string& name) const {
    static const std::string kNone;
    const auto found = headers.find(name);
    return found == headers.end() ? kNone : found->second;
}

struct HttpClient::State {
    CURL* easy = nullptr;
    CURLM* multi = nullptr;
    curl_slist* list = nullptr;
    std::array<char, CURL_ERROR_SIZE> detail{};
    HttpReply reply;
    const HttpRequest* request = nullptr;
    const Hooks* hooks = nullptr;
    std::uint64_t sent = 0; ///< of the request's body
    std::exception_ptr thrown;
    bool begun = false;

    bool isSuccess() const { return reply.status >= 200 && reply.status < 300; }

    State() {
        startCurl();
        easy = curl_easy_init();
        multi = curl_multi_init();
        if (easy == nullptr || multi == nullptr)
            throw Error(ErrorKind::Internal, "libcurl cannot be started");
    }
    ~State() {
        curl_easy_cleanup(easy);
        curl_multi_cleanup(multi);
        curl_slist_free_all(list);
    }

    /// Runs one of our functions below C code: an exception is kept for perform().
    template<typename F>
    bool guarded(F&& function) {
        try {
            function();
            return true;
        } catch (...) {
            thrown = std::current_exception();
            return false;
        }
    }

    static std::size_t onHeader(char* bytes, std::size_t, std::size_t count, void* user) {
        auto* state = static_cast<State*>(user);
        const bool good = state->guarded([&] { state->header(std::string_view(bytes, count)); });
        return good ? count : 0;
    }
    static std::size_t onBody(char* bytes, std::size_t, std::size_t count, void* user) {
        auto* state = static_cast<State*>(user);
        bool more = true;
        const bool good = state->guarded([&] { more = state->body(std::span<const char>(bytes, count)); });
        return good && more ? count : 0;
    }
    static std::size_t onRead(char* bytes, std::size_t, std::size_t room, void* user) {
        auto* state = static_cast<State*>(user);
        std::size_t count = 0;
        const bool good = state->guarded([&] { count = state->read(std::span<char>(bytes, room)); });
        return good ? count : static_cast<std::size_t>(CURL_READFUNC_ABORT);
    }
    static int onSeek(void* user, curl_off_t offset, int origin) {
        auto* state = static_cast<State*>(user);
        if (origin != SEEK_SET || offset < 0 || static_cast<std::uint64_t>(offset) > state->bodyBytes())
            return CURL_SEEKFUNC_FAIL;
        state->sent = static_cast<std::uint64_t>(offset);
        return CURL_SEEKFUNC_OK;
    }
    std::uint64_t bodyBytes() const { return request->bodyFile >= 0 ? request->bodyBytes : request->body.size(); }
    std::size_t read(std::span<char> into);
    void setMethod();
    void header(std::string_view line);
    bool body(std::span<const char> bytes);
    void begin();
    void configure();
    void sign();
    CURLcode transfer(const std::stop_token& stop);
};

void HttpClient::State::header(std::string_view line) {
    if (line.starts_with("HTTP/")) {
        reply.headers.clear();
        return;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || reply.headers.size() >= kMaxHeaders)
        return;
    std::string name = trimmed(line.substr(0, colon));
    for (char& c : name)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    reply.headers[name] = trimmed(line.substr(colon + 1));
}

void HttpClient::State::begin() {
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    reply.status = static_cast<int>(status);
    if (!begun && isSuccess() && hooks->begin)
        reply.left = !hooks->begin(reply);
    begun = true;
}

/// False: enough was read of an answer that is no success.
bool HttpClient::State::body(std::span<const char> bytes) {
    if (!begun)
        begin();
    if (reply.left)
        return false;
    if (isSuccess()) {
        if (hooks->body)
            hooks->body(bytes);
        return true;
    }
    reply.errorBody.append(bytes.data(), std::min(bytes.size(), kMaxErrorBody - reply.errorBody.size()));
    return reply.errorBody.size() < kMaxErrorBody;
}

/// The next bytes of the request's body; 0 at its end.
std::size_t HttpClient::State::read(std::span<char> into) {
    const auto room = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), bodyBytes() - sent));
    into = into.first(room);
    if (request->bodyFile < 0) {
        std::memcpy(into.data(), request->body.data() + sent, room);
    } else if (const auto got = readAt(request->bodyFile, std::as_writable_bytes(into), sent); !got || *got < room) {
        throw Error(ErrorKind::Io, got ? "A file became shorter while it was sent" : "A file cannot be read");
    }
    sent += room;
    if (hooks->sent)
        hooks->sent(sent);
    return room;
}

void HttpClient::State::setMethod() {
    if (request->method == HttpMethod::Get)
        return;
    if (request->method == HttpMethod::Head) {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
        return;
    }
    if (request->method == HttpMethod::Delete) {
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, "DELETE");
        return;
    }
    const bool put = request->method == HttpMethod::Put;
    curl_easy_setopt(easy, put ? CURLOPT_UPLOAD : CURLOPT_POST, 1L);
    curl_easy_setopt(easy, put ? CURLOPT_INFILESIZE_LARGE : CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(bodyBytes()));
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, onRead);
    curl_easy_setopt(easy, CURLOPT_READDATA, this);
    curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, onSeek); // a connection kept from before may be dead
    curl_easy_setopt(easy, CURLOPT_SEEKDATA, this);
}

void HttpClient::State::sign() {
    if (request->signature.empty() || request->key.empty())
        return;
    curl_easy_setopt(easy, CURLOPT_AWS_SIGV4, request->signature.c_str());
    curl_easy_setopt(easy, CURLOPT_USERNAME, request->key.c_str());
    curl_easy_setopt(easy, CURLOPT_PASSWORD, request->secret.c_str());
}

void HttpClient::State::configure() {
    curl_easy_reset(easy);
    curl_slist_free_all(list);
    list = nullptr;
    for (const std::string& line : request->headers)
        list = curl_slist_append(list, line.c_str());
    const std::string agent = std::string("ResNet-Studio/") + kVersion;
    curl_easy_setopt(easy, CURLOPT_URL, request->url.c_str());
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, agent.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); // a stop does not wait for a name server
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request->connectSeconds * 1000));
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, std::max(1L, static_cast<long>(request->stallSeconds)));
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 256L << 10);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, detail.data());
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, onHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, onBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    if (const char* authorities = std::getenv("SSL_CERT_FILE"); authorities != nullptr && *authorities != '\0')
        curl_easy_setopt(easy, CURLOPT_CAINFO, authorities); // as OpenSSL's own tools do
    if (request->direct)
        curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    setMethod();
    sign();
}

CURLcode HttpClient::State::transfer(const std::stop_token& stop) {
    curl_multi_add_handle(multi, easy);
    CURLcode code = CURLE_OK;
    for (int running = 1; running > 0;) {
        if (stop.stop_requested()) {
            reply.stopped = true;
            break;
        }
        if (curl_multi_perform(multi, &running) != CURLM_OK) {
            code = CURLE_RECV_ERROR;
            break;
        }
        if (hooks->tick && !guarded(hooks->tick))
            break;
        if (running > 0)
            curl_multi_poll(multi, nullptr, 0, kPollMilliseconds, nullptr);
    }
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
        if (message->msg == CURLMSG_DONE)
            code = message->data.result;
    }
    curl_multi_remove_handle(multi, easy);
    return code;
}

HttpClient::HttpClient()
    : state_(std::make_unique<State>()) {}

HttpClient::~HttpClient() = default;

HttpReply HttpClient::perform(const HttpRequest& request, const Hooks& hooks, const std::stop_token& stop) {
    State& state = *state_;
    state.reply = {};
    state.request = &request;
    state.hooks = &hooks;
    state.sent = 0;
    state.thrown = nullptr;
    state.begun = false;
    state.detail[0] = '\0';
    state.configure();
    CURLcode code = state.transfer(stop);
    if (state.thrown)
        std::rethrow_exception(state.thrown);
    if (code == CURLE_WRITE_ERROR && (state.reply.status >= 300 || state.reply.left))
        code = CURLE_OK; // we stopped reading
    if (code == CURLE_OK && !state.reply.stopped && !state.begun)
        state.begin(); // of a body without a byte
    const char* redirect = nullptr;
    curl_easy_getinfo(state.easy, CURLINFO_REDIRECT_URL, &redirect);
    state.reply.redirect = redirect != nullptr ? redirect : "";
    if (code != CURLE_OK) {
        state.reply.failure = failureText(code, state.detail.data());
        state.reply.hopeless = isHopeless(code);
    }
    return std::move(state.reply);
}

} // namespace studio
