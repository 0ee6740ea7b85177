// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace studio {

/// A training that a machine starts again and again would tell a person the same each time. Whoever starts one again
/// (the supervisor, the queue, a service) gives it this in its environment.
inline constexpr const char* kStartedAgain = "RESNET_STUDIO_STARTED_AGAIN=1";

/// Something that became of a run, which a person is told once while machines start the run again: until it has another
/// last checkpoint, or is another run in the same folder, or comes to another end. What was told is kept beside the
/// logs, for all processes. A copy may be used on any thread; nothing throws.
class ToldOnce {
public:
    /// Looks at the run's folder, for some seconds at most: how far the run is now. `what` became of it ("failed",
    /// "given up") and `why`, in words that are the same each time. `isLasting`: it is no news to a person who starts
    /// the run again either, or to a machine that says nothing of being one.
    ToldOnce(const std::string& run, const std::string& what, const std::string& why = {}, bool isLasting = false);

    /// Always where it cannot be known, and, unless it is lasting, where a person started this process.
    bool isNews() const;
    /// A person has been told: from now on it is no news.
    void keep() const;

private:
    std::string file_, key_, place_;
    bool isLasting_ = false;
};

/// Whether a person was told something of the run within the last minutes, by whichever process.
bool wasJustTold(const std::string& run);
/// Whether a machine started this process again.
bool isStartedAgain();
/// A person begins with the run: all that becomes of it is news. Nothing where a machine started this process again.
void forgetTold(const std::string& run);

} // namespace studio
