// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pack/pack_encode_internal.h"

#include <algorithm>
#include <cmath>
#include <new>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/base/thread.h"
#include "core/pack/pack_look_internal.h"
#include "core/pack/pack_preset.h"

namespace studio {

namespace {

constexpr std::uint64_t kMaxWaitingBytes = 256u << 20;

} // namespace

PackSize packSize(const PackPreset& preset, int width, int height) {
    const int side = preset.size == PackPreset::Size::LongestSide ? std::max(width, height) : std::min(width, height);
    if (preset.size == PackPreset::Size::AsItIs || side <= preset.side)
        return {width, height};
    const auto scaled = [&](int length) {
        const double exact = static_cast<double>(length) * preset.side / side;
        return std::max(1, static_cast<int>(std::lround(exact)));
    };
    return {scaled(width), scaled(height)};
}

void PackEncoder::encodeAgain(const std::string& path, PackPicture& out) {
    const ImageHeader header = readImageHeader(out.bytes, path, maxPixels_);
    picture_ = decodePicture(out.bytes, path, maxPixels_);
    const PackSize size = packSize(preset_, picture_.width, picture_.height);
    const bool fits = size.width == picture_.width && size.height == picture_.height;
    if (!fits) {
        Picture smaller{size.width, size.height, {}};
        smaller.rgb.resize(static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) * 3);
        const BoxF all{0, 0, static_cast<double>(picture_.width), static_cast<double>(picture_.height)};
        resizer_.resize(picture_, all, size.width, size.height, smaller.rgb.data());
        picture_ = std::move(smaller);
    }
    try {
        std::vector<std::uint8_t> again = encodeJpeg(picture_, preset_.quality);
        if (!fits || header.format != ImageFormat::Jpeg || again.size() < out.bytes.size())
            out.bytes = std::move(again);
    } catch (const Error& error) { // longer than a JPEG can be: stays as it is
        if (error.kind() != ErrorKind::Internal)
            throw;
    }
}

bool PackEncoder::encode(const std::string& path, PackPicture& out, const std::stop_token& stop) {
    out = {};
    noteFile(path, out.entry); // before it is read: a change meanwhile shows later
    try {
        if (const auto failed = watch_.read(path, out.bytes, stop)) {
            if (stop.stop_requested())
                return false;
            out.damaged = pictureFault(*failed, path);
        } else {
            if (preset_.size != PackPreset::Size::AsItIs)
                encodeAgain(path, out);
        }
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Io)
            throw; // the volume, not this picture
        out.damaged = pictureFault(error, path);
    } catch (const std::bad_alloc&) {
        throw Error(ErrorKind::Internal, {"There is not enough memory to decode a picture", displayText(path),
                                          "What was packed before is kept.", "Use fewer threads (--workers 1)."});
    }
    if (!out.damaged.empty())
        out.bytes.clear();
    out.entry.length = static_cast<std::uint32_t>(out.bytes.size());
    out.entry.checksum = packChecksum(out.bytes);
    return true;
}

PackEncoders::PackEncoders(const PackLayout& layout, const ImageFolder& data, const PackPreset& preset,
                           std::uint32_t first, int threads, std::int64_t maxPixels)
    : layout_(layout)
    , preset_(preset)
    , val_(&data.val)
    , maxPixels_(maxPixels)
    , trainWatch_(data.train)
    , valWatch_(data.val)
    , slots_(static_cast<std::size_t>(std::max(threads, 1)) * 8)
    , begun_(first)
    , given_(first) {
    for (int i = 0; i < std::max(threads, 1); ++i)
        threads_.push_back(startThread([this](const std::stop_token& stop) { loop(stop); }));
}

PackEncoders::~PackEncoders() {
    for (std::jthread& thread : threads_)
        thread.request_stop();
}

bool PackEncoders::mayBegin() const {
    return error_ == nullptr && begun_ < layout_.size() && begun_ - given_ < slots_.size() &&
           (waitingBytes_ < kMaxWaitingBytes || begun_ == given_);
}

void PackEncoders::loop(const std::stop_token& stop) {
    PackEncoder train(preset_, trainWatch_, maxPixels_), val(preset_, valWatch_, maxPixels_);
    std::unique_lock lock(mutex_);
    while (room_.wait(lock, stop, [this] { return mayBegin(); })) {
        const std::uint32_t position = begun_++;
        lock.unlock();
        const PackLayout::Picture from = layout_.at(position);
        PackPicture picture;
        std::exception_ptr error;
        bool whole = false;
        try {
            whole = (from.set == val_ ? val : train).encode(from.path(), picture, stop);
        } catch (...) {
            error = std::current_exception();
        }
        lock.lock();
        if (error && !error_)
            error_ = error;
        if (whole) {
            waitingBytes_ += picture.bytes.size();
            slots_[position % slots_.size()] = {std::move(picture), true};
        }
        ready_.notify_all();
        if (stop.stop_requested())
            return;
    }
}

bool PackEncoders::next(PackPicture& out, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    Slot& slot = slots_[given_ % slots_.size()];
    if (!ready_.wait(lock, stop, [&] { return slot.ready || error_ != nullptr; }) || stop.stop_requested())
        return false;
    if (!slot.ready) // what stands before a failure is given out first
        std::rethrow_exception(error_);
    out = std::move(slot.picture);
    slot.ready = false;
    waitingBytes_ -= out.bytes.size();
    ++given_;
    room_.notify_all();
    return true;
}

} // namespace studio
