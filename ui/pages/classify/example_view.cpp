// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/classify/example_view.h"

#include <algorithm>

#include <QAction>

#include "ui/models/picture_list.h"
#include "ui/session/example_pictures.h"
#include "ui/session/studio.h"
#include "ui/widgets/gallery_view.h"
#include "ui/widgets/layouts.h"

namespace studio {

namespace {

constexpr int kGap = 8; // between the cells of a gallery

} // namespace

ExampleView::ExampleView(Studio& studio, const ExamplePictures& pictures, const QString& objectName, int most,
                         int columns, int side, QWidget* parent)
    : QWidget(parent)
    , studio_(studio)
    , pictures_(pictures)
    , list_(new PictureList(this))
    , view_(new GalleryView(objectName, [&studio](const std::string& path,
                                                  int pixels) { return studio.thumbnails.square(path, pixels); }))
    , most_(most)
    , columns_(columns)
    , side_(side) {
    view_->setModel(list_);
    view_->setAccessibleName(tr("Examples"));
    view_->setAccessibleDescription(tr("Return classifies the picture"));
    view_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view_->setCellSide(side);
    makeColumn(0, this)->addWidget(view_);
    auto* action = new QAction(tr("Classify this picture"), view_);
    action->setShortcuts({QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter), QKeySequence(Qt::Key_Space)});
    action->setShortcutContext(Qt::WidgetShortcut);
    view_->addAction(action);
    view_->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(action, &QAction::triggered, this, [this] { classify(view_->currentIndex()); });
    connect(view_, &QListView::clicked, this, &ExampleView::classify);
    connect(&pictures_, &ExamplePictures::changed, this, &ExampleView::fill);
    connect(&studio_.thumbnails, &Thumbnails::ready, view_->viewport(), [this] { view_->viewport()->update(); });
    fill();
}

void ExampleView::fill() {
    std::vector<PictureList::Row> rows;
    for (const std::string& path : pictures_.paths()) {
        if (static_cast<int>(rows.size()) < most_)
            rows.push_back({path, {}});
    }
    const int lines = (static_cast<int>(rows.size()) + columns_ - 1) / columns_;
    view_->setFixedHeight(std::max(1, lines) * (side_ + kGap) + kGap);
    view_->setMinimumWidth(columns_ * (side_ + kGap) + 2);
    list_->setRows(std::move(rows));
}

void ExampleView::classify(const QModelIndex& index) {
    if (const auto* row = list_->at(index))
        studio_.classify.add({row->path});
}

} // namespace studio
