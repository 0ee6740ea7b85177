// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QWidget>

class QPushButton;

namespace studio {

class Card;
class Label;
class ProbeSession;
struct ClassifyItem;
struct ProbeAnswer;
struct ProbePicture;

/// The probability of one class over the checkpoints of a run, 0 to 100 %, with a ring where the answer changed. A line
/// is broken where the class was not among the best.
class ProbePlot final : public QWidget {
    Q_OBJECT

public:
    struct Point {
        int epoch = 0;
        double probability = -1; ///< 0 ... 1; below 0 = not among the best
        bool isFlip = false;
        QString answer; ///< best class then
    };
    explicit ProbePlot(QWidget* parent = nullptr);
    void setPoints(std::vector<Point> points);
    const std::vector<Point>& points() const { return points_; }
    QSize sizeHint() const override { return {260, 130}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF area() const;
    QPointF place(const Point& point) const;

    std::vector<Point> points_;
};

/// The selected picture over the epochs of the run whose network answers: followed or not, and what each checkpoint said
/// of it. GUI thread.
class ProbeCard final : public QWidget {
    Q_OBJECT

public:
    explicit ProbeCard(ProbeSession& session, QWidget* parent = nullptr);
    /// "Follow over epochs": placed by the page, beside the picture.
    QPushButton* followButton() const { return follow_; }
    /// Null, or one without an answer: nothing is followed.
    void setItem(const ClassifyItem* item);

private:
    void toggle();
    void refresh();
    QString words(const ProbePicture& picture) const;
    QString className(const std::string& folder) const;

    ProbeSession& session_;
    QPushButton* follow_;
    Card* card_;
    ProbePlot* plot_;
    Label* words_;
    std::string path_;    ///< of the picture; empty = none, or pasted
    std::string shown_;   ///< folder of the class that is drawn
    QString shownName_;
    std::vector<std::pair<std::string, QString>> names_; ///< of the network's classes, by folder, sorted
    const void* network_ = nullptr;                      ///< that names_ are of
};

/// The run that a network's weights are of: its folder, or that of its checkpoints' folder; empty = of none.
std::string runOfNetwork(const std::string& model);

} // namespace studio
