// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QImage>
#include <QListView>

namespace studio {

/// Pictures in a grid over a list model (kPathRole = file, as bytes). Only cells in view ask for their picture, so a
/// folder of a thousand costs as much as a screenful.
class GalleryView final : public QListView {
    Q_OBJECT

public:
    /// Gives the picture of a file as a square of `side` device pixels, or a null image while it is being made;
    /// call viewport()->update() when it is there.
    using ImageSource = std::function<QImage(const std::string& path, int side)>;

    GalleryView(const QString& objectName, ImageSource source, QWidget* parent = nullptr);
    /// Least side of a cell; cells grow to fill the row.
    void setCellSide(int side);
    void setSource(ImageSource source);
    void setEmptyText(const QString& text);
    int cellSide() const { return side_; }
    const ImageSource& source() const { return source_; }

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void layoutCells();
    ImageSource source_;
    QString emptyText_;
    int least_ = 92, side_ = 92;
};

} // namespace studio
