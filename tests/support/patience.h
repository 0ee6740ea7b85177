// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QTest>

namespace studio::test {

/// How long a test waits for what must come. Only a test that fails waits so long; Qt's own five seconds are less than
/// a busy machine takes under a sanitizer to draw a window or to read a folder.
constexpr int kPatienceMs = 60'000;

/// QTest::qWaitFor() with this patience.
inline bool waitFor(const std::function<bool()>& condition) {
    return QTest::qWaitFor(condition, kPatienceMs);
}

} // namespace studio::test

#undef QTRY_VERIFY
#define QTRY_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT((condition), studio::test::kPatienceMs)
#undef QTRY_VERIFY2
#define QTRY_VERIFY2(condition, words) QTRY_VERIFY2_WITH_TIMEOUT((condition), (words), studio::test::kPatienceMs)
#undef QTRY_COMPARE
#define QTRY_COMPARE(value, expected) QTRY_COMPARE_WITH_TIMEOUT((value), (expected), studio::test::kPatienceMs)
