// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QList>
#include <QWidget>

#include "ui/session/background_job.h"

namespace studio {

class Studio;

/// One training batch as the network gets it: real pictures through the recipe's crops, flips and colours. Made off the
/// GUI thread. GUI thread.
class BatchPreview final : public QWidget {
    Q_OBJECT

public:
    explicit BatchPreview(Studio& studio, QWidget* parent = nullptr);
    /// Draws the batch again for the present data and recipe; `another` takes other pictures.
    void refresh(bool another);
    int count() const { return static_cast<int>(images_.size()); }
    QSize sizeHint() const override { return {330, 180}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Studio& studio_;
    BackgroundJob job_;
    QList<QImage> images_;
    std::uint32_t number_ = 1;
};

} // namespace studio
