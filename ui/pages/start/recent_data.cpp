// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start/recent_data.h"

#include <algorithm>

#include <QGridLayout>
#include <QTimer>

#include "ui/pages/start/data_row.h"
#include "ui/session/studio.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/layouts.h"

namespace studio {

namespace {

constexpr std::size_t kShown = 4;
constexpr int kPatienceMs = 2000;

} // namespace

RecentData::RecentData(Studio& studio, QWidget* parent)
    : QWidget(parent)
    , studio_(studio)
    , grid_(new QGridLayout) {
    setObjectName(QStringLiteral("recentData"));
    auto* card = new Card(tr("Recent data"));
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setHorizontalSpacing(kSpaceL);
    grid_->setVerticalSpacing(kSpaceXs);
    card->body()->addLayout(grid_);
    card->setBodyMargin(kSpaceM - kSpaceXs); // the rows have the rest, so that pictures begin below the title
    makeColumn(0, this)->addWidget(card);
    // Queued: the studio remembers a set in the same signal.
    connect(&studio_.data, &DataSession::changed, this, &RecentData::refresh, Qt::QueuedConnection);
    refresh();
}

void RecentData::setColumns(int columns) {
    if (columns == columns_)
        return;
    columns_ = columns;
    place();
}

void RecentData::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    look();
}

void RecentData::refresh() {
    std::vector<std::string> roots;
    for (const DataSpec& spec : studio_.settings.recentData()) {
        if (roots.size() < kShown)
            roots.push_back(spec.root);
    }
    const bool same = std::equal(roots.begin(), roots.end(), rows_.begin(), rows_.end(),
                                 [](const std::string& root, const DataRow* row) { return root == row->root(); });
    if (same && !roots.empty())
        return;
    for (DataRow* row : rows_) {
        row->hide();
        row->deleteLater(); // it may have been clicked
    }
    rows_.clear();
    for (const std::string& root : roots) {
        rows_.push_back(new DataRow(root, studio_.thumbnails));
        connect(rows_.back(), &QAbstractButton::clicked, this, [this, root] { studio_.openPaths({root}); });
    }
    place();
    if (roots.empty())
        hide();
    else if (parentWidget() != nullptr) // before it has its place it would be a window of its own
        show();
    if (isVisible())
        look();
}

void RecentData::place() {
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const int at = static_cast<int>(i);
        grid_->addWidget(rows_[i], at / columns_, at % columns_);
    }
    for (int column = 0; column < 2; ++column)
        grid_->setColumnStretch(column, column < columns_ ? 1 : 0);
}

void RecentData::look() {
    for (const DataRow* row : rows_) {
        const std::string root = row->root();
        if (!looking_.insert(root).second)
            continue; // its disk has not answered the last time yet
        studio_.files.run(
            this, [root](const JobControl& job) { return glanceAtData(root, DataRow::kPictures, job.stop()); },
            [this, root](const DataGlance& glance) { tell(root, glance); });
    }
    QTimer::singleShot(kPatienceMs, this, [this] {
        for (DataRow* row : rows_)
            row->setUnknown(looking_.contains(row->root()));
    });
}

void RecentData::tell(const std::string& root, const DataGlance& glance) {
    looking_.erase(root);
    for (DataRow* row : rows_) {
        if (row->root() == root)
            row->setGlance(glance);
    }
}

} // namespace studio
