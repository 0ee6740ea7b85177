// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "core/device/device_sums_internal.h"

namespace studio::test {

/// What NCCL does between cards, between threads of this process: each waits in begin() until all have come.
class CardMeeting : public std::enable_shared_from_this<CardMeeting> {
public:
    explicit CardMeeting(int count)
        : count_(count)
        , parts_(static_cast<std::size_t>(count)) {}

    /// One of them has gone: on a card the sums of the others would never end.
    void breakUp() {
        const std::lock_guard lock(mutex_);
        isBroken_ = true;
        changed_.notify_all();
    }
    bool isBroken() const {
        const std::lock_guard lock(mutex_);
        return isBroken_;
    }
    /// `beforeSum` is called before each sum that this rank takes part in, with how many those were before; may throw.
    std::unique_ptr<DeviceSums> join(int rank, std::function<void(int)> beforeSum = {}) {
        return std::make_unique<Sums>(shared_from_this(), rank, std::move(beforeSum));
    }
    /// That all made.
    int sums() const {
        const std::lock_guard lock(mutex_);
        return sums_;
    }

private:
    class Sums final : public DeviceSums {
    public:
        Sums(std::shared_ptr<CardMeeting> meeting, int rank, std::function<void(int)> beforeSum)
            : meeting_(std::move(meeting))
            , rank_(rank)
            , beforeSum_(std::move(beforeSum)) {}
        void begin(const at::Tensor& tensor) override {
            if (beforeSum_) {
                beforeSum_(count_++);
            }
            TORCH_CHECK(tensor.is_contiguous(), "NCCL takes contiguous tensors only");
            begun_.emplace_back(tensor, meeting_->sum(rank_, tensor));
            tensor.fill_(NAN); // whoever reads it before finish() is found
        }
        void finish() override {
            for (const auto& [tensor, total] : begun_) {
                tensor.copy_(total);
            }
            begun_.clear();
        }

    private:
        std::shared_ptr<CardMeeting> meeting_;
        int rank_;
        std::function<void(int)> beforeSum_;
        int count_ = 0;
        std::vector<std::pair<at::Tensor, at::Tensor>> begun_; ///< and what they come to
    };

    at::Tensor sum(int rank, const at::Tensor& tensor) {
        const at::NoGradGuard noGrad;
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return leaving_ == 0 || isBroken_; });
        if (isBroken_) {
            return tensor.clone();
        }
        parts_[static_cast<std::size_t>(rank)] = tensor.clone();
        ++arrived_;
        if (arrived_ == count_) {
            total_ = parts_.front();
            for (std::size_t i = 1; i < parts_.size(); ++i) { // in the order of the ranks: the same bits each time
                total_.add_(parts_[i]);
            }
            leaving_ = count_;
            ++sums_;
            changed_.notify_all();
        }
        changed_.wait(lock, [this] { return leaving_ > 0 || isBroken_; });
        if (leaving_ == 0) { // broken up before all had come
            return tensor.clone();
        }
        at::Tensor total = total_.clone();
        if (--leaving_ == 0) {
            arrived_ = 0;
            changed_.notify_all();
        }
        return total;
    }

    int count_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<at::Tensor> parts_; ///< of each rank
    at::Tensor total_;
    int arrived_ = 0, leaving_ = 0, sums_ = 0;
    bool isBroken_ = false;
};

} // namespace studio::test
