// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/classify_list.h"
#include "ui/widgets/page_frame.h"

class QListView;
class QStackedWidget;

namespace studio {

class AnswerBars;
class Banner;
class Card;
class ClassifyEmpty;
class CropView;
class ElidedLabel;
class ExamplePictures;
class Label;
class NetworkChooser;
class Pill;
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
    void choosePictures();
    void paste();
    void showAdded(int first);
    void showNetwork();
    void showProblem();
    void showItem();
    void showWaiting(const ClassifyItem* item);
    void showCounts();
    void setExamples();
    void showExamples();

    Studio& studio_;
    NetworkChooser* networks_;
    ExamplePictures* examples_;
    QStackedWidget* stack_;
    ClassifyEmpty* empty_ = nullptr;
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
    ElidedLabel* by_ = nullptr;
    Pill* mark_ = nullptr;
    AnswerBars* bars_ = nullptr;
    Card* examplesCard_ = nullptr;
    Banner* problem_ = nullptr;
};

} // namespace studio
