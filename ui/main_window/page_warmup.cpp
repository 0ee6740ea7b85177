// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/page_warmup.h"

#include <QElapsedTimer>
#include <QEvent>
#include <QStackedWidget>

namespace studio {

namespace {

constexpr int kAfterShowMs = 500, kPauseMs = 20;
constexpr qint64 kMostMs = 4; ///< of work at a time

} // namespace

PageWarmUp::PageWarmUp(QStackedWidget& pages, QWidget& window)
    : QObject(&window)
    , pages_(pages) {
    timer_.setSingleShot(true);
    connect(&timer_, &QTimer::timeout, this, &PageWarmUp::step);
    window.installEventFilter(this);
}

bool PageWarmUp::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Show && !collected_)
        timer_.start(kAfterShowMs);
    return QObject::eventFilter(watched, event);
}

// A widget's own call does the same for all that is in it: so those come first, one by one.
void PageWarmUp::collect() {
    collected_ = true;
    for (int i = 0; i < pages_.count(); ++i) {
        QWidget* page = pages_.widget(i);
        waiting_.emplace_back(page);
        for (QWidget* child : page->findChildren<QWidget*>())
            waiting_.emplace_back(child);
    }
}

void PageWarmUp::step() {
    if (!collected_)
        collect();
    QElapsedTimer worked;
    worked.start();
    while (!waiting_.empty() && worked.elapsed() < kMostMs) {
        if (QWidget* widget = waiting_.back())
            widget->ensurePolished();
        waiting_.pop_back();
    }
    if (!waiting_.empty())
        timer_.start(kPauseMs);
}

} // namespace studio
