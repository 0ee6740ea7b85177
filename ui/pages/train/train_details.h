// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace studio {

class Card;
class JournalModel;
class JournalView;
class Label;
class SensorPanel;
class StepShare;
class Studio;

/// Panel at the right of the Train page: where a step goes, the sensors of the machine while a run trains, and the
/// journal.
class TrainDetails final : public QWidget {
    Q_OBJECT

public:
    explicit TrainDetails(Studio& studio, QWidget* parent = nullptr);
    JournalView* journal() { return journalView_; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void chooseFold();
    void addSensors(QVBoxLayout* column);
    void showSensors();
    void foldSensors();
    void showSteps();
    void showEvents();

    Studio& studio_;
    Card* steps_;
    Card* sensors_;
    SensorPanel* curves_;
    QPushButton* curvesToggle_;
    bool sensorsChosen_ = false; ///< by hand, now or before: the height no longer decides
    StepShare* share_;
    Label* stepTime_;
    JournalModel* journal_;
    JournalView* journalView_;
};

} // namespace studio
