// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace studio {

/// What a data set is made of, as far as it tells one archive from another.
struct SetOrigin {
    std::string name;  ///< for people: id of a known set, address without its secrets, or name of the file
    std::string key;   ///< of an address or the path of a file; empty for a known set
    std::string stamp; ///< size and date of a file; empty if it is none, or gone

    static SetOrigin ofKnownSet(const std::string& id) { return {id, {}, {}}; }
    static SetOrigin ofArchive(const std::string& source);
    /// A file that is there is known by its stamp, wherever it lies now; one that is gone by its path.
    bool isSame(const SetOrigin& other) const;
};

/// What OUT/.get.json holds: where the set is from, and how many pictures it has.
struct SetNote {
    SetOrigin origin;
    std::int64_t train = 0, val = 0, classes = 0;
    std::uint64_t bytes = 0; ///< of all pictures; 0 = not noted

    std::string text() const;
    /// nullopt: there is none, or none that can be read.
    static std::optional<SetNote> read(const std::string& path);
};

/// Size and date of a regular file; empty: there is none.
std::string fileStamp(const std::string& path);

} // namespace studio
