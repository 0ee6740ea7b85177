// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/infer/classifier.h"

namespace studio {

/// Which class a picture is of, where it lies in a folder that is named like one. Any thread.
class FolderTruth {
public:
    FolderTruth() = default;
    explicit FolderTruth(const std::vector<ClassInfo>& classes);
    std::optional<std::int32_t> of(const std::string& picture) const;

private:
    std::unordered_map<std::string, std::int32_t> byFolder_;
};

/// Writes what a network says of pictures as comma-separated values with a head line: picture, problem, truth (where
/// its folder tells), the best five with name and probability, then the probability of each class under the name of its
/// folder. Numbers are exact: read back they are the same floats. A row a picture, in the order of the calls; the whole
/// file or none. One thread; keeps one row in memory.
class AnswersCsv {
public:
    static constexpr int kBest = 5;

    /// Throws Error(Io or DiskFull).
    AnswersCsv(const std::string& path, std::vector<ClassInfo> classes);
    /// Where `prediction` does not hold the probabilities of all classes their fields stay empty.
    void add(const std::string& picture, const Prediction& prediction);
    void addProblem(const std::string& picture, const std::string& reason);
    void commit();

private:
    std::string beginning(const std::string& picture, const std::string& problem) const;

    std::vector<ClassInfo> classes_;
    FolderTruth truth_;
    AtomicFile file_;
};

} // namespace studio
