// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/interop/safetensors.h"

namespace studio {

/// A tensor as a file of weights keeps it: a view of a storage, not its bytes.
struct StoredTensor {
    std::string name;
    TensorType type = TensorType::F32;
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> strides; ///< in elements, as many as `shape`
    std::uint64_t offset = 0;          ///< of its first element in the storage, in elements
    std::string storage;               ///< the storage's key in the file
};

/// How a layer of a pickled network computes. Of a state_dict nothing of it is known.
struct StoredLayer {
    std::string name;                              ///< as its tensors have it before theirs: "layer1.0.conv1"
    std::string kind;                              ///< its class: "Conv2d"; empty = not known
    std::map<std::string, std::string> attributes; ///< stride, padding, eps ... as Python shows them; "3" of (3, 3)
    bool hasTensors = false;
};

/// Names of classes that a file states, in the order of its last layer.
struct StatedClasses {
    std::string key; ///< under which the file has them
    std::vector<std::string> names;
    std::vector<std::string> folders; ///< theirs, where the file has them, too
};

/// Mean or standard deviation of the colours that pictures are prepared with, as a file states it.
struct StatedNumbers {
    std::string key;             ///< "mean", "std", "image_mean", "image_std"
    std::string text;            ///< for people
    std::vector<double> numbers; ///< of red, green, blue; empty = it cannot be read
    bool isLone = false;         ///< one for all three, which may be something else altogether: a figure of a training
};

/// What a file says beside its weights.
struct StatedFacts {
    std::vector<StatedClasses> classLists; ///< not empty ones; together at most 100,000 names, of 4 MB
    std::string classesTrouble;            ///< why one is left out: "its entry \"classes\" has ..."
    std::vector<StatedNumbers> normalisation;
    std::map<std::string, std::string> settings; ///< "image_size", "resize", "blurpool" (true, false), as text
};

/// The weights of a network in a file from somewhere else: PyTorch's `.pth` and `.pt` (a state_dict, a training state
/// that holds one, or a whole pickled module; as a zip archive or as PyTorch wrote them before 1.6) and safetensors.
/// Which it is says its content. Nothing in the file is ever run; what it names is not looked up. Takes no more memory
/// than 64 MB besides what read() returns. Owns the open file. One thread.
class WeightsFile {
public:
    /// Reads all but the tensors' bytes. `unchecked`: a checksum that does not match is no error. Throws Error(Data)
    /// that says what the file is where it is something else (TorchScript, an archive, a page of a web server ...), or
    /// what is wrong with it; Error(Io, NoRight).
    explicit WeightsFile(const std::string& path, bool unchecked = false);
    ~WeightsFile();
    WeightsFile(const WeightsFile&) = delete;
    WeightsFile& operator=(const WeightsFile&) = delete;

    const std::string& format() const;                ///< in words: "PyTorch", "safetensors" ...
    const std::vector<StoredTensor>& tensors() const; ///< in the order of the file; their names are not all one's own
    const std::string& part() const; ///< where in the file they stand: "model_state_dict"; may be empty
    const std::vector<std::string>& otherParts() const; ///< where it has others, which were not taken
    const std::vector<std::string>& unread() const;     ///< "NAME: why", of tensors that are left out
    const std::vector<StoredLayer>& layers() const;     ///< of a pickled module, those that have no others in them
    const StatedFacts& stated() const;
    const std::map<std::string, std::string>& metadata() const; ///< of safetensors
    /// Whether this program wrote it, and another one has saved it again with our metadata: what its checksums were of
    /// is not there any more, and they are not compared.
    bool isSavedAgain() const;

    /// The bytes of one of tensors(), contiguous, under its name; an expanded one has them as often as it shows them.
    /// Together no more is given than the file is large, and 64 MB. Throws Error(Data) for a wrong checksum (the one
    /// of a safetensors file that this program wrote is of all tensors: the first call reads them all) and for tensors
    /// that overlap beyond that, Error(Io).
    HostTensor read(const StoredTensor& tensor);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace studio
