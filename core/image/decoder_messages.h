// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace studio {

enum class PictureDecoder { Jpeg, Png, Tiff, WebP, Bmp };

/// What a decoder's complaint means: the pixels are not all what was stored (the picture is refused), or they are (it
/// is used, and counted as odd by a check).
enum class MessageCost { Pixels, Nothing };

/// One row of the policy. `pattern`: the decoder's text, with * for anything.
struct DecoderMessageRow {
    PictureDecoder decoder;
    const char* pattern;
    MessageCost cost;
    const char* means; ///< for people; pictures are counted by it
};

/// The policy, the only place to change it. The first row that fits decides; what fits none costs pixels.
std::span<const DecoderMessageRow> decoderMessageRows();
const DecoderMessageRow& decoderMessageRow(PictureDecoder decoder, std::string_view message);

/// Something about a picture that is not as it should be and costs no pixel.
struct PictureOddity {
    std::string kind;    ///< "PNG, colour profile"
    std::string message; ///< "iCCP: known incorrect sRGB profile"
};

/// What a decoder says while it reads one picture. Called from C code: nothing throws.
class DecoderLog {
public:
    /// `odd`: where what costs nothing is noted, each kind once; may be null.
    explicit DecoderLog(PictureDecoder decoder, std::vector<PictureOddity>* odd = nullptr)
        : decoder_(decoder)
        , odd_(odd) {}

    /// False for a message that costs pixels; the first such message is kept.
    bool note(std::string_view message) noexcept { return noteAs(decoder_, message); }
    /// The same for a decoder inside this one (a TIFF may hold JPEG data).
    bool noteAs(PictureDecoder decoder, std::string_view message) noexcept;
    /// Whatever the policy says of it: the decoder gave up. The first complaint is the cause.
    void fail(std::string_view message) noexcept;
    bool failed() const { return failed_; }
    /// Of the first message that cost pixels.
    const char* text() const { return text_; }

private:
    PictureDecoder decoder_;
    std::vector<PictureOddity>* odd_;
    bool failed_ = false;
    char text_[240] = {};
};

} // namespace studio
