// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page_frame.h"

class QPushButton;

namespace studio {

class EmptyState;
class Studio;
class TrainDetails;
class TrainEmpty;
class TrainPlots;
class TrainTiles;

/// The Train page: state, figures and curves of the run that trains or was opened last.
class TrainPage final : public PageFrame {
    Q_OBJECT

public:
    explicit TrainPage(Studio& studio, QWidget* parent = nullptr);

private:
    void buildHead();
    void buildBody();
    void connectHead();
    void refresh();
    void showHead();
    void showButtons();
    void chooseWidth(int width);
    QString subtitle() const;

    Studio& studio_;
    TrainTiles* tiles_ = nullptr;
    TrainPlots* plots_ = nullptr;
    TrainDetails* details_ = nullptr;
    TrainEmpty* empty_ = nullptr;
    EmptyState* opening_ = nullptr;
    QWidget* running_ = nullptr;
    QPushButton* snapshot_ = nullptr;
    QPushButton* validate_ = nullptr;
    QPushButton* plan_ = nullptr;
    QPushButton* pause_ = nullptr;
    QPushButton* stop_ = nullptr;
    QPushButton* newRun_ = nullptr;
    QPushButton* classify_ = nullptr;
    QPushButton* resume_ = nullptr;
    QPushButton* extend_ = nullptr;
    bool detailsChosen_ = false; ///< by hand: the width no longer decides
};

} // namespace studio
