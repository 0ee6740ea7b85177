// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <span>

#include "core/remote/remote_words_internal.h"
#include "tests/fuzz/fuzz.h"

using namespace studio;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    LineReader reader;
    if (!reader.add(std::as_bytes(std::span(data, size))))
        return 0;
    std::size_t taken = 0;
    while (const std::optional<std::string> line = reader.take()) {
        taken += line->size() + 1;
        fuzz::attempt([&] { readFollowerWord(*line); });
        fuzz::attempt([&] {
            const TrainerWord said = readTrainerWord(*line);
            // What was understood can be said again, in a line that is understood.
            std::string again =
                said.type == TrainerWord::Type::Ended ? endedLine(said.report) : statusLine(said.status);
            fuzz::require(again.size() <= kMaxRemoteLine && again.back() == '\n');
            again.pop_back();
            const TrainerWord twice = readTrainerWord(again);
            fuzz::require(twice.status.status.phase == said.status.status.phase ||
                          said.type != TrainerWord::Type::Status);
            fuzz::require(twice.report.outcome == said.report.outcome || said.type != TrainerWord::Type::Ended);
        });
    }
    fuzz::require(taken <= size);
    return 0;
}
