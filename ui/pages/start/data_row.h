// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

#include "ui/pages/start/data_glance.h"

namespace studio {

class Thumbnails;

/// A data set that was opened before: a few of its pictures, its name, what is known of it now. Painted; a click opens
/// it. GUI thread.
class DataRow final : public QAbstractButton {
    Q_OBJECT

public:
    static constexpr std::size_t kPictures = 5;

    /// `thumbnails` outlives it.
    DataRow(std::string root, Thumbnails& thumbnails, QWidget* parent = nullptr);
    const std::string& root() const { return root_; }
    void setGlance(const DataGlance& glance);
    /// Nothing is known of its folder yet; where the disk takes its time that is said.
    void setUnknown(bool late);
    bool isKnown() const { return known_; }
    QString secondLine() const { return second_; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    static int side();
    void describe(const QString& second);
    double paintPictures(QPainter& painter);

    std::string root_;
    Thumbnails& thumbnails_;
    DataGlance glance_;
    QString second_;
    bool known_ = false, hovered_ = false;
};

} // namespace studio
