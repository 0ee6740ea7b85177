// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <QList>
#include <QObject>
#include <QPointer>

#include "ui/job/background_job.h"

namespace studio {

/// Small file work of pages, each on a thread of its own: a list saved, a file looked at. What goes wrong is told by
/// failed(). GUI thread.
class FileWork final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FileWork)

public:
    explicit FileWork(QObject* parent = nullptr);
    ~FileWork() override;

    /// `done` gets what `work` returned, or `wrong`, in place of failed(), what it threw; neither where `receiver` is
    /// gone by then.
    template<class Function, class Done>
    void run(QObject* receiver, Function work, Done done, std::function<void(const Message&)> wrong = {});
    /// The whole file or nothing; one after the other, so that of two writes of a file the later one stays. The
    /// destructor waits for them, for some seconds at most.
    void write(const std::string& path, const std::string& bytes, std::function<void()> written = {});
    /// In turn with the writes, for what is more than the bytes of a file: `work`, which may throw and owns all that it
    /// uses, writes `path`. `ended` gets what went wrong, or nothing, in place of failed().
    void writeBy(const std::string& path, std::function<void()> work,
                 std::function<void(const std::optional<Message>&)> ended);
    /// In turn with the writes; a file that is not there is no fault.
    void remove(const std::string& path);
    bool isBusy() const { return !jobs_.isEmpty() || !promised_.empty(); }
    /// Files that are still to be written, oldest first.
    std::vector<std::string> writing() const;
    void requestStop();

Q_SIGNALS:
    void failed(const studio::Message& message);

private:
    struct Writer;
    struct Promise {
        std::string path;
        std::function<void(const std::optional<Message>&)> ended;
    };
    BackgroundJob* addJob();
    void drop(BackgroundJob* job);
    static void writeAll(Writer& writer);
    void wrote(const std::optional<Message>& problem);

    QList<BackgroundJob*> jobs_;
    std::deque<Promise> promised_;
    std::shared_ptr<Writer> writer_;
    LeavableThread thread_; // last: waited for before the rest goes
};

template<class Function, class Done>
void FileWork::run(QObject* receiver, Function work, Done done, std::function<void(const Message&)> wrong) {
    using Result = std::invoke_result_t<Function&, const JobControl&>;
    BackgroundJob* job = addJob();
    job->start(
        std::move(work),
        [this, job, to = QPointer<QObject>(receiver), done](Result result) {
            drop(job);
            if (to)
                done(std::move(result));
        },
        [this, job, to = QPointer<QObject>(receiver), wrong = std::move(wrong)](const Message& message) {
            drop(job);
            if (!wrong)
                Q_EMIT failed(message);
            else if (to)
                wrong(message);
        });
}

} // namespace studio
