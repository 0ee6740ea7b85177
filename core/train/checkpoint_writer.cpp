// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/checkpoint_writer_internal.h"

#include <utility>

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/base/thread.h"

namespace studio {
namespace {

/// As PendingCheckpoint::receive(), but Error(Device) if the weights cannot be had from their device.
bool received(PendingCheckpoint& checkpoint) {
    try {
        return checkpoint.receive();
    } catch (const std::exception& error) {
        Message message = messageOf(error);
        message.done = "The weights of step " + grouped(checkpoint.content.step) +
                       " could not be fetched from the device; the checkpoints before it were kept.";
        throw Error(ErrorKind::Device, std::move(message));
    }
}

} // namespace

bool PendingCheckpoint::receive() {
    if (!copy) {
        return true;
    }
    std::optional<std::vector<HostTensor>> tensors = std::exchange(copy, nullptr)->wait();
    if (tensors) {
        content.tensors = std::move(*tensors);
    }
    return tensors.has_value();
}

CheckpointWriter::CheckpointWriter(std::string folder, RetentionPolicy policy, HistoryWriter& history)
    : folder_(std::move(folder))
    , policy_(policy)
    , history_(history)
    , thread_(startThread([this](const std::stop_token& stop) { work(stop); })) {}

CheckpointWriter::~CheckpointWriter() {
    thread_.request_stop();
}

void CheckpointWriter::start(PendingCheckpoint checkpoint) {
    {
        const std::lock_guard lock(mutex_);
        busy_ = true;
        writesSince_ = monotonicSeconds();
        job_ = std::move(checkpoint);
    }
    changed_.notify_all();
}

bool CheckpointWriter::isBusy() const {
    const std::lock_guard lock(mutex_);
    return busy_;
}

double CheckpointWriter::writesSince() const {
    const std::lock_guard lock(mutex_);
    return writesSince_;
}

std::optional<CheckpointWriter::Result> CheckpointWriter::takeResult() {
    const std::lock_guard lock(mutex_);
    if (result_) {
        busy_ = false;
    }
    return std::exchange(result_, std::nullopt);
}

std::optional<CheckpointWriter::Result> CheckpointWriter::wait() {
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return result_.has_value() || !busy_; });
    }
    return takeResult();
}

void CheckpointWriter::work(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, stop, [this] { return job_.has_value(); });
        if (!job_) {
            return; // stopped with nothing to do; a job that was taken on is written first
        }
        PendingCheckpoint job = std::move(*job_);
        job_.reset();
        lock.unlock();
        Result result = write(std::move(job));
        lock.lock();
        result_ = std::move(result);
        writesSince_ = -1;
        changed_.notify_all();
    }
}

CheckpointWriter::Result CheckpointWriter::write(PendingCheckpoint checkpoint) {
    Result result;
    const double start = monotonicSeconds();
    try {
        result.isPoisoned = !received(checkpoint);
        if (!result.isPoisoned) {
            commitHistory();
            result.record = writeCheckpoint(folder_, checkpoint.content, checkpoint.best);
            commit(result.record);
        }
    } catch (const Error& error) {
        result.error = error;
    } catch (const std::exception& error) { // nothing may leave a thread
        result.error = Error(ErrorKind::Io, messageOf(error));
    }
    result.seconds = monotonicSeconds() - start;
    result.checkpoint = std::move(checkpoint);
    return result;
}

/// A resume goes on after the checkpoint's step, so the steps up to it must be durable before the file is. Where the
/// history cannot be written the weights are saved all the same.
void CheckpointWriter::commitHistory() {
    try {
        history_.call([](RunDatabase& database) { database.flush(); });
    } catch (const Error& error) {
        logLine(LogLevel::Warning, "The history waits: " + error.message().text());
    }
}

/// The file is durable: where its row cannot be written now, the row waits, and no older file goes before it is there.
void CheckpointWriter::commit(const CheckpointRecord& record) {
    const auto row = [folder = folder_, policy = policy_, record](RunDatabase& database) {
        CheckpointStore(folder, database, policy).commit(record);
    };
    try {
        history_.call(row);
    } catch (const Error& error) {
        logLine(LogLevel::Warning, "The row of " + record.file + " waits: " + error.message().text());
        history_.post(row);
    }
}

} // namespace studio
