// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/job/file_work.h"

#include <cerrno>
#include <deque>
#include <mutex>
#include <system_error>
#include <utility>

#include <unistd.h>

#include <QMetaObject>

#include "core/base/atomic_file.h"

namespace studio {

/// What the writing thread and the window share; it outlives the window's part where a write hangs.
struct FileWork::Writer {
    std::mutex mutex;
    std::deque<std::function<void()>> waiting; ///< may throw
    bool running = false;
    FileWork* owner = nullptr; ///< null once it is gone
};

FileWork::FileWork(QObject* parent)
    : QObject(parent)
    , writer_(std::make_shared<Writer>()) {
    writer_->owner = this;
}

FileWork::~FileWork() {
    requestStop(); // all at once: each is waited for then
    const std::lock_guard lock(writer_->mutex);
    writer_->owner = nullptr;
}

BackgroundJob* FileWork::addJob() {
    jobs_.push_back(new BackgroundJob(this));
    return jobs_.back();
}

void FileWork::drop(BackgroundJob* job) {
    jobs_.removeOne(job);
    job->deleteLater();
}

void FileWork::write(const std::string& path, const std::string& bytes, std::function<void()> written) {
    writeBy(
        path, [path, bytes] { writeFileAtomically(path, bytes); },
        [this, written = std::move(written)](const std::optional<Message>& problem) {
            if (problem)
                Q_EMIT failed(*problem);
            else if (written)
                written();
        });
}

void FileWork::remove(const std::string& path) {
    const auto work = [path, failed = tr("The file could not be removed").toStdString()] {
        if (::unlink(path.c_str()) != 0 && errno != ENOENT)
            throw systemError(failed, path, errno);
    };
    writeBy(path, work, [this](const std::optional<Message>& problem) {
        if (problem)
            Q_EMIT failed(*problem);
    });
}

void FileWork::writeBy(const std::string& path, std::function<void()> work,
                       std::function<void(const std::optional<Message>&)> ended) {
    promised_.push_back({path, std::move(ended)});
    {
        const std::lock_guard lock(writer_->mutex);
        writer_->waiting.push_back(std::move(work));
        if (std::exchange(writer_->running, true))
            return;
    }
    try {
        // The one before has nothing more to do: it ends by itself.
        thread_ = LeavableThread([writer = writer_](const std::stop_token&) { writeAll(*writer); },
                                 LeavableThread::Asked::Alone);
    } catch (const std::system_error& error) {
        {
            const std::lock_guard lock(writer_->mutex);
            writer_->running = false;
            writer_->waiting.clear();
        }
        QMetaObject::invokeMethod(
            this, [this, message = messageOf(error)] { wrote(message); }, Qt::QueuedConnection);
    }
}

/// Until nothing waits, also where it is asked to stop: what was promised is written.
void FileWork::writeAll(Writer& writer) {
    while (true) {
        std::function<void()> next;
        {
            const std::lock_guard lock(writer.mutex);
            if (writer.waiting.empty()) {
                writer.running = false;
                return;
            }
            next = std::move(writer.waiting.front());
            writer.waiting.pop_front();
        }
        std::optional<Message> problem;
        try {
            next();
        } catch (const std::exception& error) {
            problem = messageOf(error);
        }
        const std::lock_guard lock(writer.mutex);
        if (writer.owner != nullptr)
            QMetaObject::invokeMethod(
                writer.owner, [owner = writer.owner, problem] { owner->wrote(problem); }, Qt::QueuedConnection);
    }
}

/// The oldest write is done.
void FileWork::wrote(const std::optional<Message>& problem) {
    const Promise done = std::move(promised_.front());
    promised_.pop_front();
    done.ended(problem);
}

std::vector<std::string> FileWork::writing() const {
    std::vector<std::string> paths;
    for (const Promise& one : promised_)
        paths.push_back(one.path);
    return paths;
}

void FileWork::requestStop() {
    for (BackgroundJob* job : jobs_)
        job->requestStop();
    thread_.requestStop();
}

} // namespace studio
