// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/safetensors.h"
#include "core/run/checkpoint.h"
#include "tests/fuzz/fuzz.h"

using namespace studio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fuzz::MemoryFile file(data, size);
    fuzz::attempt([&] {
        const TensorFile content = readSafetensors(file.path());
        std::size_t bytes = 0;
        for (const HostTensor& tensor : content.tensors) {
            bytes += tensor.bytes.size();
            fuzz::require(static_cast<std::size_t>(elementCount(tensor.shape)) * bytesPerElement(tensor.type) ==
                          tensor.bytes.size());
        }
        fuzz::require(bytes < size && readSafetensorsMetadata(file.path()) == content.metadata);
    });
    return fuzz::attempt([&] { loadCheckpoint(file.path()); });
}
