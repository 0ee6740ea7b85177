// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/bmp_codec_internal.h"

#include <algorithm>
#include <array>
#include <bit>

namespace studio {

namespace {

constexpr const char* kEndsEarly = "the file ends early";
constexpr const char* kDamagedHeader = "its header is damaged";

class Bmp {
public:
    Bmp(std::span<const std::uint8_t> bytes, const ImageHeader& header, DecoderLog& log)
        : bytes_(bytes)
        , width_(static_cast<std::size_t>(header.width))
        , height_(static_cast<std::size_t>(header.height))
        , log_(log) {}

    bool decode(Picture& out) {
        if (!readHeader())
            return false;
        out.width = static_cast<int>(width_);
        out.height = static_cast<int>(height_);
        out.rgb.resize(width_ * height_ * 3);
        if (runLengths_)
            return readRuns(out);
        const std::size_t lineBytes = (width_ * bits_ + 31) / 32 * 4, needed = (width_ * bits_ + 7) / 8;
        // The last line's padding is no pixel.
        const std::size_t end = data_ + lineBytes * (height_ - 1) + needed;
        if (end > bytes_.size()) {
            log_.fail(kEndsEarly);
            return false;
        }
        if (data_ + lineBytes * height_ > bytes_.size())
            log_.note("the file ends behind its pixels");
        for (std::size_t y = 0; y < height_; ++y)
            readLine(data_ + y * lineBytes, lineOf(out, y));
        return !log_.failed();
    }

private:
    struct Field {
        std::uint32_t mask = 0;
        std::uint8_t of(std::uint32_t pixel) const {
            if (mask == 0)
                return 0;
            const int shift = std::countr_zero(mask);
            return static_cast<std::uint8_t>(std::uint64_t{(pixel & mask) >> shift} * 255 / (mask >> shift));
        }
    };

    /// Beyond the end: 0. What must be there is looked for before.
    std::uint32_t number(std::size_t at, std::size_t count) const {
        std::uint32_t value = 0;
        for (std::size_t i = count; i-- > 0;)
            value = value << 8 | (at + i < bytes_.size() ? bytes_[at + i] : 0u);
        return value;
    }
    std::uint8_t* lineOf(Picture& out, std::size_t stored) const {
        return out.rgb.data() + (topDown_ ? stored : height_ - 1 - stored) * width_ * 3;
    }
    bool refuse(const char* why) {
        log_.fail(why);
        return false;
    }

    bool readHeader() {
        const std::size_t size = number(14, 4);
        const bool core = size == 12;
        if (!core && size < 40)
            return refuse("unsupported header");
        bits_ = number(core ? 24 : 28, 2);
        const std::uint32_t compression = core ? 0 : number(30, 4);
        topDown_ = !core && (number(22, 4) & 0x80000000u) != 0;
        const bool known =
            bits_ == 1 || bits_ == 2 || bits_ == 4 || bits_ == 8 || bits_ == 16 || bits_ == 24 || bits_ == 32;
        constexpr std::uint32_t kPlain = 0, kRuns8 = 1, kRuns4 = 2, kFields = 3, kAlphaFields = 6;
        runLengths_ = (compression == kRuns8 && bits_ == 8) || (compression == kRuns4 && bits_ == 4);
        const bool fields = (compression == kFields || compression == kAlphaFields) && (bits_ == 16 || bits_ == 32);
        if (!known || (compression != kPlain && !runLengths_ && !fields))
            return refuse("unsupported compression or number of bits");
        std::size_t at = 14 + size;
        fields_ = bits_ == 16 ? std::array<Field, 3>{{{0x7C00}, {0x03E0}, {0x001F}}}
                              : std::array<Field, 3>{{{0xFF0000}, {0xFF00}, {0xFF}}};
        if (fields) {
            for (std::size_t i = 0; i < 3; ++i)
                fields_[i].mask = number(54 + 4 * i, 4); // in a longer header they stand at the same place
            if (size == 40)
                at += compression == kAlphaFields ? 16 : 12;
        }
        at = readPalette(at, core);
        data_ = number(10, 4);
        if (data_ < 14 + size)
            data_ = at; // as Pillow does where nothing, or nonsense, is told
        return data_ < bytes_.size() || refuse(at > bytes_.size() ? kDamagedHeader : kEndsEarly);
    }

    /// Colours that are missing stay black. Returns where it ends.
    std::size_t readPalette(std::size_t at, bool core) {
        if (bits_ > 8)
            return at;
        const std::size_t entry = core ? 3 : 4, most = std::size_t{1} << bits_;
        const std::size_t told = core ? 0 : number(46, 4);
        const std::size_t count = told == 0 ? most : std::min(told, most);
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t c = 0; c < 3; ++c)
                palette_[i][c] = static_cast<std::uint8_t>(number(at + i * entry + 2 - c, 1));
        }
        return at + count * entry;
    }

    void put(std::uint8_t* to, std::uint32_t index) const { std::copy_n(palette_[index & 255].begin(), 3, to); }

    void readLine(std::size_t at, std::uint8_t* to) const {
        const std::uint8_t* from = bytes_.data() + at;
        for (std::size_t x = 0; x < width_; ++x, to += 3) {
            if (bits_ <= 8) {
                const std::size_t bit = x * bits_;
                put(to, from[bit / 8] >> (8 - bits_ - bit % 8) & ((1u << bits_) - 1));
            } else if (bits_ == 24) {
                to[0] = from[3 * x + 2];
                to[1] = from[3 * x + 1];
                to[2] = from[3 * x];
            } else {
                const std::uint32_t pixel = number(at + x * bits_ / 8, bits_ / 8);
                for (std::size_t c = 0; c < 3; ++c)
                    to[c] = fields_[c].of(pixel);
            }
        }
    }

    /// One step of the run-length code puts pixels of a line; those that it passes over have the first colour.
    bool readRuns(Picture& out) {
        for (std::size_t i = 0; i < width_ * height_; ++i)
            put(out.rgb.data() + 3 * i, 0);
        std::size_t x = 0, y = 0, at = data_;
        // Past the end of a line, or of the picture, nothing is put: no file costs more than its bytes and its pixels.
        const auto run = [&](std::size_t count, auto indexOf) {
            for (std::size_t i = 0; y < height_ && i < count && x + i < width_; ++i)
                put(lineOf(out, y) + 3 * (x + i), indexOf(i));
            x += count;
        };
        const auto half = [&](std::uint32_t byte, std::size_t i) {
            return bits_ == 8 ? byte : i % 2 == 0 ? byte >> 4 : byte & 15;
        };
        while (at + 2 <= bytes_.size()) {
            const std::uint32_t count = bytes_[at], value = bytes_[at + 1];
            at += 2;
            if (count > 0) {
                run(count, [&](std::size_t i) { return half(value, i); });
            } else if (value == 0) {
                x = 0;
                ++y;
            } else if (value == 1) {
                return true;
            } else if (value == 2) {
                x += number(at, 1);
                y += number(at + 1, 1);
                at += 2;
            } else {
                const std::size_t length = bits_ == 8 ? value : (value + 1) / 2;
                if (at + length > bytes_.size())
                    break;
                run(value, [&](std::size_t i) { return half(bytes_[at + (bits_ == 8 ? i : i / 2)], i); });
                at += length + length % 2;
            }
        }
        const bool whole = y >= height_ || (y + 1 == height_ && x >= width_);
        return whole ? log_.note("the file ends behind its pixels") : refuse(kEndsEarly);
    }

    std::span<const std::uint8_t> bytes_;
    const std::size_t width_, height_;
    DecoderLog& log_;
    std::size_t bits_ = 0, data_ = 0;
    bool topDown_ = false, runLengths_ = false;
    std::array<Field, 3> fields_;
    std::array<std::array<std::uint8_t, 3>, 256> palette_{};
};

} // namespace

bool decodeBmp(std::span<const std::uint8_t> bytes, const ImageHeader& header, Picture& out, DecoderLog& log) {
    return Bmp(bytes, header, log).decode(out);
}

} // namespace studio
