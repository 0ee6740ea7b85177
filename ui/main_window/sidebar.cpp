// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/sidebar.h"

#include <algorithm>

#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

#include "ui/main_window/nav_row.h"
#include "ui/main_window/run_card.h"
#include "ui/theme/paint.h"
#include "ui/widgets/label.h"

namespace studio {

namespace {
constexpr int kRail = 56;

int wideWidth() {
    return std::max(212, textWidth(QString(27, u'0'), roleFont(TextRole::Body)));
}
} // namespace

Sidebar::Sidebar(QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("sidebar"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kSpaceS, kSpaceXs, kSpaceS, kSpaceS);
    column->setSpacing(2);
    struct Row {
        const char* objectName;
        const char* icon;
        QString name;
        QString captionBefore;
    };
    const Row table[] = {
        {"navStart", "home", tr("Start"), {}},
        {"navData", "data", tr("Data"), tr("Train a model")},
        {"navRecipe", "sliders", tr("Recipe"), {}},
        {"navTrain", "curve", tr("Train"), {}},
        {"navRuns", "runs", tr("Runs"), tr("Use the results")},
        {"navClassify", "classify", tr("Classify"), {}},
    };
    for (const Row& entry : table) {
        if (!entry.captionBefore.isEmpty()) {
            auto* caption = (new Label(TextRole::Micro, Ink::Text2, entry.captionBefore))->strong();
            caption->setContentsMargins(kSpaceM, kSpaceM, 0, kSpaceXs);
            captions_ += caption;
            column->addWidget(caption);
        }
        auto* row = new NavRow(QLatin1String(entry.objectName), QLatin1String(entry.icon), entry.name);
        const int page = static_cast<int>(rows_.size());
        connect(row, &NavRow::clicked, this, [this, page] { Q_EMIT pageChosen(page); });
        rows_ += row;
        column->addWidget(row);
    }
    column->addStretch(1);
    card_ = new RunCard;
    card_->hide();
    column->addWidget(card_);
    onTheme(this, [this] {
        setFixedWidth(compact_ ? kRail : wideWidth());
        update();
    });
}

void Sidebar::setCurrent(int page) {
    rows_.at(page)->setChecked(true);
}

void Sidebar::setCompact(bool compact) {
    if (compact == compact_)
        return;
    compact_ = compact;
    for (NavRow* row : rows_)
        row->setCompact(compact);
    for (Label* caption : captions_)
        caption->setVisible(!compact);
    card_->setCompact(compact);
    setFixedWidth(compact ? kRail : wideWidth());
}

void Sidebar::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), colors().border);
    if (!compact_)
        return;
    for (const int before : {1, 4})
        painter.fillRect(QRect(8, rows_[before]->y() - 2, width() - 17, 1), colors().border);
}

void Sidebar::keyPressEvent(QKeyEvent* event) {
    const int step = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    for (int i = 0; step != 0 && i < rows_.size(); ++i) {
        if (rows_[i]->hasFocus() && i + step >= 0 && i + step < rows_.size()) {
            rows_[i + step]->setFocus(Qt::TabFocusReason);
            return;
        }
    }
    QWidget::keyPressEvent(event);
}

} // namespace studio
