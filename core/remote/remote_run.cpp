// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/remote/remote_run.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <utility>

#include "core/base/error.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/remote/remote_words_internal.h"
#include "core/remote/socket_place_internal.h"

namespace studio {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kAnswerWithin{2};

int millisecondsTo(Clock::time_point moment) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(moment - Clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
}

Error silent(const std::string& folder) {
    return Error(ErrorKind::Io, {"The process that trains this run does not answer", displayText(folder),
                                 "Training itself may go on.", "Try again in a moment."});
}

Error refused(const std::string& folder, const TrainerWord& said) {
    const std::string text = displayText(said.text);
    switch (said.refusal) {
    case RemoteRefusal::Version:
        return Error(ErrorKind::Usage, {"Another version of ResNet Studio trains this run", displayText(folder), text,
                                        "Use the programs of that version to follow it."});
    case RemoteRefusal::Full:
        return Error(ErrorKind::Locked, {"Too many programs follow this run", displayText(folder), text,
                                         "Close one of them, then try again."});
    case RemoteRefusal::Stranger:
        return Error(ErrorKind::NoRight, {"This run is not yours to follow", displayText(folder), text,
                                          "Do this as the user whom the run belongs to."});
    case RemoteRefusal::Busy:
        return Error(ErrorKind::Locked, {"Another program steers this run", displayText(folder), text,
                                         "Let it do so, or close it, then try again."});
    case RemoteRefusal::Late:
        return Error(ErrorKind::Usage, {"This run is at its end", displayText(folder), text,
                                        "Extend it once it has ended: resnet-train resume " + shellWord(folder) +
                                            " --set epochs=N"});
    default:
        return Error(ErrorKind::Usage, {"The process that trains this run refuses this", displayText(folder), text,
                                        "Use the programs of its version to steer it."});
    }
}

} // namespace

class RemoteRun::Impl {
public:
    Impl(FileDescriptor socket, std::string folder)
        : socket_(std::move(socket))
        , wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))
        , folder_(std::move(folder)) {
        if (!wake_.isOpen())
            throw systemError("Cannot make a signal between threads", {}, errno);
    }

    void greet() {
        write(helloLine());
        const auto end = Clock::now() + kAnswerWithin;
        while (!status_ && !ended_ && !refusal_ && !gone_ && Clock::now() < end)
            hear(end, false);
        if (refusal_)
            throw refused(folder_, *refusal_);
        if (!status_ && !ended_)
            throw silent(folder_);
    }

    void send(RemoteCommand command, const PlanWish& plan) {
        ++lastId_;
        ask(commandLine(lastId_, command, plan));
        if (!answer_ && (gone_ || ended_))
            throw Error(ErrorKind::Io, {"The process that trained this run is gone", displayText(folder_),
                                        "The command did not reach it.", "Look at how the run stands now."});
        if (!answer_)
            throw silent(folder_);
        if (answer_->type == TrainerWord::Type::Refused)
            throw refused(folder_, *answer_);
    }

    void release() {
        ++lastId_;
        ask(releaseLine(lastId_));
    }

    RemoteNews next(std::chrono::milliseconds atMost) {
        const auto end = Clock::now() + atMost;
        bool woken = takeWake();
        while (!woken && !status_ && !ended_ && !gone_) {
            hear(end, true);
            woken = takeWake() || Clock::now() >= end;
        }
        RemoteNews news;
        news.status = std::exchange(status_, std::nullopt);
        news.ended = std::exchange(ended_, std::nullopt);
        news.gone = gone_;
        return news;
    }

    void wake() { ::eventfd_write(wake_.get(), 1); }

private:
    /// Waits for the answer to `line`, but not for ever.
    void ask(const std::string& line) {
        answer_.reset();
        write(line);
        const auto end = Clock::now() + kAnswerWithin;
        while (!answer_ && !gone_ && Clock::now() < end)
            hear(end, false);
    }

    bool takeWake() {
        eventfd_t count = 0;
        return ::eventfd_read(wake_.get(), &count) == 0;
    }

    /// All of it, or the link is over. What the trainer said before it went can still be read.
    void write(const std::string& line) {
        const auto end = Clock::now() + kAnswerWithin;
        std::size_t done = 0;
        while (done < line.size()) {
            const ssize_t sent = ::send(socket_.get(), line.data() + done, line.size() - done, MSG_NOSIGNAL);
            if (sent > 0) {
                done += static_cast<std::size_t>(sent);
            } else if (errno == EAGAIN && Clock::now() < end) {
                pollfd wait{socket_.get(), POLLOUT, 0};
                ::poll(&wait, 1, millisecondsTo(end));
            } else if (errno != EINTR) {
                return;
            }
        }
    }

    /// Waits for one portion of what the trainer says, or for wake(), and takes it in.
    void hear(Clock::time_point end, bool mayWake) {
        std::array<pollfd, 2> waits{{{socket_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}}};
        if (::poll(waits.data(), mayWake ? 2 : 1, millisecondsTo(end)) <= 0 || waits[0].revents == 0)
            return;
        std::array<std::byte, 8192> bytes;
        const ssize_t got = readSome(socket_.get(), bytes);
        if (got < 0 && errno == EAGAIN)
            return;
        gone_ = got <= 0 || !lines_.add(std::span(bytes).first(static_cast<std::size_t>(got)));
        try {
            while (const std::optional<std::string> line = lines_.take())
                take(readTrainerWord(*line));
        } catch (const Error&) {
            gone_ = true; // it speaks another language
        }
    }

    void take(TrainerWord said) {
        switch (said.type) {
        case TrainerWord::Type::Status:
            status_ = std::move(said.status);
            status_->start.folder = folder_;
            break;
        case TrainerWord::Type::Ended:
            ended_ = std::move(said.report);
            ended_->folder = folder_;
            break;
        case TrainerWord::Type::Refused:
            if (said.id == 0)
                refusal_ = std::move(said);
            else
                takeAnswer(std::move(said));
            break;
        case TrainerWord::Type::Done:
            takeAnswer(std::move(said));
            break;
        case TrainerWord::Type::Unknown:
            break;
        }
    }

    /// Of an earlier command it may come late, when nobody waits for it any more.
    void takeAnswer(TrainerWord said) {
        if (said.id == lastId_)
            answer_ = std::move(said);
    }

    FileDescriptor socket_, wake_;
    const std::string folder_;
    LineReader lines_;
    std::int64_t lastId_ = 0;
    std::optional<TrainerWord> answer_;  ///< to the last command
    std::optional<TrainerWord> refusal_; ///< of the connection
    std::optional<RemoteStatus> status_;
    std::optional<RunReport> ended_;
    bool gone_ = false;
};

RemoteRun::RemoteRun(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}

RemoteRun::~RemoteRun() = default;

std::unique_ptr<RemoteRun> RemoteRun::connect(const std::string& runFolder) {
    const std::optional<std::string> name = socketName(runFolder);
    if (!name)
        return nullptr;
    for (const std::string& path : socketFolders()) {
        std::string why;
        const FileDescriptor place = openSocketFolder(path, false, why);
        FileDescriptor socket;
        int error = 0;
        const ConnectResult result =
            place.isOpen() ? connectSocket(place.get(), *name, socket, error) : ConnectResult::NobodyThere;
        if (result == ConnectResult::NobodyThere)
            continue;
        if (result == ConnectResult::Refused && error != EAGAIN)
            throw systemError("Cannot reach the process that trains this run", displayText(runFolder), error);
        if (result == ConnectResult::Refused)
            throw silent(runFolder);
        if (!mayTalk(peerOf(socket.get()), ::geteuid()))
            throw Error(ErrorKind::NoRight, {"Another user's process answers for this run", displayText(runFolder),
                                             "Nothing was sent to it.", "Do this as the user who trains the run."});
        auto impl = std::make_unique<Impl>(std::move(socket), runFolder);
        impl->greet();
        return std::unique_ptr<RemoteRun>(new RemoteRun(std::move(impl)));
    }
    return nullptr;
}

void RemoteRun::send(RemoteCommand command, const PlanWish& plan) {
    impl_->send(command, plan);
}

void RemoteRun::release() {
    impl_->release();
}

RemoteNews RemoteRun::next(std::chrono::milliseconds atMost) {
    return impl_->next(atMost);
}

void RemoteRun::wake() {
    impl_->wake();
}

} // namespace studio
