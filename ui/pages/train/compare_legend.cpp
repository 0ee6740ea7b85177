// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/compare_legend.h"

#include <algorithm>

#include <QEvent>
#include <QGridLayout>
#include <QPushButton>
#include <QVariant>

#include "ui/models/run_words.h"
#include "ui/pages/train/train_overlay.h"
#include "ui/plot/legend_entry.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/layouts.h"

namespace studio {

namespace {

constexpr int kColumns = 4;
constexpr const char* kFolder = "runFolder";

std::string folderOf(const QObject* entry) {
    return entry->property(kFolder).toByteArray().toStdString();
}

bool keepsAverage(const ComparedRun& run) {
    return run.history != nullptr && std::any_of(run.history->epochs.begin(), run.history->epochs.end(),
                                                 [](const EpochRecord& epoch) { return epoch.hasAverage(); });
}

} // namespace

CompareLegend::CompareLegend(TrainOverlay& overlay, QWidget* parent)
    : QWidget(parent)
    , overlay_(overlay)
    , grid_(new QGridLayout(this)) {
    setObjectName(QStringLiteral("compareLegend"));
    setAccessibleName(tr("Compared runs"));
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setSpacing(kSpaceXs);
    for (int column = 0; column < kColumns; ++column)
        grid_->setColumnStretch(column, 1);
    connect(&overlay.runs(), &ComparedRuns::changed, this, &CompareLegend::refresh);
    connect(&overlay, &TrainOverlay::shownChanged, this, &CompareLegend::refresh);
    refresh();
}

QString CompareLegend::wordsFor(const ComparedRun& run) const {
    if (!run.problem.title.empty())
        return run.history != nullptr ? tr("%1 (as read last)").arg(runName(run.folder))
                                      : tr("%1 (cannot be read)").arg(runName(run.folder));
    return run.isReading() ? tr("%1 (being read)").arg(runName(run.folder)) : runName(run.folder);
}

QWidget* CompareLegend::makeEntry(const ComparedRun& run) {
    const QString words = wordsFor(run);
    const QByteArray folder(run.folder.c_str());
    auto* entry = new LegendEntry(words, run.color, SeriesStyle::Compared);
    entry->setObjectName(QStringLiteral("comparedRun"));
    entry->setProperty(kFolder, folder);
    entry->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed); // it elides
    entry->setMinimumWidth(60);
    entry->setChecked(!run.hidden);
    const QString why = QString::fromStdString(run.problem.text());
    QString told = toolTipText(why.isEmpty() ? tr("%1: click hides or shows its curves").arg(words)
                                             : QString(words + QLatin1Char('\n') + why));
    if (keepsAverage(run))
        told += QStringLiteral("<br>") +
                toolTipText(tr("It keeps a moving average of its weights; val is of the weights themselves"));
    entry->setToolTip(told);
    entry->installEventFilter(this);
    connect(entry, &QAbstractButton::toggled, this,
            [this, entry](bool on) { overlay_.runs().setHidden(folderOf(entry), !on); });
    QPushButton* remove = makeIconButton(QStringLiteral("removeCompared"), QStringLiteral("close"),
                                         tr("Compare with %1 no longer").arg(runName(run.folder)));
    remove->setProperty(kFolder, folder);
    // The entry goes with its click.
    connect(
        remove, &QPushButton::clicked, this, [this, remove] { overlay_.runs().remove(folderOf(remove)); },
        Qt::QueuedConnection);
    auto* row = makeRow(kSpaceXs);
    row->addWidget(entry);
    row->addWidget(remove);
    row->addStretch(1);
    return boxed(row);
}

void CompareLegend::refresh() {
    QStringList wanted;
    std::vector<const ComparedRun*> runs;
    for (const ComparedRun& run : overlay_.runs().runs()) {
        if (run.folder == overlay_.shown())
            continue;
        runs.push_back(&run);
        wanted += QString::fromStdString(run.folder + run.problem.text()) + QString::number(run.color) + wordsFor(run) +
                  QString::number(keepsAverage(run));
    }
    setVisible(!runs.empty());
    if (wanted == shown_) // hidden, or pointed at: the entry that was clicked knows
        return;
    shown_ = wanted;
    while (QLayoutItem* item = grid_->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (std::size_t i = 0; i < runs.size(); ++i)
        grid_->addWidget(makeEntry(*runs[i]), static_cast<int>(i) / kColumns, static_cast<int>(i) % kColumns);
}

bool CompareLegend::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::Enter:
    case QEvent::FocusIn:
        overlay_.runs().point(folderOf(watched));
        break;
    case QEvent::Leave:
    case QEvent::FocusOut:
        overlay_.runs().point({});
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace studio
