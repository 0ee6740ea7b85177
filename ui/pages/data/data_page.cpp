// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/data_page.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <QDoubleSpinBox>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>

#include "core/base/text.h"
#include "ui/pages/data/data_check_text.h"
#include "ui/pages/data/data_empty.h"
#include "ui/pages/data/data_gallery.h"
#include "ui/pages/data/data_pack.h"
#include "ui/pages/data/data_views.h"
#include "ui/pages/get_data/get_data_words.h"
#include "ui/pages/pages.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/narrow.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/page_head.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/progress_line.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/table_view.h"
#include "ui/widgets/tile.h"
#include "ui/widgets/tile_row.h"

namespace studio {

namespace {

enum Sheet { kEmpty, kBusy, kReady };

int shownSeed(std::uint64_t seed) {
    return static_cast<int>(std::min<std::uint64_t>(seed, std::numeric_limits<int>::max()));
}

} // namespace

QWidget* makeDataPage(Studio& studio) {
    return new DataPage(studio);
}

DataPage::DataPage(Studio& studio)
    : PageFrame(QStringLiteral("dataPage"))
    , studio_(studio)
    , check_(makeButton(QStringLiteral("checkPictures"), tr("Check pictures"), QStringLiteral("shield")))
    , other_(makeButton(QStringLiteral("otherFolder"), tr("Other folder..."), QStringLiteral("folder")))
    , get_(makeButton(QStringLiteral("getData"), tr("Get pictures..."), QStringLiteral("download")))
    , next_(makeButton(QStringLiteral("goToRecipe"), tr("Go to recipe"), {}, ButtonKind::Primary))
    , stack_(new QStackedWidget)
    , classes_(new ClassTable(this))
    , filter_(new ClassFilter(this)) {
    get_->setToolTip(tr("Makes a picture folder of ImageNet's archives, a well-known set or any archive"));
    filter_->setSourceModel(classes_);
    head()->addAction(check_);
    head()->addAction(get_);
    head()->addAction(other_);
    head()->addAction(next_);
    stack_->addWidget(makeEmpty());
    stack_->addWidget(makeBusy());
    stack_->addWidget(makeReady());
    body()->addWidget(stack_, 1);
    connectSession();
    showState();
}

QWidget* DataPage::makeEmpty() {
    auto* empty = new DataEmpty;
    empty->get()->setToolTip(get_->toolTip());
    connect(empty->get(), &QPushButton::clicked, this, [this] { studio_.show(Page::GetData); });
    connect(empty->choose(), &QPushButton::clicked, this, &DataPage::chooseFolder);
    connect(empty->sample(), &QPushButton::clicked, this, [this] { studio_.openSample(false); });
    return empty;
}

QWidget* DataPage::makeBusy() {
    auto* card = new Card;
    busy_ = new ProgressLine;
    busy_->setMinimumWidth(420);
    QPushButton* cancel = makeButton(QStringLiteral("cancelScan"), tr("Cancel"));
    connect(cancel, &QPushButton::clicked, this, [this] { studio_.data.cancel(); });
    card->body()->addStretch(1);
    card->body()->addWidget(busy_, 0, Qt::AlignHCenter);
    card->body()->addSpacing(12);
    card->body()->addWidget(cancel, 0, Qt::AlignHCenter);
    card->body()->addStretch(2);
    return card;
}

QWidget* DataPage::makeClasses() {
    classCard_ = new Card(tr("Classes"));
    auto* search = new SearchField(QStringLiteral("classSearch"), tr("Find a class or folder"), this);
    search->setMinimumWidth(190);
    QPushButton* only = makeToggle(QStringLiteral("onlyProblems"), tr("With problems"), QStringLiteral("filter"));
    classCard_->addToHead(search);
    classCard_->addToHead(only);
    table_ = new TableView(QStringLiteral("classTable"));
    table_->setModel(filter_);
    table_->setAccessibleName(tr("Classes"));
    table_->setEmptyText(tr("No class fits this search."));
    classCard_->setBodyMargin(0);
    classCard_->body()->addWidget(table_);
    connect(search, &QLineEdit::textChanged, filter_, &ClassFilter::setSearch);
    connect(only, &QPushButton::toggled, filter_, &ClassFilter::setOnlyProblems);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (current.isValid())
                    gallery_->showClass(filter_->mapToSource(current).row());
            });
    return classCard_;
}

QWidget* DataPage::makeReady() {
    auto* page = new QWidget;
    auto* column = makeColumn(8, page);
    auto* tiles = new TileRow;
    const char* names[] = {"tileTraining", "tileValidation", "tileClasses", "tileDisk", "tileMedian", "tileDecoding"};
    const QString captions[] = {tr("Training pictures"), tr("Validation pictures"), tr("Classes"),
                                tr("On disk"),           tr("Median picture"),      tr("Decoding here")};
    for (int i = 0; i < 6; ++i)
        tiles_[i] = tiles->addTile(QLatin1String(names[i]), captions[i]);
    column->addWidget(tiles);

    checking_ = new ProgressLine;
    cancelCheck_ = makeButton(QStringLiteral("cancelCheck"), tr("Cancel"));
    auto* checkLine = makeRow(12);
    checkLine->addWidget(checking_, 1);
    checkLine->addWidget(cancelCheck_);
    checkRow_ = boxed(checkLine);
    column->addWidget(checkRow_);

    split_ = new QDoubleSpinBox;
    split_->setObjectName(QStringLiteral("split"));
    split_->setAccessibleName(tr("Share kept for validation"));
    split_->setRange(1, 90);
    split_->setDecimals(0);
    split_->setSuffix(QStringLiteral("\u00A0%"));
    splitSeed_ = new QSpinBox;
    splitSeed_->setObjectName(QStringLiteral("splitSeed"));
    splitSeed_->setAccessibleName(tr("Seed of the split"));
    splitSeed_->setRange(0, std::numeric_limits<int>::max());
    auto* splitLine = makeRow();
    splitLine->addWidget(new Label(TextRole::Caption, Ink::Text2, tr("There is no val folder. Kept for validation:")));
    splitLine->addWidget(split_);
    splitLine->addWidget(new Label(TextRole::Caption, Ink::Text2, tr("of each class, chosen with seed")));
    splitLine->addWidget(splitSeed_);
    splitLine->addStretch();
    splitRow_ = boxed(splitLine);
    column->addWidget(splitRow_);
    column->addWidget(new DataPack(studio_));

    bars_ = new ClassBars;
    barCard_ = new Card(tr("Training pictures per class"));
    barCard_->body()->addWidget(bars_);
    auto* left = makeColumn();
    left->addWidget(makeClasses(), 1);
    left->addWidget(barCard_);
    gallery_ = new DataGallery(studio_);
    auto* columns = new QSplitter(Qt::Horizontal);
    columns->setHandleWidth(8);
    columns->setChildrenCollapsible(false);
    columns->addWidget(boxed(left));
    columns->addWidget(gallery_);
    columns->setSizes({500, 500});
    columns->setMinimumHeight(380);
    column->addWidget(columns, 1);
    return page;
}

void DataPage::connectSession() {
    connect(check_, &QPushButton::clicked, this,
            [this] { studio_.data.startCheck(studio_.recipe.config().maxPixels); });
    connect(cancelCheck_, &QPushButton::clicked, this, [this] { studio_.data.cancelCheck(); });
    connect(other_, &QPushButton::clicked, this, &DataPage::chooseFolder);
    connect(get_, &QPushButton::clicked, this, [this] { studio_.show(Page::GetData); });
    connect(next_, &QPushButton::clicked, this, [this] { studio_.show(Page::Recipe); });
    connect(split_, &QDoubleSpinBox::editingFinished, this, &DataPage::resplit);
    connect(splitSeed_, &QSpinBox::editingFinished, this, &DataPage::resplit);
    connect(&studio_.data, &DataSession::changed, this, &DataPage::showState);
    connect(&studio_.data, &DataSession::progressed, this, &DataPage::showListing);
    connect(&studio_.getData, &GetDataSession::changed, this, &DataPage::showGet);
    connect(&studio_.data, &DataSession::checkChanged, this, &DataPage::showCheck);
    connect(&studio_.recipe, &RecipeDraft::changed, this, [this] {
        gallery_->recipeChanged();
        showSmall();
    });
}

void DataPage::chooseFolder() {
    const auto folder = studio_.dialogs.pickFolder(tr("Choose a picture folder"), displayOf(studio_.data.spec().root));
    if (folder)
        studio_.data.open(studio_.settings.dataAt(bytesOf(*folder)));
}

void DataPage::resplit() {
    DataSpec spec = studio_.data.spec();
    // A share of which the field shows a rounded figure stays as it is, and so does a seed too large to show.
    const bool sameShare = split_->value() == std::round(spec.split * 100);
    const bool sameSeed = splitSeed_->value() == shownSeed(spec.splitSeed);
    if (sameShare && sameSeed)
        return;
    if (!sameShare)
        spec.split = split_->value() / 100;
    if (!sameSeed)
        spec.splitSeed = static_cast<std::uint64_t>(splitSeed_->value());
    studio_.data.open(spec);
}

void DataPage::showState() {
    const DataSession& session = studio_.data;
    const bool ready = session.state() == DataState::Ready && session.data();
    const bool busy = session.state() == DataState::Scanning || session.state() == DataState::Drawing;
    stack_->setCurrentIndex(ready ? kReady : busy ? kBusy : kEmpty);
    head()->setTitle(ready || busy ? displayOf(baseName(session.spec().root)) : tr("Data"));
    check_->setVisible(ready);
    other_->setVisible(ready);
    showGet();
    setBlocked(next_, ready ? QString() : tr("Choose pictures first."));
    next_->setVisible(ready || session.state() == DataState::Refused);
    removeBanner(refused_);
    refused_ = nullptr;
    if (session.state() == DataState::Refused) {
        refused_ = Banner::fromMessage(session.error());
        addBanner(refused_);
        head()->setSubtitle(displayOf(session.spec().root));
    } else if (busy) {
        head()->setSubtitle(displayOf(session.spec().root));
        showListing();
    } else if (!ready) {
        head()->setSubtitle(tr("Nothing chosen yet"));
    }
    if (ready && classes_->property("shown").value<const void*>() != session.data().get()) {
        classes_->setProperty("shown", QVariant::fromValue(static_cast<const void*>(session.data().get())));
        const QString kept = table_->currentIndex().siblingAtColumn(ClassTable::Folder).data().toString();
        classes_->setData(session.data());
        bars_->setCounts(classes_->trainingCounts());
        barCard_->setNote(balanceText(classes_->trainingCounts()));
        table_->fitColumns(ClassTable::Name);
        classCard_->setNote(formatCount(static_cast<std::int64_t>(session.data()->classes.size())));
        gallery_->refresh();
        // The same folder split anew has the same classes: the chosen one stays so.
        const auto same = filter_->match(filter_->index(0, ClassTable::Folder), Qt::DisplayRole, kept, 1,
                                         Qt::MatchExactly | Qt::MatchCaseSensitive);
        table_->selectRow(same.isEmpty() ? 0 : same.front().row());
    }
    if (ready)
        showTiles();
    showCheck();
}

void DataPage::showListing() {
    const DataSession& session = studio_.data;
    const bool drawing = session.state() == DataState::Drawing;
    busy_->setCaptions(drawing ? tr("Drawing the sample pictures") : tr("Listing pictures"),
                       drawing ? tr("%1 of %2 drawn").arg(formatCount(session.found()), formatCount(session.expected()))
                               : tr("%1 found").arg(formatCount(session.found())));
    busy_->setFraction(
        session.expected() > 0 ? static_cast<double>(session.found()) / static_cast<double>(session.expected()) : -1);
}

/// Where nothing is open the button stands in the middle of the page; the head then tells only of a job.
void DataPage::showGet() {
    const QString job = shortText(studio_.getData);
    get_->setVisible(!job.isEmpty() || stack_->currentIndex() == kReady);
    get_->setText(job.isEmpty() ? tr("Get pictures...") : job);
    // A figure that gets shorter must not move the buttons beside it.
    get_->setMinimumWidth(job.isEmpty() ? 0 : std::max(get_->minimumWidth(), get_->sizeHint().width()));
}

void DataPage::showTiles() {
    const ImageFolder& folders = *studio_.data.data();
    tiles_[0]->setValue(formatCount(static_cast<std::int64_t>(folders.train.size())));
    tiles_[1]->setValue(formatCount(static_cast<std::int64_t>(folders.val.size())));
    tiles_[2]->setValue(formatCount(static_cast<std::int64_t>(folders.classes.size())));
    splitRow_->setVisible(folders.valIsSplit);
    split_->setValue(folders.spec.split * 100);
    splitSeed_->setValue(shownSeed(folders.spec.splitSeed));
    showSubtitle();
}

void DataPage::showSubtitle() {
    const ImageFolder& folders = *studio_.data.data();
    QStringList parts{displayOf(folders.spec.root),
                      folders.valIsSplit ? tr("split by the studio") : tr("train and val folders")};
    if (folders.unused.count() > 0)
        parts << tr("%Ln name(s) are not used", nullptr, static_cast<int>(folders.unused.count()));
    if (const auto& report = studio_.data.report(); report && report->finishedUtcMs > 0)
        parts << checkedText(*report);
    head()->setSubtitle(parts.join(QStringLiteral("  \u00B7  ")));
}

void DataPage::showCheck() {
    const auto& report = studio_.data.report();
    const bool ready = studio_.data.state() == DataState::Ready;
    const bool running = studio_.data.isChecking();
    const bool hadFocus = running ? check_->hasFocus() : cancelCheck_->hasFocus();
    checkRow_->setVisible(ready && running);
    if (hadFocus && running)
        cancelCheck_->setFocus(); // a button that goes takes the focus to some other one
    check_->setEnabled(!running);
    if (hadFocus && !running)
        check_->setFocus();
    check_->setText(report && !running ? tr("Check again") : tr("Check pictures"));
    classes_->setReport(report);
    showBanners();
    if (ready)
        showSubtitle();
    if (!report) {
        gallery_->reportChanged();
        for (int i = 3; i < 6; ++i) {
            tiles_[i]->setValue(unknownText());
            tiles_[i]->setContext(tr("after a check"));
        }
        head()->pill()->set(ready ? tr("Ready") : QString(), Tone::Ok, QStringLiteral("check"));
        return;
    }
    tiles_[3]->setValue(formatBytes(report->bytes));
    tiles_[4]->setValue(report->medianWidth > 0 ? tr("%1 \u00D7 %2").arg(report->medianWidth).arg(report->medianHeight)
                                                : unknownText(),
                        tr("px"));
    tiles_[5]->setValue(formatSpeed(report->picturesPerSecond), tr("img/s"));
    tiles_[3]->setContext({});
    tiles_[5]->setContext({});
    showSmall();
    if (running)
        return showCheckProgress(*report);
    gallery_->reportChanged();
    table_->fitColumns(ClassTable::Name);
    const auto bad = static_cast<std::int64_t>(report->problems.size()) + report->leakCount;
    head()->pill()->set(bad > 0            ? tr("Ready, %Ln problem(s)", nullptr, static_cast<int>(bad))
                        : report->complete ? tr("Checked")
                                           : tr("Ready"),
                        bad > 0 ? Tone::Warning : Tone::Ok,
                        bad > 0 ? QStringLiteral("triangle") : QStringLiteral("check"));
}

/// Pictures that the present recipe would enlarge.
void DataPage::showSmall() {
    const auto& report = studio_.data.report();
    if (!report)
        return;
    const auto size = narrowed(studio_.recipe.config().imageSize);
    const std::int64_t small = report->smallerThan(size);
    tiles_[4]->setContext(small > 0 ? tr("%1 below %2 px").arg(formatCount(small)).arg(size) : QString());
}

void DataPage::showCheckProgress(const CheckReport& report) {
    const double left = report.picturesPerSecond > 0
                            ? static_cast<double>(report.total - report.checked) / report.picturesPerSecond
                            : -1;
    checking_->setCaptions(tr("Checking %1 of %2").arg(formatCount(report.checked), formatCount(report.total)),
                           left >= 0 ? tr("%1 left").arg(formatRemaining(left)) : QString());
    checking_->setFraction(report.total > 0 ? static_cast<double>(report.checked) / static_cast<double>(report.total)
                                            : 0);
    head()->pill()->set(tr("Checking"), Tone::Accent, QStringLiteral("dot"));
}

} // namespace studio
