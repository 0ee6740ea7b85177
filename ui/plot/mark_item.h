// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QStringList>

#include "ui/plot/metric_plot.h"
#include "ui/plot/qcustomplot_include.h"
#include "ui/theme/theme.h"

namespace studio {

class FreePlaces;

/// Draws the marks of a MetricPlot behind its curves: a thin line with words for each while they are few, only a notch
/// at the x axis once they are many. Marks that would touch become one.
class MarkItem final : public QCPAbstractItem {
public:
    explicit MarkItem(QCustomPlot* plot);
    void setMarks(QList<PlotMark> marks);
    void setChosen(const std::optional<PlotMark>& mark) { chosen_ = mark; }
    const std::optional<PlotMark>& chosen() const { return chosen_; }
    void setLabelsAtTop(bool on) { labelsAtTop_ = on; }
    void setColors(const ThemeColors& colors);

    struct Cluster {
        double pixel = 0; ///< x inside the plot
        PlotMark::Kind kind = PlotMark::Kind::Event;
        QStringList texts;
        std::vector<int> ids; ///< of those that can be chosen
    };
    /// What is in view, from left to right.
    std::vector<Cluster> clusters() const;
    /// The lines that are drawn through the whole plot.
    void addLines(FreePlaces& places) const;
    /// Finds the words a place each, beside their line where no curve is; what finds none is left to the tooltip.
    /// Returns the places.
    QList<QRectF> placeWords(FreePlaces& places);
    /// Other words, which lines leave out too.
    void setOtherWords(const QList<QRectF>& words) { others_ = words; }

    double selectTest(const QPointF& position, bool onlySelectable, QVariant* details = nullptr) const override;

protected:
    void draw(QCPPainter* painter) override;

private:
    void drawLine(QCPPainter& painter, int x) const;

    struct Word {
        QRectF box;
        QString text;
        bool chosen = false;
    };
    void drawChosen(QCPPainter& painter) const;
    void placeWord(FreePlaces& places, double pixel, const QString& words, bool chosen);

    QList<PlotMark> marks_;
    std::optional<PlotMark> chosen_;
    ThemeColors colors_;
    std::vector<Word> words_;
    QList<QRectF> others_;
    bool labelsAtTop_ = false;
};

} // namespace studio
