// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/net/file_sum.h"

namespace studio {

/// A data set that can be fetched, with what people should know before they do.
struct KnownSet {
    enum class Layout { ClassFolders, Cifar10, Cifar100 };
    std::string id;          ///< "imagenette160"
    std::string title;       ///< "Imagenette, 160 px"
    std::string about;       ///< one line
    std::string base, file;  ///< the address is url()
    std::uint64_t bytes = 0; ///< of the archive
    bool exact = false;      ///< `bytes` was published to the byte, not rounded
    FileSums sums;           ///< as published; none: nobody did
    std::string terms;       ///< licence, in one honest line
    std::string termsLink;
    std::int64_t classes = 0, train = 0, val = 0; ///< that it must hold; 0 = not told
    Layout layout = Layout::ClassFolders;
    std::vector<std::pair<std::string, std::string>> names; ///< folder and readable name, for classes.json

    /// `mirror`: another folder of the same file instead of `base`, with a slash at its end or without; empty = none.
    std::string url(const std::string& mirror = {}) const;
    /// "MD5 e793b7... (published)", or "no checksum is published".
    std::string sumText() const;
};

const std::vector<KnownSet>& knownSets();
/// nullptr: there is none of that id.
const KnownSet* findKnownSet(const std::string& id);

} // namespace studio
