// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/pack/pack_handle_internal.h"

namespace studio {

/// Whoever writes, renames or deletes in the folder of a pack holds this: a lock on a file of its own, because the pack
/// changes its name when it is done, and its files are replaced and deleted. Two in one process shut each other out,
/// too. Readers need none.
class PackLock {
public:
    /// Makes the folder. Throws Error: Locked (somebody else holds it), Io.
    explicit PackLock(std::string folder);
    /// Leaves no trace: the folder goes where nothing else is in it.
    ~PackLock();
    PackLock(const PackLock&) = delete;
    PackLock& operator=(const PackLock&) = delete;

    const std::string& folder() const { return folder_; }

private:
    std::string folder_;
    PackHandle file_;
};

} // namespace studio
