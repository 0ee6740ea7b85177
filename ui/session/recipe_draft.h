// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <QObject>

#include "core/recipe/config.h"

namespace studio {

/// Which process trains the next run.
enum class RunPlace {
    Automatic,  ///< in the background where the forecast is an hour or more
    Window,     ///< the studio's own
    Background, ///< one without a window, which the studio follows
};

/// What a run begins with instead of random weights.
struct BeginningWeights {
    std::string path;           ///< a run, a checkpoint or a file of weights
    ModelSpec network;          ///< that they are of
    bool knowsBlurPool = false; ///< network.blurPool is said there

    /// `config` with that network.
    TrainConfig fitted(TrainConfig config) const;
};

/// The recipe being edited: value, the starting point it is compared with, undo and redo. Called on the GUI thread.
class RecipeDraft final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RecipeDraft)

public:
    explicit RecipeDraft(QObject* parent = nullptr);

    const TrainConfig& config() const { return config_; }
    const TrainConfig& base() const { return base_; } ///< preset or file it started from
    const std::string& name() const { return name_; } ///< of the preset or file
    const std::string& file() const { return file_; } ///< path of the file it came from or went to; empty = none
    const std::vector<ConfigIssue>& issues() const { return issues_; }
    /// Keys whose value differs from base().
    std::vector<std::string> changedKeys() const;

    /// One undo step per call; a value equal to the present one is none. Throws Error(Config) for text that is no
    /// value.
    void setValue(const std::string& key, const std::string& text);
    void resetValue(const std::string& key);
    /// What was typed for `key` is no value: an error of the recipe until it is another one, so that no run begins with
    /// something else than the screen shows.
    void refuse(const std::string& key, const std::string& why);
    const std::vector<ConfigIssue>& refused() const { return refused_; } ///< in the order in which it was typed
    bool isRefused(const std::string& key) const;
    /// All of them; one undo step, none where nothing is changed.
    void resetAll();
    /// Starts over from a preset, a file or a run's recipe; one undo step.
    void load(const std::string& name, const TrainConfig& config, const std::string& file = {});
    /// `config`, as it was, is in a file of this name now: the new starting point.
    void setSaved(const std::string& name, const TrainConfig& config, const std::string& file);

    /// What is kept between two starts of the studio.
    struct State {
        std::string name, file;
        TrainConfig base, config;
    };
    State current() const;
    /// As it was at the last start; nothing to undo.
    void restore(State state);

    bool canUndo() const { return !undo_.empty(); }
    bool canRedo() const { return !redo_.empty(); }
    void undo();
    void redo();

    /// Where the next run goes and on what: not part of the recipe, not undoable.
    std::string device = "auto";
    int workers = 0;
    RunPlace place = RunPlace::Automatic;
    /// The same with a word to whoever shows or keeps it.
    void setDevice(const std::string& chosen);
    void setWorkers(int count);
    void setPlace(RunPlace chosen);
    std::string runName; ///< empty = made from model, data and date
    /// Path of what the next run begins with; empty = random weights. The recipe is judged by it.
    std::string beginsWith() const { return weights_ ? weights_->path : std::string(); }
    /// The recipe gets their network, in one undo step, and so does one that is loaded later; nothing = random weights.
    void beginWith(std::optional<BeginningWeights> weights);
    /// How many the next run trains on; 0 = not known. The recipe is judged by that, too.
    void setTrainPictures(std::int64_t count);
    /// Weights that are being looked into: until it is known what they are a run cannot be started. Empty = none.
    const std::string& reading() const { return reading_; }
    void setReading(const std::string& path);
    /// Weights that the next run was to begin with and that are not known any more: until they are found again, or
    /// others or random ones are chosen, a run cannot be started. Empty = none.
    const std::string& lost() const { return lost_; }
    void setLost(const std::string& path);

Q_SIGNALS:
    void changed();

private:
    void remember();
    void apply(State state);
    void judge();
    void carrySizes(State& next, const std::string& said) const;

    std::string name_, file_, reading_, lost_;
    std::optional<BeginningWeights> weights_;
    std::vector<ConfigIssue> refused_;
    TrainConfig base_, config_;
    std::int64_t trainPictures_ = 0;
    std::vector<ConfigIssue> issues_;
    std::vector<State> undo_, redo_;
};

} // namespace studio
