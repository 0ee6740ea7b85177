// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include <QImage>
#include <QObject>

#include "ui/job/leavable_thread.h"

namespace studio {

/// Small pictures for galleries and lists, decoded on a thread of its own and cached (at most 64 MiB). Called on the
/// GUI thread.
class Thumbnails final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Thumbnails)

public:
    explicit Thumbnails(QObject* parent = nullptr);
    ~Thumbnails() override;

    /// The picture cropped to a centred square of `side` device pixels, or a null image while it is being made: ready()
    /// follows. A file that cannot be read gives an image with a quiet broken-picture mark.
    QImage square(const std::string& path, int side);
    /// Forgets requests that wait (the view scrolled on).
    void dropWaiting();
    /// The window closes: nothing more is made.
    void requestStop();

Q_SIGNALS:
    void ready(const std::string& path, int side);

private:
    struct Request {
        std::string path;
        int side = 0;
    };
    struct Shared;
    struct Kept {
        QImage image;
        std::list<std::string>::iterator place; ///< in used_
    };
    static void loop(const std::shared_ptr<Shared>& shared, const std::stop_token& stop);
    void keep(const std::string& key, const QImage& image);

    std::unordered_map<std::string, Kept> cache_;
    std::list<std::string> used_; ///< keys of cache_, least recently used first
    qsizetype cacheBytes_ = 0;
    std::unordered_set<std::string> pending_;
    std::shared_ptr<Shared> shared_;
    LeavableThread worker_;
};

} // namespace studio
