// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/training_log.h"

#include <array>
#include <cstdio>

#include "core/base/clock.h"
#include "core/base/text.h"

namespace studio {

namespace {

template<typename... Values>
std::string line(const char* format, Values... values) {
    std::array<char, 512> text{};
    std::snprintf(text.data(), text.size(), format, values...);
    return text.data();
}

} // namespace

std::string trainingLogText(const std::string& runName, const std::string& headline,
                            const std::vector<EpochRecord>& epochs) {
    std::string out = "# " + displayText(runName) + "\n\n" + headline + "\n\n";
    out += "| epoch | train loss | train top-1 % | val loss | val top-1 % | val top-5 % | learning rate | img/s | time "
           "| finished (UTC) | |\n";
    out += "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |\n";
    double bestSoFar = -1;
    for (const EpochRecord& e : epochs) {
        out += line("| %d | %.4f | %.2f | %.4f | %.2f | %.2f | %.3g | %.0f | %s | %s | %s |\n", e.epoch, e.trainLoss,
                    e.trainTop1 * 100, e.valLoss, e.valTop1 * 100, e.valTop5 * 100, e.learningRate, e.imagesPerSecond,
                    durationText(e.seconds).c_str(), utcText(e.finishedUtcMs).c_str(),
                    e.valTop1 > bestSoFar ? "best" : "");
        bestSoFar = std::max(bestSoFar, e.valTop1);
    }
    return out;
}

std::size_t epochsInLog(const std::string& text) {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find("\n| ", at)) != std::string::npos; at += 3)
        count += text[at + 3] >= '0' && text[at + 3] <= '9' ? 1 : 0;
    return count;
}

} // namespace studio
