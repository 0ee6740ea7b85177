// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/network_drop.h"

#include <QDropEvent>
#include <QMimeData>
#include <QUrl>
#include <QWidget>

#include "core/metric/best_epoch.h"
#include "ui/models/network_mime.h"
#include "ui/session/studio.h"

namespace studio {

std::vector<std::string> localPaths(const QMimeData* mime) {
    std::vector<std::string> paths;
    for (const QUrl& url : mime->urls()) {
        if (url.isLocalFile())
            paths.push_back(bytesOf(url.toLocalFile()));
    }
    return paths;
}

NetworkDrop::NetworkDrop(Studio& studio, QWidget* widget)
    : QObject(widget)
    , studio_(studio) {
    widget->setAcceptDrops(true);
    widget->installEventFilter(this);
}

bool NetworkDrop::eventFilter(QObject*, QEvent* event) {
    const bool isDrop = event->type() == QEvent::Drop;
    if (!isDrop && event->type() != QEvent::DragEnter && event->type() != QEvent::DragMove)
        return false;
    auto* drag = static_cast<QDropEvent*>(event);
    const std::vector<std::string> paths = localPaths(drag->mimeData());
    if (!isNetworkMime(drag->mimeData()) || paths.size() != 1) {
        drag->ignore(); // the window looks at it then
        return true;
    }
    drag->acceptProposedAction();
    if (!isDrop)
        return true;
    const std::string& path = paths.front();
    const RunSummary* run = studio_.runs.find(path);
    studio_.classify.setModel(path, run != nullptr ? bestOrLast(run->best) : "last");
    studio_.show(Page::Classify);
    return true;
}

} // namespace studio
