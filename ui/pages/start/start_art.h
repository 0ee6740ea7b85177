// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QList>
#include <QWidget>

#include "ui/job/background_job.h"

namespace studio {

/// Pictures of the sample project, drawn in memory off the GUI thread: the art of a card on Start.
class SampleArt final : public QWidget {
    Q_OBJECT

public:
    explicit SampleArt(std::uint64_t seed, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {300, 132}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    BackgroundJob job_;
    QList<QImage> images_;
};

/// The folders of a data set, as the card for opening one shows them.
class FolderArt final : public QWidget {
    Q_OBJECT

public:
    explicit FolderArt(QWidget* parent = nullptr);
    QSize sizeHint() const override { return {300, 132}; }

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// The shape of a training run: two curves and the best mark, still.
class CurveArt final : public QWidget {
    Q_OBJECT

public:
    explicit CurveArt(QWidget* parent = nullptr);
    QSize sizeHint() const override { return {300, 132}; }

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace studio
