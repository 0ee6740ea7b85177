// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_details.h"

#include <algorithm>

#include <QEvent>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/pages/sensors/sensor_panel.h"
#include "ui/pages/train/feed_advice.h"
#include "ui/pages/train/journal_view.h"
#include "ui/pages/train/refresh_pace.h"
#include "ui/pages/train/step_share.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"

namespace studio {

namespace {

constexpr double kLikeNow = 1.5; ///< a measured step and those of now take at most so many times as long
constexpr int kWidth = 41;       ///< digits of the body's font
constexpr int kJournalLines = 3; ///< the journal keeps so many before the curves of the sensors open by themselves
const QString kSensorsState = QStringLiteral("sensorCurves");

} // namespace

TrainDetails::TrainDetails(Studio& studio, QWidget* parent)
    : QWidget(parent)
    , studio_(studio) {
    setObjectName(QStringLiteral("trainDetails"));
    onTheme(this, [this] { setFixedWidth(kWidth * textWidth(QStringLiteral("0"), roleFont(TextRole::Body))); });
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kSpaceS);
    steps_ = new Card(tr("Where a step goes"));
    stepTime_ = (new Label(TextRole::Body, Ink::Text, unknownText()))->strong();
    stepTime_->setContentsMargins(0, 0, kSpaceXs, 0); // in line with the figures below
    steps_->addToHead(stepTime_);
    share_ = new StepShare;
    steps_->body()->addWidget(share_);
    column->addWidget(steps_);
    addSensors(column);
    auto* journal = new Card(tr("Journal"));
    QPushButton* filter = makeIconButton(QStringLiteral("journalFilter"), QStringLiteral("filter"),
                                         tr("Only what someone should look at"));
    filter->setCheckable(true);
    journal->addToHead(filter);
    journal_ = new JournalModel(this);
    journalView_ = new JournalView(journal_);
    journal->body()->addWidget(journalView_);
    column->addWidget(journal, 1);
    connect(filter, &QPushButton::toggled, journal_, &JournalModel::setImportantOnly);
    const TrainingSession& training = studio.training;
    auto* pace = new RefreshPace(this, [this] { showSteps(); });
    pace->obeySlowRefresh(studio);
    connect(&training, &TrainingSession::statusChanged, pace, &RefreshPace::ask);
    connect(&training, &TrainingSession::historyReset, this, [this, pace] {
        pace->now();
        showEvents();
    });
    connect(&training, &TrainingSession::eventsChanged, this, &TrainDetails::showEvents);
    pace->now();
    showEvents();
}

void TrainDetails::addSensors(QVBoxLayout* column) {
    sensors_ = new Card(tr("Sensors"));
    sensors_->setObjectName(QStringLiteral("sensors"));
    curvesToggle_ =
        makeIconButton(QStringLiteral("sensorCurves"), QStringLiteral("curve"), tr("Curves of the last minutes"));
    curvesToggle_->setCheckable(true);
    sensors_->addToHead(curvesToggle_);
    curves_ = new SensorPanel(studio_);
    sensors_->body()->addWidget(curves_);
    column->addWidget(sensors_);
    const QByteArray chosen = studio_.settings.state(kSensorsState);
    sensorsChosen_ = !chosen.isEmpty();
    curvesToggle_->setChecked(chosen == "open");
    connect(curvesToggle_, &QPushButton::toggled, this, &TrainDetails::foldSensors);
    connect(curvesToggle_, &QPushButton::clicked, this, [this](bool open) {
        sensorsChosen_ = true;
        studio_.settings.setState(kSensorsState, open ? "open" : "folded");
    });
    const TrainingSession& training = studio_.training;
    connect(&training, &TrainingSession::stateChanged, this, &TrainDetails::showSensors);
    connect(&training, &TrainingSession::historyReset, this, &TrainDetails::showSensors);
    foldSensors();
    showSensors();
}

void TrainDetails::showSensors() {
    sensors_->setVisible(studio_.training.isActive());
}

void TrainDetails::foldSensors() {
    const bool open = curvesToggle_->isChecked();
    curves_->setVisible(open);
    sensors_->setBodyMargin(open ? kSpaceM : 0);
}

void TrainDetails::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    chooseFold();
}

void TrainDetails::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    window()->installEventFilter(this);
}

/// Unfolded this keeps its height in a page that scrolls: a window that gets lower is no resize of it.
bool TrainDetails::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize)
        QMetaObject::invokeMethod(this, &TrainDetails::chooseFold, Qt::QueuedConnection); // once the page has its size
    return QWidget::eventFilter(watched, event);
}

/// On a low screen the journal comes first, and the curves are a click away.
void TrainDetails::chooseFold() {
    if (sensorsChosen_)
        return;
    const QScrollArea* area = nullptr;
    for (QWidget* above = parentWidget(); above != nullptr && area == nullptr; above = above->parentWidget())
        area = qobject_cast<QScrollArea*>(above);
    const int hidden = area == nullptr ? 0 : std::max(0, area->widget()->height() - area->viewport()->height());
    const int head = controlHeight() + kSpaceS;
    const int journal = head + kJournalLines * QFontMetrics(roleFont(TextRole::Caption)).lineSpacing();
    const int sensors = head + curves_->mostHeight() + kSpaceM;
    const int needed = steps_->sizeHint().height() + sensors + journal + 2 * kSpaceS;
    curvesToggle_->setChecked(height() - hidden >= needed);
}

void TrainDetails::showSteps() {
    const RecentSteps recent = recentSteps(studio_.training.history());
    const double share = recent.waiting();
    const DecodeMeter& feed = studio_.training.status().feed;
    StepParts parts = studio_.training.status().parts;
    const double computing =
        recent.count > 0 ? (recent.seconds - recent.waitSeconds) / static_cast<double>(recent.count) : 0;
    // A card measures a step before it records it; where launching took longer than computing, that says little.
    if (parts.seconds() > kLikeNow * computing || computing > kLikeNow * parts.seconds())
        parts = {};
    share_->set(share, parts, feedAdvice(share, feed));
    QStringList more{feedShares(feed)};
    if (parts.step > 0)
        more +=
            tr("Computing, as measured up to step %1: %2")
                .arg(formatCount(parts.step), withUnit(formatNumber(parts.seconds() * 1000, 1), QStringLiteral("ms")));
    more.removeAll(QString());
    share_->setToolTip(more.join(QLatin1Char('\n')));
    const double mean = recent.count > 0 ? recent.seconds / static_cast<double>(recent.count) : -1;
    stepTime_->setText(formatStepTime(mean));
}

void TrainDetails::showEvents() {
    const RunHistory* history = studio_.training.history();
    journal_->setEvents(history != nullptr ? history->events : std::vector<EventRecord>());
}

} // namespace studio
