// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/export/torch_script_internal.h"

#include <sstream>

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/frontend/tracer.h>

namespace studio {

namespace {

/// A TorchScript module of the same names and tensors; it has no code yet. `count`: modules made before, so that each
/// type has a name of its own.
torch::jit::Module mirrorOf(torch::nn::Module& module, const std::shared_ptr<torch::jit::CompilationUnit>& unit,
                            int& count) {
    torch::jit::Module mirror(c10::QualifiedName("__torch__.studio.Module" + std::to_string(count++)), unit);
    mirror.register_attribute("training", c10::BoolType::get(), false); // Python asks each module for it
    for (const auto& parameter : module.named_parameters(false))
        mirror.register_parameter(parameter.key(), parameter.value(), false);
    for (const auto& buffer : module.named_buffers(false))
        mirror.register_buffer(buffer.key(), buffer.value());
    for (const auto& child : module.named_children())
        mirror.register_module(child.key(), mirrorOf(*child.value(), unit, count));
    return mirror;
}

} // namespace

TorchScript torchScriptOf(Network& network, std::int64_t side, const at::Tensor& pictures) {
    const torch::NoGradGuard noGrad;
    const auto unit = std::make_shared<torch::jit::CompilationUnit>();
    int count = 0;
    torch::jit::Module mirror = mirrorOf(network, unit, count);
    const auto forward = [&network](torch::jit::Stack inputs) {
        return torch::jit::Stack{network.forward(inputs.at(0).toTensor())};
    };
    const auto unnamed = [](const at::Tensor&) { return std::string(); };
    const auto traced =
        torch::jit::tracer::trace({at::zeros({1, 3, side, side})}, forward, unnamed, true, true, &mirror);
    torch::jit::Function* function =
        unit->create_function(c10::QualifiedName(*mirror.type()->name(), "forward"), traced.first->graph);
    mirror.type()->addMethod(function);
    std::ostringstream bytes;
    mirror.save(bytes);
    return {bytes.str(), mirror.forward({pictures}).toTensor()};
}

} // namespace studio
