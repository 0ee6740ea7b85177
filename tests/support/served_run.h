// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cerrno>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "core/remote/remote_run.h"
#include "core/remote/remote_words_internal.h"
#include "core/remote/run_server.h"
#include "core/remote/socket_place_internal.h"
#include "core/run/run_folder.h"

namespace studio::test {

inline constexpr std::chrono::milliseconds kLong{20'000};

/// A served run without an engine: the test is the trainer.
struct Served {
    explicit Served(const std::string& folder, RunServerOptions options = {})
        : lock(folder)
        , server(next, control, options) {
        RunStart start;
        start.folder = folder;
        start.model = "resnet18";
        start.epochs = 3;
        server.runStarted(start);
    }

    void tell(TrainPhase phase, const std::string& trouble = {}) {
        TrainStatus status;
        status.phase = phase;
        status.epoch = 2;
        status.trouble = trouble;
        status.parts = {.step = 7, .input = 0.25, .forward = 1, .backward = 2, .exchange = 0.5, .optimiser = 0.125};
        server.statusChanged(status);
    }

    RunLock lock;
    TrainObserver next;
    TrainControl control;
    RunServer server;
};

/// Serving begins on another thread: at once, but not within the call.
inline std::unique_ptr<RemoteRun> follow(const std::string& folder) {
    std::unique_ptr<RemoteRun> remote;
    const auto end = std::chrono::steady_clock::now() + kLong;
    while (!remote && std::chrono::steady_clock::now() < end) {
        remote = RemoteRun::connect(folder);
        if (!remote)
            std::this_thread::yield();
    }
    return remote;
}

/// A follower of our own words: no hello unless the test says it.
inline FileDescriptor rawFollower(const std::string& folder) {
    FileDescriptor socket;
    const auto end = std::chrono::steady_clock::now() + kLong;
    while (!socket.isOpen() && std::chrono::steady_clock::now() < end) {
        std::string why;
        const FileDescriptor place = openSocketFolder(socketFolders().front(), false, why);
        int error = 0;
        if (!place.isOpen() ||
            connectSocket(place.get(), socketName(folder).value(), socket, error) != ConnectResult::Connected)
            std::this_thread::yield();
    }
    ::fcntl(socket.get(), F_SETFL, 0); // wait for answers
    const timeval limit{20, 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    return socket;
}

inline void sayTo(const FileDescriptor& socket, const std::string& text) {
    static_cast<void>(::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL));
}

/// All until the other side closes; empty optional where it does not.
inline std::optional<std::string> readToEnd(const FileDescriptor& socket) {
    std::string text;
    std::array<std::byte, 4096> bytes;
    for (;;) {
        const ssize_t got = readSome(socket.get(), bytes);
        if (got == 0 || (got < 0 && errno == ECONNRESET))
            return text;
        if (got < 0)
            return std::nullopt;
        text.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(got));
    }
}

/// Whether the other side has closed, without reading what it said before.
inline bool isHungUp(const FileDescriptor& socket) {
    pollfd look{socket.get(), POLLRDHUP, 0};
    return ::poll(&look, 1, 0) > 0 && (look.revents & (POLLRDHUP | POLLHUP)) != 0;
}

template<typename Condition>
std::optional<RemoteStatus> waitFor(RemoteRun& remote, const Condition& holds) {
    const auto end = std::chrono::steady_clock::now() + kLong;
    while (std::chrono::steady_clock::now() < end) {
        const RemoteNews news = remote.next(std::chrono::milliseconds(200));
        if (news.status && holds(*news.status))
            return news.status;
        if (news.gone)
            break;
    }
    return std::nullopt;
}

} // namespace studio::test
