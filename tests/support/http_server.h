// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

namespace studio::test {

/// One request as it came.
struct SeenRequest {
    std::string method, target;
    std::map<std::string, std::string> headers; ///< names in lower case
    std::string body;
    std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
};

/// What the server does with a request.
struct Answer {
    int status = 200;
    std::string body;
    std::vector<std::string> headers;
    long long claimed = -1;  ///< Content-Length; below 0 = the true one
    long long cutAt = -1;    ///< the connection is closed after so many bytes of the body; below 0 = never
    bool lengthless = false; ///< there is no Content-Length
    bool hang = false;       ///< after `cutAt` bytes nothing more comes, but the connection stays
    bool ranges = true;      ///< honours Range, If-Range and If-Match by `etag`
    std::string etag;
};

/// A short answer of any kind.
inline Answer says(int status, std::string body = {}, std::vector<std::string> headers = {}) {
    Answer answer;
    answer.status = status;
    answer.body = std::move(body);
    answer.headers = std::move(headers);
    return answer;
}

/// A real HTTP/1.1 server on loopback, on a thread of its own; one request per connection.
class HttpServer {
public:
    using Handler = std::function<Answer(const SeenRequest&)>;

    explicit HttpServer(Handler handler)
        : handler_(std::move(handler)) {
        qputenv("no_proxy", "127.0.0.1"); // whatever the machine is set to
        thread_.start();
        QMetaObject::invokeMethod(
            &context(), [this] { listen(); }, Qt::BlockingQueuedConnection);
    }
    ~HttpServer() {
        QMetaObject::invokeMethod(
            &context(), [this] { server_.reset(); }, Qt::BlockingQueuedConnection);
        thread_.quit();
        thread_.wait();
    }
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
    std::string url(const std::string& path = "/") const { return "http://" + authority() + path; }
    std::vector<SeenRequest> requests() const {
        const std::lock_guard lock(mutex_);
        return seen_;
    }

private:
    QObject& context() {
        if (!context_) {
            context_ = std::make_unique<QObject>();
            context_->moveToThread(&thread_);
        }
        return *context_;
    }
    void listen() {
        server_ = std::make_unique<QTcpServer>();
        QObject::connect(server_.get(), &QTcpServer::newConnection, server_.get(), [this] {
            while (QTcpSocket* socket = server_->nextPendingConnection()) {
                QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
                QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { read(*socket); });
            }
        });
        if (server_->listen(QHostAddress::LocalHost))
            port_ = server_->serverPort();
    }
    void read(QTcpSocket& socket) {
        const QByteArray all = socket.peek(1 << 20);
        const qsizetype head = all.indexOf("\r\n\r\n") + 4;
        if (head < 4)
            return;
        SeenRequest request = parse(all.left(head).toStdString());
        const qsizetype length = QByteArray::fromStdString(request.header("content-length")).toLongLong();
        if (all.size() < head + length)
            return;
        request.body = all.mid(head, length).toStdString();
        socket.readAll();
        Answer answer;
        {
            const std::lock_guard lock(mutex_);
            seen_.push_back(request);
            answer = handler_(request);
        }
        write(socket, request, answer);
    }
    static SeenRequest parse(const std::string& head) {
        SeenRequest request;
        request.method = head.substr(0, head.find(' '));
        const auto target = head.find(' ') + 1;
        request.target = head.substr(target, head.find(' ', target) - target);
        for (std::size_t at = head.find("\r\n") + 2; head.compare(at, 2, "\r\n") != 0;) {
            const auto end = head.find("\r\n", at);
            const std::string line = head.substr(at, end - at);
            std::string name = line.substr(0, line.find(':'));
            for (char& c : name)
                c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
            request.headers[name] = line.substr(std::min(line.size(), line.find(':') + 2));
            at = end + 2;
        }
        return request;
    }
    /// A range is honoured if the client means the file that is there.
    static void applyRange(const SeenRequest& request, Answer& answer) {
        const std::string range = request.header("range"), ifRange = request.header("if-range"),
                          match = request.header("if-match");
        if (!answer.etag.empty())
            answer.headers.push_back("ETag: " + answer.etag);
        if (!match.empty() && match != answer.etag) {
            answer.status = 412;
            answer.body.clear();
        } else if (answer.status == 200 && answer.ranges && range.starts_with("bytes=") &&
                   (ifRange.empty() || ifRange == answer.etag)) {
            const std::size_t size = answer.body.size(), first = std::stoull(range.substr(6));
            if (first >= size) {
                answer.status = 416;
                answer.body.clear();
                return;
            }
            answer.status = 206;
            answer.body = answer.body.substr(first);
            answer.headers.push_back("Content-Range: bytes " + std::to_string(first) + "-" + std::to_string(size - 1) +
                                     "/" + std::to_string(size));
        }
    }
    static void write(QTcpSocket& socket, const SeenRequest& request, Answer answer) {
        applyRange(request, answer);
        const auto size = static_cast<long long>(answer.body.size());
        std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " Said\r\nConnection: close\r\n";
        if (!answer.lengthless)
            head += "Content-Length: " + std::to_string(answer.claimed < 0 ? size : answer.claimed) + "\r\n";
        for (const std::string& line : answer.headers)
            head += line + "\r\n";
        const auto sent = static_cast<std::size_t>(answer.cutAt < 0 ? size : std::min(size, answer.cutAt));
        socket.write(QByteArray::fromStdString(head + "\r\n" + answer.body.substr(0, sent)));
        if (!answer.hang)
            socket.disconnectFromHost(); // once everything is written
    }

    Handler handler_;
    mutable std::mutex mutex_; ///< also one request after the other
    std::vector<SeenRequest> seen_;
    QThread thread_;
    std::unique_ptr<QObject> context_;
    std::unique_ptr<QTcpServer> server_;
    unsigned short port_ = 0;
};

/// Serves files by their path, and counts nothing.
inline HttpServer::Handler serveFiles(std::map<std::string, std::string> files) {
    return [files = std::move(files)](const SeenRequest& request) {
        const auto found = files.find(request.target);
        Answer answer;
        if (found == files.end()) {
            answer.status = 404;
            return answer;
        }
        answer.body = found->second;
        answer.etag = "\"" + std::to_string(std::hash<std::string>{}(found->second)) + "\"";
        return answer;
    };
}

/// For the life of this object an environment variable has another value; empty = unset.
class WithVariable {
public:
    WithVariable(const char* name, const std::string& value)
        : name_(name)
        , before_(qgetenv(name)) {
        set(QByteArray::fromStdString(value));
    }
    ~WithVariable() { set(before_); }
    WithVariable(const WithVariable&) = delete;
    WithVariable& operator=(const WithVariable&) = delete;

private:
    void set(const QByteArray& value) {
        if (value.isEmpty())
            qunsetenv(name_);
        else
            qputenv(name_, value);
    }
    const char* name_;
    QByteArray before_;
};

} // namespace studio::test
