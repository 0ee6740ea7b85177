// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare/comparison_dialog.h"

#include <algorithm>
#include <utility>

#include <QCoreApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>

#include "core/base/text.h"
#include "ui/models/comparison_table.h"
#include "ui/session/studio.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/table_view.h"

namespace studio {

ComparisonDialog::ComparisonDialog(Studio& studio, const std::vector<std::string>& folders, QWidget* parent)
    : QDialog(parent)
    , studio_(studio)
    , note_((new Label(TextRole::Caption, Ink::Text2))->wrapped())
    , table_(new TableView(QStringLiteral("comparisonTable")))
    , rows_(new ComparisonTable(this)) {
    setObjectName(QStringLiteral("comparisonDialog"));
    setWindowTitle(tr("Compare runs"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* column = makeColumn(kSpaceS, this);
    column->setContentsMargins(kSpaceXl, kSpaceL, kSpaceXl, kSpaceL);
    column->addWidget(new Label(TextRole::Title, Ink::Text, windowTitle()));
    note_->setObjectName(QStringLiteral("comparisonNote"));
    column->addWidget(note_);
    table_->setAccessibleName(windowTitle());
    table_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table_->setEmptyText(tr("The runs are being read"));
    table_->setModel(rows_);
    auto* card = new Card;
    card->setBodyMargin(0);
    card->body()->addWidget(table_);
    column->addWidget(card, 1);
    column->addWidget(makeButtons());
    const int line = fontMetrics().height();
    resize(std::min(60, 16 + 14 * static_cast<int>(folders.size())) * line, 38 * line);
    say();
    read(folders);
}

QWidget* ComparisonDialog::makeButtons() {
    all_ = makeToggle(QStringLiteral("compareAll"), tr("Whole recipe"));
    copy_ = makeButton(QStringLiteral("copyComparison"), tr("Copy all"), QStringLiteral("copy"));
    save_ = makeButton(QStringLiteral("saveComparison"), tr("Save as CSV..."), QStringLiteral("save"));
    QPushButton* close = makeButton(QStringLiteral("closeComparison"), tr("Close"));
    connect(all_, &QPushButton::toggled, this, [this](bool on) {
        rows_->setAll(on);
        say();
    });
    connect(copy_, &QPushButton::clicked, this, [this] {
        table_->selectAll();
        QKeyEvent press(QEvent::KeyPress, Qt::Key_C, Qt::ControlModifier); // one way to copy
        QCoreApplication::sendEvent(table_, &press);
    });
    connect(save_, &QPushButton::clicked, this, &ComparisonDialog::saveCsv);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto* row = makeRow(kSpaceS);
    row->addWidget(all_);
    row->addStretch(1);
    for (QPushButton* button : {copy_, save_, close})
        row->addWidget(button);
    return boxed(row);
}

void ComparisonDialog::read(const std::vector<std::string>& folders) {
    studio_.files.run(
        this, [folders](const JobControl& control) { return compareRuns(folders, control.stop()); },
        [this](RunComparison comparison) {
            rows_->setComparison(std::move(comparison));
            table_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
            say();
        },
        [this](const Message& problem) {
            problem_ = QString::fromStdString(problem.text());
            table_->setEmptyText(tr("Nothing could be read"));
            say();
        });
}

void ComparisonDialog::say() {
    const bool any = rows_->rowCount() > 0;
    const QString wait = any ? QString() : !problem_.isEmpty() ? problem_ : tr("The runs are being read.");
    setBlocked(all_, wait, tr("Also the keys of the recipe that are the same in all of these runs"));
    setBlocked(copy_, wait, tr("Tab-separated, for a spreadsheet; Ctrl+C copies the selected rows"));
    setBlocked(save_, wait, tr("All that the table shows, to a file"));
    QStringList lines{tr("\u2260 marks what is not as in the first run. Pictures are compared by their names.")};
    for (const ComparedColumn& one : rows_->comparison().columns) {
        if (!one.problem.empty())
            lines += tr("Not all of %1 can be read: %2")
                         .arg(QString::fromStdString(one.name), QString::fromStdString(displayText(one.problem)));
    }
    if (!problem_.isEmpty())
        lines = QStringList{problem_};
    table_->horizontalHeader()->setVisible(any);
    note_->setInk(problem_.isEmpty() ? Ink::Text2 : Ink::Error);
    note_->setText(lines.join(QLatin1Char('\n')));
}

void ComparisonDialog::saveCsv() {
    const auto path = studio_.dialogs.pickSaveFile(tr("Save the comparison"), QStringLiteral("comparison.csv"),
                                                   tr("Comma-separated values (*.csv)"));
    if (!path)
        return;
    studio_.files.write(bytesOf(*path), comparisonCsv(rows_->comparison(), rows_->isAll()));
}

QDialog* showComparison(Studio& studio, const std::vector<std::string>& folders, QWidget* parent) {
    auto* dialog = new ComparisonDialog(studio, folders, parent);
    dialog->show();
    return dialog;
}

} // namespace studio
