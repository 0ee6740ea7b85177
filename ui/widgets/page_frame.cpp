// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/page_frame.h"

#include <QPushButton>
#include <QResizeEvent>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/page_head.h"

namespace studio {

PageFrame::PageFrame(const QString& objectName, QWidget* parent)
    : QWidget(parent) {
    setObjectName(objectName);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    head_ = new PageHead(this);
    column->addWidget(head_);
    banners_ = new QVBoxLayout;
    banners_->setContentsMargins(kSpaceXl, 0, kSpaceL, 0);
    banners_->setSpacing(kSpaceS);
    column->addLayout(banners_);
    more_ = makeButton(QStringLiteral("moreBanners"), {}, {}, ButtonKind::Link, this);
    more_->hide();
    connect(more_, &QPushButton::clicked, this, [this] {
        unfolded_ = !unfolded_;
        foldBanners();
    });
    banners_->addWidget(more_);
    fixed_ = new QVBoxLayout;
    fixed_->setContentsMargins(kSpaceXl, 0, kSpaceL, 0);
    fixed_->setSpacing(kSpaceS);
    column->addLayout(fixed_);
    scroll_ = new QScrollArea(this);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setFocusPolicy(Qt::NoFocus);
    auto* content = new QWidget;
    content->setAutoFillBackground(false);
    body_ = new QVBoxLayout(content);
    body_->setContentsMargins(kSpaceXl, kSpaceXs, kSpaceL, kSpaceM);
    body_->setSpacing(kSpaceS);
    scroll_->setWidget(content);
    scroll_->viewport()->setAutoFillBackground(false);
    scroll_->viewport()->installEventFilter(this);
    column->addWidget(scroll_, 1);
}

void PageFrame::addBanner(Banner* banner) {
    placeBanner(banner, 0);
}

void PageFrame::addBannerBelow(Banner* banner) {
    placeBanner(banner, static_cast<int>(shown_.size()));
}

void PageFrame::placeBanner(Banner* banner, int at) {
    banner->setParent(this);
    banners_->insertWidget(at, banner);
    shown_.insert(at, banner);
    connect(banner, &Banner::closed, this, [this, banner] { removeBanner(banner); });
    foldBanners();
}

void PageFrame::removeBanner(Banner* banner) {
    if (banner == nullptr || !shown_.removeOne(banner))
        return;
    banners_->removeWidget(banner);
    banner->hide();
    banner->deleteLater();
    foldBanners();
}

void PageFrame::foldBanners() {
    constexpr qsizetype kVisible = 2;
    const qsizetype hidden = std::max<qsizetype>(0, shown_.size() - kVisible);
    unfolded_ = unfolded_ && hidden > 0;
    for (qsizetype i = 0; i < shown_.size(); ++i)
        shown_[i]->setVisible(unfolded_ || i < kVisible);
    more_->setVisible(hidden > 0);
    more_->setText(unfolded_ ? tr("Show fewer messages") : tr("%1 more").arg(hidden));
    // As wide as the title and the cards, also where a page is wider than they are.
    const QMargins beside = head_->contentsMargins();
    const int bar = scroll_->width() - scroll_->viewport()->width();
    banners_->setContentsMargins(kSpaceXl + beside.left(), 0, kSpaceL + beside.right() + bar,
                                 shown_.isEmpty() ? 0 : kSpaceS);
    for (QLayout* above : {head_->layout(), static_cast<QLayout*>(fixed_)}) {
        const QMargins own = above->contentsMargins();
        above->setContentsMargins(own.left(), own.top(), kSpaceL + bar, own.bottom());
    }
}

void PageFrame::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    if (event->size().width() != event->oldSize().width())
        Q_EMIT widthChanged(event->size().width());
    foldBanners(); // the page may have moved its head
}

bool PageFrame::eventFilter(QObject* watched, QEvent* event) {
    if (watched == scroll_->viewport() && event->type() == QEvent::Resize) {
        const auto* resize = static_cast<QResizeEvent*>(event);
        if (resize->size().width() != resize->oldSize().width()) {
            Q_EMIT bodyWidthChanged(resize->size().width());
            foldBanners();
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace studio
