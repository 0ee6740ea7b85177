// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <QTemporaryDir>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/net/file_sum.h"
#include "core/prepare/prepare.h"
#include "tests/support/archives.h"

namespace studio::test {

inline std::string md5Of(const std::string& path) {
    return sumOfFile(path, SumKind::Md5, {}, {});
}

/// A small ImageNet in three archives, and OUT.
struct PreparePlace {
    QTemporaryDir dir;
    TinyImageNet set;
    PrepareOptions options;
    PreparePlace() {
        set.write(archives());
        options.sources = {archives()};
        options.out = root() + "/out";
    }
    std::string root() const { return dir.path().toStdString(); }
    std::string archives() const { return root() + "/archives"; }
    std::string train() const { return archives() + "/ILSVRC2012_img_train.tar"; }
    std::string val() const { return archives() + "/ILSVRC2012_img_val.tar"; }
    std::string devkit() const { return archives() + "/ILSVRC2012_devkit_t12.tar.gz"; }
    bool allArchivesAreThere() const {
        return std::filesystem::exists(train()) && std::filesystem::exists(val()) && std::filesystem::exists(devkit());
    }
    std::string picture(std::size_t classNumber, int i) const {
        const auto& c = set.classes[classNumber];
        return options.out + "/train/" + c.id + "/" + set.trainPicture(c, i);
    }
    std::string valClass(std::size_t i) const { return set.classes[static_cast<std::size_t>(set.truth[i]) - 1].id; }
    std::string valPicture(std::size_t i) const {
        return options.out + "/val/" + valClass(i) + "/" + set.valPicture(i);
    }
    /// The job's error as text, empty if it went well.
    std::string errorOf(ErrorKind kind) {
        try {
            prepareImageNet(options);
        } catch (const Error& error) {
            return error.kind() == kind ? error.message().text() : "another kind: " + error.message().text();
        }
        return {};
    }
    /// How many there should be.
    std::size_t pictures() const {
        std::size_t count = set.truth.size();
        for (const auto& c : set.classes)
            count += static_cast<std::size_t>(c.train);
        return count;
    }
    /// Every picture at its place with its content, and no other one.
    bool treeIsRight() const {
        std::size_t found = 0;
        const auto good = [](const std::string& path) {
            return std::filesystem::is_regular_file(path) &&
                   readSmallFile(path, 1u << 20) == TinyImageNet::pictureOf(baseNameOf(path));
        };
        for (std::size_t k = 0; k < set.classes.size(); ++k) {
            for (int i = 0; i < set.classes[k].train; ++i) {
                if (!good(picture(k, i)))
                    return false;
            }
        }
        for (std::size_t i = 0; i < set.truth.size(); ++i) {
            if (!good(valPicture(i)))
                return false;
        }
        for (const char* side : {"/train", "/val"}) {
            for (const auto& entry : std::filesystem::recursive_directory_iterator(options.out + side))
                found += entry.is_directory() && !entry.is_symlink() ? 0 : 1;
        }
        return found == pictures();
    }
    static std::string baseNameOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }
};

inline bool anyHolds(const std::vector<std::string>& notes, const std::string& words) {
    return std::any_of(notes.begin(), notes.end(),
                       [&](const std::string& note) { return note.find(words) != std::string::npos; });
}

/// `text` with zeros from `from` on, of the same length: what a downloader leaves that takes room beforehand.
inline std::string zeroedFrom(std::string text, std::size_t from) {
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), '\0');
    return text;
}

} // namespace studio::test
