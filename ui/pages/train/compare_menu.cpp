// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/compare_menu.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPushButton>
#include <QWidgetAction>

#include "core/report/run_comparison.h"
#include "ui/models/run_words.h"
#include "ui/pages/compare/comparison_dialog.h"
#include "ui/pages/train/train_overlay.h"
#include "ui/session/studio.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/search_field.h"

namespace studio {

namespace {

constexpr qsizetype kLong = 12; ///< runs from which there is a field to search them

} // namespace

CompareMenu::CompareMenu(Studio& studio, TrainOverlay& overlay)
    : studio_(studio)
    , overlay_(overlay) {
    setObjectName(QStringLiteral("compareMenu"));
    setToolTipsVisible(true);
    connect(this, &QMenu::aboutToShow, this, &CompareMenu::fill);
    connect(&overlay.runs(), &ComparedRuns::changed, this, &CompareMenu::say);
}

void CompareMenu::fill() {
    clear();
    runs_.clear();
    studio_.runs.refresh(); // for the next time it opens
    const std::vector<RunSummary>& runs = studio_.runs.runs();
    if (std::cmp_greater(runs.size(), kLong)) {
        auto* field = new SearchField(QStringLiteral("compareSearch"), tr("Search runs"), nullptr);
        auto* action = new QWidgetAction(this);
        action->setDefaultWidget(field);
        addAction(action);
        connect(field, &QLineEdit::textChanged, this, &CompareMenu::narrow);
    }
    for (const RunSummary& run : runs) {
        if (run.folder != overlay_.shown())
            addRun(run.folder, lookOf(run.state).word);
    }
    for (const ComparedRun& run : overlay_.runs().runs()) { // chosen, and gone from the folder since
        if (studio_.runs.find(run.folder) == nullptr && run.folder != overlay_.shown())
            addRun(run.folder, tr("no longer in the runs folder"));
    }
    if (runs_.isEmpty())
        addAction(tr("There is no other run"))->setEnabled(false);
    addSeparator();
    table_ = addAction(tr("Show table..."), this, &CompareMenu::showRunTable);
    table_->setObjectName(QStringLiteral("compareTable"));
    clear_ = addAction(tr("Compare with none"), &overlay_.runs(), &ComparedRuns::clear);
    clear_->setObjectName(QStringLiteral("compareClear"));
    say();
}

void CompareMenu::addRun(const std::string& folder, const QString& state) {
    QAction* action = addAction(withoutMnemonic(runName(folder) + QStringLiteral("  ·  ") + state));
    action->setObjectName(QStringLiteral("compareRun"));
    action->setData(QByteArray(folder.c_str()));
    action->setCheckable(true);
    action->setChecked(overlay_.runs().contains(folder));
    action->setToolTip(toolTipText(displayOf(folder)));
    connect(action, &QAction::triggered, this,
            [this, folder](bool on) { on ? overlay_.runs().add(folder) : overlay_.runs().remove(folder); });
    runs_ += action;
}

void CompareMenu::narrow(const QString& text) {
    for (QAction* action : runs_)
        action->setVisible(action->text().contains(text, Qt::CaseInsensitive));
}

/// Ticks and what can be done follow the choice while the menu is open.
void CompareMenu::say() {
    if (table_ == nullptr)
        return;
    const ComparedRuns& compared = overlay_.runs();
    for (QAction* action : runs_) {
        const bool on = compared.contains(action->data().toByteArray().toStdString());
        action->setChecked(on);
        action->setEnabled(on || !compared.isFull());
    }
    table_->setEnabled(!compared.runs().empty());
    clear_->setEnabled(!compared.runs().empty());
}

void CompareMenu::showRunTable() {
    std::vector<std::string> folders;
    if (!overlay_.shown().empty())
        folders.push_back(overlay_.shown());
    for (const ComparedRun& run : overlay_.runs().runs()) {
        if (run.folder != overlay_.shown() && folders.size() < RunComparison::kMost)
            folders.push_back(run.folder);
    }
    if (folders.size() >= RunComparison::kLeast)
        showComparison(studio_, folders, parentWidget()->window());
}

// Several are ticked in one go.
void CompareMenu::mouseReleaseEvent(QMouseEvent* event) {
    QAction* action = actionAt(event->pos());
    if (action == nullptr || !action->isCheckable() || !action->isEnabled())
        return QMenu::mouseReleaseEvent(event);
    action->trigger();
}

void CompareMenu::keyPressEvent(QKeyEvent* event) {
    if (event->key() != Qt::Key_Space || activeAction() == nullptr || !activeAction()->isCheckable() ||
        !activeAction()->isEnabled())
        return QMenu::keyPressEvent(event);
    activeAction()->trigger();
}

QPushButton* makeCompareButton(Studio& studio, TrainOverlay& overlay) {
    auto* menu = new CompareMenu(studio, overlay);
    QPushButton* button =
        makeMenuButton(QStringLiteral("compare"), CompareMenu::tr("Compare"), QStringLiteral("runs"), menu);
    button->setToolTip(CompareMenu::tr("Draws other runs beside this one; up to four have colours of their own"));
    return button;
}

} // namespace studio
