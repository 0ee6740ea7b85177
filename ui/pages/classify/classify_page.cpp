// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/classify/classify_page.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QListView>
#include <QMimeData>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>

#include "core/base/text.h"
#include "core/loader/sampler.h"
#include "ui/models/picture_list.h"
#include "ui/pages/classify/classify_views.h"
#include "ui/pages/pages.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/gallery_view.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/page_head.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/segmented_control.h"

namespace studio {

namespace {

constexpr std::size_t kExamples = 5;
constexpr int kModelRole = Qt::UserRole, kWhichRole = Qt::UserRole + 1;

} // namespace

QWidget* makeClassifyPage(Studio& studio) {
    return new ClassifyPage(studio);
}

ClassifyPage::ClassifyPage(Studio& studio)
    : PageFrame(QStringLiteral("classifyPage"))
    , studio_(studio)
    , models_(new QComboBox)
    , stack_(new QStackedWidget)
    , list_(new ClassifyList(studio.classify, this))
    , filter_(new ClassifyFilter(this)) {
    filter_->setSourceModel(list_);
    head()->setTitle(tr("Classify"));
    models_->setObjectName(QStringLiteral("classifyModel"));
    models_->setAccessibleName(tr("Network to classify with"));
    models_->setMinimumWidth(models_->fontMetrics().horizontalAdvance(u'0') * 32);
    QPushButton* choose =
        makeButton(QStringLiteral("choosePictures"), tr("Choose..."), QStringLiteral("picture"), ButtonKind::Primary);
    head()->addAction(models_);
    head()->addAction(choose);
    connect(choose, &QPushButton::clicked, this, &ClassifyPage::choosePictures);

    empty_ = new EmptyState(QStringLiteral("classify"), {}, {});
    QPushButton* pick =
        empty_->addButton(QStringLiteral("emptyChoose"), tr("Choose pictures..."), QStringLiteral("picture"));
    connect(pick, &QPushButton::clicked, this, &ClassifyPage::choosePictures);
    auto* emptyCard = new Card;
    emptyCard->body()->addWidget(empty_, 1);

    auto* columns = makeRow();
    columns->addWidget(makeList(), 4);
    columns->addWidget(makePicture(), 8);
    columns->addWidget(makeAnswer(), 5);
    auto* work = boxed(columns);
    work->setMinimumHeight(480);
    stack_->addWidget(emptyCard);
    stack_->addWidget(work);
    body()->addWidget(stack_, 1);
    connectSession();
    fillModels();
    showModel();
    showCounts();
}

QWidget* ClassifyPage::makeList() {
    auto* card = new Card;
    card->setBodyMargin(0);
    groups_ = new SegmentedControl(QStringLiteral("classifyGroups"), {tr("All"), tr("Wrong")});
    QPushButton* clear = makeIconButton(QStringLiteral("clearPictures"), QStringLiteral("close"), tr("Clear the list"));
    card->headSlot()->addWidget(groups_);
    card->headSlot()->addStretch(1);
    card->addToHead(clear);
    view_ = new QListView;
    view_->setAccessibleName(tr("Pictures"));
    view_->setObjectName(QStringLiteral("classifyList"));
    view_->setModel(filter_);
    view_->setItemDelegate(new ClassifyDelegate(view_));
    view_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view_->setFrameShape(QFrame::NoFrame);
    view_->setMinimumWidth(220);
    card->body()->addWidget(view_);
    connect(clear, &QPushButton::clicked, &studio_.classify, &ClassifySession::clear);
    connect(groups_, &SegmentedControl::currentChanged, this, [this](int group) { filter_->setOnlyWrong(group == 1); });
    connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this, &ClassifyPage::showItem);
    return card;
}

QWidget* ClassifyPage::makePicture() {
    pictureCard_ = new Card(tr("Picture"));
    whole_ = new CropView(false);
    pictureCard_->body()->addWidget(whole_);
    cropCard_ = new Card(tr("What the network sees"));
    crop_ = new CropView(true);
    cropCard_->body()->addWidget(crop_);
    auto* column = makeColumn();
    column->addWidget(pictureCard_, 3);
    column->addWidget(cropCard_, 2);
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
    card->body()->addWidget(sure_);
    card->body()->addSpacing(8);
    card->body()->addWidget(bars_);
    card->body()->addStretch(1);

    examplesCard_ = new Card(tr("Try validation pictures"));
    QPushButton* others =
        makeButton(QStringLiteral("otherExamples"), tr("Others"), QStringLiteral("dice"), ButtonKind::Link);
    examplesCard_->addToHead(others);
    examples_ = new PictureList(this);
    exampleView_ = new GalleryView(QStringLiteral("examples"), [this](const std::string& path, int side) {
        return studio_.thumbnails.square(path, side);
    });
    exampleView_->setAccessibleName(tr("Validation pictures to try"));
    exampleView_->setModel(examples_);
    exampleView_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    exampleView_->setCellSide(44); // five in a row at the usual widths
    exampleView_->setFixedHeight(78);
    examplesCard_->body()->addWidget(exampleView_);
    connect(others, &QPushButton::clicked, this, [this] { fillExamples(true); });
    connect(exampleView_, &QListView::clicked, this, [this](const QModelIndex& index) {
        if (const auto* row = examples_->at(index))
            studio_.classify.add({row->path});
    });
    auto* column = makeColumn();
    column->addWidget(card, 1);
    column->addWidget(examplesCard_);
    return boxed(column);
}

void ClassifyPage::connectSession() {
    connect(models_, &QComboBox::activated, this, &ClassifyPage::chooseModel);
    connect(&studio_.runs, &RunsSession::changed, this, &ClassifyPage::fillModels);
    connect(&studio_.data, &DataSession::changed, this, [this] { fillExamples(false); });
    connect(&studio_.thumbnails, &Thumbnails::ready, this, [this] { exampleView_->viewport()->update(); });
    connect(&studio_.classify, &ClassifySession::modelChanged, this, &ClassifyPage::showModel);
    connect(&studio_.classify, &ClassifySession::itemsAdded, this, [this](int first) {
        showCounts();
        const QModelIndex added = filter_->mapFromSource(list_->index(first));
        if (added.isValid())
            view_->setCurrentIndex(added);
    });
    connect(&studio_.classify, &ClassifySession::itemChanged, this, [this](int row) {
        showCounts();
        if (filter_->mapToSource(view_->currentIndex()).row() == row)
            showItem();
    });
    connect(&studio_.classify, &ClassifySession::itemsCleared, this, &ClassifyPage::showCounts);
    auto* pasteAction = new QAction(this);
    pasteAction->setShortcut(QKeySequence::Paste);
    pasteAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(pasteAction, &QAction::triggered, this, &ClassifyPage::paste);
    QWidget::addAction(pasteAction);
}

void ClassifyPage::fillModels() {
    const QSignalBlocker quiet(models_);
    models_->clear();
    const ClassifySession& session = studio_.classify;
    for (const RunSummary& run : studio_.runs.runs()) {
        if (run.bestTop1 < 0)
            continue;
        const QString name = QString::fromStdString(run.name);
        const QString words[] = {tr("%1, best, epoch %2").arg(name).arg(run.bestEpoch),
                                 tr("%1, last, epoch %2").arg(name).arg(run.epochsDone)};
        const char* which[] = {"best", "last"};
        for (int i = 0; i < 2; ++i) {
            models_->addItem(words[i], QByteArray::fromStdString(run.folder));
            models_->setItemData(models_->count() - 1, QByteArray(which[i]), kWhichRole);
            if (run.folder == session.model() && session.which() == which[i])
                models_->setCurrentIndex(models_->count() - 1);
        }
    }
    const int known = models_->findData(QByteArray::fromStdString(session.model()), kModelRole);
    if (known < 0 && !session.model().empty()) {
        models_->insertItem(0, displayOf(baseName(session.model())), QByteArray::fromStdString(session.model()));
        models_->setItemData(0, QByteArray::fromStdString(session.which()), kWhichRole);
        models_->setCurrentIndex(0);
    }
    models_->addItem(tr("Weights file..."), QByteArray());
    if (session.model().empty() && models_->count() > 1)
        chooseModel(models_->currentIndex());
}

void ClassifyPage::chooseModel(int index) {
    const QByteArray model = models_->itemData(index, kModelRole).toByteArray();
    if (!model.isEmpty())
        return studio_.classify.setModel(model.toStdString(),
                                         models_->itemData(index, kWhichRole).toByteArray().toStdString());
    const QStringList files = studio_.dialogs.pickFiles(tr("Choose weights"), tr("Weights (*.safetensors)"));
    if (!files.isEmpty())
        studio_.classify.setModel(bytesOf(files.first()), "last");
    fillModels();
}

void ClassifyPage::choosePictures() {
    std::vector<std::string> paths;
    for (const QString& file : studio_.dialogs.pickFiles(
             tr("Choose pictures"), tr("Pictures (*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.JPEG *.JPG)")))
        paths.push_back(bytesOf(file));
    studio_.classify.add(paths);
}

void ClassifyPage::paste() {
    const QMimeData* mime = QGuiApplication::clipboard()->mimeData();
    if (mime != nullptr && mime->hasUrls()) {
        std::vector<std::string> paths;
        for (const QUrl& url : mime->urls()) {
            if (url.isLocalFile())
                paths.push_back(bytesOf(url.toLocalFile()));
        }
        studio_.classify.add(paths);
    } else if (const QImage image = QGuiApplication::clipboard()->image(); !image.isNull()) {
        studio_.classify.addImage(image, tr("Pasted picture"));
    }
}

void ClassifyPage::showModel() {
    const ClassifySession& session = studio_.classify;
    fillModels();
    fillExamples(false);
    if (session.isLoadingModel())
        head()->setSubtitle(tr("Reading the weights"));
    else if (!session.modelError().isEmpty())
        head()->setSubtitle(tr("These weights cannot be used"));
    else
        head()->setSubtitle(session.hasModel()
                                ? tr("Drop pictures or a folder anywhere, or paste  \u00B7  %1  \u00B7  %2 classes")
                                      .arg(session.modelName())
                                      .arg(session.classes().size())
                                : tr("Needs a trained network"));
    if (!session.modelError().isEmpty() && !session.isLoadingModel())
        addBanner((new Banner(Tone::Error, tr("These weights cannot be used"), session.modelError()))->closable());
    if (session.hasModel())
        empty_->setTexts(
            tr("Drop pictures here"),
            tr("Or paste one, or choose files. Pictures from a folder named like a class are marked right or wrong."));
    else
        empty_->setTexts(
            tr("Needs a trained network"),
            tr("Train one, open a run, or drop a .safetensors file on the window. Pictures can wait here already."));
    showItem();
}

void ClassifyPage::showCounts() {
    const int count = list_->rowCount(), wrong = list_->wrongCount();
    stack_->setCurrentIndex(count > 0 || studio_.classify.hasModel() ? 1 : 0);
    groups_->setText(0, tr("All %1").arg(count));
    groups_->setText(1, tr("Wrong %1").arg(wrong));
    if (count == 0)
        showItem();
}

void ClassifyPage::showItem() {
    stack_->setCurrentIndex(list_->rowCount() > 0 || studio_.classify.hasModel() ? 1 : 0);
    const ClassifyItem* item = studio_.classify.find(view_->currentIndex().data(ClassifyList::kIdRole).toInt());
    const bool done = item != nullptr && item->state == ClassifyItem::State::Done;
    std::vector<AnswerBars::Row> rows;
    if (!done) {
        pictureCard_->setTitle(item != nullptr ? item->title : tr("No picture selected"));
        pictureCard_->setNote(item != nullptr && item->state == ClassifyItem::State::Failed ? item->problem
                                                                                            : QString());
        whole_->setPicture(item != nullptr ? item->image : QImage(), {}, {});
        crop_->setPicture({}, {}, {});
        answer_->setText(item == nullptr                              ? tr("Drop a picture")
                         : item->state == ClassifyItem::State::Failed ? tr("Cannot be read")
                                                                      : tr("Waiting"));
        sure_->setText(item != nullptr ? item->problem : tr("It is classified at once, also while a run trains."));
        mark_->set({}, Tone::Neutral);
        bars_->setRows({});
        return;
    }
    const Prediction& p = item->prediction;
    const QRectF crop(p.crop.x, p.crop.y, p.crop.width, p.crop.height);
    pictureCard_->setTitle(item->title);
    pictureCard_->setNote(tr("%1 \u00D7 %2 px").arg(p.width).arg(p.height));
    cropCard_->setNote(tr("%1 \u00D7 %1").arg(p.networkSize));
    whole_->setPicture(item->image, QSizeF(p.width, p.height), crop);
    crop_->setPicture(item->image, QSizeF(p.width, p.height), crop);
    const auto& classes = studio_.classify.classes();
    const auto name = [&](std::int32_t index) {
        return QString::fromStdString(classes[static_cast<std::size_t>(index)].name);
    };
    for (const auto& answer : p.top)
        rows.push_back(
            {name(answer.classIndex), static_cast<double>(answer.probability), item->label == answer.classIndex});
    answer_->setText(rows.empty() ? unknownText() : rows.front().name);
    sure_->setText(tr("%1 sure  \u00B7  top %2 of %3 classes  \u00B7  %4 ms")
                       .arg(rows.empty() ? unknownText() : formatProbability(rows.front().probability))
                       .arg(rows.size())
                       .arg(classes.size())
                       .arg(formatNumber(p.milliseconds, 0)));
    const int mark = markOf(*item);
    mark_->set(mark == 1    ? tr("correct")
               : mark == -1 ? tr("wrong: is %1").arg(name(*item->label))
                            : QString(),
               mark == 1 ? Tone::Ok : Tone::Warning, mark == 1 ? QStringLiteral("check") : QStringLiteral("close"));
    bars_->setRows(std::move(rows));
}

void ClassifyPage::fillExamples(bool others) {
    exampleRound_ += others;
    const auto folders = studio_.data.data();
    examplesCard_->setVisible(folders && studio_.classify.hasModel() && !folders->val.empty());
    if (!folders)
        return;
    std::vector<PictureList::Row> rows;
    for (const std::uint32_t sample : drawSamples(7, exampleRound_, folders->val.size(), kExamples))
        rows.push_back({folders->val.pathOf(sample), {}});
    examples_->setRows(std::move(rows));
}

} // namespace studio
