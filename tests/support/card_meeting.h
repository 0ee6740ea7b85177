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
        : count_(count) {}

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
    std::unique_ptr<DeviceSums> join() { return join({}); }
    /// `beforeSum` is called before each sum this one takes part in, with how many it took part in before; may throw.
    std::unique_ptr<DeviceSums> join(std::function<void(int)> beforeSum) {
        return std::make_unique<Sums>(shared_from_this(), std::move(beforeSum));
    }
    /// That all made.
    int sums() const {
        const std::lock_guard lock(mutex_);
        return sums_;
    }

private:
    class Sums final : public DeviceSums {
    public:
        Sums(std::shared_ptr<CardMeeting> meeting, std::function<void(int)> beforeSum)
            : meeting_(std::move(meeting))
            , beforeSum_(std::move(beforeSum)) {}
        void begin(const at::Tensor& tensor) override {
            if (beforeSum_) {
                beforeSum_(count_++);
            }
            TORCH_CHECK(tensor.is_contiguous(), "NCCL takes contiguous tensors only");
            begun_.emplace_back(tensor, meeting_->sum(tensor));
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
        std::function<void(int)> beforeSum_;
        int count_ = 0;
        std::vector<std::pair<at::Tensor, at::Tensor>> begun_; ///< and what they come to
    };

    at::Tensor sum(const at::Tensor& tensor) {
        const at::NoGradGuard noGrad;
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return leaving_ == 0 || isBroken_; });
        if (isBroken_) {
            return tensor.clone();
        }
        if (arrived_++ == 0) {
            total_ = tensor.clone();
        } else {
            total_.add_(tensor);
        }
        if (arrived_ == count_) {
            leaving_ = count_;
            ++sums_;
            changed_.notify_all();
        }
        changed_.wait(lock, [this] { return leaving_ > 0 || isBroken_; });
        at::Tensor total = total_.clone();
        if (leaving_ > 0 && --leaving_ == 0) {
            arrived_ = 0;
            changed_.notify_all();
        }
        return total;
    }

    int count_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    at::Tensor total_;
    int arrived_ = 0, leaving_ = 0, sums_ = 0;
    bool isBroken_ = false;
};

} // namespace studio::test
