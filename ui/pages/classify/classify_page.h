// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/classify_list.h"
#include "ui/widgets/page_frame.h"

class QComboBox;
class QListView;
class QStackedWidget;

namespace studio {

class AnswerBars;
class Card;
class CropView;
class EmptyState;
class GalleryView;
class Label;
class Pill;
class PictureList;
class SegmentedControl;
class Studio;

/// Page Classify: which network, which pictures, what it says and what it saw. GUI thread.
class ClassifyPage final : public PageFrame {
    Q_OBJECT

public:
    explicit ClassifyPage(Studio& studio);

private:
    QWidget* makeList();
    QWidget* makePicture();
    QWidget* makeAnswer();
    void connectSession();
    void fillModels();
    void chooseModel(int index);
    void choosePictures();
    void paste();
    void showModel();
    void showItem();
    void showCounts();
    void fillExamples(bool others);

    Studio& studio_;
    QComboBox* models_;
    QStackedWidget* stack_;
    EmptyState* empty_ = nullptr;
    ClassifyList* list_;
    ClassifyFilter* filter_;
    QListView* view_ = nullptr;
    SegmentedControl* groups_ = nullptr;
    Card* pictureCard_ = nullptr;
    CropView* whole_ = nullptr;
    CropView* crop_ = nullptr;
    Card* cropCard_ = nullptr;
    Label* answer_ = nullptr;
    Label* sure_ = nullptr;
    Pill* mark_ = nullptr;
    AnswerBars* bars_ = nullptr;
    Card* examplesCard_ = nullptr;
    PictureList* examples_ = nullptr;
    GalleryView* exampleView_ = nullptr;
    std::uint32_t exampleRound_ = 0;
};

} // namespace studio
