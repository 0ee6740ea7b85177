// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/classify/classify_item.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QCoreApplication>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/image/image_file.h"

namespace studio {

namespace {

constexpr int kTopCount = 5;
constexpr int kShownSide = 1600;

QImage shownImage(const Picture& picture) {
    const QImage whole(picture.rgb.data(), picture.width, picture.height, picture.width * 3, QImage::Format_RGB888);
    if (std::max(picture.width, picture.height) <= kShownSide)
        return whole.convertToFormat(QImage::Format_RGB32);
    return whole.scaled(kShownSide, kShownSide, Qt::KeepAspectRatio, Qt::SmoothTransformation)
        .convertToFormat(QImage::Format_RGB32);
}

/// The network's input; null where the classifier does not tell it.
QImage seenImage(const Prediction& prediction) {
    const int side = prediction.networkSize;
    if (side < 1 || prediction.seen.size() != static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3)
        return {};
    return QImage(prediction.seen.data(), side, side, side * 3, QImage::Format_RGB888)
        .convertToFormat(QImage::Format_RGB32);
}

Picture pictureOf(const QImage& image) {
    const QImage rgb = image.convertToFormat(QImage::Format_RGB888);
    Picture picture{rgb.width(), rgb.height(), {}};
    picture.rgb.resize(static_cast<std::size_t>(rgb.width()) * static_cast<std::size_t>(rgb.height()) * 3);
    const auto lineBytes = static_cast<std::size_t>(rgb.width()) * 3;
    for (int y = 0; y < rgb.height(); ++y)
        std::copy_n(rgb.constScanLine(y), lineBytes, picture.rgb.data() + static_cast<std::size_t>(y) * lineBytes);
    return picture;
}

Picture pictureOf(const ClassifyItem& item) {
    return item.path.empty() ? pictureOf(item.image) : loadPicture(item.path);
}

/// From violet over orange to yellow, brighter with each step, so that it reads without colours too; opaque where it is
/// hot, and a veil over the rest.
QRgb heatColour(float heat) {
    struct Stop {
        float red, green, blue, alpha;
    };
    static constexpr std::array<Stop, 4> kStops{
        {{45, 15, 90, 140}, {150, 30, 125, 170}, {240, 110, 30, 190}, {252, 230, 40, 205}}};
    const float at = std::clamp(heat, 0.0f, 1.0f) * (kStops.size() - 1);
    const auto from = std::min<std::size_t>(static_cast<std::size_t>(at), kStops.size() - 2);
    const float part = at - static_cast<float>(from);
    const auto mix = [part](float a, float b) { return static_cast<int>(std::lround(a + (b - a) * part)); };
    const Stop &a = kStops[from], &b = kStops[from + 1];
    return qRgba(mix(a.red, b.red), mix(a.green, b.green), mix(a.blue, b.blue), mix(a.alpha, b.alpha));
}

QImage heatImage(const Attention& attention) {
    QImage image(attention.size, attention.size, QImage::Format_ARGB32);
    for (int y = 0; y < attention.size; ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < attention.size; ++x)
            line[x] = heatColour(attention.heat[static_cast<std::size_t>(y) * static_cast<std::size_t>(attention.size) +
                                                static_cast<std::size_t>(x)]);
    }
    return image;
}

} // namespace

QString ClassifyNetwork::className(std::int32_t index) const {
    return index >= 0 && static_cast<std::size_t>(index) < classes.size()
               ? QString::fromStdString(classes[static_cast<std::size_t>(index)].name)
               : QString();
}

std::shared_ptr<const ClassifyNetwork> describeNetwork(const Classifier& classifier, const std::string& model,
                                                       const std::string& which) {
    auto network = std::make_shared<ClassifyNetwork>();
    network->model = model;
    network->which = which;
    network->name = QString::fromStdString(displayText(classifier.name()));
    network->epoch = classifier.epoch();
    if (network->epoch > 0 && model.ends_with(".safetensors"))
        network->name = QCoreApplication::translate("studio::ClassifySession", "%1, epoch %2")
                            .arg(network->name)
                            .arg(network->epoch);
    network->step = classifier.step();
    network->classes = classifier.classes();
    network->truth = FolderTruth(network->classes);
    return network;
}

void answerItem(ClassifyItem& item, Classifier& classifier, const std::shared_ptr<const ClassifyNetwork>& network,
                bool keepsImage) {
    item.prediction = {};
    item.seen = {};
    item.problem.clear();
    item.label.reset();
    item.network.reset();
    try {
        const Picture picture = pictureOf(item);
        if (item.image.isNull() && keepsImage)
            item.image = shownImage(picture);
        item.prediction = classifier.classify(picture, kTopCount);
        if (keepsImage)
            item.seen = seenImage(item.prediction);
        item.prediction.seen = {};
        item.label = item.path.empty() ? std::nullopt : network->truth.of(item.path);
        item.network = network;
        item.state = ClassifyItem::State::Done;
    } catch (const std::exception& error) {
        item.state = ClassifyItem::State::Failed;
        item.problem = QString::fromStdString(messageOf(error).title);
    }
}

ClassifyAttention attentionOf(const ClassifyItem& item, Classifier& classifier, std::int32_t classIndex) {
    ClassifyAttention result;
    result.id = item.id;
    result.classIndex = classIndex;
    result.isKnown = true;
    try {
        const Attention attention = classifier.attention(pictureOf(item), classIndex);
        result.isNothing =
            std::none_of(attention.heat.begin(), attention.heat.end(), [](float heat) { return heat > 0; });
        if (attention.size > 0 && !result.isNothing)
            result.heat = heatImage(attention);
    } catch (const std::exception& error) {
        result.problem = QString::fromStdString(messageOf(error).title);
    }
    return result;
}

} // namespace studio
