// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_columns.h"

#include <QAction>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>

#include "ui/session/settings.h"
#include "ui/widgets/table_view.h"

namespace studio {

RunColumns::RunColumns(TableView* table, Settings& settings, const QList<int>& hidden, QObject* parent)
    : QObject(parent)
    , table_(table)
    , settings_(settings)
    , hidden_(hidden) {
    QHeaderView* head = table_->horizontalHeader();
    const QAbstractItemModel* model = table_->model();
    for (int column = 1; column < model->columnCount(); ++column) {
        auto* action = new QAction(model->headerData(column, Qt::Horizontal).toString(), this);
        action->setObjectName(QStringLiteral("actColumn%1").arg(column));
        action->setCheckable(true);
        connect(action, &QAction::triggered, this, [this, column](bool shown) { show(column, shown); });
        actions_ += action;
    }
    auto* separator = new QAction(this);
    separator->setSeparator(true);
    auto* back = new QAction(tr("Reset columns"), this);
    back->setObjectName(QStringLiteral("actResetColumns"));
    connect(back, &QAction::triggered, this, &RunColumns::reset);
    actions_ << separator << back;
    head->setSectionsMovable(true);
    head->setFirstSectionMovable(false);
    head->setContextMenuPolicy(Qt::ActionsContextMenu);
    head->addActions(actions_);
    connect(head, &QHeaderView::sectionMoved, this, &RunColumns::keep);
    connect(head, &QHeaderView::sectionResized, this, [this] {
        if (QGuiApplication::mouseButtons() != Qt::NoButton) // by hand, not by the window
            keep();
    });
    for (const int column : hidden_)
        table_->setColumnHidden(column, true);
    showChecks();
}

QMenu* RunColumns::makeMenu() {
    auto* menu = new QMenu;
    menu->addActions(actions_);
    return menu;
}

void RunColumns::fit() {
    restored_ = false; // a width that nobody chose is not kept
    table_->fitColumns(0);
    restore();
}

void RunColumns::grow() {
    const bool chosen = !settings_.state(table_->objectName()).isEmpty();
    if (chosen)
        return; // a person's widths stay
    restored_ = false;
    table_->growColumns();
    restored_ = true;
}

void RunColumns::restore() {
    const QByteArray state = settings_.state(table_->objectName());
    // Of a version with other columns, or damaged: refused as a whole, and the table is as it was fitted.
    if (!state.isEmpty())
        table_->horizontalHeader()->restoreState(state);
    table_->setColumnHidden(0, false);
    restored_ = true;
    showChecks();
}

void RunColumns::keep() {
    if (restored_)
        settings_.setState(table_->objectName(), table_->horizontalHeader()->saveState());
}

void RunColumns::show(int column, bool shown) {
    table_->setColumnHidden(column, !shown);
    table_->growColumns();
    keep();
}

void RunColumns::reset() {
    QHeaderView* head = table_->horizontalHeader();
    for (int column = 0; column < head->count(); ++column) {
        head->moveSection(head->visualIndex(column), column);
        table_->setColumnHidden(column, hidden_.contains(column));
    }
    table_->fitColumns(0);
    keep();
    showChecks();
}

void RunColumns::showChecks() {
    for (int column = 1; column < table_->model()->columnCount(); ++column)
        actions_[column - 1]->setChecked(!table_->isColumnHidden(column));
}

} // namespace studio
