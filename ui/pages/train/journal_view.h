// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QListView>
#include <QPersistentModelIndex>

#include "ui/models/journal_model.h"

namespace studio {

/// Icon, title, time and detail of each event. A click or Enter unfolds what is folded, as do right and left.
class JournalView final : public QListView {
    Q_OBJECT

public:
    explicit JournalView(JournalModel* model, QWidget* parent = nullptr);
    /// Selects the row of that event and scrolls to it.
    void choose(const EventRecord& event);
    /// Number of details that were measured; for tests.
    int measuredTexts() const;

Q_SIGNALS:
    /// By a click or the arrow keys; of a row that folds several the newest.
    void eventChosen(const studio::EventRecord& event);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    class Delegate;
    void remember();
    void restore();
    void restoreScroll();
    void tellChosen();

    JournalModel& events_;
    Delegate* delegate_;
    QPersistentModelIndex anchor_; ///< the first row in view before events came
    int anchorTop_ = 0, scroll_ = 0;
    bool doubleClicked_ = false; ///< the press before was a second one
    std::optional<EventRecord> selected_;
};

} // namespace studio
