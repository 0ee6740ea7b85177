// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QObject>
#include <QTimer>

class QWidget;

namespace studio {

class Studio;

/// Keeps what changes with every step readable and cheap: it is written at most four times a second (or as often as
/// setPause() says), and not at all while its widget is hidden or its window minimised. The last wish is never lost.
class RefreshPace final : public QObject {
    Q_OBJECT

public:
    /// Owned by `widget`.
    RefreshPace(QWidget* widget, std::function<void()> refresh);
    void setPause(int milliseconds);
    /// Once a second at most while View > Slow refresh is on.
    void obeySlowRefresh(Studio& studio);
    /// Soon: at once if the last time is long enough ago.
    void ask();
    /// At once: another state or another run.
    void now();
    /// At once, too; while View > Slow refresh is on as ask(): what may come many times a second.
    void soon();
    /// Number of times it was written; for tests.
    int done() const { return done_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool isMinimised() const;

    QWidget* widget_;
    std::function<void()> refresh_;
    QTimer timer_;
    int pause_;
    bool slow_ = false;
    bool due_ = false;
    int done_ = 0;
};

} // namespace studio
