// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/compare_menu.h"

#include <utility>

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
constexpr int kListed = 50;     ///< runs that are listed beside those that are chosen

} // namespace

/// While it lives the entries change without a measure of the menu. One that is in view takes its size from all its
/// entries whenever one of them changes: eight seconds for a letter of a search among 1,000 runs.
class CompareMenu::AtOnce {
public:
    explicit AtOnce(CompareMenu& menu)
        : menu_(menu)
        , isOuter_(!std::exchange(menu.isChanging_, true)) {}
    ~AtOnce() {
        if (!isOuter_)
            return;
        menu_.isChanging_ = false;
        if (menu_.isVisible())
            menu_.resize(menu_.sizeHint());
    }
    AtOnce(const AtOnce&) = delete;
    AtOnce& operator=(const AtOnce&) = delete;

private:
    CompareMenu& menu_;
    const bool isOuter_;
};

CompareMenu::CompareMenu(Studio& studio, TrainOverlay& overlay)
    : studio_(studio)
    , overlay_(overlay) {
    setObjectName(QStringLiteral("compareMenu"));
    setToolTipsVisible(true);
    connect(this, &QMenu::aboutToShow, this, &CompareMenu::fill);
    connect(&overlay.runs(), &ComparedRuns::changed, this, &CompareMenu::say);
}

void CompareMenu::fill() {
    const AtOnce once(*this);
    clear();
    runs_.clear();
    told_ = nullptr;
    choices_.clear();
    studio_.runs.refresh(); // for the next time it opens
    const std::vector<RunSummary>& runs = studio_.runs.runs();
    if (std::cmp_greater(runs.size(), kLong)) {
        auto* field = new SearchField(QStringLiteral("compareSearch"), tr("Search runs"), nullptr);
        auto* action = new QWidgetAction(this);
        action->setDefaultWidget(field);
        addAction(action);
        connect(field, &QLineEdit::textChanged, this, &CompareMenu::list);
    }
    const auto offer = [this](const std::string& folder, const QString& state) {
        choices_.push_back({folder, runName(folder) + QStringLiteral("  ·  ") + state});
    };
    for (const RunSummary& run : runs) {
        if (run.folder != overlay_.shown())
            offer(run.folder, lookOf(run.state).word);
    }
    for (const ComparedRun& run : overlay_.runs().runs()) { // chosen, and gone from the folder since
        if (studio_.runs.find(run.folder) == nullptr && run.folder != overlay_.shown())
            offer(run.folder, tr("no longer in the runs folder"));
    }
    end_ = addSeparator();
    table_ = addAction(tr("Show table..."), this, &CompareMenu::showRunTable);
    table_->setObjectName(QStringLiteral("compareTable"));
    clear_ = addAction(tr("Compare with none"), &overlay_.runs(), &ComparedRuns::clear);
    clear_->setObjectName(QStringLiteral("compareClear"));
    list({});
}

/// Those that are chosen, and the first that have this in their name or state.
void CompareMenu::list(const QString& search) {
    const AtOnce once(*this);
    qDeleteAll(std::exchange(runs_, {}));
    delete std::exchange(told_, nullptr);
    int listed = 0, more = 0;
    for (const Choice& choice : choices_) {
        const bool isChosen = overlay_.runs().contains(choice.folder);
        if (!isChosen && !choice.text.contains(search, Qt::CaseInsensitive))
            continue;
        if (!isChosen && ++listed > kListed)
            ++more;
        else
            addRun(choice);
    }
    if (more > 0)
        tell(tr("%Ln more run(s): search for them", nullptr, more));
    else if (runs_.isEmpty())
        tell(choices_.empty() ? tr("There is no other run") : tr("No run is called that"));
    say();
}

void CompareMenu::addRun(const Choice& choice) {
    auto* action = new QAction(withoutMnemonic(choice.text), this);
    action->setObjectName(QStringLiteral("compareRun"));
    action->setData(QByteArray(choice.folder.c_str()));
    action->setCheckable(true);
    action->setChecked(overlay_.runs().contains(choice.folder));
    action->setToolTip(toolTipText(displayOf(choice.folder)));
    connect(action, &QAction::triggered, this, [this, folder = choice.folder](bool on) {
        on ? overlay_.runs().add(folder) : overlay_.runs().remove(folder);
    });
    insertAction(end_, action);
    runs_ += action;
}

void CompareMenu::tell(const QString& text) {
    told_ = new QAction(text, this);
    told_->setObjectName(QStringLiteral("compareTold"));
    told_->setEnabled(false);
    insertAction(end_, told_);
}

QSize CompareMenu::sizeHint() const {
    return isChanging_ ? size() : QMenu::sizeHint();
}

/// Ticks and what can be done follow the choice while the menu is open.
void CompareMenu::say() {
    if (table_ == nullptr)
        return;
    const AtOnce once(*this);
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
