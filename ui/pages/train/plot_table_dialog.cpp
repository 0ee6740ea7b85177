// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/plot_table_dialog.h"

#include <QCoreApplication>
#include <QDialog>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/models/plot_table.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/label.h"
#include "ui/widgets/table_view.h"

namespace studio {

QDialog* showPlotTable(const QString& title, const QString& note, PlotData data, QWidget* parent) {
    auto* dialog = new QDialog(parent);
    dialog->setObjectName(QStringLiteral("plotTableDialog"));
    dialog->setWindowTitle(title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(kSpaceXl, kSpaceL, kSpaceXl, kSpaceL);
    column->setSpacing(kSpaceS);
    column->addWidget(new Label(TextRole::Title, Ink::Text, title));
    auto* line = new ElidedLabel(TextRole::Caption, Ink::Text3);
    line->setText(note);
    column->addWidget(line);
    auto* table = new TableView(QStringLiteral("plotTable"));
    table->setAccessibleName(title);
    table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table->setEmptyText(PlotTable::tr("No points yet"));
    table->setModel(new PlotTable(std::move(data), table));
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    column->addWidget(table, 1);
    QPushButton* copy = makeButton(QStringLiteral("copyTable"), PlotTable::tr("Copy all"), QStringLiteral("copy"));
    copy->setToolTip(PlotTable::tr("Tab-separated, for a spreadsheet; Ctrl+C copies the selected rows"));
    QPushButton* close = makeButton(QStringLiteral("closeTable"), PlotTable::tr("Close"));
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(kSpaceS);
    buttons->addStretch(1);
    buttons->addWidget(copy);
    buttons->addWidget(close);
    column->addLayout(buttons);
    QObject::connect(copy, &QPushButton::clicked, table, [table] {
        table->selectAll();
        QKeyEvent press(QEvent::KeyPress, Qt::Key_C, Qt::ControlModifier); // one way to copy
        QCoreApplication::sendEvent(table, &press);
    });
    QObject::connect(close, &QPushButton::clicked, dialog, &QDialog::close);
    dialog->resize(170 * table->model()->columnCount() + 40, 520);
    dialog->show();
    table->setFocus();
    return dialog;
}

} // namespace studio
