// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/data_views.h"

#include <algorithm>

#include <QFontMetrics>
#include <QPainter>

#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

namespace studio {

namespace {

struct TreeLine {
    int column, depth;
    const char16_t* name;
    bool folder;
};
constexpr TreeLine kTrees[] = {
    {0, 0, u"pictures", true},      {0, 1, u"train", true},         {0, 2, u"cat", true},
    {0, 3, u"0001.jpg ...", false}, {0, 2, u"dog", true},           {0, 1, u"val", true},
    {0, 2, u"cat", true},           {0, 2, u"dog", true},           {1, 0, u"pictures", true},
    {1, 1, u"cat", true},           {1, 2, u"0001.jpg ...", false}, {1, 1, u"dog", true},
    {1, 2, u"0001.jpg ...", false}};
/// Heights and widths follow the font.
int lineHeight() {
    return std::max(22, QFontMetrics(roleFont(TextRole::Body)).height() + 5);
}
int columnWidth() {
    return lineHeight() * 34 / 3;
}

} // namespace

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

LayoutTrees::LayoutTrees(QWidget* parent)
    : QWidget(parent) {
    setAccessibleName(
        tr("Two layouts: a train and a val folder with one folder per class, or one folder per class directly"));
    repaintOnTheme(this);
}

QSize LayoutTrees::sizeHint() const {
    return {columnWidth() * 8 / 5, 9 * lineHeight() + 8};
}

void LayoutTrees::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QString titles[] = {tr("A train and a val folder"), tr("One folder per class")};
    for (int column = 0; column < 2; ++column)
        paintText(painter, QRectF(column * columnWidth(), 0, columnWidth() * (4 - column) / 4.0, lineHeight()),
                  titles[column], roleFont(TextRole::Body, QFont::DemiBold), colors().text);
    painter.setFont(roleFont(TextRole::Body));
    int rows[2] = {1, 1};
    for (const TreeLine& line : kTrees) {
        const int height = lineHeight(), y = rows[line.column]++ * height,
                  x = line.column * columnWidth() + line.depth * height;
        if (line.folder)
            paintIcon(painter, QStringLiteral("folder"), QRectF(x, y + (height - 16) / 2.0, 15, 15), colors().text3);
        painter.setPen(line.folder ? colors().text : colors().text3);
        painter.drawText(QRect(x + 21, y, columnWidth(), height), Qt::AlignVCenter, QString::fromUtf16(line.name));
    }
}

} // namespace studio
