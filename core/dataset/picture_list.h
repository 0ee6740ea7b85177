// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
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
    /// The same, valid as long as the list.
    std::string_view viewOf(std::size_t index) const { return names_[index]; }
    /// Where it is.
    std::string pathOf(std::size_t index) const;
    /// The line that names it, from 1.
    std::uint64_t lineOf(std::size_t index) const { return lines_[index]; }
    /// Place of its label in words(); -1 = it has none.
    std::int32_t wordOf(std::size_t index) const { return words_[index]; }
    /// Each label once, as the list writes it, in the order of their first lines.
    const std::vector<std::string>& words() const { return distinct_; }
    /// Columns that may hold the labels, where the first line names columns and none of them is known as theirs.
    const std::vector<std::string>& otherColumns() const { return otherColumns_; }
    /// Names whose backslashes were taken for slashes, because a file is there then.
    std::int64_t turned() const { return turned_; }

    /// `word`: of words(), or -1. Throws Error(Data) where the names no longer fit.
    void add(std::string_view name, std::int32_t word, std::uint64_t line);
    std::int32_t addWord(std::string word);
    void setOtherColumns(std::vector<std::string> names) { otherColumns_ = std::move(names); }
    void countTurned() { ++turned_; }

private:
    std::string file_, folder_;
    NameList names_;
    std::vector<std::int32_t> words_;
    std::vector<std::uint32_t> lines_;
    std::vector<std::string> distinct_, otherColumns_;
    std::int64_t turned_ = 0;
};

/// Whether `path` is a regular file that is to be read as a list of pictures: its name ends in .txt, .csv, .tsv, .lst
/// or .list, and it does not begin like a picture.
bool isPictureList(const std::string& path);

/// Reads a list: a picture a line, and after it, if there is one, its label behind a blank, a tab, a comma or a
/// semicolon. A line that ends like a picture's name is all path; what follows the last such ending is the label; else
/// the last word is. Paths may be in quotes ("" stands for one). Empty lines are left out, and those that begin with #:
/// in a table above its first record, in plain lines all for which there is no such file. A first line that names
/// columns (path, file, image ... and label, class, truth ...) says where they are, so that a result of `classify` is a
/// list, too; a line with a picture's name is none. Without it .csv is PATH,LABEL, .tsv PATH<tab>LABEL, and .lst may be
/// MXNet's NUMBER<tab>LABEL<tab>PATH. Relative paths are relative to the list's folder, or to `folder` where one is
/// given. Only where a name has a backslash or blanks at its ends is it looked at which way of reading it is a file.
/// Memory: about the size of the file, 1 GiB at most.
/// Throws Error(Data), naming the line, for what is no such list, and for a list without a picture; Error(Io, NoRight).
PictureListFile readPictureList(const std::string& file, const std::string& folder = {});

} // namespace studio
