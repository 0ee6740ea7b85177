// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace studio {

class JournalModel;
class JournalView;
class Label;
class StepShare;
class Studio;

/// Panel at the right of the Train page: where a step goes, and the journal.
class TrainDetails final : public QWidget {
    Q_OBJECT

public:
    explicit TrainDetails(Studio& studio, QWidget* parent = nullptr);
    JournalView* journal() { return journalView_; }

private:
    void showSteps();
    void showEvents();

    Studio& studio_;
    StepShare* share_;
    Label* stepTime_;
    JournalModel* journal_;
    JournalView* journalView_;
};

} // namespace studio
