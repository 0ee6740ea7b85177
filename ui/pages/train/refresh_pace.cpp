// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/refresh_pace.h"

#include <algorithm>

#include <QAction>
#include <QEvent>
#include <QWidget>

#include "ui/session/actions.h"
#include "ui/session/studio.h"

namespace studio {

namespace {

constexpr int kPauseMs = 250, kSlowMs = 1'000;

} // namespace

RefreshPace::RefreshPace(QWidget* widget, std::function<void()> refresh)
    : QObject(widget)
    , widget_(widget)
    , refresh_(std::move(refresh))
    , pause_(kPauseMs) {
    timer_.setSingleShot(true);
    timer_.setInterval(pause_);
    connect(&timer_, &QTimer::timeout, this, [this] {
        if (due_)
            ask();
    });
    widget->installEventFilter(this);
}

void RefreshPace::setPause(int milliseconds) {
    pause_ = milliseconds;
    timer_.setInterval(slow_ ? std::max(pause_, kSlowMs) : pause_);
}

void RefreshPace::obeySlowRefresh(Studio& studio) {
    const auto set = [this](bool slow) {
        slow_ = slow;
        setPause(pause_);
    };
    const QAction* action = studio.actions().slowRefresh;
    set(action->isChecked());
    connect(action, &QAction::toggled, this, set);
}

/// Such a window is visible to Qt. It tells when that ends.
bool RefreshPace::isMinimised() const {
    return widget_->window()->isMinimized();
}

void RefreshPace::ask() {
    due_ = true;
    if (widget_->isVisible() && !timer_.isActive())
        now();
}

void RefreshPace::now() {
    if (isMinimised()) {
        due_ = true;
        widget_->window()->installEventFilter(this);
        return;
    }
    due_ = false;
    ++done_;
    timer_.start();
    refresh_();
}

void RefreshPace::soon() {
    slow_ ? ask() : now();
}

bool RefreshPace::eventFilter(QObject* watched, QEvent* event) {
    const bool shown = watched == widget_ && event->type() == QEvent::Show;
    if (due_ && (shown || event->type() == QEvent::WindowStateChange) && widget_->isVisible() && !isMinimised())
        now();
    return QObject::eventFilter(watched, event);
}

} // namespace studio
