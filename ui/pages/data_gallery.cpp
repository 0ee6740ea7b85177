// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data_gallery.h"

#include <filesystem>

#include <QDesktopServices>
#include <QFile>
#include <QPushButton>
#include <QUrl>

#include "core/base/text.h"
#include "ui/models/picture_list.h"
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
    , list_(new PictureList(this))
    , view_(new GalleryView(
          QStringLiteral("dataPictures"),
          [&studio](const std::string& path, int side) { return studio.thumbnails.square(path, side); }))
    , selected_(new ElidedLabel(TextRole::Caption, Ink::Text2))
    , classify_(makeButton(QStringLiteral("classifyPicture"), tr("Classify it"), QStringLiteral("classify")))
    , openFolder_(makeButton(QStringLiteral("openPictureFolder"), tr("Open folder"), QStringLiteral("folder"))) {
    view_->setModel(list_);
    auto* foot = makeRow();
    foot->addWidget(selected_, 1);
    foot->addWidget(classify_);
    foot->addWidget(openFolder_);
    card_->body()->addWidget(which_, 0, Qt::AlignLeft);
    card_->body()->addWidget(view_, 1);
    card_->body()->addLayout(foot);
    makeColumn(0, this)->addWidget(card_);

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
    fill();
}

void DataGallery::showProblems() {
    which_->setCurrent(2);
    fill();
}

void DataGallery::refresh() {
    class_ = 0;
    which_->setCurrent(0);
    fill();
}

void DataGallery::fill() {
    std::vector<PictureList::Row> rows;
    const auto folders = studio_.data.data();
    if (folders && which_->current() < 2) {
        const ImageSet& set = which_->current() == 0 ? folders->train : folders->val;
        for (std::size_t i = 0; i < set.samples.size(); ++i) {
            if (static_cast<int>(set.samples[i].classIndex) == class_)
                rows.push_back({set.pathOf(i), {}});
        }
    } else if (folders && studio_.data.report()) {
        for (const CheckProblem& problem : studio_.data.report()->problems)
            rows.push_back({problem.path, QString::fromStdString(displayText(problem.reason))});
    }
    if (folders && static_cast<std::size_t>(class_) < folders->classes.size()) {
        card_->setTitle(which_->current() == 2
                            ? tr("Pictures that cannot be used")
                            : QString::fromStdString(folders->classes[static_cast<std::size_t>(class_)].name));
        card_->setNote(tr("%1 pictures").arg(formatCount(static_cast<std::int64_t>(rows.size()))));
    }
    view_->setEmptyText(which_->current() < 2   ? tr("No pictures of this class here.")
                        : studio_.data.report() ? tr("Every picture can be used.")
                                                : tr("Check the pictures to find those that cannot be used."));
    studio_.thumbnails.dropWaiting();
    list_->setRows(std::move(rows));
    showSelected();
}

void DataGallery::showSelected() {
    const auto* row = list_->at(view_->currentIndex());
    classify_->setEnabled(row != nullptr);
    openFolder_->setEnabled(row != nullptr);
    if (row == nullptr) {
        selected_->setText(tr("Select a picture to see its file."));
        return;
    }
    std::error_code error;
    const auto bytes = std::filesystem::file_size(row->path, error);
    QString text =
        displayOf(baseName(row->path)) + QStringLiteral("  \u00B7  ") + (error ? unknownText() : formatBytes(bytes));
    if (!row->reason.isEmpty())
        text += QStringLiteral("  \u00B7  ") + row->reason;
    selected_->setText(text);
}

} // namespace studio
