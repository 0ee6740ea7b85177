// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/refresh_pace.h"

#include <QEvent>
#include <QWidget>

namespace studio {

namespace {

constexpr int kPauseMs = 250;

} // namespace

RefreshPace::RefreshPace(QWidget* widget, std::function<void()> refresh)
    : QObject(widget)
    , widget_(widget)
    , refresh_(std::move(refresh)) {
    timer_.setSingleShot(true);
    timer_.setInterval(kPauseMs);
    connect(&timer_, &QTimer::timeout, this, [this] {
        if (due_)
            ask();
    });
    widget->installEventFilter(this);
}

void RefreshPace::ask() {
    due_ = true;
    if (widget_->isVisible() && !timer_.isActive())
        now();
}

void RefreshPace::now() {
    due_ = false;
    ++done_;
    timer_.start();
    refresh_();
}

bool RefreshPace::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Show && due_)
        now();
    return QObject::eventFilter(watched, event);
}

} // namespace studio
