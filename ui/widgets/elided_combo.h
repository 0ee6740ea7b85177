// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace studio {

/// A QComboBox that ends a text that is too long with an ellipsis, where Qt's cuts it. GUI thread.
class ElidedCombo : public QComboBox {
    Q_OBJECT

public:
    using QComboBox::QComboBox;
    /// The chosen text as it fits, for the width of now.
    QString shownText() const;
    /// The list is as wide as its longest entry, however narrow the closed box is.
    void showPopup() override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

} // namespace studio
