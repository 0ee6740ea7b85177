// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Names that cannot be reached, under a test's control: calls of this process on them (stat, open, opendir, access and
// their kin) fail with a chosen number, also for root. A library of its own (name_faults.cpp) that stands before libc,
// so that the calls of libstdc++ fail too. Calls on descriptors that are open do not: see read_faults.h.

#include <string>

namespace studio::test {

/// While this lives, the next `times` calls on `path` and on what is below it fail. Several at once.
class NameFault {
public:
    NameFault(std::string path, int errorNumber, int times = 1'000'000);
    ~NameFault();
    NameFault(const NameFault&) = delete;
    NameFault& operator=(const NameFault&) = delete;

private:
    std::string path_;
};

} // namespace studio::test
