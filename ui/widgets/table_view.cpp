// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/table_view.h"

#include <algorithm>

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include "ui/theme/fonts.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/table_delegate.h"

namespace studio {

namespace {
constexpr int kBesideHead = 22;      ///< room of a header's margin and of the arrow that sorts
constexpr int kLeastStretched = 120; ///< a name is readable in it; with less room the table scrolls sideways
} // namespace

TableView::TableView(const QString& objectName, QWidget* parent)
    : QTableView(parent) {
    setObjectName(objectName);
    setItemDelegate(new TableDelegate(this));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setResizeContentsPrecision(kMeasuredRows); // Qt looks at 1,000 rows, and of a hidden table too
    keepFont(horizontalHeader(), TextRole::Caption);
    onTheme(this, [this] {
        setRowHeight(tableRowHeight());
        horizontalHeader()->setFixedHeight(tableHeadHeight());
    });
    horizontalHeader()->setMinimumSectionSize(40);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this](int column) {
        if (column != fitted_)
            stretchColumn();
    });
    repaintOnTheme(viewport());
}

void TableView::setModel(QAbstractItemModel* model) {
    QTableView::setModel(model);
    // An empty table shows a sentence: repaint when the first row comes or the last goes.
    if (model != nullptr) {
        // The focus is drawn around whole rows, and Qt repaints only the two cells.
        connect(selectionModel(), &QItemSelectionModel::currentRowChanged, viewport(),
                [this] { viewport()->update(); });
        connect(model, &QAbstractItemModel::rowsInserted, viewport(), [this] { viewport()->update(); });
        connect(model, &QAbstractItemModel::rowsRemoved, viewport(), [this] { viewport()->update(); });
        connect(model, &QAbstractItemModel::modelReset, viewport(), [this] { viewport()->update(); });
    }
}

void TableView::setEmptyText(const QString& text) {
    emptyText_ = text;
    viewport()->update();
}

void TableView::setRowHeight(int height) {
    verticalHeader()->setMinimumSectionSize(height);
    verticalHeader()->setDefaultSectionSize(std::max(height, fontMetrics().height() + 8));
}

void TableView::fitColumns(int stretch) {
    if (model() == nullptr)
        return;
    fitted_ = stretch;
    const int columns = model()->columnCount();
    for (int column = 0; column < columns; ++column) {
        if (column == stretch)
            continue;
        const QString head = model()->headerData(column, Qt::Horizontal).toString();
        const int headWidth = textWidth(head, horizontalHeader()->font()) + kBesideHead;
        setColumnWidth(column, std::max(headWidth, sizeHintForColumn(column)));
    }
    horizontalHeader()->setStretchLastSection(false);
    // Qt's own stretch would squeeze the name until nothing of it can be read.
    if (stretch >= 0 && stretch < columns)
        horizontalHeader()->setSectionResizeMode(stretch, QHeaderView::Fixed);
    stretchColumn();
}

void TableView::stretchColumn() {
    if (model() == nullptr || fitted_ < 0 || fitted_ >= model()->columnCount() || isColumnHidden(fitted_))
        return;
    int others = 0;
    for (int column = 0; column < model()->columnCount(); ++column)
        others += column == fitted_ ? 0 : columnWidth(column); // of a hidden one 0
    setColumnWidth(fitted_, std::max(viewport()->width() - others, kLeastStretched));
}

void TableView::growColumns() {
    if (model() == nullptr)
        return;
    for (int column = 0; column < model()->columnCount(); ++column) {
        if (column != fitted_)
            setColumnWidth(column, std::max(columnWidth(column), sizeHintForColumn(column)));
    }
    stretchColumn();
}

void TableView::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    stretchColumn();
}

void TableView::showEvent(QShowEvent* event) {
    QTableView::showEvent(event);
    growColumns(); // by the rows that are in view now
}

void TableView::paintEvent(QPaintEvent* event) {
    QTableView::paintEvent(event);
    if (model() == nullptr || model()->rowCount(rootIndex()) == 0)
        paintEmptyText(*viewport(), emptyText_);
}

void TableView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (currentIndex().isValid())
            Q_EMIT activated(currentIndex());
        return;
    }
    QTableView::keyPressEvent(event);
}

void TableView::focusInEvent(QFocusEvent* event) {
    QTableView::focusInEvent(event);
    viewport()->update();
}

void TableView::focusOutEvent(QFocusEvent* event) {
    QTableView::focusOutEvent(event);
    viewport()->update();
}

void TableView::copySelection() const {
    if (selectionModel() == nullptr)
        return;
    QStringList lines;
    QModelIndexList rows = selectionModel()->selectedRows(); // in the order in which they were selected
    std::sort(rows.begin(), rows.end());
    for (const QModelIndex& row : rows) {
        QStringList cells;
        for (int column = 0; column < model()->columnCount(); ++column) {
            if (!isColumnHidden(column))
                cells += row.siblingAtColumn(column).data().toString();
        }
        lines += cells.join(QLatin1Char('\t'));
    }
    QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

} // namespace studio
