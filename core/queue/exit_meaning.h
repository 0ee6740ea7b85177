// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio {

// What the exit code of a trainer means to those who read it: the queue, the supervisor, the notices of a service. The
// programs end with those of app/exit_code.h, which core cannot see; a test of theirs holds both together.

/// Whether the same once more may end otherwise (EX_TEMPFAIL).
constexpr bool asksForRetry(int code) {
    return code == 75;
}

/// Whether a training that ends with it has told why by itself, or a person has ended it: nobody else needs to tell.
/// One that asks for a retry tells nobody of what may pass, and one that a signal ended had no time to.
constexpr bool hasToldWhy(int code) {
    return code == 1 || code == 64 || code == 65 || code == 78 || code == 130;
}

} // namespace studio
