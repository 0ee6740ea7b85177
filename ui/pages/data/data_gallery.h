// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <QWidget>

class QPushButton;
class QStackedWidget;

namespace studio {

class BatchPreview;
class Card;
class ElidedLabel;
class GalleryView;
class PictureList;
class SegmentedControl;
class Studio;

/// The pictures of one class: training, validation, or those that cannot be used or are there twice; or the first
/// training batch as the network sees it. GUI thread.
class DataGallery final : public QWidget {
    Q_OBJECT

public:
    explicit DataGallery(Studio& studio, QWidget* parent = nullptr);
    void showClass(int classIndex);
    void showProblems();
    void refresh();
    /// The recipe is another one: the batch is drawn again if it is in view, else when it comes into view.
    void recipeChanged();
    /// A check has ended, or its result is that of other pictures.
    void reportChanged();

private:
    void fill();
    void fillTitle(std::size_t rows);
    void showLook();
    void showBatch();
    void showSelected();
    void askSize();
    void showFile(const QString& size);

    Studio& studio_;
    int class_ = 0;
    Card* card_;
    SegmentedControl* which_;
    SegmentedControl* look_;
    QStackedWidget* stack_;
    BatchPreview* batch_;
    ElidedLabel* batchNote_;
    QPushButton* another_;
    QWidget* foot_;
    bool batchStale_ = true, askingSize_ = false;
    std::int64_t shownReportMs_ = 0; ///< when the check ended whose problems are shown
    PictureList* list_;
    GalleryView* view_;
    ElidedLabel* selected_;
    QPushButton* classify_;
    QPushButton* openFolder_;
};

} // namespace studio
