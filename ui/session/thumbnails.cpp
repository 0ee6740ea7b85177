// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/thumbnails.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <vector>

#include <QMetaObject>

#include "core/base/text.h"
#include "core/base/thread.h"
#include "core/image/image_file.h"

namespace studio {

namespace {

constexpr qsizetype kCacheBytes = qsizetype{64} << 20;

std::string keyOf(const std::string& path, int side) {
    return std::to_string(side) + ":" + path;
}

/// A quiet cross on grey for a file that cannot be read; the list says why.
QImage brokenPicture(int side) {
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

PixelRect middleSquare(int width, int height) {
    const int edge = std::min(width, height);
    return {(width - edge) / 2, (height - edge) / 2, edge, edge};
}

/// Decodes the middle of a picture, and little more. Returns where in `picture` the square is.
PixelRect decodeMiddle(const std::string& path, Picture& picture) {
    std::vector<std::uint8_t> bytes;
    readImageFile(path, bytes);
    const ImageHeader header = readImageHeader(bytes, displayText(path));
    if (header.width <= 0 || header.height <= 0) { // TIFF: known after decoding only
        picture = decodePicture(bytes, displayText(path));
        return middleSquare(picture.width, picture.height);
    }
    const PixelRect wanted = middleSquare(header.width, header.height);
    PixelRect region = wanted;
    decodeRegion(bytes, header, region, picture, displayText(path));
    return {wanted.x - region.x, wanted.y - region.y, wanted.width, wanted.height};
}

QImage makeSquare(const std::string& path, int side) {
    try {
        Picture picture;
        const PixelRect square = decodeMiddle(path, picture);
        const QImage decoded(picture.rgb.data(), picture.width, picture.height, picture.width * 3,
                             QImage::Format_RGB888);
        return decoded.copy(square.x, square.y, square.width, square.height)
            .scaled(side, side, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
            .convertToFormat(QImage::Format_RGB32);
    } catch (const std::exception&) {
        return brokenPicture(side);
    }
}

} // namespace

Thumbnails::Thumbnails(QObject* parent)
    : QObject(parent)
    , worker_(startThread([this](const std::stop_token& stop) { loop(stop); })) {}

Thumbnails::~Thumbnails() {
    worker_.request_stop();
    worker_.join();
}

QImage Thumbnails::square(const std::string& path, int side) {
    const std::string key = keyOf(path, side);
    if (const auto found = cache_.find(key); found != cache_.end()) {
        used_.splice(used_.end(), used_, found->second.place);
        return found->second.image;
    }
    if (pending_.insert(key).second) {
        std::lock_guard lock(mutex_);
        requests_.push_front({path, side}); // what was scrolled to last comes first
        wake_.notify_one();
    }
    return {};
}

void Thumbnails::dropWaiting() {
    std::lock_guard lock(mutex_);
    for (const Request& request : requests_)
        pending_.erase(keyOf(request.path, request.side));
    requests_.clear();
}

void Thumbnails::keep(const std::string& key, const QImage& image) {
    pending_.erase(key);
    if (cache_.contains(key))
        return; // asked for twice, with dropWaiting() between
    used_.push_back(key);
    cache_[key] = {image, std::prev(used_.end())};
    cacheBytes_ += image.sizeInBytes();
    while (cacheBytes_ > kCacheBytes && used_.size() > 1) {
        const auto oldest = cache_.find(used_.front());
        cacheBytes_ -= oldest->second.image.sizeInBytes();
        cache_.erase(oldest);
        used_.pop_front();
    }
}

void Thumbnails::loop(std::stop_token stop) {
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
                keep(keyOf(request.path, request.side), image);
                Q_EMIT ready(request.path, request.side);
            },
            Qt::QueuedConnection);
    }
}

} // namespace studio
