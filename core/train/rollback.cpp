// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/rollback_internal.h"

#include <cstdio>

#include "core/base/atomic_file.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/train/checkpoint_keeper_internal.h"
#include "core/train/run_resume_internal.h"
#include "core/train/tensor_io_internal.h"

namespace studio {
namespace {

constexpr double kLearningRateFactor = 0.5;

/// The file's name; empty if it could not be written, which stops nobody.
std::string writePictureNames(const RunSession& session, const std::vector<std::string>& pictures) {
    const std::string name = "suspect-pictures-step-" + std::to_string(session.position.step + 1) + ".txt";
    std::string text;
    for (const std::string& picture : pictures) {
        text += escapeBytes(picture) + "\n";
    }
    try {
        writeFileAtomically(session.paths.folder + "/" + name, text);
        return name;
    } catch (const Error& error) {
        logLine(LogLevel::Warning, error.message().text());
        return {};
    }
}

void startOver(RunSession& session) {
    const auto classes = static_cast<std::int64_t>(session.data.classes.size());
    const auto fresh =
        makeNetwork(modelSpecOf(session.config, classes), static_cast<std::uint64_t>(session.config.seed));
    const torch::NoGradGuard noGrad;
    const auto from = stateDict(*fresh), to = stateDict(*session.network);
    for (std::size_t i = 0; i < to.size(); ++i) {
        to[i].second.copy_(from[i].second);
    }
    for (const auto& [name, buffer] : session.sgd->momentumBuffers()) {
        session.sgd->setMomentum(name, at::zeros_like(buffer));
    }
}

std::string factorText(double factor) {
    char text[32];
    std::snprintf(text, sizeof text, "%.17g", factor);
    return text;
}

} // namespace

void rollBack(RunSession& session, const std::string& what, const std::vector<std::string>& pictures) {
    const std::string names = pictures.empty() ? std::string() : writePictureNames(session, pictures);
    if (session.rollbacks >= session.config.maxRollbacks) {
        throw notFinite(session, what);
    }
    const std::string where =
        "step " + grouped(session.position.step) + ", epoch " + std::to_string(session.position.epoch);
    if (!returnToCheckpoint(session)) {
        startOver(session);
    }
    ++session.rollbacks;
    session.learningRateScale *= kLearningRateFactor;
    session.recorder->setValue(kRollbacksKey, std::to_string(session.rollbacks));
    session.recorder->setValue(kLearningRateScaleKey, factorText(session.learningRateScale));
    session.expectedPictures.clear();
    session.recorder->event(EventKind::RolledBack, "Rolled back to step " + grouped(session.position.step),
                            what + " was not a finite number at " + where + ". The learning rate is now " +
                                factorText(session.learningRateScale) + " times the recipe's (" +
                                std::to_string(session.rollbacks) + " of " +
                                std::to_string(session.config.maxRollbacks) + " tries)." +
                                (names.empty() ? "" : " The batch's pictures are named in " + names + "."));
}

} // namespace studio
