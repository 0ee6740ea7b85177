// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for libstudio_cuda.so: opens a "card" that says which one it is and computes nothing. FAKE_CUDA says what
// is wrong with it instead: "build" (of another one), "entry" (offers nothing), "error", "exception", "nothing".
#include <cstdlib>
#include <stdexcept>
#include <string>

#include "core/base/error.h"
#include "core/device/cuda/plugin_interface.h"

using namespace studio;

namespace {

int asked = 0;

bool isSaid(const char* fault) {
    const char* const said = std::getenv("FAKE_CUDA");
    return said != nullptr && std::string(said) == fault;
}

class FakeCard final : public ComputeDevice {
public:
    FakeCard(DeviceInfo info, const std::string& pciBusId)
        : info_(std::move(info)) {
        info_.name += " at " + pciBusId;
    }
    DeviceInfo info() const override { return info_; }
    SlotAllocator slotAllocator() const override { return {}; }
    int evaluationBatch(int trainingBatch) const override { return trainingBatch; }
    void place(Network&) override { refuse(); }
    std::unique_ptr<StepProgram> training(TrainState&, const StepOptions&) override { refuse(); }
    std::unique_ptr<EvalProgram> evaluation(Network&, int, Precision) override { refuse(); }
    std::unique_ptr<HostCopy> copyToHost(const NamedTensors&, std::vector<HostTensor>) override { refuse(); }

private:
    [[noreturn]] void refuse() const {
        throw Error(ErrorKind::Device, {"The stand-in for a card computes nothing", info_.name, {}, {}});
    }
    DeviceInfo info_;
};

std::unique_ptr<ComputeDevice> open(const DeviceInfo& info, const std::string& pciBusId) {
    if (isSaid("error"))
        throw Error(ErrorKind::Device, {"The card is gone", pciBusId, "It was there before.", "Restart the machine."});
    if (isSaid("exception"))
        throw std::runtime_error("CUDA error: out of memory");
    if (isSaid("nothing"))
        return nullptr;
    return std::make_unique<FakeCard>(info, pciBusId);
}

} // namespace

extern "C" __attribute__((visibility("default"))) const CudaPluginEntry* studioCudaPlugin() {
    static CudaPluginEntry entry{kPluginBuild, open};
    ++asked;
    if (isSaid("build"))
        entry.build = "0.0.1 (LibTorch 9.9.9, 0123456789ab)";
    return isSaid("entry") ? nullptr : &entry;
}

/// How often the one above was called.
extern "C" __attribute__((visibility("default"))) int fakeCudaAsked() {
    return asked;
}
