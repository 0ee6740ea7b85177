// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio {

/// The name of a zip's member as UTF-8. Zips that do not say that their names are UTF-8 hold whatever code page their
/// maker's machine had: DOS's and Windows' for Western Europe, Shift JIS and GBK are tried where the bytes look like
/// them. Bytes that look like none of these stay as they are.
std::string zipName(const std::string& bytes);

/// While it lives, libarchive converts names on this thread as in a UTF-8 locale, whatever the process is set to: in
/// the locale "C" it would give back question marks for names outside ASCII.
class NamesAreUtf8 {
public:
    NamesAreUtf8();
    ~NamesAreUtf8();
    NamesAreUtf8(const NamesAreUtf8&) = delete;
    NamesAreUtf8& operator=(const NamesAreUtf8&) = delete;

private:
    void* before_;
};

} // namespace studio
