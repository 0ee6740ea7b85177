// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/check.h"
#include "ui/models/class_table.h"
#include "ui/widgets/page_frame.h"

class QDoubleSpinBox;
class QPushButton;
class QSpinBox;
class QStackedWidget;

namespace studio {

class Banner;
class Card;
class ClassBars;
class DataGallery;
class ProgressLine;
class Studio;
class TableView;
class Tile;

/// Page Data: choose pictures, see what is in them, find the bad ones. GUI thread.
class DataPage final : public PageFrame {
    Q_OBJECT

public:
    explicit DataPage(Studio& studio);

private:
    QWidget* makeEmpty();
    QWidget* makeBusy();
    QWidget* makeReady();
    QWidget* makeClasses();
    void connectSession();
    void showState();
    void showListing();
    void showGet();
    void showTiles();
    void showCheck();
    void showCheckProgress(const CheckReport& report);
    void showSmall();
    void showSubtitle();
    void showBanners();
    void showFindings(const CheckReport& report);
    void addListButtons(Banner* banner);
    void addExportButton(Banner* banner);
    void chooseFolder();
    void exportProblems();
    void resplit();

    Studio& studio_;
    QPushButton* check_;
    QPushButton* other_;
    QPushButton* get_;
    QPushButton* next_;
    QStackedWidget* stack_;
    ProgressLine* busy_ = nullptr;
    ProgressLine* checking_ = nullptr;
    QPushButton* cancelCheck_ = nullptr;
    QWidget* checkRow_ = nullptr;
    QWidget* splitRow_ = nullptr;
    QDoubleSpinBox* split_ = nullptr;
    QSpinBox* splitSeed_ = nullptr;
    Tile* tiles_[6] = {};
    ClassTable* classes_;
    ClassFilter* filter_;
    TableView* table_ = nullptr;
    Card* classCard_ = nullptr;
    ClassBars* bars_ = nullptr;
    DataGallery* gallery_ = nullptr;
    Card* barCard_ = nullptr;
    Banner* problems_ = nullptr;
    Banner* copies_ = nullptr;
    Banner* odd_ = nullptr;
    Banner* broken_ = nullptr;
    Banner* refused_ = nullptr;
};

} // namespace studio
