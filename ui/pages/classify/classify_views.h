// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <QImage>
#include <QStyledItemDelegate>
#include <QWidget>

#include "ui/session/classify_session.h"

namespace studio {

/// A row of the list: picture, answer and per cent, file or what it really is, mark.
class ClassifyDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    /// Of a file, cropped to a square of so many device pixels; null while it is being made.
    using Square = std::function<QImage(const std::string& path, int pixels)>;
    ClassifyDelegate(Square square, QObject* parent);
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    Square square_;
};

/// A picture with what the network saw of it: the rest dimmed, a frame around the crop.
class CropView final : public QWidget {
    Q_OBJECT

public:
    explicit CropView(bool cropOnly, QWidget* parent = nullptr);
    /// `crop` in pixels of the stored picture of `stored` size; the image may be smaller.
    void setPicture(const QImage& image, const QSizeF& stored, const QRectF& crop);
    /// The network's own pixels, whole; as squares where they are drawn much larger than they are.
    void setPixels(const QImage& image);
    /// Laid over the whole of it, `strength` 0 ... 1; null = none.
    void setHeat(const QImage& heat, double strength);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    bool cropOnly_;
    QImage image_;
    QRectF crop_; ///< in pixels of image_
    QImage heat_;
    double strength_ = 0;
};

/// The best answers as bars with names and per cent.
class AnswerBars final : public QWidget {
    Q_OBJECT

public:
    struct Row {
        QString name;
        double probability = 0;
        bool isLabel = false;
    };
    explicit AnswerBars(QWidget* parent = nullptr);
    void setRows(std::vector<Row> rows);
    const std::vector<Row>& rows() const { return rows_; }
    QSize sizeHint() const override { return {260, 5 * 42}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<Row> rows_;
};

} // namespace studio
