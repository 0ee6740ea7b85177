// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>

class QLineEdit;
class QPushButton;

namespace studio {

class Studio;
class TrainOverlay;

/// The menu of the button "Compare": the runs of the runs folder, newest first, to be ticked one after the other; their
/// table; and none again. It is filled when it opens. Owned by its button; GUI thread.
class CompareMenu final : public QMenu {
    Q_OBJECT

public:
    CompareMenu(Studio& studio, TrainOverlay& overlay);

protected:
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void fill();
    void addRun(const std::string& folder, const QString& state);
    void narrow(const QString& text);
    void showRunTable();
    void say();

    Studio& studio_;
    TrainOverlay& overlay_;
    QList<QAction*> runs_;
    QAction* table_ = nullptr;
    QAction* clear_ = nullptr;
};

/// The button with its menu.
QPushButton* makeCompareButton(Studio& studio, TrainOverlay& overlay);

} // namespace studio
