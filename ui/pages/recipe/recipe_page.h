// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page_frame.h"

class QComboBox;
class QPushButton;
class QBoxLayout;
class QVBoxLayout;

namespace studio {

class BatchPreview;
class FormRow;
class Label;
class MetricPlot;
class PreflightCard;
class RecipeForm;
class Studio;

/// Page Recipe: the form, what it would cost, its learning rate, one batch, Start training. GUI thread.
class RecipePage final : public PageFrame {
    Q_OBJECT

public:
    explicit RecipePage(Studio& studio);

private:
    void makeActions();
    void fitWidth(int width);
    QWidget* makeRunCard();
    QWidget* makeSide();
    void connectSession();
    void showDraft();
    void showStart();
    void showCards();
    QWidget* makePlace();
    void showPlace();
    void showEstimates();
    void showRate();
    void start();

    Studio& studio_;
    QPushButton* start_ = nullptr;
    QPushButton* queue_ = nullptr;
    RecipeForm* form_ = nullptr;
    QBoxLayout* columns_ = nullptr;
    QVBoxLayout* side_ = nullptr;
    QWidget* runCard_ = nullptr;
    FormRow* deviceRow_ = nullptr;
    MetricPlot* rate_ = nullptr;
    BatchPreview* batch_ = nullptr;
    QComboBox* place_ = nullptr;
    PreflightCard* preflight_ = nullptr;
    QWidget* followed_ = nullptr; ///< what a preset follows
    Label* source_ = nullptr;
    bool runningBanner_ = false;
};

} // namespace studio
