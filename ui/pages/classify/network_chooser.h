// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "ui/widgets/elided_combo.h"

class QPushButton;

namespace studio {

class ClassifySession;
class SecondOpinion;
class Studio;
class WhenSeen;

/// The network to classify with, or the one to compare it with: the best and the last of each run, or a weights
/// file. What is loaded is named after its file; beside it stands a button where the run has a newer one. Nothing is
/// loaded before it is chosen or needed. GUI thread.
class NetworkChooser final : public ElidedCombo {
    Q_OBJECT

public:
    /// Of the second network where `second` is given, whose first entry is none.
    explicit NetworkChooser(Studio& studio, SecondOpinion* second = nullptr, QWidget* parent = nullptr);
    /// "Use epoch 34": in view while what is loaded is not the newest of its kind. Placed by the page.
    QPushButton* newerButton() const { return newer_; }
    /// What is loaded, in words; else what would be loaded; empty = there is no network.
    QString networkName() const;
    /// The run folder or file that is loaded or would be; empty = there is none.
    std::string model() const;
    /// Loads what is shown, unless something was chosen already. For the first picture.
    void loadIfNeeded();

Q_SIGNALS:
    /// Other words, or another network.
    void filled();

private:
    struct Entry {
        QString text;
        std::string model; ///< empty = ask for a file
        std::string which;
        bool loaded = false; ///< in memory, and not what its run would give by now
        bool isNone = false; ///< no second network
        bool operator==(const Entry&) const = default;
    };
    void fill();
    void choose(int index);
    void load(const std::string& model, const std::string& which);
    const ClassifySession* session() const; ///< null: no second network
    std::size_t currentIn(std::vector<Entry>& entries, QString& newer) const;
    std::vector<Entry> entriesOfRuns() const;

    Studio& studio_;
    SecondOpinion* second_;
    QPushButton* newer_;
    WhenSeen* filling_;
    std::vector<Entry> entries_;
};

} // namespace studio
