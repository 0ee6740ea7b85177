// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace studio {

/// A table in the style of the design: rows are selected as a whole, no grid, figures right, text when it is empty,
/// Ctrl+C copies the selected rows as tab-separated text.
class TableView final : public QTableView {
    Q_OBJECT

public:
    /// Rows that a column's width is taken from: those in view and the nearest to them; the first of a hidden table.
    static constexpr int kMeasuredRows = 100;

    explicit TableView(const QString& objectName, QWidget* parent = nullptr);
    void setModel(QAbstractItemModel* model) override;
    /// Shown in the middle while the model has no rows.
    void setEmptyText(const QString& text);
    void setRowHeight(int height);
    /// Column widths from contents (kMeasuredRows of them), once; `stretch` takes the rest, but never too little to be
    /// read.
    void fitColumns(int stretch);
    /// Widens columns whose contents no longer fit, by the rows that fitColumns() looks at; never narrows one.
    void growColumns();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void copySelection() const;
    void stretchColumn();
    int fitted_ = -1; ///< the column that takes the rest
    QString emptyText_;
};

} // namespace studio
