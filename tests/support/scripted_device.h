// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <vector>

#include "core/device/cpu_device_internal.h"

namespace studio::test {

/// The CPU with a script: what happens before a batch is prepared may throw, and what was prepared may be spoilt.
/// Registered under an id like "cuda:9", so that a recipe's setup reaches it by name.
class ScriptedDevice final : public CpuDevice {
public:
    struct Script {
        std::function<void(const HostBatch&, bool training)> before;
        std::function<void(at::Tensor&, bool training)> after;
        /// At the device's end: whether the weights of all networks that lay on it were gone by then.
        std::function<void(bool isEmpty)> gone;
    };

    static void install(const std::string& id, const std::shared_ptr<Script>& script) {
        registerDevice({.id = id, .name = "Scripted device"},
                       [id, script] { return std::make_unique<ScriptedDevice>(id, script); });
    }

    ScriptedDevice(std::string id, std::shared_ptr<Script> script)
        : id_(std::move(id))
        , script_(std::move(script)) {}
    ~ScriptedDevice() override {
        if (script_->gone) {
            script_->gone(std::all_of(placed_.begin(), placed_.end(), [](const auto& one) { return one.expired(); }));
        }
    }
    ScriptedDevice(const ScriptedDevice&) = delete;
    ScriptedDevice& operator=(const ScriptedDevice&) = delete;

    DeviceInfo info() const override { return {.id = id_, .name = "Scripted device"}; }
    void place(Network& network) override {
        CpuDevice::place(network);
        for (const at::Tensor& parameter : network.parameters()) {
            placed_.emplace_back(parameter.getIntrusivePtr());
        }
    }
    at::Tensor prepare(const HostBatch& batch, int imageSize, std::span<const PixelOps> ops) override {
        if (script_->before) {
            script_->before(batch, !ops.empty());
        }
        at::Tensor input = CpuDevice::prepare(batch, imageSize, ops);
        if (script_->after) {
            script_->after(input, !ops.empty());
        }
        return input;
    }
    DeviceMemory memory() const override { return {.freeBytes = 1u << 20, .totalBytes = 1u << 30}; }

private:
    std::string id_;
    std::shared_ptr<Script> script_;
    std::vector<c10::weak_intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>> placed_;
};

/// A device with memory for `pictures` at a time in training.
inline void failBeyond(const HostBatch& batch, bool training, int pictures) {
    if (training && batch.count > pictures) {
        throw c10::OutOfMemoryError({__func__, __FILE__, static_cast<std::uint32_t>(__LINE__)}, "device out of memory");
    }
}

} // namespace studio::test
