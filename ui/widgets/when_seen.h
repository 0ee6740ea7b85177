// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <utility>

#include <QEvent>
#include <QWidget>

namespace studio {

/// Work for a widget that may be out of view, as a page is that another one covers: done at once while the widget is
/// visible, else once when it is shown next, however often it was asked for until then. Child of the widget. GUI
/// thread.
class WhenSeen final : public QObject {
public:
    WhenSeen(QWidget* widget, std::function<void()> work)
        : QObject(widget)
        , widget_(*widget)
        , work_(std::move(work)) {
        widget->installEventFilter(this);
    }
    void run() {
        waits_ = true;
        if (widget_.isVisible())
            catchUp();
    }
    /// What waits is done now: for those who ask the widget for what it would show.
    void catchUp() {
        if (std::exchange(waits_, false))
            work_();
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::Show && watched == &widget_)
            catchUp();
        return false;
    }

private:
    QWidget& widget_;
    std::function<void()> work_;
    bool waits_ = false;
};

} // namespace studio
