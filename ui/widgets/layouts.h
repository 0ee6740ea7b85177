// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace studio {

/// Box layouts without the style's own margins and spacing, which never show in this design.
template<typename Layout>
Layout* plainLayout(int spacing, QWidget* parent = nullptr) {
    auto* layout = new Layout(parent);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spacing);
    return layout;
}
inline QHBoxLayout* makeRow(int spacing = 8, QWidget* parent = nullptr) {
    return plainLayout<QHBoxLayout>(spacing, parent);
}
inline QVBoxLayout* makeColumn(int spacing = 8, QWidget* parent = nullptr) {
    return plainLayout<QVBoxLayout>(spacing, parent);
}

/// A widget around a layout.
inline QWidget* boxed(QLayout* layout) {
    auto* box = new QWidget;
    box->setLayout(layout);
    return box;
}

} // namespace studio
