// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/mistakes/mistakes_dialog.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <QApplication>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QSplitter>

#include "core/base/text.h"
#include "core/dataset/image_folder.h"
#include "core/run/run_folder.h"
#include "ui/models/mistake_table.h"
#include "ui/models/run_table.h"
#include "ui/pages/mistakes/confusion_view.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/progress_line.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/table_view.h"

namespace studio {

namespace {

std::vector<MistakesDialog*> openDialogs() {
    std::vector<MistakesDialog*> found;
    const QWidgetList all = QApplication::topLevelWidgets();
    for (QWidget* one : all) {
        if (auto* dialog = qobject_cast<MistakesDialog*>(one))
            found.push_back(dialog);
    }
    return found;
}

/// For a plural form, which takes no more.
int pluralCount(std::int64_t count) {
    return static_cast<int>(std::min<std::int64_t>(count, std::numeric_limits<int>::max()));
}

} // namespace

MistakesDialog::MistakesDialog(Studio& studio, std::string run, const QString& name, QWidget* parent)
    : QDialog(parent)
    , studio_(studio)
    , run_(std::move(run))
    , note_((new Label(TextRole::Caption, Ink::Text2))->wrapped())
    , progress_(new ProgressLine)
    , rows_(new MistakeTable(this))
    , filter_(new QSortFilterProxyModel(this)) {
    setObjectName(QStringLiteral("mistakesDialog"));
    setWindowTitle(tr("Mistakes of %1").arg(name));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* column = makeColumn(kSpaceS, this);
    column->setContentsMargins(kSpaceXl, kSpaceL, kSpaceXl, kSpaceL);
    column->addWidget(new Label(TextRole::Title, Ink::Text, windowTitle()));
    note_->setObjectName(QStringLiteral("mistakesNote"));
    column->addWidget(note_);
    progress_->setAccessibleName(tr("Measuring"));
    stop_ = makeButton(QStringLiteral("stopMeasuring"), tr("Stop"), QStringLiteral("square"));
    connect(stop_, &QPushButton::clicked, this, &MistakesDialog::stop);
    auto* line = makeRow(kSpaceM);
    line->addWidget(progress_, 1);
    line->addWidget(stop_);
    column->addLayout(line);
    auto* both = new QSplitter(Qt::Horizontal);
    both->setHandleWidth(kSpaceS);
    both->setChildrenCollapsible(false);
    both->addWidget(makeList());
    both->addWidget(makeMatrix());
    both->setSizes({500, 500});
    column->addWidget(both, 1);
    column->addWidget(makeButtons());
    const int height = fontMetrics().height();
    resize(66 * height, 42 * height);
    connect(&studio_.runs, &RunsSession::changed, this, &MistakesDialog::say);
    connect(&studio_.training, &TrainingSession::stateChanged, this, [this] {
        if (studio_.training.isActive())
            stop(); // nothing disturbs a run
        say();
    });
    say();
    read();
}

QWidget* MistakesDialog::makeList() {
    auto* card = new Card(tr("What was taken for what"));
    search_ = new SearchField(QStringLiteral("mistakeSearch"), tr("Find a class"), this);
    card->addToHead(search_);
    card->setBodyMargin(0);
    filter_->setSourceModel(rows_);
    filter_->setSortRole(MistakeTable::kSortRole);
    filter_->setFilterRole(MistakeTable::kSearchRole);
    filter_->setFilterKeyColumn(-1);
    filter_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    table_ = new TableView(QStringLiteral("mistakeTable"));
    table_->setAccessibleName(tr("What was taken for what"));
    table_->setModel(filter_);
    table_->setSortingEnabled(true);
    table_->sortByColumn(MistakeTable::Count, Qt::DescendingOrder);
    card->body()->addWidget(table_);
    connect(search_, &QLineEdit::textChanged, filter_, &QSortFilterProxyModel::setFilterFixedString);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& index) {
        matrix_->setCurrent(index.isValid() ? filter_->mapToSource(index).row() : -1);
        say();
    });
    connect(table_, &QTableView::activated, this, &MistakesDialog::showPictures);
    return card;
}

QWidget* MistakesDialog::makeMatrix() {
    auto* card = new Card(tr("Confusion matrix"));
    matrix_ = new ConfusionView;
    card->body()->addWidget(matrix_, 1);
    card->body()->addWidget(
        (new Label(TextRole::Caption, Ink::Text3,
                   tr("A row is what the pictures are, a column what they were taken for; strong is "
                      "often. The wheel or + and \u2212 zoom, dragging moves, Home shows all.")))
            ->wrapped());
    connect(matrix_, &ConfusionView::chosen, this, &MistakesDialog::choose);
    return card;
}

QWidget* MistakesDialog::makeButtons() {
    measure_ = makeButton(QStringLiteral("measureRun"), {}, QStringLiteral("reset"));
    if (studio_.services.evaluate == nullptr)
        measure_->hide();
    save_ = makeButton(QStringLiteral("saveMistakes"), tr("Save as CSV..."), QStringLiteral("save"));
    show_ = makeButton(QStringLiteral("showMistaken"), {}, QStringLiteral("classify"), ButtonKind::Primary);
    QPushButton* close = makeButton(QStringLiteral("closeMistakes"), tr("Close"));
    connect(measure_, &QPushButton::clicked, this, &MistakesDialog::measure);
    connect(save_, &QPushButton::clicked, this, &MistakesDialog::saveCsv);
    connect(show_, &QPushButton::clicked, this, &MistakesDialog::showPictures);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto* row = makeRow(kSpaceS);
    row->addWidget(measure_);
    row->addWidget(save_);
    row->addStretch(1);
    row->addWidget(close);
    row->addWidget(show_);
    return boxed(row);
}

void MistakesDialog::read() {
    studio_.files.run(
        this, [run = run_](const JobControl&) { return RunMistakes::read(run); },
        [this](std::shared_ptr<const RunMistakes> found) {
            if (found && (!mistakes_ || found->evaluation.utcMs != mistakes_->evaluation.utcMs))
                stopped_ = false; // it was done all the same
            mistakes_ = std::move(found);
            wasRead_ = true;
            rows_->setMistakes(mistakes_);
            matrix_->setMistakes(mistakes_);
            table_->fitColumns(MistakeTable::Answer);
            table_->selectRow(0);
            table_->setFocus();
            say();
        },
        [this](const Message& problem) {
            wasRead_ = true;
            problem_ = QString::fromStdString(problem.text());
            say();
        });
}

void MistakesDialog::measure() {
    problem_.clear();
    stopped_ = false;
    progress_->setFraction(0);
    progress_->setCaptions(tr("Measuring"), {});
    job_.start(
        [this, run = run_, evaluate = studio_.services.evaluate](const JobControl& control) {
            evaluate(
                run,
                [this, &control](std::int64_t done, std::int64_t total) {
                    control.progress([this, done, total] {
                        progress_->setFraction(static_cast<double>(done) /
                                               static_cast<double>(std::max<std::int64_t>(total, 1)));
                        progress_->setCaptions(tr("Measuring"),
                                               tr("%1 of %2 pictures").arg(formatCount(done), formatCount(total)));
                    });
                },
                control.stop());
            return true;
        },
        [this](bool) { measured({}); }, [this](const Message& problem) { measured(problem); });
    sayAll();
}

void MistakesDialog::stop() {
    if (!job_.isRunning())
        return;
    stopped_ = true;
    job_.requestStop();
}

void MistakesDialog::done(int result) {
    if (job_.isRunning()) {
        setAttribute(Qt::WA_DeleteOnClose, false); // the window would wait for the thread
        leaving_ = true;
        stop();
    }
    QDialog::done(result);
}

void MistakesDialog::sayAll() {
    for (MistakesDialog* one : openDialogs()) {
        if (&one->studio_ == &studio_)
            one->say();
    }
}

void MistakesDialog::measured(const std::optional<Message>& problem) {
    if (leaving_) {
        deleteLater();
    } else if (!problem) {
        read();
    } else if (!stopped_) {
        problem_ = QString::fromStdString(problem->text());
    }
    sayAll();
}

QString MistakesDialog::measureBlocker() const {
    const RunSummary* run = studio_.runs.find(run_);
    const bool trains = studio_.training.isActive() || isAnyRunning(studio_.runs.runs());
    const std::vector<MistakesDialog*> open = openDialogs();
    const bool other = std::any_of(open.begin(), open.end(), [this](const MistakesDialog* one) {
        return one != this && &one->studio_ == &studio_ && one->job_.isRunning();
    });
    return trains                         ? tr("A run is training, and measuring would slow it.")
           : other                        ? tr("Another measurement is running.")
           : run != nullptr && !run->best ? tr("This run has no checkpoint that was validated yet.")
                                          : QString();
}

QString MistakesDialog::noteText() const {
    if (!problem_.isEmpty())
        return problem_;
    if (!wasRead_)
        return tr("The evaluation is being read.");
    if (!mistakes_ && stopped_ && !job_.isRunning())
        return tr("Stopped. Nothing was measured yet.");
    if (!mistakes_)
        return tr("Nothing was measured yet. Measuring classifies the pictures that the run validates on with its best "
                  "checkpoint, and keeps what was taken for what.");
    const RunEvaluation& found = mistakes_->evaluation;
    QStringList lines{
        tr("Top-1 %1 of %n picture(s), with the checkpoint of epoch %2, %3. %4.", nullptr, pluralCount(found.pictures))
            .arg(formatPercent(found.top1), QString::number(found.epoch), formatMoment(found.utcMs),
                 QString::fromStdString(displayText(found.measured)))};
    const RunSummary* run = studio_.runs.find(run_);
    if (run != nullptr && run->best && run->best->file != found.checkpoint && run->best->savedUtcMs > found.utcMs)
        lines += tr("The run has a better checkpoint since, of epoch %1.").arg(run->best->epoch);
    if (!mistakes_->hasAllPairs)
        lines += found.confusions.size() < Confusion::kMostPairs
                     ? tr("Only the most frequent pairs are known. Measure again for all.")
                     : tr("Only the most frequent pairs are known.");
    if (stopped_ && !job_.isRunning())
        lines += tr("Stopped: what was measured before stays.");
    return lines.join(u'\n');
}

/// What there is to see and to do now.
void MistakesDialog::say() {
    const bool measuring = job_.isRunning();
    progress_->setVisible(measuring);
    stop_->setVisible(measuring);
    note_->setInk(problem_.isEmpty() ? Ink::Text2 : Ink::Error);
    note_->setText(noteText());
    measure_->setText(mistakes_ ? tr("Measure again") : tr("Measure"));
    setBlocked(measure_, measuring ? tr("It is being measured.") : measureBlocker(),
               tr("Classifies the pictures that the run validates on with its best checkpoint"));
    table_->setEmptyText(!mistakes_                                 ? tr("Nothing measured yet")
                         : mistakes_->evaluation.confusions.empty() ? tr("Every picture was named right")
                                                                    : tr("No class fits this search."));
    const bool any = rows_->rowCount() > 0;
    setBlocked(save_, any ? QString() : tr("There is nothing to save."),
               tr("The pairs of this list, for a spreadsheet"));
    const Confusion* one = chosen();
    const auto named = one != nullptr ? one->files.size() : 0;
    show_->setText(named > 0 ? tr("Show %n picture(s)", nullptr, static_cast<int>(named)) : tr("Show pictures"));
    setBlocked(show_,
               one == nullptr              ? tr("Nothing is selected.")
               : named == 0                ? tr("Which pictures they are was not kept. Measure again.")
               : !mistakes_->hasCheckpoint ? tr("Its checkpoint is gone. Measure again.")
                                           : QString(),
               tr("Classifies them, on the page Classify"));
}

const Confusion* MistakesDialog::chosen() const {
    const QModelIndex index = table_->currentIndex();
    return index.isValid() ? rows_->at(filter_->mapToSource(index).row()) : nullptr;
}

/// A cell of the matrix was clicked.
void MistakesDialog::choose(int confusion) {
    QModelIndex index = filter_->mapFromSource(rows_->index(confusion, 0));
    if (!index.isValid()) { // the search hides it
        search_->clear();
        index = filter_->mapFromSource(rows_->index(confusion, 0));
    }
    table_->selectRow(index.row());
    table_->scrollTo(index);
}

void MistakesDialog::showPictures() {
    const Confusion* one = chosen();
    if (one == nullptr || one->files.empty() || !mistakes_->hasCheckpoint)
        return;
    const RunEvaluation& found = mistakes_->evaluation;
    std::vector<std::string> paths;
    for (const std::string& file : one->files) {
        if (hasPictureExtension(file)) // the file may come from somebody else
            paths.push_back(found.folder + "/" + file);
    }
    studio_.classify.setModel(RunPaths(run_).checkpoints + "/" + found.checkpoint, "last");
    if (!paths.empty())
        studio_.classify.add(paths);
    studio_.show(Page::Classify);
    if (!job_.isRunning())
        close(); // it would cover them
}

void MistakesDialog::saveCsv() {
    const auto path = studio_.dialogs.pickSaveFile(tr("Save the mistakes"), QStringLiteral("mistakes.csv"),
                                                   tr("Comma-separated values (*.csv)"));
    if (!path)
        return;
    studio_.files.write(bytesOf(*path), mistakesCsv(*mistakes_));
}

QDialog* showMistakes(Studio& studio, const std::string& run, const QString& name, QWidget* parent) {
    for (MistakesDialog* one : openDialogs()) {
        if (one->isOf(studio, run) && one->isVisible() && !one->isLeaving()) {
            one->raise();
            one->activateWindow();
            return one;
        }
    }
    auto* dialog = new MistakesDialog(studio, run, name, parent);
    dialog->show();
    return dialog;
}

} // namespace studio
