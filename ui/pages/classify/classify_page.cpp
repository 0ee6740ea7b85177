// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/classify/classify_page.h"

#include <algorithm>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>

#include "ui/models/classify_list.h"
#include "ui/models/network_words.h"
#include "ui/models/second_opinion.h"
#include "ui/pages/classify/attention_card.h"
#include "ui/pages/classify/classify_empty.h"
#include "ui/pages/classify/classify_list_card.h"
#include "ui/pages/classify/classify_views.h"
#include "ui/pages/classify/example_view.h"
#include "ui/pages/classify/network_chooser.h"
#include "ui/pages/classify/probe_card.h"
#include "ui/pages/pages.h"
#include "ui/probes/probe_session.h"
#include "ui/session/example_pictures.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/page_head.h"
#include "ui/widgets/pill.h"

namespace studio {

QWidget* makeClassifyPage(Studio& studio) {
    return new ClassifyPage(studio);
}

ClassifyPage::ClassifyPage(Studio& studio)
    : PageFrame(QStringLiteral("classifyPage"))
    , studio_(studio)
    , second_(new SecondOpinion(studio.services, studio.classify, this))
    , probes_(new ProbeSession(studio.services, studio.settings, studio.training, this))
    , networks_(new NetworkChooser(studio))
    , rivals_(new NetworkChooser(studio, second_))
    , examples_(new ExamplePictures(this))
    , stack_(new QStackedWidget)
    , list_(new ClassifyListCard(studio, *second_)) {
    head()->setTitle(tr("Classify"));
    QPushButton* choose =
        makeButton(QStringLiteral("choosePictures"), tr("Choose..."), QStringLiteral("picture"), ButtonKind::Primary);
    for (NetworkChooser* chooser : {networks_, rivals_}) {
        auto* letter = new Label(TextRole::Body, Ink::Text2, chooser == networks_ ? tr("A") : tr("B"));
        letters_[chooser == rivals_] = letter;
        head()->addAction(letter);
        head()->addAction(chooser);
        head()->addAction(chooser->newerButton());
    }
    QPushButton* folder = makeButton(QStringLiteral("chooseFolder"), tr("Folder..."), QStringLiteral("folder"));
    head()->addAction(folder);
    head()->addAction(choose);
    connect(choose, &QPushButton::clicked, this, &ClassifyPage::choosePictures);
    connect(folder, &QPushButton::clicked, this, &ClassifyPage::chooseFolder);

    empty_ = new ClassifyEmpty(studio_, *examples_);
    connect(empty_, &ClassifyEmpty::chooseClicked, this, &ClassifyPage::choosePictures);
    connect(empty_, &ClassifyEmpty::pasteClicked, this, &ClassifyPage::paste);
    auto* columns = makeRow();
    columns->addWidget(list_, 4);
    columns->addWidget(makePicture(), 8);
    columns->addWidget(makeAnswer(), 5);
    auto* work = boxed(columns);
    work->setMinimumHeight(480);
    stack_->addWidget(empty_);
    stack_->addWidget(work);
    body()->addWidget(stack_, 1);
    connectSession();
    showLetters();
    showNetwork();
    showCounts();
}

QWidget* ClassifyPage::makePicture() {
    pictureCard_ = new Card(tr("Picture"));
    probe_ = new ProbeCard(*probes_);
    pictureCard_->addToHead(probe_->followButton());
    whole_ = new CropView(false);
    pictureCard_->body()->addWidget(whole_);
    cropCard_ = new Card(tr("What the network sees"));
    crop_ = new CropView(true);
    cropCard_->body()->addWidget(crop_);
    attention_ = new AttentionCard(studio_.classify);
    auto* below = makeRow();
    below->addWidget(cropCard_, 1);
    below->addWidget(attention_, 1);
    auto* column = makeColumn();
    column->addWidget(pictureCard_, 3);
    column->addLayout(below, 3);
    return boxed(column);
}

QWidget* ClassifyPage::makeAnswer() {
    auto* card = new Card;
    answer_ = new Label(TextRole::Title);
    answer_->setObjectName(QStringLiteral("answer"));
    mark_ = new Pill;
    sure_ = (new Label(TextRole::Caption, Ink::Text2))->wrapped();
    auto* line = makeRow();
    line->addWidget(answer_, 1);
    line->addWidget(mark_);
    bars_ = new AnswerBars;
    bars_->setObjectName(QStringLiteral("answerBars"));
    card->body()->addLayout(line);
    by_ = new ElidedLabel(TextRole::Caption, Ink::Text3);
    by_->setObjectName(QStringLiteral("answeredBy"));
    card->body()->addWidget(sure_);
    card->body()->addWidget(by_);
    card->body()->addSpacing(8);
    card->body()->addWidget(bars_);
    card->body()->addStretch(1);

    examplesCard_ = new Card;
    QPushButton* others =
        makeButton(QStringLiteral("otherExamples"), tr("Others"), QStringLiteral("dice"), ButtonKind::Link);
    examplesCard_->addToHead(others);
    examplesCard_->body()->addWidget(new ExampleView(studio_, *examples_, QStringLiteral("examples"), 5, 5, 44));
    connect(others, &QPushButton::clicked, examples_, &ExamplePictures::showOthers);
    auto* column = makeColumn();
    column->addWidget(card, 1);
    column->addWidget(probe_);
    column->addWidget(examplesCard_);
    return boxed(column);
}

void ClassifyPage::connectSession() {
    const ClassifySession& session = studio_.classify;
    connect(networks_, &NetworkChooser::filled, this, &ClassifyPage::showNetwork);
    connect(second_, &SecondOpinion::modelChanged, this, [this] {
        showLetters();
        showProblem();
        showItem();
    });
    connect(second_, &SecondOpinion::answered, this, [this](int row) {
        if (list_->isCurrent(row))
            showItem();
    });
    connect(second_, &SecondOpinion::allChanged, this, &ClassifyPage::showItem);
    connect(&studio_.data, &DataSession::changed, this, &ClassifyPage::setExamples);
    connect(examples_, &ExamplePictures::changed, this, &ClassifyPage::showExamples);
    connect(&session, &ClassifySession::modelChanged, this, &ClassifyPage::showProblem);
    connect(&session, &ClassifySession::itemsAdded, this, &ClassifyPage::showAdded);
    connect(&session, &ClassifySession::itemChanged, this, [this](int row) {
        if (list_->isCurrent(row))
            showItem();
    });
    connect(&session, &ClassifySession::allChanged, this, &ClassifyPage::showItem);
    connect(list_, &ClassifyListCard::currentChanged, this, &ClassifyPage::showItem);
    connect(list_, &ClassifyListCard::countChanged, this, &ClassifyPage::showCounts);
    connect(list_, &ClassifyListCard::saved, this, [this](qint64 rows, qint64 withoutAll) {
        if (withoutAll > 0)
            addBanner((new Banner(Tone::Accent,
                                  tr("%1 of %2 pictures have their best five answers only")
                                      .arg(formatCount(withoutAll), formatCount(rows)),
                                  tr("So many probabilities are not kept. resnet-train classify --csv writes all.")))
                          ->closable());
    });
    connect(&session, &ClassifySession::listingChanged, this, &ClassifyPage::showNetwork);
    connect(&session, &ClassifySession::tooMany, this, [this](qint64 taken) {
        addBanner((new Banner(Tone::Accent, tr("The first %1 pictures were taken").arg(formatCount(taken)),
                              tr("So many are listed at once. resnet-train classify --csv takes any number.")))
                      ->closable());
    });
    auto* pasteAction = new QAction(this);
    pasteAction->setShortcut(QKeySequence::Paste);
    pasteAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(pasteAction, &QAction::triggered, this, &ClassifyPage::paste);
    QWidget::addAction(pasteAction);
}

void ClassifyPage::showAdded(int first) {
    networks_->loadIfNeeded(); // the first picture is what a network is needed for
    showCounts();
    const auto& items = studio_.classify.items();
    if (items[static_cast<std::size_t>(first)].id == studio_.classify.dropStart())
        list_->select(first); // later parts of the same folder leave the selection alone
}

void ClassifyPage::choosePictures() {
    std::vector<std::string> paths;
    for (const QString& file : studio_.dialogs.pickFiles(
             tr("Choose pictures"), tr("Pictures (*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.JPEG *.JPG)")))
        paths.push_back(bytesOf(file));
    studio_.classify.add(paths);
}

void ClassifyPage::chooseFolder() {
    if (const auto folder = studio_.dialogs.pickFolder(tr("Choose a folder of pictures"), {}))
        studio_.classify.add({bytesOf(*folder)});
}

void ClassifyPage::paste() {
    const QMimeData* mime = QGuiApplication::clipboard()->mimeData();
    std::vector<std::string> paths;
    for (const QUrl& url : mime != nullptr ? mime->urls() : QList<QUrl>()) {
        if (url.isLocalFile())
            paths.push_back(bytesOf(url.toLocalFile()));
    }
    if (!paths.empty())
        studio_.classify.add(paths);
    else if (const QImage image = QGuiApplication::clipboard()->image(); !image.isNull()) // a browser's has an address
        studio_.classify.addImage(image, tr("Pasted picture"));
}

void ClassifyPage::showNetwork() {
    const ClassifySession& session = studio_.classify;
    const QString name = networks_->networkName();
    const QString drop = tr("%1  \u00B7  drop pictures or a folder anywhere, or paste");
    if (session.isListing())
        head()->setSubtitle(tr("Looking through the folder"));
    else if (session.isLoadingModel())
        head()->setSubtitle(tr("Reading the weights"));
    else if (!session.modelError().isEmpty() && !session.hasModel())
        head()->setSubtitle(tr("These weights cannot be used"));
    else if (const auto network = session.network())
        head()->setSubtitle(
            drop.arg(tr("%1  \u00B7  %n class(es)", nullptr, static_cast<int>(network->classes.size())).arg(name)));
    else
        head()->setSubtitle(name.isEmpty() ? tr("Needs a trained network")
                                           : drop.arg(tr("%1 is read with the first picture").arg(name)));
    empty_->setHasNetwork(!name.isEmpty());
    setExamples();
    if (list_->count() > 0)
        networks_->loadIfNeeded(); // pictures that came before there was a network
    showItem();
}

void ClassifyPage::showProblem() {
    const ClassifySession& session = studio_.classify;
    removeBanner(problem_);
    problem_ = nullptr;
    const ClassifySession* second = second_->session();
    const bool isOfFirst = !session.modelError().isEmpty() && !session.isLoadingModel();
    const bool isOfSecond = second != nullptr && !second->modelError().isEmpty() && !second->isLoadingModel();
    if (!isOfFirst && !isOfSecond)
        return;
    problem_ = (new Banner(Tone::Error,
                           isOfFirst ? tr("These weights cannot be used") : tr("There is nothing to compare with"),
                           isOfFirst ? session.modelError() : second->modelError()))
                   ->closable();
    connect(problem_, &Banner::closed, this, [this] { problem_ = nullptr; });
    addBanner(problem_);
}

/// Which is which matters where there are two.
void ClassifyPage::showLetters() {
    for (Label* letter : letters_)
        letter->setVisible(second_->session() != nullptr);
}

void ClassifyPage::setExamples() {
    examples_->setSource(studio_.data.data(), networks_->model());
    showExamples();
}

void ClassifyPage::showExamples() {
    examplesCard_->setVisible(!examples_->paths().empty());
    examplesCard_->setTitle(examples_->areValidation() ? tr("Try validation pictures") : tr("Try training pictures"));
}

void ClassifyPage::showCounts() {
    const bool any = list_->count() > 0;
    const bool hadFocus = empty_->isAncestorOf(QApplication::focusWidget());
    stack_->setCurrentIndex(any ? 1 : 0);
    if (!any)
        showItem();
    else if (hadFocus) // what is hidden hands the keys on
        list_->focusList();
}

void ClassifyPage::showWaiting(const ClassifyItem* item) {
    const bool failed = item != nullptr && item->state == ClassifyItem::State::Failed;
    pictureCard_->setTitle(item != nullptr ? item->title : tr("No picture selected"));
    pictureCard_->setNote(failed ? item->problem : QString());
    cropCard_->setNote({});
    whole_->setPicture(item != nullptr ? item->image : QImage(), {}, {});
    crop_->setPicture({}, {}, {});
    answer_->setText(item == nullptr ? tr("Drop a picture") : failed ? tr("Cannot be read") : tr("Waiting"));
    sure_->setText(item != nullptr ? item->problem : tr("It is classified at once, also while a run trains."));
    by_->setText({});
    mark_->set({}, Tone::Neutral);
    bars_->setRows({});
    attention_->setItem(nullptr);
    probe_->setItem(nullptr);
}

void ClassifyPage::showItem() {
    const ClassifyItem* item = list_->current();
    if (item == nullptr || item->state != ClassifyItem::State::Done || !item->network)
        return showWaiting(item);
    const Prediction& p = item->prediction;
    const QRectF crop(p.crop.x, p.crop.y, p.crop.width, p.crop.height);
    pictureCard_->setTitle(item->title);
    pictureCard_->setNote(tr("%1 \u00D7 %2 px").arg(p.width).arg(p.height));
    cropCard_->setNote(
        (item->seen.isNull() ? tr("%1 \u00D7 %1, its area of the picture") : tr("%1 \u00D7 %1 px")).arg(p.networkSize));
    whole_->setPicture(item->image, QSizeF(p.width, p.height), crop);
    if (item->seen.isNull())
        crop_->setPicture(item->image, QSizeF(p.width, p.height), crop);
    else
        crop_->setPixels(item->seen);
    showAnswer(*item);
    attention_->setItem(item);
    probe_->setItem(item);
}

/// B's best answer, where A has it not among its own.
void ClassifyPage::addBestOfSecond(const ClassifyItem& item, std::vector<AnswerBars::Row>& rows) const {
    const ClassifyItem* other = second_->answerTo(item);
    if (other == nullptr || other->prediction.top.empty())
        return;
    const auto& best = other->prediction.top.front();
    const auto index = second_->indexInFirst(item, best.classIndex);
    const auto isBest = [&index](const auto& answer) { return answer.classIndex == index; };
    if (index && std::any_of(item.prediction.top.begin(), item.prediction.top.end(), isBest))
        return;
    const std::vector<float>& all = item.prediction.probabilities;
    const bool isKnown = index && static_cast<std::size_t>(*index) < all.size();
    rows.push_back({other->className(best.classIndex),
                    isKnown ? std::optional(static_cast<double>(all[static_cast<std::size_t>(*index)])) : std::nullopt,
                    index && item.label == *index, static_cast<double>(best.probability)});
}

/// What B says beside A's answer: "B 94.1 %, both agree".
QString ClassifyPage::pairWords(const ClassifyItem& item) const {
    const ClassifySession* session = second_->session();
    const ClassifyItem* other = second_->answerTo(item);
    if (other == nullptr)
        return session->isStopped()                                       ? tr("B has not classified it")
               : !session->modelError().isEmpty() && !session->hasModel() ? tr("B cannot be used")
                                                                          : tr("B is still at work");
    if (other->state == ClassifyItem::State::Failed || other->prediction.top.empty())
        return tr("B: %1").arg(other->problem);
    const auto& best = other->prediction.top.front();
    const QString sure = formatProbability(static_cast<double>(best.probability));
    return second_->differs(item) ? tr("B says %1, %2 sure").arg(other->className(best.classIndex), sure)
                                  : tr("B is %1 sure: both agree").arg(sure);
}

void ClassifyPage::showAnswer(const ClassifyItem& item) {
    const Prediction& p = item.prediction;
    const bool isPair = second_->session() != nullptr;
    std::vector<AnswerBars::Row> rows;
    for (const auto& answer : p.top)
        rows.push_back({item.className(answer.classIndex), static_cast<double>(answer.probability),
                        item.label == answer.classIndex, second_->probabilityOf(item, answer.classIndex)});
    answer_->setText(rows.empty() ? unknownText() : rows.front().name);
    const QString sure =
        p.top.empty() ? unknownText() : formatProbability(static_cast<double>(p.top.front().probability));
    sure_->setText(isPair ? tr("A is %1 sure. %2").arg(sure, pairWords(item))
                          : tr("%1 sure  \u00B7  top %2 of %n class(es)  \u00B7  %3 ms", nullptr,
                               static_cast<int>(item.network->classes.size()))
                                .arg(sure)
                                .arg(rows.size())
                                .arg(formatNumber(p.milliseconds, 0)));
    addBestOfSecond(item, rows);
    by_->setText(tr("by %1").arg(wordsOf(*item.network, studio_.runs.find(item.network->model)).name));
    const int mark = markOf(item);
    mark_->set(mark == 1    ? tr("correct")
               : mark == -1 ? tr("wrong: is %1").arg(item.className(*item.label))
                            : QString(),
               mark == 1 ? Tone::Ok : Tone::Warning, mark == 1 ? QStringLiteral("check") : QStringLiteral("close"));
    bars_->setRows(std::move(rows), isPair);
}

} // namespace studio
