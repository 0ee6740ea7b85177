// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/output_file.h"
#include "core/dataset/class_labels.h"
#include "core/infer/classifier.h"

namespace studio {

/// What a result says of one picture.
struct AnswerRow {
    struct Answer {
        std::int32_t index = -1; ///< of the class; -1 = not told
        std::string folder;      ///< of the class, bytes
        std::string name;        ///< for people
        float probability = 0;
    };
    std::string picture;              ///< as it was named, bytes
    std::string truth;                ///< folder of its class; empty = not known
    std::string problem;              ///< why there is no answer; empty = there is one
    std::vector<Answer> top;          ///< best first
    std::vector<float> probabilities; ///< of every class, in their order; empty = not told

    bool isRight() const { return !truth.empty() && !top.empty() && top.front().folder == truth; }
};

/// The row of a picture with these probabilities, one a class: its best `top`. `truth`: a class, or -1.
AnswerRow answerRow(std::string picture, std::int32_t truth, std::span<const float> probabilities,
                    const std::vector<ClassInfo>& classes, int top);

/// The shortest digits that read back as the same float; nothing for what is no number.
std::string exactDigits(float value);

/// The form of a file of answers.
struct AnswersLayout {
    enum class Format { Csv, Json };
    Format format = Format::Csv;
    int top = 5;     ///< answers a picture
    bool all = true; ///< the probability of every class, too
};

/// Csv or Json by the ending of a file's name; none for any other.
std::optional<AnswersLayout::Format> answersFormatOf(std::string_view path);

/// Writes what a network says of pictures, a picture a row, in the order of the calls; the whole file or none.
/// CSV with a head line: picture, problem, truth, the best ones with name and probability, then, where asked for, the
/// probability of each class under p: and the name of its folder. JSON: one object with the same, a picture a line.
/// Names of files and folders are escapeBytes() of them in both. Numbers are exact: read back (readAnswers()) they are
/// the same floats. One thread; keeps some rows in memory.
class AnswersFile {
public:
    /// `model`: what answers, for people; JSON tells it. Throws Error(Io or DiskFull).
    AnswersFile(const std::string& path, std::vector<ClassInfo> classes, AnswersLayout layout = {},
                const std::string& model = {}, const OutputFile::Manner& manner = {});

    void add(const AnswerRow& row);
    /// The truth is what the picture's folder tells. Where `prediction` does not hold the probabilities of all classes
    /// their fields stay empty.
    void add(const std::string& picture, const Prediction& prediction);
    void addProblem(const std::string& picture, const std::string& reason);
    /// `complete`: these are all pictures that were asked for.
    void commit(bool complete = true);
    /// Instead of commit(), where it was stopped: a result that lies at the place stays. Returns where the rows so far
    /// are, as OutputFile::breakOff() does.
    std::string breakOff();

private:
    void writeEnd(bool complete);
    std::string truthOf(const std::string& picture) const;
    std::string csvHead() const;
    std::string csvRow(const AnswerRow& row) const;
    std::string jsonHead(const std::string& model) const;
    std::string jsonRow(const AnswerRow& row) const;

    std::vector<ClassInfo> classes_;
    FolderTruth folders_;
    AnswersLayout layout_;
    OutputFile file_;
    std::int64_t rows_ = 0, problems_ = 0;
};

/// Whether the file begins like one that AnswersFile wrote.
bool isAnswersFile(const std::string& path);
/// Throws Error(Usage) where something else lies there already, or where breakOff() would write: only a result of ours,
/// an empty file, a pipe or a device is written over unless a person says so (`replace`).
void requireAnswersPlace(const std::string& path, bool replace);

} // namespace studio
