// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <QWidget>

class QAction;
class QPushButton;

namespace studio {

class Card;
class QueueTable;
class Studio;
class TableView;
struct QueueEntry;

/// The runs that wait for a device, on the page Runs: their order, holding, letting go and taking out, by button, key
/// and context menu, and starting what starts them. Hidden while the queue is empty. The selection is an entry, not a
/// row. GUI thread.
class QueueCard final : public QWidget {
    Q_OBJECT

public:
    explicit QueueCard(Studio& studio, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QAction* make(const char* name, const QString& text, const QString& icon, void (QueueCard::*run)());
    void buildActions();
    void refresh();
    void showActions();
    void moveBy(int places);
    void earlier() { moveBy(-1); }
    void later() { moveBy(1); }
    void holdOrRelease();
    void takeOut();
    const QueueEntry* selected() const;

    Studio& studio_;
    QueueTable* entries_;
    TableView* table_;
    Card* card_;
    QAction* earlier_ = nullptr;
    QAction* later_ = nullptr;
    QAction* hold_ = nullptr;
    QAction* remove_ = nullptr;
    QPushButton* clear_ = nullptr;
    QPushButton* run_ = nullptr;
};

} // namespace studio
