// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/rollback_internal.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/run/checkpoint_internal.h"
#include "core/train/checkpoint_keeper_internal.h"
#include "core/train/run_resume_internal.h"

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

std::string factorText(double factor) {
    char text[32];
    std::snprintf(text, sizeof text, "%.17g", factor);
    return text;
}

/// Where a roll-back goes and what it changes. Nothing is changed yet.
struct Plan {
    ReturnPoint point;
    std::shared_ptr<Network> fresh; ///< where it goes to the run's beginning
    std::string why;                ///< there, in words
    std::int64_t from = 0, rollbacks = 0;
    double learningRateScale = 1;

    RunDatabase::Values values() const {
        return {{kRollbacksKey, std::to_string(rollbacks)},
                {kLearningRateScaleKey, factorText(learningRateScale)},
                {kRolledBackFromKey, std::to_string(from)},
                {kRolledBackToKey, std::to_string(point.position.step)}};
    }
};

/// Whether the last roll-back did not help: no epoch that ends past it was done since.
bool isInARow(const RunSession& session) {
    const std::int64_t lastEnd = session.position.step - session.position.stepInEpoch;
    return session.rolledBackFrom >= 0 && lastEnd <= session.rolledBackFrom;
}

void choosePoint(RunSession& session, Plan& plan) {
    const std::int64_t last = session.rolledBackTo;
    const bool inARow = isInARow(session);
    const std::string again = inARow ? "After the roll-back to step " + grouped(last) + " it was so again: " : "";
    plan.why = "That is the newest checkpoint that verifies.";
    if (!inARow) {
        plan.point = findReturnPoint(session, {});
    } else {
        plan.point = findReturnPoint(session, [last](const auto& content) { return content.step < last; });
        plan.why = again + "this is an older checkpoint.";
        if (!plan.point.content) {
            plan.point = findReturnPoint(session, [last](const auto& content) { return content.step <= last; });
            plan.why = again + "there is no older checkpoint.";
        }
    }
    requireUndamaged(session, plan.point);
    if (!plan.point.content) {
        plan.fresh = firstNetwork(session);
        plan.why = plan.point.passedOver.empty() ? again + "No checkpoint had been saved: the run begins again."
                                                 : again + "there is no older checkpoint: the run begins again.";
    }
}

Plan planRollBack(RunSession& session) {
    Plan plan;
    plan.from = session.position.step;
    plan.rollbacks = session.rollbacks + 1;
    plan.learningRateScale = session.learningRateScale * kLearningRateFactor;
    choosePoint(session, plan);
    return plan;
}

void startOver(RunSession& session, const Network& fresh) {
    const torch::NoGradGuard noGrad;
    const auto from = stateDict(fresh), to = stateDict(*session.state.network);
    for (std::size_t i = 0; i < to.size(); ++i) {
        to[i].second.copy_(from[i].second);
    }
    for (const auto& [name, buffer] : session.state.sgd->momentumBuffers()) {
        session.state.sgd->setMomentum(name, at::zeros_like(buffer));
    }
    if (session.state.scale) {
        session.state.scale->reset();
    }
    if (session.state.average) {
        session.state.average->follow();
    }
}

void change(RunSession& session, const Plan& plan) {
    if (plan.fresh) {
        startOver(session, *plan.fresh);
    }
    takeReturnPoint(session, plan.point);
    session.rollbacks = plan.rollbacks;
    session.learningRateScale = plan.learningRateScale;
    session.rolledBackFrom = plan.from;
    session.rolledBackTo = plan.point.position.step;
    session.expectedPictures.clear();
}

/// Checkpoints that the run goes back to before, and that a person marked, the validation found best or that are the
/// newest: they get names that are no checkpoint's, before their rows go. Unless done() is called, all is taken back.
class KeptCheckpoints {
public:
    explicit KeptCheckpoints(std::string folder)
        : folder_(std::move(folder)) {}
    ~KeptCheckpoints() {
        for (const auto& [file, name] : kept_) {
            const std::string path = folder_ + "/" + file, other = folder_ + "/" + name;
            std::error_code error;
            if (std::filesystem::exists(path, error)) {
                std::filesystem::remove(other, error);
            } else {
                std::filesystem::rename(other, path, error);
            }
            if (error) {
                logLine(LogLevel::Warning, displayText(other) + " was left: " + error.message());
            }
        }
    }
    KeptCheckpoints(const KeptCheckpoints&) = delete;
    KeptCheckpoints& operator=(const KeptCheckpoints&) = delete;

    /// Throws Error.
    void keep(const std::string& what, const std::string& file, std::int64_t rollback) {
        const std::string path = folder_ + "/" + file, wanted = "before-rollback-" + std::to_string(rollback) + "-";
        std::string name = wanted + file;
        std::error_code error;
        for (int number = 2; std::filesystem::exists(folder_ + "/" + name, error); ++number) {
            name = wanted + std::to_string(number) + "-" + file;
        }
        // Some file systems have no second names.
        std::filesystem::create_hard_link(path, folder_ + "/" + name, error);
        if (error && ::rename(path.c_str(), (folder_ + "/" + name).c_str()) != 0) {
            if (errno != ENOENT) {
                throw systemError("Cannot keep a marked checkpoint under another name", path, errno);
            }
            return; // somebody took it away
        }
        kept_.emplace_back(file, name);
        words_ += " The " + what + " checkpoint " + file + " was kept as " + name + ".";
        syncFolder(folder_);
    }
    /// In words.
    std::string done() {
        kept_.clear();
        return words_;
    }

private:
    std::string folder_;
    std::vector<std::pair<std::string, std::string>> kept_; ///< file, name
    std::string words_;
};

/// The newest, too: all that was learned since the point is in it alone, and a person may have asked for it.
void keepMarked(const RunSession& session, const Plan& plan, KeptCheckpoints& kept) {
    if (plan.point.passedOver.empty()) {
        return;
    }
    const auto rows = session.recorder->history().call([](RunDatabase& database) { return database.checkpoints(); });
    for (const std::string& file : plan.point.passedOver) {
        const bool marked = std::any_of(rows.begin(), rows.end(), [&file](const CheckpointRecord& row) {
            return row.file == file && (row.best || row.pinned);
        });
        if (marked || file == plan.point.passedOver.front()) {
            kept.keep(marked ? "marked" : "newest", file, plan.rollbacks);
        }
    }
}

/// Newer checkpoints have no rows any more, and a resume must not go on from them. Trouble stops nobody: see
/// returnPointOfResume(). Where run.db was begun anew since the cut, it found them and gave them rows again.
void clearAway(const RunSession& session, const std::vector<std::string>& files) {
    for (const std::string& file : files) {
        const std::string path = session.paths.checkpoints + "/" + file;
        std::error_code error;
        std::filesystem::remove(path, error);
        if (error) {
            logLine(LogLevel::Warning, "Cannot clear away " + displayText(path) + ": " + error.message());
        }
        session.recorder->history().post([file](RunDatabase& database) { database.removeCheckpoint(file); });
    }
}

} // namespace

void rollBack(RunSession& session, const std::string& what, const std::vector<std::string>& pictures) {
    const std::string names = pictures.empty() ? std::string() : writePictureNames(session, pictures);
    if (session.rollbacks >= session.config.maxRollbacks) {
        throw notFinite(session, what);
    }
    const std::string where =
        "step " + grouped(session.position.step) + ", epoch " + std::to_string(session.position.epoch);
    const Plan plan = planRollBack(session);
    KeptCheckpoints marked(session.paths.checkpoints);
    keepMarked(session, plan, marked);
    session.recorder->history().call([&plan](RunDatabase& database) {
        database.cutBackTo(plan.point.position.step, plan.point.position.bestEpoch, plan.values());
    });
    const std::string kept = marked.done();
    change(session, plan);
    clearAway(session, plan.point.passedOver);
    session.recorder->event(
        EventKind::RolledBack, "Rolled back to step " + grouped(session.position.step),
        what + " was not a finite number at " + where + ". " + plan.why + kept + " The learning rate is now " +
            factorText(session.learningRateScale) + " times the recipe's (" + std::to_string(session.rollbacks) +
            " of " + std::to_string(session.config.maxRollbacks) + " tries)." +
            (names.empty() ? "" : " The pictures that it may come from are named in " + names + "."));
}

} // namespace studio
