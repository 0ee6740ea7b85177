// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QWidget>

namespace studio {

class Card;
class Label;
class MetricPlot;
class Pill;
class RunActions;
class RunsSession;
struct RunNotes;
struct RunSummary;

/// What the selected run is: state, validation curve, recipe in a line, and the buttons of its actions. GUI thread.
class RunDetails final : public QWidget {
    Q_OBJECT

public:
    RunDetails(const RunsSession& runs, const RunActions& actions, QWidget* parent = nullptr);
    /// The run that RunsSession watches, with what is read of it by now; null = none.
    void refresh(const RunSummary* run, const RunNotes& notes);
    /// So many are selected: from two on the title says so, and the rest is of the current one.
    void setSelected(int count);

private:
    void showTitle();
    void showNotes(const RunNotes& notes);
    QString recipeText(const RunSummary& run) const;

    const RunsSession& runs_;
    Card* card_;
    Pill* pill_;
    MetricPlot* plot_;
    Label* recipe_;
    Label* note_;
    std::string folder_; ///< of the run; empty = none
    QString name_;       ///< of the run; empty = none
    int selected_ = 0;
};

} // namespace studio
