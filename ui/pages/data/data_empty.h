// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;

namespace studio {

/// Page Data while no pictures are chosen: where to drop a folder, the two layouts that are read, and what is good to
/// know. Owned by the page, which connects the buttons. GUI thread.
class DataEmpty final : public QWidget {
    Q_OBJECT

public:
    explicit DataEmpty(QWidget* parent = nullptr);
    QPushButton* choose() const { return choose_; }
    QPushButton* sample() const { return sample_; }
    QPushButton* get() const { return get_; }

private:
    QWidget* makeDrop();
    QWidget* makeFacts();

    QPushButton* choose_ = nullptr;
    QPushButton* sample_ = nullptr;
    QPushButton* get_ = nullptr;
};

} // namespace studio
