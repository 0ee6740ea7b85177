// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <QMenu>

#include "ui/plot/metric_plot.h"

namespace studio {

class Card;
class Studio;

/// What one plot offers: view, table, picture, data. Opened by a right click, the menu key, or the button that it adds
/// to the head of the plot's card ("<plot>Menu").
class PlotMenu final : public QMenu {
    Q_OBJECT

public:
    /// `caption` and `runFolder` (empty = no run is shown) are asked when they are needed; `fileName` is the start of
    /// suggested file names ("top-1").
    PlotMenu(Studio& studio, Card& card, MetricPlot& plot, const QString& fileName,
             std::function<PictureCaption()> caption, std::function<std::string()> runFolder);
    /// Decides between "Maximise" and "Back to all plots".
    void setMaximised(bool on);

Q_SIGNALS:
    void maximiseRequested();

private:
    QAction* add(const char* objectName, const QString& text, void (PlotMenu::*run)());
    void resetView();
    void showTable();
    void copyPicture();
    void savePicture();
    void saveData();
    void saveSteps();
    std::optional<QString> pick(const QString& title, const QString& name, const QString& ending,
                                const QString& filter);
    void save(const QString& title, const QString& ending, const QString& filter,
              const std::function<QByteArray(const QString& path)>& bytes);

    Studio& studio_;
    MetricPlot& plot_;
    QString fileName_;
    std::function<PictureCaption()> caption_;
    std::function<std::string()> runFolder_;
    QAction* maximise_;
};

} // namespace studio
