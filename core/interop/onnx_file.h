// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/interop/safetensors.h"

namespace studio {

/// An operation of a graph, as the operator list of ONNX (onnx.ai) defines it.
struct OnnxNode {
    std::string op;
    std::vector<std::string> inputs;
    std::string output;
    std::map<std::string, std::vector<std::int64_t>> lists{}; ///< attributes that are lists of whole numbers
    std::map<std::string, std::int64_t> numbers{};            ///< attributes that are one whole number
    std::map<std::string, float> reals{};
};

/// A network as a graph with its weights: one input [N, 3, side, side], one output [N, classes], N any number.
struct OnnxGraph {
    std::string name;
    std::string input = "input", output = "logits";
    std::int64_t side = 0, classes = 0;
    std::vector<OnnxNode> nodes;                 ///< in the order in which they are computed
    std::vector<HostTensor> weights;             ///< F32 and I64
    std::map<std::string, std::string> metadata; ///< for people and programs, as text
};

/// Opset of what is written: every program of the last years reads it.
inline constexpr std::int64_t kOnnxOpset = 11;
/// Protocol buffers, and so ONNX files without external data, end here.
inline constexpr std::uint64_t kMostOnnxBytes = (std::uint64_t{1} << 31) - 1;

/// Writes `onnx.ModelProto` through AtomicFile. Throws Error(Io, DiskFull), and Error(Data) above kMostOnnxBytes.
void writeOnnx(const std::string& path, const OnnxGraph& graph);
/// Reads what writeOnnx() writes, to check it: not every file of others. Throws Error(Corrupt).
OnnxGraph readOnnx(const std::string& path);

} // namespace studio
