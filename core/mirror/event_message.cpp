// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mirror/event_message.h"

#include <string_view>

#include <nlohmann/json.hpp>

namespace studio {

namespace {

// Numbers of the fields in TensorBoard's event.proto, summary.proto, tensor.proto and hparams/plugin_data.proto, and in
// struct.proto of protocol buffers, of what is used here.
constexpr int kSummary = 5;      // Event
constexpr int kSummaryValue = 1; // Summary
namespace value {
constexpr int kTag = 1, kSimple = 2, kImage = 4, kTensor = 8, kMetadata = 9;
}
namespace image {
constexpr int kHeight = 1, kWidth = 2, kColours = 3, kBytes = 4;
}
namespace tensor {
constexpr int kType = 1, kShape = 2, kText = 8;
constexpr std::uint64_t kFloats = 1, kTexts = 7;
constexpr int kShapeDim = 2;
} // namespace tensor
namespace metadata {
constexpr int kPlugin = 1, kName = 1, kContent = 2;
}
namespace hparams {
constexpr int kStart = 3, kEnd = 4, kValues = 1, kStartSeconds = 5, kStatus = 1, kEndSeconds = 2;
constexpr std::uint64_t kSuccess = 1, kFailure = 2;
constexpr int kKey = 1, kMapped = 2, kNumber = 2, kText = 3, kBool = 4;
} // namespace hparams

Proto eventOf(const Proto& value) {
    return Proto().message(kSummary, Proto().message(kSummaryValue, value));
}

Proto pluginData(const char* name, const std::string& content) {
    Proto plugin;
    plugin.bytes(metadata::kName, name);
    if (!content.empty())
        plugin.bytes(metadata::kContent, content);
    return Proto().message(metadata::kPlugin, plugin);
}

Proto hyperparameters(const char* tag, const Proto& data) {
    // A tensor without elements: what has none is left out by TensorBoard's reader.
    const Proto shape = Proto().message(tensor::kShapeDim, Proto());
    return eventOf(
        Proto()
            .bytes(value::kTag, tag)
            .message(value::kTensor, Proto().number(tensor::kType, tensor::kFloats).message(tensor::kShape, shape))
            .message(value::kMetadata, pluginData("hparams", data.text())));
}

Proto valueOf(const nlohmann::json& json) {
    if (json.is_boolean())
        return Proto().number(hparams::kBool, json.get<bool>() ? 1 : 0);
    if (json.is_number())
        return Proto().real64(hparams::kNumber, json.get<double>());
    return Proto().bytes(hparams::kText, json.is_string() ? json.get<std::string>() : json.dump());
}

Proto scalar(std::string_view tag, double figure) {
    return Proto().bytes(value::kTag, tag).real(value::kSimple, static_cast<float>(figure));
}

} // namespace

Proto scalarsEvent(const std::vector<std::pair<const char*, double>>& figures) {
    Proto summary;
    for (const auto& [tag, figure] : figures)
        summary.message(kSummaryValue, scalar(tag, figure));
    return Proto().message(kSummary, summary);
}

Proto scalarEvent(const std::string& tag, double value) {
    return eventOf(scalar(tag, value));
}

Proto textEvent(const std::string& tag, const std::string& text) {
    return eventOf(Proto()
                       .bytes(value::kTag, tag)
                       .message(value::kTensor, Proto()
                                                    .number(tensor::kType, tensor::kTexts)
                                                    .message(tensor::kShape, Proto())
                                                    .bytes(tensor::kText, text))
                       .message(value::kMetadata, pluginData("text", {})));
}

Proto pictureEvent(const std::string& tag, int width, int height, const std::vector<std::uint8_t>& jpeg) {
    return eventOf(Proto()
                       .bytes(value::kTag, tag)
                       .message(value::kImage,
                                Proto()
                                    .number(image::kHeight, static_cast<std::uint64_t>(height))
                                    .number(image::kWidth, static_cast<std::uint64_t>(width))
                                    .number(image::kColours, 3)
                                    .bytes(image::kBytes, {reinterpret_cast<const char*>(jpeg.data()), jpeg.size()})));
}

Proto hyperparametersEvent(const TrainConfig& config, double startUtcSeconds) {
    const auto recipe = nlohmann::ordered_json::parse(configToJson(config));
    Proto start;
    for (const auto& [key, json] : recipe.items())
        start.message(hparams::kValues,
                      Proto().bytes(hparams::kKey, key).message(hparams::kMapped, valueOf(nlohmann::json(json))));
    start.real64(hparams::kStartSeconds, startUtcSeconds);
    return hyperparameters("_hparams_/session_start_info", Proto().message(hparams::kStart, start));
}

Proto hyperparametersEndEvent(bool succeeded, double utcSeconds) {
    const Proto end = Proto()
                          .number(hparams::kStatus, succeeded ? hparams::kSuccess : hparams::kFailure)
                          .real64(hparams::kEndSeconds, utcSeconds);
    return hyperparameters("_hparams_/session_end_info", Proto().message(hparams::kEnd, end));
}

} // namespace studio
