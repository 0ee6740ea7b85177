// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/typed.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QLineEdit>
#include <QLocale>

namespace studio {

QString withPoint(QString number) {
    const QString point = QStringLiteral(".");
    return number.replace(QLocale().decimalPoint(), point).replace(u',', u'.').replace(QChar(u'\u2212'), u'-');
}

std::optional<double> typedNumber(const QString& text) {
    bool isNumber = false;
    const double value = withPoint(text.trimmed()).toDouble(&isNumber);
    return isNumber ? std::optional(value) : std::nullopt;
}

void commitTyped() {
    QWidget* focused = QApplication::focusWidget();
    if (auto* spin = qobject_cast<QAbstractSpinBox*>(focused)) {
        spin->interpretText();
        Q_EMIT spin->editingFinished();
    } else if (auto* line = qobject_cast<QLineEdit*>(focused)) {
        Q_EMIT line->editingFinished();
    }
}

} // namespace studio
