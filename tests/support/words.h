// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace studio::test {

/// Words of a command line.
inline QString text(const char* words) {
    return QString::fromLatin1(words);
}

} // namespace studio::test
