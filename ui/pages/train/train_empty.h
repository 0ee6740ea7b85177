// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace studio {

class IconView;
class Label;
class Studio;

/// The Train page before the first run: what is ready and what is missing, with one verb each.
class TrainEmpty final : public QWidget {
    Q_OBJECT

public:
    explicit TrainEmpty(Studio& studio, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Row {
        IconView* mark = nullptr;
        Label* text = nullptr;
    };
    Row addRow(QVBoxLayout* column, const QString& name, QPushButton* verb);
    void refresh();

    Studio& studio_;
    Row pictures_, recipe_, device_;
    QPushButton* start_;
};

} // namespace studio
