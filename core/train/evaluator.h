// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/dataset/image_folder.h"
#include "core/dataset/picture_list.h"
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
        List,       ///< those that a list names
    };
    Kind kind = Kind::Folder;
    std::string folder; ///< where they are
    std::string text;   ///< a sentence for people
    std::int64_t pictures = 0, classes = 0;
    std::vector<std::string> missingClasses; ///< that the model knows and the pictures lack; names of folders, bytes
    bool isOwnValidation = false;            ///< they are those that the run validates on
    bool trainedOn = false;                  ///< they are those that the run was trained on, or some of a list's are
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
    bool ema = false;              ///< with the average of the weights, as its own figures are
    bool flipTest = false;         ///< mean of the logits for each picture and its mirror image, as the run validates
    std::int64_t step = 0;         ///< of that checkpoint
    std::int32_t epoch = 0;
    std::vector<ClassInfo> classes;      ///< as the model counts them
    std::vector<ClassCount> classCounts; ///< one a class
    std::vector<Confusion> confusions;   ///< the most frequent first
    Measured measured;
};

/// What the network said of one of the pictures.
struct MeasuredPicture {
    std::size_t index = 0;                ///< in the set, from 0; of a list: its place in that
    std::string path;                     ///< where it is
    std::int32_t label = 0;               ///< its class
    std::span<const float> probabilities; ///< of every class; empty where it could not be read
    std::string problem;                  ///< why it could not
};

/// What evaluateModel() is asked for.
struct EvaluationRequest {
    std::string model;          ///< run folder or weights file (.safetensors written by us)
    std::string which = "best"; ///< best, last or an epoch number (run folders)
    DataSpec data = {};
    bool split = false;                    ///< the share of `data` is asked for, not its default
    const PictureListFile* list = nullptr; ///< these pictures instead; outlives the call
    std::string device = "auto";
    int workers = 0; ///< decode threads; 0 = what suits
    std::function<void(std::int64_t done, std::int64_t total)> progress = {};
    std::stop_token stop = {};
    /// Before the first picture: the classes as the network counts them, and the name of the weights file.
    std::function<void(const std::vector<ClassInfo>& classes, const std::string& checkpoint)> opened = {};
    /// Each picture, in the order of the set. With it the network's answers come back picture by picture.
    std::function<void(const MeasuredPicture&)> answered = {};
};

/// What is measured: the pictures of a list, each labelled with one of the model's classes; else the folder
/// DataSpec::val, all of it, where it is given; what the run held back or validated on, where the data are the run's
/// own (or DataSpec::root is empty); otherwise the validation or test folder of a data set, or all of a folder of class
/// folders. Throws Error.
EvaluationResult evaluateModel(const EvaluationRequest& request);
/// The same of folders.
EvaluationResult evaluateModel(const std::string& model, const std::string& which, const DataSpec& data,
                               const std::string& device, int workers,
                               const std::function<void(std::int64_t done, std::int64_t total)>& progress = {},
                               std::stop_token stop = {}, bool split = false);
/// What a run keeps of it, unless it is of a list: writeEvaluation().
RunEvaluation evaluationToKeep(const EvaluationResult& result);

} // namespace studio
