// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/journal_view.h"

#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"

namespace studio {

namespace {

struct Look {
    const char* icon;
    Tone tone;
};

Look lookOf(EventKind kind) {
    switch (kind) {
    case EventKind::Started:
    case EventKind::Resumed:
    case EventKind::Continued:
        return {"play", Tone::Neutral};
    case EventKind::Verified:
        return {"shield", Tone::Ok};
    case EventKind::RolledBack:
        return {"undo", Tone::Warning};
    case EventKind::Waiting:
        return {"wait", Tone::Warning};
    case EventKind::Paused:
        return {"pause", Tone::Neutral};
    case EventKind::Stopped:
        return {"square", Tone::Neutral};
    case EventKind::Finished:
        return {"check", Tone::Ok};
    case EventKind::Failed:
        return {"failed", Tone::Error};
    case EventKind::CheckpointSaved:
        return {"download", Tone::Neutral};
    case EventKind::CheckpointFailed:
    case EventKind::CheckpointSkipped:
        return {"triangle", Tone::Warning};
    case EventKind::NewBest:
        return {"star", Tone::Accent};
    case EventKind::BadPicture:
        return {"data", Tone::Warning};
    case EventKind::Notice:
        break;
    }
    return {"info", Tone::Neutral};
}

constexpr int kTextLeft = 22;

class EventDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const EventRecord& event = static_cast<const JournalModel*>(index.model())->at(index.row());
        const Look look = lookOf(event.kind);
        const QRectF row = QRectF(option.rect).adjusted(0, 4, -2, 0);
        painter->save();
        if ((option.state & QStyle::State_Selected) != 0)
            painter->fillRect(option.rect, colors().selection);
        paintIcon(*painter, QLatin1String(look.icon), QRectF(row.left() + 1, row.top() + 1, 14, 14),
                  toneColor(look.tone));
        const QFont bold = roleFont(TextRole::Caption, QFont::DemiBold), small = roleFont(TextRole::Micro);
        const double line = QFontMetrics(bold).height();
        const QString time = formatMoment(event.utcMs);
        const double timeWidth = textWidth(time, small) + 4;
        paintText(*painter, QRectF(row.left() + kTextLeft, row.top(), row.width() - kTextLeft - timeWidth - 4, line),
                  displayOf(event.title), bold, colors().text);
        paintText(*painter, QRectF(row.right() - timeWidth, row.top(), timeWidth, line), time, small, colors().text3,
                  Qt::AlignRight | Qt::AlignVCenter);
        painter->setFont(small);
        painter->setPen(colors().text3);
        painter->drawText(
            QRectF(row.left() + kTextLeft, row.top() + line, row.width() - kTextLeft, row.height() - line),
            Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, displayOf(event.detail));
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const EventRecord& event = static_cast<const JournalModel*>(index.model())->at(index.row());
        const int width =
            option.widget != nullptr ? static_cast<const QListView*>(option.widget)->viewport()->width() : 240;
        const QFontMetrics bold(roleFont(TextRole::Caption, QFont::DemiBold)), small(roleFont(TextRole::Micro));
        int height = bold.height() + 10;
        if (!event.detail.empty())
            height +=
                small.boundingRect(QRect(0, 0, width - kTextLeft - 2, 1000), Qt::TextWordWrap, displayOf(event.detail))
                    .height();
        return {width, height};
    }
};

} // namespace

JournalView::JournalView(JournalModel* model, QWidget* parent)
    : QListView(parent) {
    setObjectName(QStringLiteral("journal"));
    setAccessibleName(tr("Journal"));
    setItemDelegate(new EventDelegate(this));
    setModel(model);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setResizeMode(QListView::Adjust);
    setFrameShape(QFrame::NoFrame);
    repaintOnTheme(viewport());
    connect(model, &QAbstractItemModel::modelReset, viewport(), [this] { viewport()->update(); });
}

void JournalView::paintEvent(QPaintEvent* event) {
    QListView::paintEvent(event);
    if (model()->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setFont(roleFont(TextRole::Caption));
    painter.setPen(colors().text3);
    painter.drawText(viewport()->rect().adjusted(8, 8, -8, -8), Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap,
                     tr("Nothing to look at"));
}

void JournalView::resizeEvent(QResizeEvent* event) {
    QListView::resizeEvent(event);
    scheduleDelayedItemsLayout(); // heights of wrapped details depend on the width
}

} // namespace studio
