// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/thumbnails.h"

#include <algorithm>

#include <QMetaObject>

#include "core/base/error.h"
#include "core/data/image_file.h"

namespace studio {

namespace {

constexpr std::size_t kCacheBytes = 64u << 20;

std::string keyOf(const std::string& path, int side)
{
    return std::to_string(side) + ":" + path;
}

/// A quiet cross on grey for a file that cannot be read; the list says why.
QImage brokenPicture(int side)
{
    QImage image(side, side, QImage::Format_RGB32);
    image.fill(qRgb(150, 155, 163));
    const int margin = side * 3 / 8;
    for (int i = margin; i < side - margin; ++i) {
        for (int w = 0; w < std::max(1, side / 40); ++w) {
            image.setPixel(std::min(i + w, side - 1), i, qRgb(230, 232, 236));
            image.setPixel(std::min(i + w, side - 1), side - 1 - i, qRgb(230, 232, 236));
        }
    }
    return image;
}

QImage makeSquare(const std::string& path, int side)
{
    try {
        const Picture picture = loadPicture(path);
        const QImage whole(picture.rgb.data(), picture.width, picture.height, picture.width * 3, QImage::Format_RGB888);
        const int edge = std::min(picture.width, picture.height);
        return whole.copy((picture.width - edge) / 2, (picture.height - edge) / 2, edge, edge)
            .scaled(side, side, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
            .convertToFormat(QImage::Format_RGB32);
    } catch (const Error&) {
        return brokenPicture(side);
    }
}

} // namespace

Thumbnails::Thumbnails(QObject* parent)
    : QObject(parent)
    , worker_([this](std::stop_token stop) { loop(stop); })
{
}

Thumbnails::~Thumbnails()
{
    worker_.request_stop();
    worker_.join();
}

QImage Thumbnails::square(const std::string& path, int side)
{
    const std::string key = keyOf(path, side);
    if (const auto found = cache_.find(key); found != cache_.end())
        return found->second;
    if (pending_.emplace(key, true).second) {
        std::lock_guard lock(mutex_);
        requests_.push_front({path, side}); // what was scrolled to last comes first
        wake_.notify_one();
    }
    return {};
}

void Thumbnails::dropWaiting()
{
    std::lock_guard lock(mutex_);
    for (const Request& request : requests_)
        pending_.erase(keyOf(request.path, request.side));
    requests_.clear();
}

void Thumbnails::loop(std::stop_token stop)
{
    while (true) {
        Request request;
        {
            std::unique_lock lock(mutex_);
            if (!wake_.wait(lock, stop, [this] { return !requests_.empty(); }))
                return;
            request = std::move(requests_.front());
            requests_.pop_front();
        }
        const QImage image = makeSquare(request.path, request.side);
        QMetaObject::invokeMethod(
            this,
            [this, request, image] {
                const std::string key = keyOf(request.path, request.side);
                pending_.erase(key);
                if (cache_.emplace(key, image).second) {
                    cacheOrder_.push_back(key);
                    cacheBytes_ += static_cast<std::size_t>(image.sizeInBytes());
                }
                while (cacheBytes_ > kCacheBytes && cacheOrder_.size() > 1) {
                    cacheBytes_ -= static_cast<std::size_t>(cache_[cacheOrder_.front()].sizeInBytes());
                    cache_.erase(cacheOrder_.front());
                    cacheOrder_.pop_front();
                }
                Q_EMIT ready(request.path, request.side);
            },
            Qt::QueuedConnection);
    }
}

} // namespace studio
