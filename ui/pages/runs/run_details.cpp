// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/run_details.h"

#include <string>
#include <utility>

#include <QAction>
#include <QPushButton>

#include "core/base/text.h"
#include "core/model/model_spec.h"
#include "core/run/run_notes.h"
#include "ui/models/run_table.h"
#include "ui/models/run_words.h"
#include "ui/pages/runs/run_actions.h"
#include "ui/plot/metric_plot.h"
#include "ui/session/runs_session.h"
#include "ui/theme/format.h"
#include "ui/theme/run_state_look.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/pill.h"

namespace studio {

RunDetails::RunDetails(const RunsSession& runs, const RunActions& actions, QWidget* parent)
    : QWidget(parent)
    , runs_(runs)
    , card_(new Card(tr("No run selected")))
    , pill_(new Pill)
    , plot_(new MetricPlot(QStringLiteral("runPlot")))
    , recipe_((new Label(TextRole::Caption, Ink::Text2))->wrapped())
    , note_((new Label(TextRole::Caption, Ink::Text))->wrapped()) {
    note_->setObjectName(QStringLiteral("runNote"));
    card_->addToHead(pill_);
    plot_->setAccessibleName(tr("Validation top-1 per epoch, %"));
    plot_->addSeries({tr("val"), 1, SeriesStyle::Circles, true, true});
    plot_->setValueFormat([](double value) { return formatNumber(value, 1); });
    plot_->setXFormat([](double x) { return tr("epoch %1").arg(qRound(x)); });
    plot_->setMinimumHeight(120);
    const auto button = [](const char* name, QAction* action) {
        auto* made = makeButton(QLatin1String(name), action->text(), action->property("iconName").toString());
        bindButton(made, action);
        return made;
    };
    const auto iconButton = [](const char* name, QAction* action) {
        auto* made = makeIconButton(QLatin1String(name), action->property("iconName").toString(), action->iconText());
        bindButton(made, action);
        return made;
    };
    auto* buttons = makeRow(6);
    buttons->addWidget(button("resumeRun", actions.resume()));
    buttons->addWidget(button("showCurves", actions.show()));
    buttons->addWidget(button("cloneRecipe", actions.clone()));
    buttons->addStretch();
    buttons->addWidget(iconButton("reportRun", actions.report()));
    buttons->addWidget(iconButton("backUpRun", actions.backUp()));
    buttons->addWidget(iconButton("openRunFolder", actions.openFolder()));
    buttons->addWidget(iconButton("deleteRun", actions.remove()));
    auto* above = makeRow();
    above->addWidget(new Label(TextRole::Caption, Ink::Text3, tr("Validation top-1, % by epoch")), 1);
    for (const auto& [name, action] :
         {std::pair{"mistakesOfRun", actions.mistakes()}, {"exportRun", actions.exported()}}) {
        auto* link = makeButton(QLatin1String(name), {}, action->property("iconName").toString(), ButtonKind::Link);
        bindButton(link, action);
        above->addWidget(link);
    }
    card_->body()->addLayout(above);
    card_->body()->addWidget(plot_, 1);
    card_->body()->addWidget(recipe_);
    card_->body()->addWidget(note_);
    card_->body()->addLayout(buttons);
    makeColumn(0, this)->addWidget(card_);
}

void RunDetails::refresh(const RunSummary* run, const RunNotes& notes) {
    showNotes(notes);
    const std::string before = std::exchange(folder_, run != nullptr ? run->folder : std::string());
    if (run == nullptr) {
        plot_->clear();
        recipe_->setText({});
        name_.clear();
        showTitle();
        pill_->set({}, Tone::Neutral);
        return;
    }
    name_ = QString::fromStdString(notes.name.empty() ? run->name : notes.name);
    showTitle();
    const StateLook look = lookOf(run->state);
    if (runs_.isRemoving(run->folder))
        pill_->set(runs_.isMovingAway(run->folder) ? tr("Moving to the trash") : tr("Deleting"), Tone::Warning,
                   QStringLiteral("wait"));
    else
        pill_->set(look.word, look.tone, look.icon);
    QList<QPointF> points = top1Curve(*run);
    for (QPointF& point : points)
        point.ry() *= 100;
    plot_->setData(0, points);
    if (before != folder_) // what was zoomed was the curve of another
        plot_->resetZoom();
    recipe_->setText(recipeText(*run));
}

void RunDetails::setSelected(int count) {
    selected_ = count;
    showTitle();
}

void RunDetails::showTitle() {
    card_->setTitle(name_.isEmpty() ? tr("No run selected")
                    : selected_ > 1 ? tr("%n run(s) selected \u00B7 %1", nullptr, selected_).arg(name_)
                                    : name_);
}

/// The first lines of the note, after the tags: the rest is in the editor.
void RunDetails::showNotes(const RunNotes& notes) {
    constexpr int kLines = 3;
    const QStringList lines = QString::fromStdString(notes.note).split(u'\n');
    QString text = lines.mid(0, kLines).join(u'\n').left(400);
    if (text.size() < QString::fromStdString(notes.note).size())
        text += QStringLiteral(" ...");
    const QString tags = QString::fromStdString(tagText(notes.tags));
    QStringList parts{tags, text};
    parts.removeAll(QString());
    note_->setText(parts.join(u'\n'));
    note_->setVisible(!note_->text().isEmpty());
}

QString RunDetails::recipeText(const RunSummary& run) const {
    const auto& overview = runs_.overview();
    if (!overview || overview->folder != run.folder)
        return QString::fromStdString(run.problem.empty() ? runs_.overviewProblem().text() : run.problem);
    const TrainConfig& config = overview->recipe.config;
    const QString values = tr("%1, %2 px, batch %3, learning rate %4 %5")
                               .arg(QString::fromStdString(modelDisplayName(config.model)), pictureSizes(config))
                               .arg(config.batchSize)
                               .arg(formatLearningRate(config.learningRate), QString::fromStdString(config.schedule));
    const std::string& name = overview->recipe.setup.recipeName;
    return name.empty() ? values : tr("%1, from %2").arg(values, QString::fromStdString(displayText(name)));
}

} // namespace studio
