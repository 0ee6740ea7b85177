// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/gallery_view.h"

#include <algorithm>
#include <utility>

#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include "ui/theme/fonts.h"
#include "ui/theme/paint.h"
#include "ui/theme/table_roles.h"
#include "ui/theme/theme.h"

namespace studio {

namespace {

constexpr int kGap = 8;

class CellDelegate final : public QStyledItemDelegate {
public:
    explicit CellDelegate(GalleryView* view)
        : QStyledItemDelegate(view)
        , view_(view) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const QRectF cell(option.rect.x(), option.rect.y(), view_->cellSide(), view_->cellSide());
        const int pixels = static_cast<int>(cell.width() * view_->devicePixelRatioF());
        const QImage image = view_->source()(index.data(kPathRole).toByteArray().toStdString(), pixels);
        painter->save();
        painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
        QPainterPath shape;
        shape.addRoundedRect(cell, kRadiusSmall, kRadiusSmall);
        painter->fillPath(shape, colors().sunken);
        if (!image.isNull()) {
            painter->setClipPath(shape);
            painter->drawImage(cell, image);
            painter->setClipping(false);
        }
        const bool focused = (option.state & QStyle::State_HasFocus) != 0; // where the keys are, selected or not
        if (focused || (option.state & QStyle::State_Selected) != 0) {
            painter->setBrush(Qt::NoBrush);
            painter->setPen(QPen(colors().accent, 3));
            painter->drawRoundedRect(cell.adjusted(1.5, 1.5, -1.5, -1.5), kRadiusSmall, kRadiusSmall);
        }
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
        return {view_->cellSide() + kGap, view_->cellSide() + kGap};
    }

private:
    GalleryView* view_;
};

} // namespace

GalleryView::GalleryView(const QString& objectName, ImageSource source, QWidget* parent)
    : QListView(parent)
    , source_(std::move(source)) {
    setObjectName(objectName);
    setItemDelegate(new CellDelegate(this));
    setViewMode(QListView::IconMode);
    setMovement(QListView::Static);
    setResizeMode(QListView::Adjust);
    setUniformItemSizes(true);
    setSpacing(0);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    // Its room is kept, so that cells do not change their size with their number; a bar with nothing to move is not
    // shown.
    connect(verticalScrollBar(), &QScrollBar::rangeChanged, this,
            [this](int, int most) { verticalScrollBar()->setEnabled(most > 0); });
    verticalScrollBar()->setEnabled(false);
    setFrameShape(QFrame::NoFrame);
    repaintOnTheme(viewport());
}

void GalleryView::setCellSide(int side) {
    least_ = std::max(24, side);
    layoutCells();
}

void GalleryView::setSource(ImageSource source) {
    source_ = std::move(source);
    viewport()->update();
}

void GalleryView::setEmptyText(const QString& text) {
    emptyText_ = text;
    viewport()->update();
}

void GalleryView::layoutCells() {
    const int width = viewport()->width() - 1; // a row that fills the view to the last pixel is wrapped
    const int columns = std::max(1, width / (least_ + kGap));
    side_ = std::max(24, width / columns - kGap);
    setGridSize(QSize(side_ + kGap, side_ + kGap));
}

void GalleryView::resizeEvent(QResizeEvent* event) {
    layoutCells();
    QListView::resizeEvent(event);
}

void GalleryView::paintEvent(QPaintEvent* event) {
    QListView::paintEvent(event);
    if (model() == nullptr || model()->rowCount(rootIndex()) == 0)
        paintEmptyText(*viewport(), emptyText_);
}

} // namespace studio
