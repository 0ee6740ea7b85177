// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/plot/plot_accessible.h"

#include <QAccessibleWidget>

#include "ui/plot/metric_plot.h"

namespace studio {

namespace {

/// Asked when somebody listens: nothing is computed for a value that nobody hears.
class AccessiblePlot final : public QAccessibleWidget {
public:
    explicit AccessiblePlot(MetricPlot& plot)
        : QAccessibleWidget(&plot, QAccessible::Chart) {}

    QString text(QAccessible::Text which) const override {
        if (which == QAccessible::Value || which == QAccessible::Description)
            return summary();
        return QAccessibleWidget::text(which);
    }
    int childCount() const override { return 0; } // the drawing area inside has nothing to say

private:
    // A plot that goes away says so once it is a bare QWidget.
    QString summary() const {
        const auto* plot = qobject_cast<const MetricPlot*>(object());
        return plot != nullptr ? plot->summary() : QString();
    }
};

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
    auto* plot = qobject_cast<MetricPlot*>(object);
    return plot != nullptr ? new AccessiblePlot(*plot) : nullptr;
}

} // namespace

void makePlotsAccessible() {
    static const bool once = [] {
        QAccessible::installFactory(makeInterface);
        return true;
    }();
    static_cast<void>(once);
}

} // namespace studio
