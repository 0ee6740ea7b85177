// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace studio {

class ExamplePictures;
class GalleryView;
class PictureList;
class Studio;

/// Some of the example pictures as a small gallery. A click, Return, Enter or Space classifies one; the arrow keys
/// move. GUI thread.
class ExampleView final : public QWidget {
    Q_OBJECT

public:
    /// At most `most` pictures, `columns` in a row, with cells of at least `side` px.
    ExampleView(Studio& studio, const ExamplePictures& pictures, const QString& objectName, int most, int columns,
                int side, QWidget* parent = nullptr);

private:
    void fill();
    void classify(const QModelIndex& index);

    Studio& studio_;
    const ExamplePictures& pictures_;
    PictureList* list_;
    GalleryView* view_;
    int most_, columns_, side_;
};

} // namespace studio
