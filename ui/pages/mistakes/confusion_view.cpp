// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/mistakes/confusion_view.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>

#include "ui/models/mistake_table.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/accessible.h"

namespace studio {

namespace {

constexpr double kLeastCell = 3, kReach = 5, kZoomStep = 1.25, kFewestInView = 4;

QFont nameFont() {
    return roleFont(TextRole::Micro);
}

QColor withAlpha(QColor color, double share) {
    color.setAlphaF(static_cast<float>(0.15 + 0.85 * std::sqrt(std::clamp(share, 0.0, 1.0))));
    return color;
}

/// Black or white, whichever has more contrast (WCAG's relative luminance).
QColor inkOn(const QColor& back) {
    const auto linear = [](float part) { return std::pow((static_cast<double>(part) + 0.055) / 1.055, 2.4); };
    const double luminance =
        0.2126 * linear(back.redF()) + 0.7152 * linear(back.greenF()) + 0.0722 * linear(back.blueF());
    return luminance < 0.179 ? Qt::white : Qt::black;
}

} // namespace

ConfusionView::ConfusionView(QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("confusionView"));
    setAccessibleName(tr("Confusion matrix"));
    setFocusPolicy(Qt::StrongFocus);
    setReading(this, tr("Nothing measured yet"));
    repaintOnTheme(this);
}

QSize ConfusionView::minimumSizeHint() const {
    const int line = QFontMetrics(nameFont()).height();
    return {20 * line, 20 * line};
}

int ConfusionView::classes() const {
    return mistakes_ ? static_cast<int>(mistakes_->evaluation.counts.size()) : 0;
}

void ConfusionView::setMistakes(std::shared_ptr<const RunMistakes> mistakes) {
    const int before = classes();
    mistakes_ = std::move(mistakes);
    current_ = -1;
    measureNames();
    if (classes() != before) {
        span_ = std::max(1, classes());
        origin_ = {};
    }
    QString told = tr("Nothing measured yet");
    if (mistakes_ && mistakes_->evaluation.confusions.empty())
        told = tr("Every picture was named right");
    else if (mistakes_) {
        const Confusion& most = mistakes_->evaluation.confusions.front();
        told = tr("Most often %1 was taken for %2: %3")
                   .arg(mistakes_->nameOf(most.label), mistakes_->nameOf(most.answer), formatCount(most.count));
    }
    setReading(this, told);
    update();
}

void ConfusionView::setCurrent(int confusion) {
    if (!mistakes_ || confusion == current_)
        return;
    current_ = std::clamp(confusion, -1, static_cast<int>(mistakes_->evaluation.confusions.size()) - 1);
    if (current_ >= 0) {
        const Confusion& one = mistakes_->evaluation.confusions[static_cast<std::size_t>(current_)];
        if (!area().contains(cell(one.label, one.answer).center()))
            moveTo({one.answer + 0.5 - span_ / 2, one.label + 0.5 - span_ / 2});
    }
    update();
}

void ConfusionView::measureNames() {
    const QFontMetrics metrics(nameFont());
    widestName_ = 0;
    for (std::int32_t i = 0; i < std::min(classes(), 2000); ++i)
        widestName_ = std::max(widestName_, metrics.horizontalAdvance(mistakes_->nameOf(i)));
}

void ConfusionView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        measureNames();
    QWidget::changeEvent(event);
}

/// Names stand beside the matrix where its rows are high enough for them.
int ConfusionView::nameWidth() const {
    const QFontMetrics metrics(nameFont());
    const double least = std::min(width(), height()) - metrics.height();
    if (!mistakes_ || least / span_ < metrics.height() * 1.6)
        return metrics.height() / 2;
    return std::min(widestName_, static_cast<int>(least / 4)) + 8;
}

QRectF ConfusionView::area() const {
    const int names = nameWidth();
    const double side = std::max(1.0, std::min<double>(width(), height()) - names - 2);
    return {static_cast<double>(names), static_cast<double>(names), side, side};
}

QRectF ConfusionView::cell(int label, int answer) const {
    return cellIn(area(), label, answer);
}

QRectF ConfusionView::cellIn(const QRectF& all, int label, int answer) const {
    const double side = all.width() / span_;
    return {all.left() + (answer - origin_.x()) * side, all.top() + (label - origin_.y()) * side, side, side};
}

/// The cell below the mouse, or else the nearest one: of a thousand classes nobody hits one.
int ConfusionView::hit(const QPointF& at) const {
    const QRectF whole = area();
    if (!mistakes_ || !whole.contains(at))
        return -1;
    int nearest = -1;
    double least = kReach * kReach;
    const std::vector<Confusion>& all = mistakes_->evaluation.confusions;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const QRectF one = cellIn(whole, all[i].label, all[i].answer);
        const double x = std::max({one.left() - at.x(), at.x() - one.right(), 0.0}),
                     y = std::max({one.top() - at.y(), at.y() - one.bottom(), 0.0}), distance = x * x + y * y;
        if (distance < least) {
            least = distance;
            nearest = static_cast<int>(i);
        }
    }
    return nearest;
}

QString ConfusionView::textAt(const QPointF& at) const {
    const QRectF all = area();
    if (!mistakes_ || !all.contains(at))
        return {};
    if (const int found = hit(at); found >= 0) {
        const Confusion& one = mistakes_->evaluation.confusions[static_cast<std::size_t>(found)];
        return tr("%1, taken for %2: %3 of %4 (%5)")
            .arg(mistakes_->nameOf(one.label), mistakes_->nameOf(one.answer), formatCount(one.count),
                 formatCount(mistakes_->evaluation.counts[static_cast<std::size_t>(one.label)].pictures),
                 formatPercent(mistakes_->shareOf(one), 1));
    }
    const double side = all.width() / span_;
    const auto column = static_cast<std::int32_t>(origin_.x() + (at.x() - all.left()) / side),
               row = static_cast<std::int32_t>(origin_.y() + (at.y() - all.top()) / side);
    if (row != column || row < 0 || row >= classes())
        return {};
    const ClassCount& count = mistakes_->evaluation.counts[static_cast<std::size_t>(row)];
    return tr("%1: %2 of %3 right (%4)")
        .arg(mistakes_->nameOf(row), formatCount(count.right), formatCount(count.pictures),
             formatPercent(count.top1(), 1));
}

bool ConfusionView::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = dynamic_cast<QHelpEvent*>(event);
    const QString text = help != nullptr ? textAt(help->pos()) : QString();
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), toolTipText(text), this);
    return true;
}

void ConfusionView::moveTo(const QPointF& origin) {
    const double most = classes() - span_;
    origin_ = {std::clamp(origin.x(), 0.0, std::max(0.0, most)), std::clamp(origin.y(), 0.0, std::max(0.0, most))};
    update();
}

void ConfusionView::zoom(double factor, const QPointF& about) {
    if (classes() == 0)
        return;
    const QRectF before = area();
    const QPointF share((about.x() - before.left()) / before.width(), (about.y() - before.top()) / before.height());
    const QPointF place = origin_ + share * span_;
    span_ = std::clamp(span_ / factor, std::min<double>(kFewestInView, classes()), static_cast<double>(classes()));
    moveTo(place - share * span_);
}

void ConfusionView::wheelEvent(QWheelEvent* event) {
    zoom(std::pow(kZoomStep, event->angleDelta().y() / 120.0), event->position());
    event->accept();
}

void ConfusionView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    pressed_ = event->position();
    originThen_ = origin_;
    dragged_ = false;
}

void ConfusionView::mouseMoveEvent(QMouseEvent* event) {
    if (!pressed_)
        return;
    const QPointF way = event->position() - *pressed_;
    dragged_ = dragged_ || way.manhattanLength() > kReach;
    if (dragged_)
        moveTo(originThen_ - way * (span_ / area().width()));
}

void ConfusionView::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !pressed_)
        return QWidget::mouseReleaseEvent(event);
    pressed_.reset();
    if (const int found = hit(event->position()); !dragged_ && found >= 0) {
        setCurrent(found);
        Q_EMIT chosen(found);
    }
}

void ConfusionView::keyPressEvent(QKeyEvent* event) {
    const double step = span_ / 10;
    const QPointF middle = area().center();
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(kZoomStep, middle);
    case Qt::Key_Minus:
        return zoom(1 / kZoomStep, middle);
    case Qt::Key_Home:
        return zoom(0.5 / std::max(1, classes()), middle);
    case Qt::Key_Left:
        return moveTo(origin_ - QPointF(step, 0));
    case Qt::Key_Right:
        return moveTo(origin_ + QPointF(step, 0));
    case Qt::Key_Up:
        return moveTo(origin_ - QPointF(0, step));
    case Qt::Key_Down:
        return moveTo(origin_ + QPointF(0, step));
    default:
        QWidget::keyPressEvent(event);
    }
}

void ConfusionView::paintEvent(QPaintEvent*) {
    if (!mistakes_ || classes() == 0)
        return paintEmptyText(*this, tr("Nothing measured yet"));
    QPainter painter(this);
    const QRectF all = area();
    painter.fillRect(all, colors().window);
    painter.save();
    painter.setClipRect(all);
    paintCells(painter, all);
    painter.restore();
    paintNames(painter, all);
    painter.setPen(hasFocus() ? QPen(colors().accent, 2) : QPen(colors().border, 1));
    painter.drawRect(all);
}

void ConfusionView::paintCells(QPainter& painter, const QRectF& area) const {
    const RunEvaluation& found = mistakes_->evaluation;
    const double side = area.width() / span_, gap = side > 12 ? 1 : 0;
    const QFontMetrics metrics(nameFont());
    painter.setFont(nameFont());
    const auto paintCell = [&](QRectF rect, const QColor& color, std::int64_t count) {
        if (!rect.intersects(area))
            return;
        if (rect.width() < kLeastCell)
            rect = QRectF(rect.center() - QPointF(kLeastCell / 2, kLeastCell / 2), QSizeF(kLeastCell, kLeastCell));
        painter.fillRect(rect.adjusted(gap, gap, -gap, -gap), color);
        if (side < metrics.height() + 4)
            return;
        const QString text = formatCount(count);
        if (metrics.horizontalAdvance(text) > side - 4)
            return;
        painter.setPen(inkOn(mixed(color, colors().window, static_cast<double>(color.alphaF()))));
        painter.drawText(rect, Qt::AlignCenter, text);
    };
    for (std::size_t i = 0; i < found.counts.size(); ++i) {
        const auto at = static_cast<int>(i);
        if (found.counts[i].pictures > 0)
            paintCell(cellIn(area, at, at), withAlpha(colors().series[0], found.counts[i].top1()),
                      found.counts[i].right);
    }
    for (auto one = found.confusions.rbegin(); one != found.confusions.rend(); ++one) // the most frequent on top
        paintCell(cellIn(area, one->label, one->answer), withAlpha(colors().series[1], mistakes_->shareOf(*one)),
                  one->count);
    if (current_ < 0)
        return;
    const Confusion& one = found.confusions[static_cast<std::size_t>(current_)];
    QRectF mark = cellIn(area, one.label, one.answer);
    const double grow = std::max(0.0, (4 * kLeastCell - mark.width()) / 2);
    mark.adjust(-grow, -grow, grow, grow);
    painter.setPen(QPen(colors().text, 2));
    painter.drawRect(mark);
}

void ConfusionView::paintNames(QPainter& painter, const QRectF& area) const {
    const QFontMetrics metrics(nameFont());
    const double side = area.width() / span_, room = area.left() - 8;
    if (side < metrics.height())
        return;
    for (int i = static_cast<int>(origin_.y()); i < std::min<double>(classes(), origin_.y() + span_); ++i) {
        const QRectF row = cellIn(area, i, 0);
        if (row.center().y() > area.top() && row.center().y() < area.bottom())
            paintText(painter, QRectF(0, row.top(), room, side), mistakes_->nameOf(i), nameFont(), colors().text2,
                      Qt::AlignRight | Qt::AlignVCenter);
    }
    for (int i = static_cast<int>(origin_.x()); i < std::min<double>(classes(), origin_.x() + span_); ++i) {
        const QRectF column = cellIn(area, 0, i);
        if (column.center().x() <= area.left() || column.center().x() >= area.right())
            continue;
        painter.save();
        painter.translate(column.center().x(), area.top() - 6);
        painter.rotate(-90);
        paintText(painter, QRectF(0, -side / 2, room, side), mistakes_->nameOf(i), nameFont(), colors().text2);
        painter.restore();
    }
}

} // namespace studio
