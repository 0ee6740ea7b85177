// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/accessible.h"

#include <QAccessibleWidget>
#include <QVariant>

namespace studio {

namespace {

constexpr char kReading[] = "reading";

class ReadingInterface final : public QAccessibleWidget {
public:
    explicit ReadingInterface(QWidget* widget)
        : QAccessibleWidget(widget, QAccessible::StaticText) {}

    QString text(QAccessible::Text kind) const override {
        return kind == QAccessible::Value ? widget()->property(kReading).toString() : QAccessibleWidget::text(kind);
    }
};

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
    auto* widget = qobject_cast<QWidget*>(object);
    return widget != nullptr && widget->property(kReading).isValid() ? new ReadingInterface(widget) : nullptr;
}

} // namespace

void setReading(QWidget* widget, const QString& value) {
    static const bool once = (QAccessible::installFactory(makeInterface), true);
    Q_UNUSED(once);
    if (widget->property(kReading) == value)
        return;
    widget->setProperty(kReading, value);
    QAccessibleValueChangeEvent event(widget, value);
    QAccessible::updateAccessibility(&event);
}

} // namespace studio
