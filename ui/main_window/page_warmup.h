// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QObject>
#include <QPointer>
#include <QTimer>

class QStackedWidget;
class QWidget;

namespace studio {

/// Gives the widgets of pages that nobody has seen yet their style while the window has nothing else to do, some of
/// them at a time: all at once they would hold up the click that shows the page. Owned by the main window; GUI thread.
class PageWarmUp final : public QObject {
    Q_OBJECT

public:
    /// Begins some time after `window` is shown.
    PageWarmUp(QStackedWidget& pages, QWidget& window);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void collect();
    void step();

    QStackedWidget& pages_;
    std::vector<QPointer<QWidget>> waiting_; ///< children before the widgets that they are in, the last one first
    QTimer timer_;
    bool collected_ = false;
};

} // namespace studio
