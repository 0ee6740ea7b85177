// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/classify/classify_list_card.h"

#include <QListView>
#include <QPushButton>

#include "core/infer/answers_file.h"
#include "ui/models/second_opinion.h"
#include "ui/pages/classify/classify_views.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/progress_line.h"
#include "ui/widgets/segmented_control.h"

namespace studio {

namespace {

struct Saved {
    qint64 rows = 0, withoutAll = 0;
};

/// Any thread. What other networks said is not in it: the file has the classes of one.
Saved writeAnswers(const std::string& path, const ClassifyItems& items, const ClassifyNetwork* network,
                   const std::string& unanswered) {
    AnswersFile csv(path, network->classes);
    Saved saved;
    for (const ClassifyItem& item : items) {
        const std::string name = item.path.empty() ? item.title.toStdString() : item.path;
        ++saved.rows;
        if (item.state == ClassifyItem::State::Done && item.network.get() == network) {
            csv.add(name, item.prediction);
            saved.withoutAll += item.prediction.probabilities.empty();
        } else {
            csv.addProblem(name, item.state == ClassifyItem::State::Failed ? item.problem.toStdString() : unanswered);
        }
    }
    csv.commit();
    return saved;
}

} // namespace

ClassifyListCard::ClassifyListCard(Studio& studio, const SecondOpinion& second, QWidget* parent)
    : QWidget(parent)
    , studio_(studio)
    , second_(second)
    , list_(new ClassifyList(studio.classify, second, this))
    , filter_(new ClassifyFilter(this))
    , view_(new QListView) {
    filter_->setSourceModel(list_);
    auto* card = new Card;
    card->setBodyMargin(0);
    fillHead(*card);
    view_->setAccessibleName(tr("Pictures"));
    view_->setObjectName(QStringLiteral("classifyList"));
    view_->setModel(filter_);
    view_->setItemDelegate(new ClassifyDelegate(
        [&studio](const std::string& path, int pixels) { return studio.thumbnails.square(path, pixels); }, view_));
    view_->setUniformItemSizes(true);
    view_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view_->setFrameShape(QFrame::NoFrame);
    view_->setMinimumWidth(220);
    card->body()->addWidget(view_, 1);
    card->body()->addWidget(makeFoot());
    makeColumn(0, this)->addWidget(card);

    const ClassifySession& session = studio_.classify;
    connect(&studio_.thumbnails, &Thumbnails::ready, view_->viewport(), [this] { view_->viewport()->update(); });
    connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this, &ClassifyListCard::currentChanged);
    for (const auto signal :
         {&ClassifySession::modelChanged, &ClassifySession::allChanged, &ClassifySession::itemsCleared,
          &ClassifySession::stoppedChanged, &ClassifySession::listingChanged})
        connect(&session, signal, this, &ClassifyListCard::showCounts);
    connect(&session, &ClassifySession::itemsAdded, this, &ClassifyListCard::showCounts);
    connect(&session, &ClassifySession::itemChanged, this, &ClassifyListCard::showCounts);
    for (const auto signal : {&SecondOpinion::modelChanged, &SecondOpinion::allChanged})
        connect(&second_, signal, this, &ClassifyListCard::showCounts);
    connect(&second_, &SecondOpinion::answered, this, &ClassifyListCard::showCounts);
    showCounts();
}

void ClassifyListCard::fillHead(Card& card) {
    groups_ = new SegmentedControl(QStringLiteral("classifyGroups"), {tr("All"), tr("Wrong"), tr("Differ")});
    QPushButton* unsure =
        makeIconButton(QStringLiteral("unsureFirst"), QStringLiteral("filter"), tr("Least sure answers first"));
    unsure->setCheckable(true);
    save_ = makeIconButton(QStringLiteral("saveAnswers"), QStringLiteral("save"), tr("Save the probabilities"));
    QPushButton* clear = makeIconButton(QStringLiteral("clearPictures"), QStringLiteral("close"), tr("Clear the list"));
    card.headSlot()->addWidget(groups_);
    card.headSlot()->addStretch(1);
    for (QPushButton* button : {unsure, save_, clear})
        card.addToHead(button);
    connect(clear, &QPushButton::clicked, &studio_.classify, &ClassifySession::clear);
    connect(unsure, &QPushButton::toggled, filter_, &ClassifyFilter::setUnsureFirst);
    connect(save_, &QPushButton::clicked, this, &ClassifyListCard::save);
    connect(groups_, &SegmentedControl::currentChanged, this,
            [this](int group) { filter_->setGroup(static_cast<ClassifyFilter::Group>(group)); });
}

QWidget* ClassifyListCard::makeFoot() {
    progress_ = new ProgressLine;
    progress_->setObjectName(QStringLiteral("classifyProgress"));
    stop_ = makeButton(QStringLiteral("stopClassifying"), tr("Stop"));
    connect(stop_, &QPushButton::clicked, this, [this] {
        ClassifySession& session = studio_.classify;
        session.isStopped() ? session.goOn() : session.stop();
    });
    auto* row = makeRow();
    row->setContentsMargins(12, 8, 12, 8);
    row->addWidget(progress_, 1);
    row->addWidget(stop_);
    foot_ = boxed(row);
    return foot_;
}

const ClassifyItem* ClassifyListCard::current() const {
    return studio_.classify.find(view_->currentIndex().data(ClassifyList::kIdRole).toInt());
}

bool ClassifyListCard::isCurrent(int row) const {
    return view_->currentIndex().isValid() && filter_->mapToSource(view_->currentIndex()).row() == row;
}

void ClassifyListCard::select(int row) {
    if (const QModelIndex index = filter_->mapFromSource(list_->index(row)); index.isValid())
        view_->setCurrentIndex(index);
}

void ClassifyListCard::focusList() {
    view_->setFocus();
}

void ClassifyListCard::showCounts() {
    const ClassifySession& session = studio_.classify;
    const auto waiting = static_cast<qint64>(session.waitingCount());
    groups_->setText(0, tr("All %1").arg(formatCount(count())));
    groups_->setText(1, tr("Wrong %1").arg(formatCount(list_->wrongCount())));
    groups_->setText(2, tr("Differ %1").arg(formatCount(list_->differingCount())));
    const bool isPair = second_.session() != nullptr;
    if (!isPair && groups_->current() == 2)
        groups_->setCurrent(0);
    groups_->segment(2)->setVisible(isPair);
    const bool any = session.network() != nullptr && count() > 0;
    setBlocked(save_, any ? QString() : tr("There are no answers yet"),
               isPair ? tr("Save the probabilities of every class by A as a table (CSV)")
                      : tr("Save the probabilities of every class as a table (CSV)"));
    // One picture is answered before a line could be read.
    foot_->setVisible(session.isListing() || (session.network() != nullptr && waiting > 1) ||
                      (session.isStopped() && waiting > 0));
    stop_->setText(session.isStopped() ? tr("Continue") : tr("Stop"));
    progress_->setTone(session.isStopped() ? Tone::Warning : Tone::Accent);
    progress_->setFraction(count() > 0 ? static_cast<double>(count() - waiting) / count() : -1);
    progress_->setCaptions(tr("%1 of %2").arg(formatCount(count() - waiting), formatCount(count())),
                           session.isStopped()   ? tr("stopped")
                           : session.isListing() ? tr("still looking")
                                                 : QString());
    Q_EMIT countChanged();
}

void ClassifyListCard::save() {
    const auto path = studio_.dialogs.pickSaveFile(tr("Save the probabilities"), QStringLiteral("answers.csv"),
                                                   tr("Comma-separated values (*.csv)"));
    const auto network = studio_.classify.network();
    if (!path || !network)
        return;
    studio_.files.run(
        this,
        [path = bytesOf(*path), items = studio_.classify.items(), network,
         unanswered = tr("not classified").toStdString()](const JobControl&) {
            return writeAnswers(path, items, network.get(), unanswered);
        },
        [this](const Saved& done) { Q_EMIT saved(done.rows, done.withoutAll); });
}

} // namespace studio
