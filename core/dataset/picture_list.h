// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/dataset/name_list.h"

namespace studio {

/// A text list of pictures with or without labels, as readPictureList() finds it. A value; any thread.
class PictureListFile {
public:
    /// `file`: the list. `folder`: what its relative paths are relative to.
    PictureListFile(std::string file, std::string folder)
        : file_(std::move(file))
        , folder_(std::move(folder)) {}

    const std::string& file() const { return file_; }
    const std::string& folder() const { return folder_; }
    std::size_t size() const { return names_.size(); }
    /// As the list names it, bytes.
    std::string nameOf(std::size_t index) const { return std::string(names_[index]); }
    /// Where it is.
    std::string pathOf(std::size_t index) const;
    /// The line that names it, from 1.
    std::uint64_t lineOf(std::size_t index) const { return lines_[index]; }
    /// Place of its label in words(); -1 = it has none.
    std::int32_t wordOf(std::size_t index) const { return words_[index]; }
    /// Each label once, as the list writes it, in the order of their first lines.
    const std::vector<std::string>& words() const { return distinct_; }

    /// `word`: of words(), or -1. Throws Error(Data) where the names no longer fit.
    void add(std::string_view name, std::int32_t word, std::uint64_t line);
    std::int32_t addWord(std::string word);

private:
    std::string file_, folder_;
    NameList names_;
    std::vector<std::int32_t> words_;
    std::vector<std::uint32_t> lines_;
    std::vector<std::string> distinct_;
};

/// Whether `path` is a regular file that is to be read as a list of pictures: its name ends in .txt, .csv, .tsv, .lst
/// or .list, and it does not begin like a picture.
bool isPictureList(const std::string& path);

/// Reads a list: a picture a line, and after it, if there is one, its label behind a blank, a tab or a comma. A line
/// that ends like a picture's name is all path; what follows the last such ending is the label; else the last word is.
/// Paths may be in quotes ("" stands for one). Lines that begin with # and empty ones are left out. A first line that
/// names columns (path, file, image ... and label, class, truth ...) says where they are, so that a result of
/// `classify` is a list, too; without it .csv is PATH,LABEL, .tsv PATH<tab>LABEL, and .lst may be MXNet's
/// NUMBER<tab>LABEL<tab>PATH. Relative paths are relative to the list's folder, or to `folder` where one is given. No
/// picture is looked at. Memory: about the size of the file, 1 GiB at most.
/// Throws Error(Data), naming the line, for what is no such list, and for a list without a picture; Error(Io, NoRight).
PictureListFile readPictureList(const std::string& file, const std::string& folder = {});

} // namespace studio
