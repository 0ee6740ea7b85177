// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace studio {

/// What one checkpoint said of a picture.
struct ProbeAnswer {
    struct Class {
        std::string folder; ///< of the class, bytes
        double probability = 0;
        bool operator==(const Class&) const = default;
    };
    std::int64_t step = 0; ///< of the checkpoint
    std::int32_t epoch = 0;
    std::int64_t savedUtcMs = 0; ///< when it was saved: after a roll-back another one may be of the same step
    std::vector<Class> top; ///< best first, at most kMaxProbeClasses
    bool operator==(const ProbeAnswer&) const = default;
};

/// A picture that is followed over the checkpoints of a run.
struct ProbePicture {
    std::string path;                 ///< bytes
    std::vector<ProbeAnswer> answers; ///< by step, each step once
    bool operator==(const ProbePicture&) const = default;
};

inline constexpr std::size_t kMaxProbes = 24;
inline constexpr std::size_t kMaxProbeAnswers = 2'000; ///< of a picture; the oldest make room
inline constexpr std::size_t kMaxProbeClasses = 5;

/// The answer of that step, or null.
const ProbeAnswer* answerAt(const ProbePicture& picture, std::int64_t step);
/// Whether a checkpoint has not answered yet, and its answer would be kept.
bool isMissing(const ProbePicture& picture, std::int64_t step, std::int64_t savedUtcMs);
/// Takes away what was said past the newest checkpoint of the run: the run went back from there.
void cutAnswers(ProbePicture& picture, std::int64_t newestStep);
/// Puts it in its place; one of the same step is replaced.
void addAnswer(ProbePicture& picture, ProbeAnswer answer);
/// Steps at which the best class is another than at the checkpoint before.
std::vector<std::int64_t> flipsOf(const ProbePicture& picture);
/// The probability of a class in an answer; none where it is not among the best.
std::optional<double> probabilityIn(const ProbeAnswer& answer, const std::string& classFolder);

/// The pictures that are followed over a run, from RUN/probes.json; none where there is no such file. The file may come
/// from somebody else: bounded. Any thread. Throws Error(Io, NoRight, Corrupt).
std::vector<ProbePicture> readProbes(const std::string& runFolder);
/// Writes the file as a whole, or removes it where none is followed. Any thread. Throws Error.
void writeProbes(const std::string& runFolder, const std::vector<ProbePicture>& pictures);

} // namespace studio
