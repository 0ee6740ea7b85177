// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QObject>

class QMimeData;
class QWidget;

namespace studio {

class Studio;

/// Local files that are dragged, as bytes.
std::vector<std::string> localPaths(const QMimeData* mime);

/// Lets a widget take a run or a checkpoint that is dragged from a table of a studio: page Classify opens with that
/// network. What else comes from elsewhere goes on to the window. Child of the widget. GUI thread.
class NetworkDrop final : public QObject {
    Q_OBJECT

public:
    NetworkDrop(Studio& studio, QWidget* widget);
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    Studio& studio_;
};

} // namespace studio
