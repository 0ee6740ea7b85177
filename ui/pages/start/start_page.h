// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "ui/widgets/page_frame.h"

class QBoxLayout;
class QGridLayout;
class QPushButton;

namespace studio {

class Banner;
class Card;
class Label;
class RecentData;
class RunTable;
class Studio;
class TableView;

/// Page Start: what to begin with, recent work, a run that was interrupted, this machine. GUI thread.
class StartPage final : public PageFrame {
    Q_OBJECT

public:
    explicit StartPage(Studio& studio);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeChoices();
    QWidget* makeSteps();
    QWidget* makeBegin();
    QWidget* makeFoot();
    void makeRecent();
    void place();
    void showRuns();
    void fitTable();
    void showBackground();
    void chooseFolder();
    void openRun();

    Studio& studio_;
    QGridLayout* grid_ = nullptr;
    QBoxLayout* choiceRow_ = nullptr;
    QWidget* choices_ = nullptr; ///< what to begin with, large: nobody has run anything yet
    QWidget* begin_ = nullptr;   ///< the same, small: who has runs needs the room for them
    QWidget* machine_ = nullptr;
    QPushButton* all_ = nullptr;
    Card* recent_ = nullptr;
    RecentData* data_ = nullptr;
    QWidget* steps_ = nullptr;
    RunTable* runs_;
    TableView* table_ = nullptr;
    Banner* background_ = nullptr;
    std::string followable_; ///< run of another process that its banner was closed for, or is shown for
    bool narrow_ = false, narrowest_ = false;
    bool wasSeen_ = false;
};

} // namespace studio
