// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/webp_codec_internal.h"

#include <memory>

#include <webp/decode.h>
#include <webp/demux.h>

namespace studio {

namespace {

const char* nameOf(VP8StatusCode status) {
    switch (status) {
    case VP8_STATUS_OUT_OF_MEMORY:
        return "there is not enough memory";
    case VP8_STATUS_BITSTREAM_ERROR:
        return "damaged data";
    case VP8_STATUS_UNSUPPORTED_FEATURE:
        return "a feature that libwebp does not know";
    case VP8_STATUS_SUSPENDED:
    case VP8_STATUS_NOT_ENOUGH_DATA:
        return "the file ends in its pixels";
    default:
        return "it cannot be read";
    }
}

void makeRoom(const ImageHeader& header, Picture& out) {
    out.width = header.width;
    out.height = header.height;
    out.rgb.resize(static_cast<std::size_t>(header.width) * static_cast<std::size_t>(header.height) * 3);
}

/// Canvas and blending as libwebp's own animation decoder, and so Pillow, has them; alpha is dropped then.
bool decodeFirstFrame(const WebPData& data, const ImageHeader& header, Picture& out, DecoderLog& log) {
    WebPAnimDecoderOptions options;
    WebPAnimDecoderOptionsInit(&options);
    options.color_mode = MODE_RGBA;
    const std::unique_ptr<WebPAnimDecoder, decltype(&WebPAnimDecoderDelete)> decoder(
        WebPAnimDecoderNew(&data, &options), WebPAnimDecoderDelete);
    WebPAnimInfo info{};
    std::uint8_t* canvas = nullptr;
    int milliseconds = 0;
    const bool good = decoder != nullptr && WebPAnimDecoderGetInfo(decoder.get(), &info) != 0 &&
                      info.canvas_width == static_cast<std::uint32_t>(header.width) &&
                      info.canvas_height == static_cast<std::uint32_t>(header.height) &&
                      WebPAnimDecoderGetNext(decoder.get(), &canvas, &milliseconds) != 0;
    if (!good) {
        log.fail("the first picture of the animation cannot be read");
        return false;
    }
    makeRoom(header, out);
    for (std::size_t i = 0; i < out.rgb.size() / 3; ++i) {
        for (std::size_t c = 0; c < 3; ++c)
            out.rgb[3 * i + c] = canvas[4 * i + c];
    }
    return log.note("animated: only its first picture is used");
}

} // namespace

bool decodeWebP(std::span<const std::uint8_t> bytes, const ImageHeader& header, Picture& out, DecoderLog& log) {
    WebPDecoderConfig config;
    WebPInitDecoderConfig(&config);
    VP8StatusCode status = WebPGetFeatures(bytes.data(), bytes.size(), &config.input);
    if (status == VP8_STATUS_OK && config.input.has_animation != 0)
        return decodeFirstFrame({bytes.data(), bytes.size()}, header, out, log);
    if (status == VP8_STATUS_OK && (config.input.width != header.width || config.input.height != header.height)) {
        log.fail("it does not have the size that its header says");
        return false;
    }
    makeRoom(header, out);
    config.output.colorspace = MODE_RGB;
    config.output.is_external_memory = 1;
    config.output.u.RGBA = {out.rgb.data(), header.width * 3, out.rgb.size()};
    if (status == VP8_STATUS_OK)
        status = WebPDecode(bytes.data(), bytes.size(), &config);
    if (status == VP8_STATUS_NOT_ENOUGH_DATA) {
        // The file is shorter than it says. Read bit by bit the pixels may be whole all the same.
        const std::unique_ptr<WebPIDecoder, decltype(&WebPIDelete)> decoder(WebPINewDecoder(&config.output),
                                                                            WebPIDelete);
        if (decoder != nullptr)
            status = WebPIUpdate(decoder.get(), bytes.data(), bytes.size());
        if (status == VP8_STATUS_OK)
            log.note("the file ends behind its pixels");
    }
    WebPFreeDecBuffer(&config.output);
    if (status != VP8_STATUS_OK)
        log.fail(nameOf(status));
    return !log.failed();
}

} // namespace studio
