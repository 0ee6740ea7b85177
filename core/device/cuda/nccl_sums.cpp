// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda/nccl_sums.h"

#include <algorithm>
#include <atomic>
#include <vector>

#include <ATen/cuda/CUDAEvent.h>
#include <c10/cuda/CUDAGuard.h>

#include <torch/csrc/cuda/nccl.h>

#include "core/base/error.h"

namespace studio::cuda {
namespace {

namespace nccl = torch::cuda::nccl;

std::atomic<bool> leftAlone{false};

nccl::ncclUniqueId idOf(const std::string& bytes) {
    nccl::ncclUniqueId id;
    if (bytes.size() != sizeof id.internal) {
        throw Error(ErrorKind::Internal, "Another rank sends what is no meeting of cards");
    }
    std::copy(bytes.begin(), bytes.end(), id.internal);
    return id;
}

/// The communicator stays until the process ends: LibTorch's own call that would destroy it does nothing, and NCCL's
/// waits for the others.
class NcclSums final : public DeviceSums {
public:
    NcclSums(nccl::ncclComm_t comm, const NcclPlace& place)
        : comm_(comm)
        , compute_(place.compute)
        , queue_(c10::cuda::getStreamFromPool(true, place.card)) {
        for (int i = 0; queue_ == compute_ && i < kPool; ++i) { // they are lent in turn
            queue_ = c10::cuda::getStreamFromPool(true, place.card);
        }
    }
    void begin(const at::Tensor& tensor) override {
        let(compute_, queue_);
        const std::vector<at::Tensor> from{tensor};
        std::vector<at::Tensor> to{tensor};
        nccl::all_reduce(from, to, static_cast<std::int32_t>(nccl::ncclRedOp::Sum), {queue_}, {comm_});
    }
    void finish() override { let(queue_, compute_); }

private:
    static constexpr int kPool = 32; ///< streams of a priority, of LibTorch's

    /// What comes into `later` from now on begins after what is in `earlier`.
    static void let(const c10::cuda::CUDAStream& earlier, const c10::cuda::CUDAStream& later) {
        at::cuda::CUDAEvent event;
        event.record(earlier);
        event.block(later);
    }

    nccl::ncclComm_t comm_;
    c10::cuda::CUDAStream compute_, queue_;
};

} // namespace

std::string drawNcclId() {
    nccl::ncclUniqueId id;
    nccl::get_unique_id(id);
    return {id.internal, sizeof id.internal};
}

std::unique_ptr<DeviceSums> joinNccl(const std::string& id, const NcclPlace& place) {
    const c10::cuda::CUDAGuard guard(place.card);
    return std::make_unique<NcclSums>(nccl::comm_init_rank(place.count, idOf(id), place.rank), place);
}

void leaveNcclAlone() {
    leftAlone = true;
}

bool isNcclLeftAlone() {
    return leftAlone;
}

} // namespace studio::cuda
