// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>

#include <QPointF>
#include <QRectF>
#include <QWidget>

namespace studio {

struct RunMistakes;

/// The confusion matrix as a picture: a row a class, a column what it was taken for. Stays usable with thousands of
/// classes: a cell is never smaller than can be hit, the wheel or + and - zoom, dragging or the arrows move, Home shows
/// the whole. Painted; what it tells stands in the table beside it, too. GUI thread.
class ConfusionView final : public QWidget {
    Q_OBJECT

public:
    explicit ConfusionView(QWidget* parent = nullptr);
    /// Null = nothing is known.
    void setMistakes(std::shared_ptr<const RunMistakes> mistakes);
    /// Marks a cell and brings it into view; -1 = none.
    void setCurrent(int confusion);
    int current() const { return current_; }
    /// Where the cell is, also outside of what is in view.
    QRectF cell(int label, int answer) const;
    /// So many classes are in view, on either side.
    double span() const { return span_; }

    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// A cell was clicked: its place in RunEvaluation::confusions.
    void chosen(int confusion);

protected:
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    int classes() const;
    int nameWidth() const;
    void measureNames();
    QRectF area() const;
    /// As cell(), for loops: `all` is area(), found once.
    QRectF cellIn(const QRectF& all, int label, int answer) const;
    int hit(const QPointF& at) const;
    QString textAt(const QPointF& at) const;
    void zoom(double factor, const QPointF& about);
    void moveTo(const QPointF& origin);
    void paintCells(QPainter& painter, const QRectF& area) const;
    void paintNames(QPainter& painter, const QRectF& area) const;

    std::shared_ptr<const RunMistakes> mistakes_;
    int widestName_ = 0;
    int current_ = -1;
    QPointF origin_;  ///< column and row of the upper left corner, in classes
    double span_ = 1; ///< classes in view
    std::optional<QPointF> pressed_;
    QPointF originThen_;
    bool dragged_ = false;
};

} // namespace studio
