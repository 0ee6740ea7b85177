// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <span>

#include "core/interop/pth_tree_internal.h"
#include "core/interop/weights_file.h"
#include "core/model/state_match.h"
#include "core/recipe/source_network_internal.h"
#include "tests/fuzz/fuzz.h"

using namespace studio;

namespace {

void readAll(const std::string& path, std::size_t size, bool unchecked) {
    WeightsFile file(path, unchecked);
    std::size_t bytes = 0;
    std::vector<NamedShape> state;
    for (const StoredTensor& tensor : file.tensors()) {
        const HostTensor read = file.read(tensor);
        bytes += read.bytes.size();
        fuzz::require(static_cast<std::size_t>(elementCount(tensor.shape)) * bytesPerElement(tensor.type) ==
                      read.bytes.size());
        state.push_back({tensor.name, tensor.shape});
    }
    fuzz::require(bytes <= size);
    const auto match = matchState(state, "resnet20");
    fuzz::require(match.has_value());
    otherLayers(file.layers(), state, *match);
    networksWithin(state);
}

} // namespace

/// A file as a person chooses it, and the same bytes as the pickle in one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fuzz::MemoryFile file(data, size);
    fuzz::attempt([&] { readAll(file.path(), size, false); });
    fuzz::attempt([&] { readAll(file.path(), size, true); });
    return fuzz::attempt([&] {
        const Pickle pickle(std::as_bytes(std::span(data, size)), "fuzz");
        fuzz::require(pickle.length() <= size);
        storagesOf(pickle, "fuzz");
        contentOf(pickle, "fuzz");
    });
}
