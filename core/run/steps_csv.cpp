// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/steps_csv.h"

#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/run/run_database.h"
#include "core/run/run_folder.h"

namespace studio {

namespace {

constexpr std::int64_t kChunk = 20'000;

template<class Number>
void append(std::string& line, Number value, char after) {
    std::array<char, 32> text{};
    if (std::isfinite(static_cast<double>(value)))
        line.append(text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr);
    line += after;
}

std::string linesOf(const std::vector<StepRecord>& steps) {
    std::string lines;
    for (const StepRecord& record : steps) {
        append(lines, record.step, ',');
        append(lines, record.epoch, ',');
        append(lines, record.stepInEpoch, ',');
        append(lines, record.loss, ',');
        append(lines, record.learningRate, ',');
        append(lines, record.count, ',');
        append(lines, record.correct1, ',');
        append(lines, record.correct5, ',');
        append(lines, record.seconds, ',');
        append(lines, record.waitSeconds, '\n');
    }
    return lines;
}

} // namespace

std::int64_t writeStepsCsv(const std::string& runFolder, const std::string& path, const std::stop_token& stop) {
    const RunDatabase history(RunPaths(runFolder).database, RunDatabase::Mode::Read);
    AtomicFile file(path);
    file.write("step,epoch,step_in_epoch,loss,learning_rate,pictures,top1_right,top5_right,seconds,wait_seconds\n");
    std::int64_t count = 0;
    // At one moment: a roll-back in between would leave steps of two pasts.
    history.atOneMoment([&] {
        for (std::int64_t after = 0;;) {
            if (stop.stop_requested())
                throw Error(ErrorKind::Stopped, {"Stopped", path, "No file was written.", {}});
            const std::vector<StepRecord> part = history.steps(after, kChunk);
            file.write(linesOf(part));
            count += static_cast<std::int64_t>(part.size());
            if (static_cast<std::int64_t>(part.size()) < kChunk)
                break;
            after = part.back().step;
        }
    });
    file.commit();
    return count;
}

} // namespace studio
