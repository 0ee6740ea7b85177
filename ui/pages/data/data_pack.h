// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;
class QPushButton;

namespace studio {

class ElidedLabel;
class ProgressLine;
class Studio;

/// The packed set of the data set that is open: what it takes, making it, what there is.
class DataPack final : public QWidget {
    Q_OBJECT

public:
    explicit DataPack(Studio& studio, QWidget* parent = nullptr);

private:
    void press();
    void showState();
    bool mayReplace() const;
    QString stateText() const;

    Studio& studio_;
    QComboBox* presets_;
    ElidedLabel* text_;
    ProgressLine* progress_;
    QPushButton* go_;
    QPushButton* cancel_;
};

} // namespace studio
