// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QWidget>

#include "core/data/check.h"

class QPushButton;

namespace studio {

class Card;
class ElidedLabel;
class GalleryView;
class PictureList;
class SegmentedControl;
class Studio;

/// The pictures of one class: training, validation, or those that cannot be used. GUI thread.
class DataGallery final : public QWidget {
    Q_OBJECT

public:
    explicit DataGallery(Studio& studio, QWidget* parent = nullptr);
    void showClass(int classIndex);
    void showProblems();
    void refresh();

private:
    void fill();
    void showSelected();

    Studio& studio_;
    int class_ = 0;
    Card* card_;
    SegmentedControl* which_;
    PictureList* list_;
    GalleryView* view_;
    ElidedLabel* selected_;
    QPushButton* classify_;
    QPushButton* openFolder_;
};

} // namespace studio
