// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

#include "core/device/step_parts.h"

namespace studio {

/// Where the time of a training step goes, as far as it is measured: waiting for pictures, and computing, which falls
/// into its parts once the device has measured them.
class StepShare final : public QWidget {
    Q_OBJECT

public:
    explicit StepShare(QWidget* parent = nullptr);
    /// `waiting` 0..1; negative = nothing measured yet. `verdict`: a sentence of at most three lines. It is painted,
    /// not a label: a height that depends on the width would make the page scroll where the plots can shrink.
    void set(double waiting, const StepParts& parts, const QString& verdict);
    double waiting() const { return waiting_; }
    /// Rows of the legend: name and share of the step in whole per cent, together 100.
    struct Row {
        QString name;
        int percent = 0;
        int ink = 0; ///< which colour of a plot; a part keeps its own
        bool operator==(const Row&) const = default;
    };
    const std::vector<Row>& rows() const { return rows_; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    static std::vector<Row> rowsOf(double waiting, const StepParts& parts);

    double waiting_ = -1;
    std::vector<Row> rows_;
    QString verdict_;
};

} // namespace studio
