// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start/data_row.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

#include "core/base/paths.h"
#include "core/base/text.h"
#include "ui/session/thumbnails.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"

namespace studio {

namespace {

constexpr int kGap = 5;

QString shown(const std::string& path) {
    return QString::fromStdString(displayText(path));
}

} // namespace

DataRow::DataRow(std::string root, Thumbnails& thumbnails, QWidget* parent)
    : QAbstractButton(parent)
    , root_(std::move(root))
    , thumbnails_(thumbnails) {
    setObjectName(QStringLiteral("recentDataRow"));
    setText(shown(baseName(root_)));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    repaintOnTheme(this);
    connect(&thumbnails_, &Thumbnails::ready, this, [this](const std::string& path) {
        if (std::find(glance_.pictures.begin(), glance_.pictures.end(), path) != glance_.pictures.end())
            update();
    });
    setUnknown(false);
}

void DataRow::setGlance(const DataGlance& glance) {
    glance_ = glance;
    known_ = true;
    switch (glance.state) {
    case DataGlance::State::Gone:
        return describe(tr("The folder is not there"));
    case DataGlance::State::Unreadable:
        return describe(tr("The folder cannot be read"));
    case DataGlance::State::NoClasses:
        return describe(tr("There is no class folder in it"));
    case DataGlance::State::Classes:
        break;
    }
    describe(tr("%Ln class(es) · %1", nullptr, static_cast<int>(glance.classes)).arg(shown(root_)));
}

void DataRow::setUnknown(bool late) {
    if (!known_)
        describe(late ? tr("The disk has not answered yet") : shown(root_));
}

void DataRow::describe(const QString& second) {
    second_ = second;
    setAccessibleName(text());
    setAccessibleDescription(second);
    const bool isPlace = second == shown(root_); // nothing more is known yet
    setToolTip(isPlace ? QString() : toolTipText(QString(shown(root_) + u'\n' + second)));
    update();
}

int DataRow::side() {
    return std::max(44, QFontMetrics(roleFont(TextRole::Body)).height() +
                            QFontMetrics(roleFont(TextRole::Caption)).height() + 4);
}

QSize DataRow::sizeHint() const {
    return {420, side() + 2 * kSpaceXs};
}

QSize DataRow::minimumSizeHint() const {
    return {200, sizeHint().height()};
}

/// Returns where the words begin: at a narrow row there are fewer pictures.
double DataRow::paintPictures(QPainter& painter) {
    const int edge = side();
    const int most = static_cast<int>(known_ ? std::max(glance_.pictures.size(), std::size_t{1}) : kPictures);
    const int fits = std::clamp((width() / 2 - kSpaceS) / (edge + kGap), 1, most);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    for (int i = 0; i < fits; ++i) {
        const QRectF cell(kSpaceXs + i * (edge + kGap), kSpaceXs, edge, edge);
        paintRoundBox(painter, cell, kRadiusSmall, colors().sunken, colors().border);
        const auto index = static_cast<std::size_t>(i);
        if (known_ && glance_.pictures.empty()) {
            const double margin = edge / 4.0;
            paintIcon(painter, QStringLiteral("folder"), cell.adjusted(margin, margin, -margin, -margin),
                      colors().text3);
        } else if (index < glance_.pictures.size()) {
            const QImage image =
                thumbnails_.square(glance_.pictures[index], static_cast<int>(std::ceil(edge * devicePixelRatioF())));
            QPainterPath clip;
            clip.addRoundedRect(cell, kRadiusSmall, kRadiusSmall);
            painter.save();
            painter.setClipPath(clip);
            painter.drawImage(cell, image);
            painter.restore();
        }
    }
    return kSpaceXs + fits * (edge + kGap) + kSpaceS;
}

void DataRow::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (hovered_ || isDown())
        paintRoundBox(painter, rect(), kRadiusRow, colors().hover, QColor());
    const double left = paintPictures(painter), room = width() - left - kSpaceXs;
    const bool usable = !known_ || glance_.state == DataGlance::State::Classes;
    const QFont name = roleFont(TextRole::Body, QFont::DemiBold), small = roleFont(TextRole::Caption);
    const double first = QFontMetrics(name).height(), second = QFontMetrics(small).height();
    const double top = (height() - first - second) / 2;
    paintText(painter, QRectF(left, top, room, first), text(), name, usable ? colors().text : colors().text3);
    paintText(painter, QRectF(left, top + first, room, second), second_, small,
              usable ? colors().text2 : colors().warning, Qt::AlignLeft | Qt::AlignVCenter, Qt::ElideMiddle);
    if (hasFocus())
        paintFocusRing(painter, rect(), kRadiusRow);
}

void DataRow::enterEvent(QEnterEvent* event) {
    QAbstractButton::enterEvent(event);
    hovered_ = true;
    update();
}

void DataRow::leaveEvent(QEvent* event) {
    QAbstractButton::leaveEvent(event);
    hovered_ = false;
    update();
}

void DataRow::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

} // namespace studio
