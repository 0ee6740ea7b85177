// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace studio {

/// How fast something goes that is done over and over, from the moments at which a part of it was done: until that is
/// known well, or the time is over. The first parts count for nothing: they find algorithms, memory and full slots. Has
/// a clock of its own, or is told the time. One thread.
class Pace {
public:
    /// `limit`: seconds from now on.
    explicit Pace(double limit);
    Pace(double limit, double now);

    /// A part with so many pictures is done, since the part before it or restart().
    void add(std::int64_t pictures);
    void add(std::int64_t pictures, double now);
    /// Something else was done since the last part.
    void restart();
    void restart(double now) { last_ = now; }

    /// At least one part counts, and either they are steady or the time is over.
    bool isEnough() const;
    bool isEnough(double now) const;
    /// Twenty parts and a second and a half at least, and both halves of them as fast within a twentieth.
    bool isSteady() const;
    /// Pictures a second; 0 = no part counts yet.
    double rate() const;
    /// What the first parts took longer than they would at rate(): a device that looks for its fastest algorithms.
    double startSeconds() const;
    std::int64_t parts() const { return static_cast<std::int64_t>(parts_.size()); }
    /// Share of the time that is over, 0..1.
    double fraction() const;

private:
    struct Part {
        double seconds = 0;
        std::int64_t pictures = 0;
    };
    double rateOf(std::size_t first, std::size_t count) const;

    double limit_, begun_, last_;
    int warm_ = 0;
    double warmSeconds_ = 0;
    std::int64_t warmPictures_ = 0;
    std::vector<Part> parts_;
};

} // namespace studio
