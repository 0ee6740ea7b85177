// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/serving_loop_internal.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/text.h"

namespace studio {

namespace {

constexpr std::chrono::seconds kLookEvery{2}; ///< whether the socket is still there: a logout removes its folder
constexpr std::chrono::seconds kLastWords{1};
constexpr int kTellAtFailure = 3; ///< a trainer that has just ended may hold the name for a moment

std::string hostName() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

/// False where it comes too late.
bool apply(TrainControl& control, RemoteCommand command, const PlanWish& plan) {
    switch (command) {
    case RemoteCommand::Pause:
        control.pause();
        break;
    case RemoteCommand::Continue:
        control.resume();
        break;
    case RemoteCommand::Stop:
        control.stopNow();
        break;
    case RemoteCommand::StopAfterEpoch:
        control.stopAfterEpoch();
        break;
    case RemoteCommand::CancelStopAfterEpoch:
        control.cancelStopAfterEpoch();
        break;
    case RemoteCommand::Snapshot:
        control.requestSnapshot();
        break;
    case RemoteCommand::Validate:
        control.requestValidation();
        break;
    case RemoteCommand::Plan:
        return control.changePlan(plan);
    }
    return true;
}

int millisecondsTo(std::chrono::steady_clock::time_point moment) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(moment - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

} // namespace

void logServingProblem(const std::string& why) {
    logLine(LogLevel::Warning, "This run cannot be watched or steered from another process: " + displayText(why));
}

void ServedRun::setStart(const RunStart& start) {
    const std::lock_guard lock(mutex_);
    latest_.start = start;
    if (latest_.pid == 0) {
        latest_.pid = ::getpid();
        latest_.host = hostName();
        latest_.startedUtcMs = utcMilliseconds();
    }
}

bool ServedRun::setStatus(const TrainStatus& status) {
    const std::lock_guard lock(mutex_);
    const bool changed = latest_.status.phase != status.phase;
    latest_.status = status;
    return changed;
}

void ServedRun::end(const std::optional<RunReport>& report) {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    report_ = report;
}

RemoteStatus ServedRun::status() const {
    RemoteStatus status;
    {
        const std::lock_guard lock(mutex_);
        status = latest_;
    }
    status.stopAfterEpoch = control.isStopAfterEpoch();
    status.pauseAsked = control.isPaused();
    return status;
}

bool ServedRun::isEnded() const {
    const std::lock_guard lock(mutex_);
    return ended_;
}

std::optional<RunReport> ServedRun::report() const {
    const std::lock_guard lock(mutex_);
    return report_;
}

ServingLoop::ServingLoop(ServedRun& run, std::string folder)
    : run_(run)
    , folder_(std::move(folder))
    , wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (!wake_.isOpen())
        throw systemError("Cannot make a signal between threads", {}, errno);
}

void ServingLoop::wake() {
    ::eventfd_write(wake_.get(), 1);
}

void ServingLoop::run() noexcept {
    try {
        while (!run_.isEnded())
            serve();
        leavePlace();
        tellEnd();
    } catch (const std::exception& error) {
        logServingProblem(error.what());
        leavePlace();
        links_.clear();
    }
}

void ServingLoop::serve() {
    if (Clock::now() >= nextLook_) {
        keepListening();
        nextLook_ = Clock::now() + kLookEvery;
    }
    waitForWork();
    tellStatus();
    dropSilent();
    std::erase_if(links_, [this](const std::unique_ptr<FollowerLink>& link) {
        if (!link->isDone())
            return false;
        if (steering_ == link.get())
            steering_ = nullptr;
        return true;
    });
}

/// A logout takes the folder away, and somebody may tidy up /tmp: the run is served again then.
void ServingLoop::keepListening() {
    if (listener_.isOpen() && isPlaceOurs())
        return;
    leavePlace();
    const std::string why = openPlace();
    failures_ = why.empty() ? 0 : failures_ + 1;
    if (failures_ == kTellAtFailure)
        logServingProblem(why);
}

/// Empty, or why there is none.
std::string ServingLoop::openPlace() {
    const std::optional<std::string> name = socketName(folder_);
    if (!name)
        return "its lock is gone";
    std::string why;
    for (const std::string& path : socketFolders()) {
        FileDescriptor place = openSocketFolder(path, true, why);
        if (!place.isOpen())
            continue;
        FileDescriptor listener = listenSocket(place.get(), *name);
        struct stat info {};
        if (listener.isOpen() && ::fstatat(place.get(), name->c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0) {
            place_ = std::move(place);
            listener_ = std::move(listener);
            name_ = *name;
            device_ = info.st_dev;
            inode_ = info.st_ino;
            return {};
        }
        why = path + ": " + std::strerror(errno);
    }
    return why;
}

bool ServingLoop::isPlaceOurs() const {
    struct stat info {};
    return ::fstatat(place_.get(), name_.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && info.st_dev == device_ &&
           info.st_ino == inode_;
}

void ServingLoop::leavePlace() {
    if (listener_.isOpen() && isPlaceOurs())
        ::unlinkat(place_.get(), name_.c_str(), 0);
    listener_.close();
    place_.close();
}

void ServingLoop::waitForWork() {
    std::vector<pollfd> waits{{wake_.get(), POLLIN, 0}, {listener_.get(), POLLIN, 0}};
    for (const auto& link : links_)
        waits.push_back({link->socket.get(), static_cast<short>(link->unread.empty() ? POLLIN : POLLIN | POLLOUT), 0});
    const int limit = links_.empty() ? millisecondsTo(nextLook_) : millisecondsTo(std::min(nextLook_, nextStatus_));
    if (::poll(waits.data(), waits.size(), limit) < 0 && errno != EINTR)
        throw systemError("Cannot wait for followers", {}, errno);
    eventfd_t count = 0;
    if (::eventfd_read(wake_.get(), &count) == 0)
        nextStatus_ = {};
    for (std::size_t i = 0; i < links_.size(); ++i) {
        if ((waits[i + 2].revents & POLLOUT) != 0)
            links_[i]->flush();
        if ((waits[i + 2].revents & (POLLIN | POLLHUP | POLLERR)) != 0)
            hear(*links_[i]);
    }
    if ((waits[1].revents & POLLIN) != 0)
        accept();
}

void ServingLoop::accept() {
    FileDescriptor socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket.isOpen()) {
        // Without a descriptor to spare the one who waits stays in the queue: leaving the place for a while keeps this
        // thread from turning in circles.
        if (errno == EMFILE || errno == ENFILE)
            leavePlace();
        return;
    }
    const std::optional<SocketPeer> peer = peerOf(socket.get());
    auto link = std::make_unique<FollowerLink>(std::move(socket), peer.value_or(SocketPeer{}), run_.options.maxUnread);
    const auto refuse = [&link](RemoteRefusal why, const std::string& text) {
        link->say(refusedLine(0, why, text));
        link->leaving = true;
    };
    if (!mayTalk(peer, run_.options.user.value_or(::geteuid())))
        refuse(RemoteRefusal::Stranger, "It belongs to another user.");
    else if (links_.size() >= run_.options.maxFollowers)
        refuse(RemoteRefusal::Full, grouped(static_cast<std::int64_t>(links_.size())) + " follow it already.");
    if (!link->isDone())
        links_.push_back(std::move(link));
}

void ServingLoop::hear(FollowerLink& link) {
    if (!link.hear()) {
        link.broken = true;
        return;
    }
    try {
        while (const std::optional<std::string> line = link.lines.take()) {
            if (!link.leaving)
                obey(link, readFollowerWord(*line));
        }
    } catch (const Error&) {
        link.broken = true; // it speaks another language
    }
}

void ServingLoop::obey(FollowerLink& link, const FollowerWord& word) {
    if (word.version != kRemoteVersion) {
        link.say(refusedLine(word.id, RemoteRefusal::Version,
                             "It speaks version " + std::to_string(kRemoteVersion) + ", not " +
                                 std::to_string(word.version) + "."));
        link.leaving = true;
    } else if (word.type == FollowerWord::Type::Hello) {
        link.greeted = true;
        link.say(statusLine(run_.status()));
    } else if (!link.greeted) {
        link.broken = true;
    } else if (word.type == FollowerWord::Type::Release) {
        steering_ = steering_ == &link ? nullptr : steering_;
        link.say(doneLine(word.id));
    } else if (word.type == FollowerWord::Type::Command && !word.command) {
        link.say(refusedLine(word.id, RemoteRefusal::Unknown, "Its trainer does not know this command."));
    } else if (word.type == FollowerWord::Type::Command && steering_ != nullptr && steering_ != &link) {
        link.say(refusedLine(word.id, RemoteRefusal::Busy,
                             "Process " + std::to_string(steering_->peer.process) + " steers it."));
    } else if (word.type == FollowerWord::Type::Command) {
        steering_ = &link;
        link.say(apply(run_.control, *word.command, word.plan)
                     ? doneLine(word.id)
                     : refusedLine(word.id, RemoteRefusal::Late, "Its plan can no longer be changed."));
        nextStatus_ = {}; // what was asked for shows at once
    }
}

void ServingLoop::tellStatus() {
    if (links_.empty() || Clock::now() < nextStatus_)
        return;
    nextStatus_ = Clock::now() + run_.options.statusEvery;
    const std::string line = statusLine(run_.status());
    for (const auto& link : links_) {
        if (link->greeted)
            link->say(line);
    }
}

void ServingLoop::dropSilent() {
    for (const auto& link : links_) {
        const bool late = Clock::now() - link->since > run_.options.helloWithin;
        link->broken = link->broken || (late && !link->greeted);
    }
}

/// For a second at most: whoever does not read by then finds the connection closed.
void ServingLoop::tellEnd() {
    const std::optional<RunReport> report = run_.report();
    if (!report)
        return;
    const std::string line = endedLine(*report);
    for (const auto& link : links_) {
        if (link->greeted)
            link->say(line);
    }
    const Clock::time_point end = Clock::now() + kLastWords;
    const auto wait = [this] {
        std::vector<pollfd> waits;
        for (const auto& link : links_) {
            if (!link->broken && !link->unread.empty())
                waits.push_back({link->socket.get(), POLLOUT, 0});
        }
        return waits;
    };
    for (std::vector<pollfd> waits = wait(); !waits.empty() && Clock::now() < end; waits = wait()) {
        ::poll(waits.data(), waits.size(), millisecondsTo(end));
        for (const auto& link : links_)
            link->flush();
    }
    links_.clear();
}

} // namespace studio
