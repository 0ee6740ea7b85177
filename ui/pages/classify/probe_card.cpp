// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/classify/probe_card.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QHelpEvent>
#include <QPainter>
#include <QPushButton>
#include <QToolTip>

#include "core/base/text.h"
#include "core/infer/probe_record.h"
#include "ui/classify/classify_item.h"
#include "ui/probes/probe_session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"

namespace studio {

std::string runOfNetwork(const std::string& model) {
    if (!model.ends_with(".safetensors"))
        return model;
    constexpr std::string_view kFolder = "/checkpoints";
    const std::string above =
        model.substr(0, model.find_last_of('/') == std::string::npos ? 0 : model.find_last_of('/'));
    return above.ends_with(kFolder) ? above.substr(0, above.size() - kFolder.size()) : std::string();
}

ProbePlot::ProbePlot(QWidget* parent)
    : QWidget(parent) {
    setObjectName(QStringLiteral("probePlot"));
    setMinimumHeight(110);
    repaintOnTheme(this);
}

void ProbePlot::setPoints(std::vector<Point> points) {
    points_ = std::move(points);
    QStringList words;
    for (const Point& point : points_)
        words << tr("epoch %1: %2").arg(point.epoch).arg(point.answer);
    setAccessibleName(words.join(QStringLiteral(", ")));
    update();
}

QRectF ProbePlot::area() const {
    const QFontMetrics small(roleFont(TextRole::Caption));
    return QRectF(rect()).adjusted(small.horizontalAdvance(QStringLiteral("100")) + 8, small.height() / 2.0, -8,
                                   -small.height() - 6.0);
}

QPointF ProbePlot::place(const Point& point) const {
    const QRectF box = area();
    const int first = points_.front().epoch, last = std::max(points_.back().epoch, first + 1);
    return {box.left() + box.width() * (point.epoch - first) / (last - first),
            box.bottom() - box.height() * std::max(0.0, point.probability)};
}

void ProbePlot::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = area();
    const QFont small = roleFont(TextRole::Caption);
    for (const int percent : {0, 50, 100}) {
        const double y = box.bottom() - box.height() * percent / 100;
        painter.setPen(QPen(colors().border, 1));
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y));
        paintText(painter, QRectF(0, y - 10, box.left() - 6, 20), QString::number(percent), small, colors().text2,
                  Qt::AlignRight | Qt::AlignVCenter);
    }
    if (points_.empty())
        return;
    const QColor line = colors().series[0];
    for (std::size_t i = 0; i < points_.size(); ++i) {
        const Point& point = points_[i];
        painter.setPen(QPen(line, 1.6));
        if (i > 0 && point.probability >= 0 && points_[i - 1].probability >= 0)
            painter.drawLine(place(points_[i - 1]), place(point));
        painter.setPen(QPen(point.isFlip ? colors().warning : line, 1.6));
        painter.setBrush(point.isFlip ? QBrush(colors().surface) : QBrush(line));
        painter.drawEllipse(place(point), point.isFlip ? 4 : 2, point.isFlip ? 4 : 2);
    }
    const double below = box.bottom() + 4;
    paintText(painter, QRectF(box.left(), below, box.width() / 2, 18), tr("epoch %1").arg(points_.front().epoch), small,
              colors().text2);
    if (points_.size() > 1)
        paintText(painter, QRectF(box.center().x(), below, box.width() / 2, 18), QString::number(points_.back().epoch),
                  small, colors().text2, Qt::AlignRight | Qt::AlignVCenter);
}

bool ProbePlot::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip || points_.empty())
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto nearest = std::min_element(points_.begin(), points_.end(), [&](const Point& a, const Point& b) {
        return std::abs(place(a).x() - help->pos().x()) < std::abs(place(b).x() - help->pos().x());
    });
    QToolTip::showText(help->globalPos(), toolTipText(tr("epoch %1: %2").arg(nearest->epoch).arg(nearest->answer)),
                       this);
    return true;
}

ProbeCard::ProbeCard(ProbeSession& session, QWidget* parent)
    : QWidget(parent)
    , session_(session)
    , follow_(makeButton(QStringLiteral("followPicture"), tr("Follow over epochs"), QStringLiteral("pin"),
                         ButtonKind::Link))
    , card_(new Card(tr("This picture over the epochs")))
    , plot_(new ProbePlot)
    , words_((new Label(TextRole::Caption, Ink::Text2))->wrapped()) {
    setObjectName(QStringLiteral("probeCard"));
    words_->setObjectName(QStringLiteral("probeWords"));
    card_->body()->addWidget(plot_, 1);
    card_->body()->addWidget(words_);
    makeColumn(0, this)->addWidget(card_);
    connect(follow_, &QPushButton::clicked, this, &ProbeCard::toggle);
    connect(&session_, &ProbeSession::changed, this, &ProbeCard::refresh);
    refresh();
}

void ProbeCard::setItem(const ClassifyItem* item) {
    const bool isDone = item != nullptr && item->network && !item->prediction.top.empty();
    path_ = isDone ? item->path : std::string();
    if (isDone && network_ != item->network.get()) {
        network_ = item->network.get();
        names_.clear();
        for (const ClassInfo& one : item->network->classes)
            names_.emplace_back(one.folder, QString::fromStdString(one.name));
        std::sort(names_.begin(), names_.end());
    }
    if (isDone) {
        const std::int32_t index = item->label.value_or(item->prediction.top.front().classIndex);
        shown_ = item->network->classes.at(static_cast<std::size_t>(index)).folder;
        shownName_ = item->className(index);
        session_.setRun(runOfNetwork(item->network->model));
    }
    refresh();
}

QString ProbeCard::className(const std::string& folder) const {
    const auto at = std::lower_bound(names_.begin(), names_.end(), std::pair(folder, QString()));
    return at != names_.end() && at->first == folder ? at->second : QString::fromStdString(displayText(folder));
}

void ProbeCard::toggle() {
    if (session_.find(path_) != nullptr)
        session_.unfollow(path_);
    else
        session_.follow(path_);
}

void ProbeCard::refresh() {
    const ProbePicture* picture = path_.empty() ? nullptr : session_.find(path_);
    follow_->setText(picture != nullptr ? tr("Follow no longer") : tr("Follow over epochs"));
    setBlocked(follow_,
               path_.empty()            ? tr("Choose a picture of a file: a pasted one is not there at the next start.")
               : session_.run().empty() ? tr("These weights are of no run: there are no other epochs.")
               : picture == nullptr && session_.isFull()
                   ? tr("So many pictures of this run are followed already: %1.").arg(kMaxProbes)
                   : QString(),
               picture != nullptr ? tr("Forgets what the checkpoints said of it")
                                  : tr("Asks each checkpoint of the run about this picture, also those that come"));
    setVisible(picture != nullptr);
    if (picture == nullptr)
        return;
    card_->setNote(shownName_);
    const std::vector<std::int64_t> flips = flipsOf(*picture);
    std::vector<ProbePlot::Point> points;
    for (const ProbeAnswer& answer : picture->answers) {
        ProbePlot::Point point;
        point.epoch = answer.epoch;
        point.probability = probabilityIn(answer, shown_).value_or(-1);
        point.isFlip = std::binary_search(flips.begin(), flips.end(), answer.step);
        if (!answer.top.empty())
            point.answer = tr("%1, %2").arg(className(answer.top.front().folder),
                                            formatProbability(answer.top.front().probability));
        points.push_back(std::move(point));
    }
    plot_->setPoints(std::move(points));
    words_->setText(words(*picture));
}

/// How often it changed its mind, and how last.
QString ProbeCard::words(const ProbePicture& picture) const {
    if (const Message problem = session_.problemOf(picture.path); !problem.title.empty())
        return QString::fromStdString(problem.text());
    const Message ofRun = session_.problemOf({});
    if (picture.answers.empty() && !ofRun.title.empty())
        return QString::fromStdString(ofRun.text());
    if (picture.answers.empty())
        return session_.isBusy() ? tr("The checkpoints are being asked") : tr("This run has no checkpoint yet.");
    const std::vector<std::int64_t> flips = flipsOf(picture);
    QString text = tr("%n checkpoint(s) asked", nullptr, static_cast<int>(picture.answers.size()));
    const QString rest = ofRun.title.empty() ? QString() : u' ' + QString::fromStdString(ofRun.text());
    if (flips.empty())
        return text + QStringLiteral(". ") + tr("The answer never changed.") + rest;
    const auto last = std::find_if(picture.answers.begin(), picture.answers.end(),
                                   [&flips](const ProbeAnswer& answer) { return answer.step == flips.back(); });
    return text + QStringLiteral(". ") + tr("The answer changed %n time(s)", nullptr, static_cast<int>(flips.size())) +
           QStringLiteral(", ") +
           tr("last in epoch %1, to %2.").arg(last->epoch).arg(className(last->top.front().folder)) + rest;
}

} // namespace studio
