// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/thumbnails.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <iterator>
#include <mutex>
#include <vector>

#include <QMetaObject>

#include "core/base/text.h"
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
    const ImageHeader header = readImageHeader(bytes, displayText(path), kLargestMaxPixels);
    if (header.width <= 0 || header.height <= 0) { // TIFF: known after decoding only
        picture = decodePicture(bytes, displayText(path), kLargestMaxPixels);
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

/// What the thread and the window share; it outlives the window's part where a read hangs.
struct Thumbnails::Shared {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::deque<Request> requests;
    Thumbnails* owner = nullptr; ///< null once it is gone
};

Thumbnails::Thumbnails(QObject* parent)
    : QObject(parent)
    , shared_(std::make_shared<Shared>()) {
    shared_->owner = this;
    worker_ = LeavableThread([shared = shared_](const std::stop_token& stop) { loop(shared, stop); });
}

Thumbnails::~Thumbnails() {
    const std::lock_guard lock(shared_->mutex);
    shared_->owner = nullptr;
}

void Thumbnails::requestStop() {
    worker_.requestStop();
}

QImage Thumbnails::square(const std::string& path, int side) {
    const std::string key = keyOf(path, side);
    if (const auto found = cache_.find(key); found != cache_.end()) {
        used_.splice(used_.end(), used_, found->second.place);
        return found->second.image;
    }
    if (pending_.insert(key).second) {
        const std::lock_guard lock(shared_->mutex);
        shared_->requests.push_front({path, side}); // what was scrolled to last comes first
        shared_->wake.notify_one();
    }
    return {};
}

void Thumbnails::dropWaiting() {
    const std::lock_guard lock(shared_->mutex);
    for (const Request& request : shared_->requests)
        pending_.erase(keyOf(request.path, request.side));
    shared_->requests.clear();
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

void Thumbnails::loop(const std::shared_ptr<Shared>& shared, const std::stop_token& stop) {
    while (true) {
        Request request;
        {
            std::unique_lock lock(shared->mutex);
            if (!shared->wake.wait(lock, stop, [&shared] { return !shared->requests.empty(); }) ||
                stop.stop_requested())
                return;
            request = std::move(shared->requests.front());
            shared->requests.pop_front();
        }
        const QImage image = makeSquare(request.path, request.side);
        const std::lock_guard lock(shared->mutex);
        if (shared->owner == nullptr)
            return;
        QMetaObject::invokeMethod(
            shared->owner,
            [owner = shared->owner, request, image] {
                owner->keep(keyOf(request.path, request.side), image);
                Q_EMIT owner->ready(request.path, request.side);
            },
            Qt::QueuedConnection);
    }
}

} // namespace studio
