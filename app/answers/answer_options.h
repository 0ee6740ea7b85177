// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/infer/answers_file.h"

namespace CLI {
class App;
}

namespace studio {

// What `classify` and `evaluate` ask alike.

/// Which network, and where it computes.
struct ModelOptions {
    std::string model, checkpoint = "best", device = "auto";
    int threads = 0;
    bool json = false;
};
void addModelOptions(CLI::App& verb, ModelOptions& options);

/// The file that the answers go to, picture by picture.
struct ResultOptions {
    std::string file;   ///< empty = none
    std::string format; ///< csv or json; empty = by the file's ending
    int top = 5;
    bool all = false, replace = false;
};
/// --out, --format, --top, --all, --replace.
void addResultOptions(CLI::App& verb, ResultOptions& options);
/// How the file is laid out; before hours are spent on it. Throws Error(Usage) where it cannot be written there.
AnswersLayout requireLayout(const ResultOptions& options);

/// Where the answers are that were broken off (AnswersFile::breakOff()), on the error output.
void tellUnfinished(const std::string& unfinished, const std::string& file);
/// What is printed from now on goes to the error output where the file is standard output: the two would mix.
void keepApartFrom(const std::string& file);

/// --list-root: what a list's relative paths are relative to.
void addListRoot(CLI::App& verb, std::string& root);
/// What a result says of the network: "run-1, step-000000060.safetensors".
std::string modelText(const std::string& model, const std::string& checkpoint);

} // namespace studio
