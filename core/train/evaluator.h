// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/dataset/image_folder.h"
#include "core/metric/class_counts.h"
#include "core/run/run_evaluation.h"

namespace studio {

struct BadFile {
    std::string path, reason;
};

/// Which pictures were measured.
struct Measured {
    enum class Kind {
        HeldBack,   ///< the part of the run's own folder that it did not train on
        Validation, ///< the run's validation folder, or that of a data set
        Test,       ///< the test folder of a data set without one for validation
        Split,      ///< the share of a folder that --split asks for
        Folder,     ///< all of a folder of class folders
    };
    Kind kind = Kind::Folder;
    std::string folder; ///< where they are
    std::string text;   ///< a sentence for people
    std::int64_t pictures = 0, classes = 0;
    std::vector<std::string> missingClasses; ///< that the model knows and the pictures lack; names of folders, bytes
    bool isOwnValidation = false;            ///< they are those that the run validates on
    bool trainedOn = false;                  ///< they are those that the run was trained on
    UnusedNames unused;
};
const char* measuredKindName(Measured::Kind kind); ///< "held_back", "validation" ...

struct EvaluationResult {
    double top1 = 0, top5 = 0, loss = 0; ///< fractions; loss = mean cross-entropy without smoothing
    std::int64_t count = 0;
    std::int64_t badPictures = 0;  ///< left out of the count
    std::vector<BadFile> badFiles; ///< the first 1,000 of them
    bool complete = true;          ///< false when stopped
    std::string checkpoint;        ///< file that was evaluated
    std::int64_t step = 0;         ///< of that checkpoint
    std::int32_t epoch = 0;
    std::vector<ClassInfo> classes;      ///< as the model counts them
    std::vector<ClassCount> classCounts; ///< one a class
    std::vector<Confusion> confusions;   ///< the most frequent first
    Measured measured;
};

/// Evaluates a run folder or weights file (.safetensors written by us). `which`: best, last or an epoch number (run
/// folders). What is measured: the folder DataSpec::val, all of it, where it is given; what the run held back or
/// validated on, where the data are the run's own (or DataSpec::root is empty); otherwise the validation or test folder
/// of a data set, or all of a folder of class folders. `split`: the share of DataSpec is asked for, not its default.
/// Throws Error.
EvaluationResult evaluateModel(const std::string& model, const std::string& which, const DataSpec& data,
                               const std::string& device, int workers,
                               const std::function<void(std::int64_t done, std::int64_t total)>& progress = {},
                               std::stop_token stop = {}, bool split = false);
/// What a run keeps of it: writeEvaluation().
RunEvaluation evaluationToKeep(const EvaluationResult& result);

} // namespace studio
