// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

namespace studio {

/// Training pictures per class, largest first, as bars; classes with clearly fewer in series colour 2.
class ClassBars final : public QWidget {
    Q_OBJECT

public:
    explicit ClassBars(QWidget* parent = nullptr);
    void setCounts(std::vector<std::int64_t> counts);
    QSize sizeHint() const override { return {300, 110}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<std::int64_t> counts_;
};

} // namespace studio
