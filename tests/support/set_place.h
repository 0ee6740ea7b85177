// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <set>
#include <string>

#include <QTemporaryDir>

#include "core/base/error.h"
#include "core/prepare/get_set.h"
#include "core/prepare/known_sets.h"
#include "tests/support/set_archives.h"

namespace studio::test {

/// Files below a folder, hidden ones too, relative to it.
inline std::set<std::string> treeOf(const std::string& folder) {
    std::set<std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_symlink() || !entry.is_directory())
            files.insert(std::filesystem::relative(entry.path(), folder).string());
    }
    return files;
}

/// Archives, and OUT for what is unpacked of them.
struct SetPlace {
    QTemporaryDir dir;
    GetOptions options;
    SetPlace() { options.out = root() + "/out"; }
    ~SetPlace() { // QTemporaryDir cannot remove names that are no UTF-8
        std::error_code error;
        std::filesystem::remove_all(root(), error);
    }
    std::string root() const { return dir.path().toStdString(); }
    void archive(const std::string& name, const std::string& bytes) {
        options.source = root() + "/" + name;
        writeText(options.source, bytes);
    }
    std::set<std::string> tree() const { return treeOf(options.out); }
    std::string errorOf(ErrorKind kind) {
        try {
            getKnownSet(options);
        } catch (const Error& error) {
            return error.kind() == kind ? error.message().text() : "another kind: " + error.message().text();
        }
        return {};
    }
    /// Nothing but what was put there lies beside OUT, and no picture in it.
    bool nothingCame() const {
        for (const auto& entry : std::filesystem::directory_iterator(root())) {
            if (entry.path() != options.out && entry.path() != options.source)
                return false;
        }
        for (const std::string& file : tree()) {
            if (file != ".unpacking/.from")
                return false;
        }
        return true;
    }
};

/// Pictures of two classes.
inline Members classFolders(const std::string& before, int perClass = 2) {
    Members members;
    for (const char* name : {"cat", "dog"}) {
        for (int i = 0; i < perClass; ++i)
            members.emplace_back(before + name + "/" + std::to_string(i) + ".jpg",
                                 std::string(name) + std::to_string(i));
    }
    return members;
}

inline Members together(Members a, const Members& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

/// What comes of classFolders(), alone and with one validation picture of each class.
inline const std::set<std::string> kPlain{".get.json", "train/cat/0.jpg", "train/cat/1.jpg", "train/dog/0.jpg",
                                          "train/dog/1.jpg"};
inline const std::set<std::string> kSplit{".get.json",       "train/cat/0.jpg", "train/cat/1.jpg", "train/dog/0.jpg",
                                          "train/dog/1.jpg", "val/cat/0.jpg",   "val/dog/0.jpg"};

} // namespace studio::test
