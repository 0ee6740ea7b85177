// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/journal_view.h"

#include <QHash>
#include <QKeyEvent>
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
    case EventKind::Changed:
        return {"sliders", Tone::Neutral};
    case EventKind::Validated:
        return {"check", Tone::Neutral};
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
    case EventKind::BackupFailed:
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

JournalModel::Row rowOf(const QModelIndex& index) {
    return static_cast<const JournalModel*>(index.model())->at(index.row());
}

} // namespace

/// Measures each text once: a journal of days is laid out again with every event.
class JournalView::Delegate final : public QStyledItemDelegate {
public:
    explicit Delegate(JournalView* view)
        : QStyledItemDelegate(view)
        , view_(*view) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void forget() { heights_.clear(); }
    int measured() const { return measured_; }

private:
    static QFont bold() { return roleFont(TextRole::Caption, QFont::DemiBold); }
    static QFont small() { return roleFont(TextRole::Micro); }
    static int iconSize() { return QFontMetrics(bold()).height(); }
    /// Where the words of a row begin: those of folded events stand in from the row that folds them.
    static int textLeft(const JournalModel::Row& row) { return (row.inside ? 2 : 1) * (iconSize() + kSpaceS); }
    static void paintFold(QPainter& painter, const QRectF& place, bool open);

    JournalView& view_;
    mutable QHash<QString, int> heights_; ///< of details that are wrapped, by indentation and text
    mutable int measured_ = 0;
};

// A small triangle: right = folded, down = unfolded.
void JournalView::Delegate::paintFold(QPainter& painter, const QRectF& place, bool open) {
    const QPointF c = place.center();
    const double r = place.width() / 4;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colors().text2, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    if (open)
        painter.drawPolyline(QPolygonF{QPointF(c.x() - r, c.y() - r / 2), QPointF(c.x(), c.y() + r / 2),
                                       QPointF(c.x() + r, c.y() - r / 2)});
    else
        painter.drawPolyline(QPolygonF{QPointF(c.x() - r / 2, c.y() - r), QPointF(c.x() + r / 2, c.y()),
                                       QPointF(c.x() - r / 2, c.y() + r)});
}

void JournalView::Delegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const {
    const JournalModel::Row row = rowOf(index);
    if (row.event == nullptr)
        return;
    const Look look = lookOf(row.event->kind);
    const QRectF box = QRectF(option.rect).adjusted(0, 4, -2, 0);
    const double line = QFontMetrics(bold()).height(), icon = iconSize(), left = textLeft(row);
    painter->save();
    if ((option.state & QStyle::State_Selected) != 0)
        painter->fillRect(option.rect, colors().selection);
    paintIcon(*painter, QLatin1String(look.icon), QRectF(box.left() + left - icon - kSpaceS + 1, box.top(), icon, icon),
              toneColor(look.tone));
    const QString time = formatMoment(row.event->utcMs);
    const double timeWidth = textWidth(time, small()) + 4;
    double right = box.right() - timeWidth;
    paintText(*painter, QRectF(right, box.top(), timeWidth, line), time, small(), colors().text3,
              Qt::AlignRight | Qt::AlignVCenter);
    if (row.folded > 0) {
        right -= icon;
        paintFold(*painter, QRectF(right, box.top(), icon, line), row.open);
    }
    paintText(*painter, QRectF(box.left() + left, box.top(), right - box.left() - left - 4, line), row.title, bold(),
              colors().text);
    painter->setFont(small());
    painter->setPen(colors().text3);
    painter->drawText(QRectF(box.left() + left, box.top() + line, box.width() - left, box.height() - line),
                      Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, row.detail);
    painter->restore();
}

QSize JournalView::Delegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
    constexpr qsizetype kMostKept = 10'000;
    const JournalModel::Row row = rowOf(index);
    const int width = view_.viewport()->width(), left = textLeft(row);
    int height = QFontMetrics(bold()).height() + 10;
    if (!row.detail.isEmpty()) {
        if (heights_.size() > kMostKept)
            heights_.clear();
        const QString key = QString(QChar(row.inside ? u'+' : u'-') + row.detail);
        auto known = heights_.find(key);
        if (known == heights_.end()) {
            ++measured_;
            const QRect all(0, 0, width - left - 2, 1000);
            known =
                heights_.insert(key, QFontMetrics(small()).boundingRect(all, Qt::TextWordWrap, row.detail).height());
        }
        height += *known;
    }
    return {width, height};
}

JournalView::JournalView(JournalModel* model, QWidget* parent)
    : QListView(parent)
    , events_(*model)
    , delegate_(new Delegate(this)) {
    setObjectName(QStringLiteral("journal"));
    setAccessibleName(tr("Journal"));
    setItemDelegate(delegate_);
    setModel(model);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setResizeMode(QListView::Adjust);
    setFrameShape(QFrame::NoFrame);
    onTheme(this, [this] {
        delegate_->forget(); // another font
        scheduleDelayedItemsLayout();
        viewport()->update();
    });
    connect(model, &QAbstractItemModel::modelAboutToBeReset, this, &JournalView::remember);
    connect(model, &QAbstractItemModel::modelReset, this, &JournalView::restore);
    connect(model, &QAbstractItemModel::rowsAboutToBeInserted, this, &JournalView::remember);
    connect(model, &QAbstractItemModel::rowsInserted, this, &JournalView::restoreScroll);
    connect(this, &QListView::clicked, this, [this](const QModelIndex& index) {
        if (!doubleClicked_)
            events_.toggle(index.row());
        tellChosen();
    });
}

void JournalView::choose(const EventRecord& event) {
    const int row = events_.reveal(event);
    if (row < 0)
        return;
    doItemsLayout(); // what was unfolded has its place
    setCurrentIndex(events_.index(row));
    scrollTo(currentIndex(), QAbstractItemView::EnsureVisible);
}

void JournalView::tellChosen() {
    const QModelIndex at = currentIndex();
    const EventRecord* event = at.isValid() ? events_.at(at.row()).event : nullptr;
    if (event != nullptr)
        Q_EMIT eventChosen(EventRecord(*event)); // listeners may change the rows
}

int JournalView::measuredTexts() const {
    return delegate_->measured();
}

// What is in view stays where it is when events come above it; at the top the newest is what one looks at.
void JournalView::remember() {
    const QModelIndex selected = currentIndex();
    const EventRecord* event = selected.isValid() ? events_.at(selected.row()).event : nullptr;
    selected_ = event != nullptr ? std::optional<EventRecord>(*event) : std::nullopt;
    scroll_ = verticalScrollBar()->value();
    anchor_ = scroll_ > 0 ? indexAt(QPoint(1, 1)) : QModelIndex();
    anchorTop_ = anchor_.isValid() ? visualRect(anchor_).top() : 0;
}

void JournalView::restoreScroll() {
    if (!anchor_.isValid())
        return;
    doItemsLayout();
    verticalScrollBar()->setValue(verticalScrollBar()->value() + visualRect(anchor_).top() - anchorTop_);
}

void JournalView::restore() {
    for (int row = 0; selected_ && row < events_.rowCount(); ++row) {
        const EventRecord& event = *events_.at(row).event;
        if (event.utcMs == selected_->utcMs && event.kind == selected_->kind && event.step == selected_->step) {
            setCurrentIndex(events_.index(row));
            break;
        }
    }
    if (scroll_ > 0) {
        doItemsLayout();
        verticalScrollBar()->setValue(scroll_);
    }
    viewport()->update();
}

void JournalView::mousePressEvent(QMouseEvent* event) {
    doubleClicked_ = false;
    QListView::mousePressEvent(event);
}

// The first of the two clicks has unfolded it; the second one would fold it again.
void JournalView::mouseDoubleClickEvent(QMouseEvent* event) {
    doubleClicked_ = true;
    QListView::mouseDoubleClickEvent(event);
}

void JournalView::keyPressEvent(QKeyEvent* event) {
    const QModelIndex at = currentIndex();
    const JournalModel::Row row = at.isValid() ? events_.at(at.row()) : JournalModel::Row();
    const bool toggles = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter ||
                         (event->key() == Qt::Key_Right && !row.open) || (event->key() == Qt::Key_Left && row.open);
    if (row.folded > 0 && toggles)
        return events_.toggle(at.row());
    QListView::keyPressEvent(event);
    if (currentIndex() != at)
        tellChosen();
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
    if (event->size().width() == event->oldSize().width())
        return;
    delegate_->forget(); // heights of wrapped details depend on the width
    scheduleDelayedItemsLayout();
}

} // namespace studio
