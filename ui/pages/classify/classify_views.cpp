// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/classify/classify_views.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QPainter>
#include <QPainterPath>

#include "ui/models/classify_list.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace studio {

namespace {

constexpr int kRow = 58, kThumb = 42, kBarRow = 42;

} // namespace

ClassifyDelegate::ClassifyDelegate(Square square, QObject* parent)
    : QStyledItemDelegate(parent)
    , square_(std::move(square)) {}

QSize ClassifyDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {200, kRow};
}

void ClassifyDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    const QRect box = option.rect;
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(box, colors().selection);
        painter->fillRect(QRect(box.left(), box.top(), 3, box.height()), colors().accent);
    }
    painter->fillRect(QRect(box.left(), box.bottom(), box.width(), 1), colors().border);
    const QRectF thumb(box.left() + 10, box.top() + (kRow - kThumb) / 2.0, kThumb, kThumb);
    QPainterPath clip;
    clip.addRoundedRect(thumb, kRadiusSmall, kRadiusSmall);
    painter->setClipPath(clip);
    painter->fillRect(thumb, colors().sunken);
    const std::string path = index.data(ClassifyList::kPathRole).toByteArray().toStdString();
    const int pixels = static_cast<int>(std::lround(kThumb * painter->device()->devicePixelRatioF()));
    if (const QImage image =
            path.empty() ? index.data(ClassifyList::kImageRole).value<QImage>() : square_(path, pixels);
        !image.isNull()) {
        const int edge = std::min(image.width(), image.height());
        painter->drawImage(thumb, image,
                           QRectF((image.width() - edge) / 2.0, (image.height() - edge) / 2.0, edge, edge));
    }
    painter->setClipping(false);
    const int mark = index.data(ClassifyList::kMarkRole).toInt();
    const double right = box.right() - 10;
    if (mark != 0)
        paintIcon(*painter,
                  mark == 1    ? QStringLiteral("check")
                  : mark == -1 ? QStringLiteral("close")
                               : QStringLiteral("triangle"),
                  QRectF(right - 14, box.top() + 11, 14, 14),
                  mark == 1    ? colors().ok
                  : mark == -1 ? colors().series[1]
                               : colors().warning);
    const QString percent = index.data(ClassifyList::kPercentRole).toString();
    const QFont strong = roleFont(TextRole::Body, QFont::Medium), small = roleFont(TextRole::Caption);
    const double percentWidth = textWidth(percent, strong) + 4, left = thumb.right() + 10;
    paintText(*painter, QRectF(right - 20 - percentWidth, box.top() + 8, percentWidth, 20), percent, strong,
              colors().text2, Qt::AlignRight | Qt::AlignVCenter);
    paintText(*painter, QRectF(left, box.top() + 8, right - 26 - percentWidth - left, 20),
              index.data(ClassifyList::kAnswerRole).toString(), strong, colors().text);
    paintText(*painter, QRectF(left, box.top() + 29, right - left, 18),
              index.data(ClassifyList::kSecondRole).toString(), small, mark == -1 ? colors().series[1] : colors().text3,
              Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideMiddle);
    painter->restore();
}

CropView::CropView(bool cropOnly, QWidget* parent)
    : QWidget(parent)
    , cropOnly_(cropOnly) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMinimumSize(120, 120);
    repaintOnTheme(this);
}

void CropView::setPicture(const QImage& image, const QSizeF& stored, const QRectF& crop) {
    image_ = image;
    const double scale = stored.width() > 0 ? image.width() / stored.width() : 1;
    crop_ = QRectF(crop.x() * scale, crop.y() * scale, crop.width() * scale, crop.height() * scale);
    update();
}

void CropView::setPixels(const QImage& image) {
    setPicture(image, image.size(), {});
}

void CropView::setHeat(const QImage& heat, double strength) {
    heat_ = heat;
    strength_ = strength;
    update();
}

void CropView::paintEvent(QPaintEvent*) {
    if (image_.isNull())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF source = cropOnly_ && !crop_.isEmpty() ? crop_ : QRectF(image_.rect());
    const QSizeF fitted = source.size().scaled(QSizeF(size()), Qt::KeepAspectRatio);
    const QRectF target(QPointF((width() - fitted.width()) / 2, cropOnly_ ? 0 : (height() - fitted.height()) / 2),
                        fitted);
    constexpr double kSquares = 2; // from this scale on a pixel is shown as one, not washed out
    painter.setRenderHint(QPainter::SmoothPixmapTransform, !cropOnly_ || target.width() < kSquares * source.width());
    QPainterPath clip;
    clip.addRoundedRect(target, kRadiusSmall, kRadiusSmall);
    painter.setClipPath(clip);
    painter.drawImage(target, image_, source);
    if (!heat_.isNull()) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.setOpacity(strength_);
        painter.drawImage(target, heat_);
        painter.setOpacity(1);
    }
    if (cropOnly_ || crop_.isEmpty())
        return;
    const double scale = target.width() / image_.width();
    const QRectF crop(target.left() + crop_.x() * scale, target.top() + crop_.y() * scale, crop_.width() * scale,
                      crop_.height() * scale);
    QPainterPath outside, inside;
    outside.addRect(target);
    inside.addRect(crop);
    painter.fillPath(outside.subtracted(inside), QColor(0, 0, 0, 120));
    painter.setPen(QPen(Qt::white, 1.5));
    painter.drawRect(crop.adjusted(1, 1, -1, -1));
}

AnswerBars::AnswerBars(QWidget* parent)
    : QWidget(parent) {
    setMinimumHeight(5 * kBarRow);
    repaintOnTheme(this);
}

void AnswerBars::setRows(std::vector<Row> rows) {
    rows_ = std::move(rows);
    QStringList words;
    for (const Row& row : rows_)
        words << row.name + u' ' + formatProbability(row.probability);
    setAccessibleName(words.join(QStringLiteral(", ")));
    update();
}

void AnswerBars::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QFont strong = roleFont(TextRole::Body, QFont::Medium);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const Row& row = rows_[i];
        const double top = static_cast<double>(i) * kBarRow;
        paintText(painter, QRectF(width() - 80, top, 80, 22), formatProbability(row.probability), strong, colors().text,
                  Qt::AlignRight | Qt::AlignVCenter);
        paintText(painter, QRectF(0, top, width() - 84, 22), row.name, strong, colors().text);
        if (row.isLabel) {
            const double x = std::min<double>(textWidth(row.name, strong) + 10, width() - 84 - 90);
            paintIcon(painter, QStringLiteral("check"), QRectF(x, top + 4, 14, 14), colors().ok);
            paintText(painter, QRectF(x + 18, top, 90, 22), tr("folder's label"), roleFont(TextRole::Caption),
                      colors().ok);
        }
        paintBar(painter, QRectF(0, top + 25, width(), 8), row.probability, colors().series[0], colors().border);
    }
}

} // namespace studio
