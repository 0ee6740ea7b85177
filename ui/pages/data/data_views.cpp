// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/data_views.h"

#include <algorithm>

#include <QPainter>

#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace studio {

ClassBars::ClassBars(QWidget* parent)
    : QWidget(parent) {
    repaintOnTheme(this);
}

void ClassBars::setCounts(std::vector<std::int64_t> counts) {
    counts_ = std::move(counts);
    std::sort(counts_.rbegin(), counts_.rend());
    update();
}

void ClassBars::paintEvent(QPaintEvent*) {
    if (counts_.empty())
        return;
    QPainter painter(this);
    const double top = static_cast<double>(counts_.front()), median = static_cast<double>(counts_[counts_.size() / 2]);
    painter.setFont(roleFont(TextRole::Micro));
    const int line = painter.fontMetrics().height() + 2,
              label = painter.fontMetrics().horizontalAdvance(formatCount(counts_.front()));
    const QRectF plot = QRectF(rect()).adjusted(std::max(44, label + 8), line / 3.0, -2, -line - 2);
    for (const double share : {0.0, 0.5, 1.0}) {
        const double y = plot.bottom() - plot.height() * share;
        painter.setPen(colors().grid);
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        painter.setPen(colors().text3);
        painter.drawText(QRectF(0, y - line / 2.0, plot.left() - 6, line), Qt::AlignRight | Qt::AlignVCenter,
                         formatCount(static_cast<std::int64_t>(top * share)));
    }
    const double step = plot.width() / static_cast<double>(counts_.size());
    std::size_t fewer = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        const bool few = static_cast<double>(counts_[i]) < 0.9 * median;
        fewer += few;
        const double height = plot.height() * static_cast<double>(counts_[i]) / top;
        const double gap = step > 6 ? std::min(step * 0.25, 8.0) : 0;
        painter.fillRect(QRectF(plot.left() + step * static_cast<double>(i) + gap / 2, plot.bottom() - height,
                                std::max(step - gap, 1.0), height),
                         few ? colors().series[1] : colors().neutralBar);
    }
    painter.setPen(colors().text3);
    const QRectF foot(plot.left(), plot.bottom() + 2, plot.width(), line);
    painter.drawText(foot, Qt::AlignLeft,
                     tr("%1 classes, most %2")
                         .arg(formatCount(static_cast<std::int64_t>(counts_.size())), formatCount(counts_.front())));
    painter.drawText(foot, Qt::AlignRight,
                     fewer > 0 ? tr("%1 with clearly fewer, least %2")
                                     .arg(formatCount(static_cast<std::int64_t>(fewer)), formatCount(counts_.back()))
                               : tr("least %1").arg(formatCount(counts_.back())));
}

} // namespace studio
