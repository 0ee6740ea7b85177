// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A disk that does not answer, under a test's control: calls of this process on names (stat, statvfs, opendir, open,
// unlink and their kin) wait for one folder. A library of its own (disk_gate.cpp) that stands before libc, so that the
// calls of libstdc++ and Qt wait too. Calls on open descriptors do not: see read_gate.h.

#include <string>

namespace studio::test {

/// While this lives, calls on names in or below `folder` wait until open() was called; those of the thread that made it
/// fail the test in place of hanging it (touchedByMaker()). One at a time.
class DiskGate {
public:
    explicit DiskGate(const std::string& folder);
    ~DiskGate();
    DiskGate(const DiskGate&) = delete;
    DiskGate& operator=(const DiskGate&) = delete;

    void open() const;
    /// Some thread waits, or has waited.
    bool isReached() const;
    /// The call that the thread of the gate's maker, the GUI thread, has made on the folder; empty = none.
    std::string touchedByMaker() const;
};

} // namespace studio::test
