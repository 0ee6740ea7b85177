// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page_frame.h"

class QStackedWidget;

namespace studio {

class AnswerBars;
class AttentionCard;
class Banner;
class Card;
class ClassifyEmpty;
class ClassifyListCard;
class CropView;
class ElidedLabel;
class ExamplePictures;
class Label;
class NetworkChooser;
class Pill;
class Studio;
struct ClassifyItem;

/// Page Classify: which network, which pictures, what it says and what it saw. GUI thread.
class ClassifyPage final : public PageFrame {
    Q_OBJECT

public:
    explicit ClassifyPage(Studio& studio);

private:
    QWidget* makePicture();
    QWidget* makeAnswer();
    void connectSession();
    void choosePictures();
    void chooseFolder();
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
    ClassifyListCard* list_;
    Card* pictureCard_ = nullptr;
    CropView* whole_ = nullptr;
    CropView* crop_ = nullptr;
    Card* cropCard_ = nullptr;
    AttentionCard* attention_ = nullptr;
    Label* answer_ = nullptr;
    Label* sure_ = nullptr;
    ElidedLabel* by_ = nullptr;
    Pill* mark_ = nullptr;
    AnswerBars* bars_ = nullptr;
    Card* examplesCard_ = nullptr;
    Banner* problem_ = nullptr;
};

} // namespace studio
