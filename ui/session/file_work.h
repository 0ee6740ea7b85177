// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <utility>

#include <QList>
#include <QObject>
#include <QPointer>

#include "ui/session/background_job.h"

namespace studio {

/// Small file work of pages, each on a thread of its own: a list saved, a file looked at. What goes wrong is told by
/// failed(). GUI thread.
class FileWork final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FileWork)

public:
    using QObject::QObject;
    ~FileWork() override;

    /// `done` gets what `work` returned, unless `receiver` is gone by then.
    template<class Function, class Done>
    void run(QObject* receiver, Function work, Done done);
    /// The whole file or nothing.
    void write(const std::string& path, const std::string& bytes, std::function<void()> written = {});
    bool isBusy() const { return !jobs_.isEmpty(); }
    void requestStop();

Q_SIGNALS:
    void failed(const studio::Message& message);

private:
    BackgroundJob* addJob();
    void drop(BackgroundJob* job);

    QList<BackgroundJob*> jobs_;
};

template<class Function, class Done>
void FileWork::run(QObject* receiver, Function work, Done done) {
    using Result = std::invoke_result_t<Function&, const JobControl&>;
    BackgroundJob* job = addJob();
    job->start(
        std::move(work),
        [this, job, to = QPointer<QObject>(receiver), done](Result result) {
            drop(job);
            if (to)
                done(std::move(result));
        },
        [this, job](const Message& message) {
            drop(job);
            Q_EMIT failed(message);
        });
}

} // namespace studio
