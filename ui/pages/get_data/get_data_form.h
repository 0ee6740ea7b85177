// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace studio {

/// One way to a data set on page Get pictures: what it needs to know, and its start.
class GetDataForm : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// Words of the button that starts it.
    virtual QString verb() const = 0;
    /// Why it cannot start; empty = it can.
    virtual QString blocker() const = 0;
    /// One line for the head of the page.
    virtual QString about() const = 0;
    /// Looks again at what is there: a job has ended.
    virtual void refresh() {}
    /// Starts the job, after a question where something cannot be undone.
    virtual void start() = 0;

Q_SIGNALS:
    void changed(); ///< verb, blocker or about
};

} // namespace studio
