// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QLabel;

namespace studio {

class Label;
class NavRow;
class RunCard;

/// Navigation at the left: Start, two captioned sections, the run card. Wide (212) or a rail of icons (56).
class Sidebar final : public QWidget {
    Q_OBJECT

public:
    explicit Sidebar(QWidget* parent = nullptr);
    /// Rows in the order of `enum class Page`.
    NavRow* row(int page) const { return rows_.at(page); }
    RunCard* runCard() { return card_; }
    void setCurrent(int page);
    void setCompact(bool compact);
    bool isCompact() const { return compact_; }

Q_SIGNALS:
    void pageChosen(int page);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QList<NavRow*> rows_;
    QList<Label*> captions_;
    RunCard* card_;
    bool compact_ = false;
};

} // namespace studio
