// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QMenu>

class QLineEdit;
class QPushButton;

namespace studio {

class Studio;
class TrainOverlay;

/// The menu of the button "Compare": the runs of the runs folder, newest first, to be ticked one after the other; their
/// table; and none again. It is filled when it opens. Of very many the chosen and the newest are listed, and the others
/// where they are searched for. Owned by its button; GUI thread.
class CompareMenu final : public QMenu {
    Q_OBJECT

public:
    CompareMenu(Studio& studio, TrainOverlay& overlay);
    QSize sizeHint() const override;

protected:
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    class AtOnce;
    struct Choice {
        std::string folder;
        QString text;
    };
    void fill();
    void list(const QString& search);
    void addRun(const Choice& choice);
    void tell(const QString& text);
    void showRunTable();
    void say();

    Studio& studio_;
    TrainOverlay& overlay_;
    std::vector<Choice> choices_; ///< newest first
    QList<QAction*> runs_;        ///< those of them that are listed
    QAction* told_ = nullptr;     ///< in place of those that are not; null = all are
    QAction* end_ = nullptr;      ///< of the list
    bool isChanging_ = false;     ///< several entries in one go
    QAction* table_ = nullptr;
    QAction* clear_ = nullptr;
};

/// The button with its menu.
QPushButton* makeCompareButton(Studio& studio, TrainOverlay& overlay);

} // namespace studio
