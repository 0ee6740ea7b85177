// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>

namespace studio {

/// Field for the search of a page: Ctrl+F anywhere on the page (the parent) goes to it, Esc clears it.
class SearchField final : public QLineEdit {
    Q_OBJECT

public:
    /// `placeholder` is also the accessible name. `page` is the widget whose Ctrl+F leads here; null = none.
    SearchField(const QString& objectName, const QString& placeholder, QWidget* page, QWidget* parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent* event) override;
};

} // namespace studio
