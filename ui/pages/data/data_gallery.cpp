// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/data_gallery.h"

#include <filesystem>
#include <optional>
#include <utility>

#include <QDesktopServices>
#include <QFile>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>

#include "core/base/text.h"
#include "core/recipe/picture_size.h"
#include "ui/models/picture_list.h"
#include "ui/pages/data/batch_preview.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/gallery_view.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/segmented_control.h"

namespace studio {

DataGallery::DataGallery(Studio& studio, QWidget* parent)
    : QWidget(parent)
    , studio_(studio)
    , card_(new Card(tr("Pictures")))
    , which_(new SegmentedControl(QStringLiteral("dataSet"), {tr("Training"), tr("Validation"), tr("Problems")}))
    , look_(new SegmentedControl(QStringLiteral("dataLook"), {tr("As stored"), tr("As the network sees it")}))
    , stack_(new QStackedWidget)
    , batch_(new BatchPreview(studio, 30))
    , batchNote_(new ElidedLabel(TextRole::Caption, Ink::Text2))
    , another_(makeButton(QStringLiteral("anotherEpoch"), tr("Next epoch"), QStringLiteral("dice")))
    , list_(new PictureList(this))
    , view_(new GalleryView(
          QStringLiteral("dataPictures"),
          [&studio](const std::string& path, int side) { return studio.thumbnails.square(path, side); }))
    , selected_(new ElidedLabel(TextRole::Caption, Ink::Text2))
    , classify_(makeButton(QStringLiteral("classifyPicture"), tr("Classify it"), QStringLiteral("classify")))
    , openFolder_(makeButton(QStringLiteral("openPictureFolder"), tr("Open folder"), QStringLiteral("folder"))) {
    view_->setAccessibleName(tr("Pictures of the class"));
    view_->setModel(list_);
    selected_->setObjectName(QStringLiteral("selectedPicture"));
    batch_->setObjectName(QStringLiteral("dataBatch"));
    auto* foot = makeRow();
    foot->addWidget(selected_, 1);
    foot->addWidget(classify_);
    foot->addWidget(openFolder_);
    foot_ = boxed(foot);
    auto* stored = makeColumn();
    stored->addWidget(which_, 0, Qt::AlignLeft);
    stored->addWidget(view_, 1);
    stored->addWidget(foot_);
    auto* batchHead = makeRow();
    batchHead->addWidget(batchNote_, 1);
    batchHead->addWidget(another_);
    auto* seen = makeColumn();
    seen->addLayout(batchHead);
    seen->addWidget(batch_, 1);
    stack_->addWidget(boxed(stored));
    stack_->addWidget(boxed(seen));
    card_->addToHead(look_);
    card_->body()->addWidget(stack_, 1);
    makeColumn(0, this)->addWidget(card_);

    connect(look_, &SegmentedControl::currentChanged, this, &DataGallery::showLook);
    connect(batch_, &BatchPreview::changed, this, &DataGallery::showBatch);
    connect(another_, &QPushButton::clicked, this, [this] { batch_->refresh(true); });
    connect(which_, &SegmentedControl::currentChanged, this, &DataGallery::fill);
    connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this, &DataGallery::showSelected);
    connect(&studio_.thumbnails, &Thumbnails::ready, this, [this] { view_->viewport()->update(); });
    connect(classify_, &QPushButton::clicked, this, [this] {
        if (const auto* row = list_->at(view_->currentIndex()))
            studio_.openPaths({row->path});
    });
    connect(openFolder_, &QPushButton::clicked, this, [this] {
        if (const auto* row = list_->at(view_->currentIndex()))
            QDesktopServices::openUrl(
                QUrl::fromLocalFile(QFile::decodeName(std::filesystem::path(row->path).parent_path().c_str())));
    });
    showSelected();
}

void DataGallery::showClass(int classIndex) {
    class_ = classIndex;
    look_->setCurrent(0); // who picks a class wants to see it
    fill();
}

void DataGallery::showProblems() {
    look_->setCurrent(0);
    which_->setCurrent(2);
    fill();
}

void DataGallery::recipeChanged() {
    batchStale_ = true;
    if (look_->current() == 1)
        showLook();
}

void DataGallery::reportChanged() {
    const auto& report = studio_.data.report();
    if (look_->current() == 0 && which_->current() == 2 && (report ? report->finishedUtcMs : 0) != shownReportMs_)
        fill();
}

void DataGallery::showLook() {
    const bool seen = look_->current() == 1;
    stack_->setCurrentIndex(seen ? 1 : 0);
    if (!seen)
        return fill();
    if (batchStale_) {
        batchStale_ = false;
        batch_->refresh(false);
    }
    showBatch();
}

void DataGallery::showBatch() {
    if (look_->current() != 1)
        return;
    const TrainConfig& config = studio_.recipe.config();
    card_->setTitle(tr("First batch of epoch %1").arg(batch_->epoch()));
    card_->setNote({});
    QStringList done{tr("cropped to %1 px").arg(trainingSizeAt(config, {}, batch_->epoch()))};
    if (config.alternatingFlip)
        done << tr("mirrored in every other epoch");
    else if (config.flip > 0)
        done << tr("mirrored by chance");
    if (config.brightness > 0 || config.contrast > 0 || config.saturation > 0 || config.hue > 0)
        done << tr("colours changed");
    if (config.autoAugment != "none")
        done << tr("changed by %1").arg(QString::fromStdString(config.autoAugment));
    if (config.randomErasing > 0)
        done << tr("boxes erased by chance");
    if (config.mixup > 0 || config.cutmix > 0)
        done << tr("mixed with one another");
    batchNote_->setText(
        tr("As this recipe draws it with seed %1: %2").arg(config.seed).arg(done.join(QStringLiteral(", "))));
    another_->setEnabled(studio_.data.data() != nullptr && !batch_->isLoading());
}

void DataGallery::refresh() {
    class_ = 0;
    which_->setCurrent(0);
    batchStale_ = true;
    showLook();
}

void DataGallery::fill() {
    std::vector<PictureList::Row> rows;
    shownReportMs_ = 0;
    const auto folders = studio_.data.data();
    if (folders && which_->current() < 2) {
        const ImageSet& set = which_->current() == 0 ? folders->train : folders->val;
        for (std::size_t i = 0; i < set.size(); ++i) {
            if (static_cast<int>(set.classOf(i)) == class_)
                rows.push_back({set.pathOf(i), {}});
        }
    } else if (folders && studio_.data.report()) {
        shownReportMs_ = studio_.data.report()->finishedUtcMs;
        for (const CheckProblem& problem : studio_.data.report()->problems)
            rows.push_back({problem.path, QString::fromStdString(displayText(problem.reason))});
        for (const DuplicatePicture& copy : studio_.data.report()->duplicates)
            rows.push_back({copy.path, (copy.leaks() ? tr("in the other set too: %1") : tr("the same picture as %1"))
                                           .arg(displayOf(copy.sameAs))});
    }
    fillTitle(rows.size());
    view_->setEmptyText(which_->current() < 2   ? tr("No pictures of this class here.")
                        : studio_.data.report() ? tr("Every picture can be used, and none is there twice.")
                                                : tr("Check the pictures to find those that cannot be used."));
    studio_.thumbnails.dropWaiting();
    list_->setRows(std::move(rows));
    showSelected();
}

void DataGallery::fillTitle(std::size_t rows) {
    const auto folders = studio_.data.data();
    if (!folders || static_cast<std::size_t>(class_) >= folders->classes.size() || look_->current() == 1)
        return;
    card_->setTitle(which_->current() == 2
                        ? tr("Problems")
                        : QString::fromStdString(folders->classes[static_cast<std::size_t>(class_)].name));
    const int count = static_cast<int>(rows);
    card_->setNote(which_->current() == 2   ? tr("%Ln picture(s)", nullptr, count)
                   : which_->current() == 1 ? tr("%Ln validation picture(s)", nullptr, count)
                                            : tr("%Ln training picture(s)", nullptr, count));
}

void DataGallery::showSelected() {
    const auto* row = list_->at(view_->currentIndex());
    classify_->setEnabled(row != nullptr);
    openFolder_->setEnabled(row != nullptr);
    if (row == nullptr) {
        selected_->setText(tr("Select a picture to see its file."));
        return;
    }
    showFile({});
    askSize();
}

/// One question at a time: who holds an arrow key passes hundreds of pictures, and the disk may be slow.
void DataGallery::askSize() {
    const auto* row = list_->at(view_->currentIndex());
    if (row == nullptr || std::exchange(askingSize_, true))
        return;
    studio_.files.run(
        this,
        [path = row->path](const JobControl&) -> std::optional<std::uintmax_t> {
            std::error_code error;
            const auto bytes = std::filesystem::file_size(path, error);
            return error ? std::nullopt : std::optional(bytes);
        },
        [this, path = row->path](const std::optional<std::uintmax_t>& bytes) {
            askingSize_ = false;
            const auto* now = list_->at(view_->currentIndex());
            if (now != nullptr && now->path == path)
                showFile(bytes ? formatBytes(*bytes) : unknownText());
            else
                askSize();
        },
        [this](const Message&) { askingSize_ = false; });
}

/// Name, size and what is wrong with the selected file; the size is empty until the disk has told it.
void DataGallery::showFile(const QString& size) {
    const auto* row = list_->at(view_->currentIndex());
    QStringList parts{displayOf(baseName(row->path))};
    for (const QString& part : {size, row->reason}) {
        if (!part.isEmpty())
            parts << part;
    }
    selected_->setText(parts.join(QStringLiteral("  \u00B7  ")));
}

} // namespace studio
