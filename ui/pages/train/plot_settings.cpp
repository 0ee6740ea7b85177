// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/plot_settings.h"

#include <algorithm>

#include <QJsonDocument>
#include <QJsonObject>

#include "ui/plot/train_curves.h"
#include "ui/session/settings.h"

namespace studio {

namespace {

constexpr QLatin1String kName("trainPlots");

} // namespace

PlotSettings plotSettings(const Settings& settings) {
    const QJsonObject kept = QJsonDocument::fromJson(settings.state(kName)).object();
    PlotSettings plots;
    plots.xAxis = std::clamp(kept[QStringLiteral("xAxis")].toInt(), 0, kXAxes - 1);
    plots.smoothing = std::clamp(kept[QStringLiteral("smoothing")].toInt(), 0, 95);
    plots.logY = kept[QStringLiteral("logY")].toBool();
    plots.clipOutliers = kept[QStringLiteral("clipOutliers")].toBool(plots.clipOutliers);
    plots.top5 = kept[QStringLiteral("top5")].toBool();
    return plots;
}

void setPlotSettings(Settings& settings, const PlotSettings& plots) {
    const QJsonObject kept{{QStringLiteral("xAxis"), plots.xAxis},
                           {QStringLiteral("smoothing"), plots.smoothing},
                           {QStringLiteral("logY"), plots.logY},
                           {QStringLiteral("clipOutliers"), plots.clipOutliers},
                           {QStringLiteral("top5"), plots.top5}};
    settings.setState(kName, QJsonDocument(kept).toJson(QJsonDocument::Compact));
}

} // namespace studio
