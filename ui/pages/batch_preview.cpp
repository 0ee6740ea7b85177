// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/batch_preview.h"

#include <cmath>

#include <QPainter>
#include <QPainterPath>

#include "core/data/loader.h"
#include "core/data/sampler.h"
#include "core/transform/augment.h"
#include "core/transform/geometry.h"
#include "ui/session/studio.h"
#include "ui/theme/theme.h"

namespace studio {

namespace {

constexpr std::size_t kPictures = 18;
constexpr int kColumns = 6, kRows = 3, kGapPx = 6;

/// Applies the recipe's operations and turns the planes back into pixels.
QImage finished(const std::uint8_t* rgb, int side, const PixelOps& ops) {
    const std::size_t count = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    std::vector<float> planes(3 * count);
    const Normalisation none{{0, 0, 0}, {1, 1, 1}};
    applyPixelOps(rgb, side, ops, none, planes.data());
    QImage image(side, side, QImage::Format_RGB32);
    for (std::size_t i = 0; i < count; ++i) {
        const auto level = [&](std::size_t channel) {
            return static_cast<int>(std::lround(planes[channel * count + i] * 255));
        };
        image.setPixel(static_cast<int>(i) % side, static_cast<int>(i) / side, qRgb(level(0), level(1), level(2)));
    }
    return image;
}

QList<QImage> makeBatch(const ImageFolder& data, const TrainConfig& config, std::uint32_t epoch) {
    const auto seed = static_cast<std::uint64_t>(config.seed);
    LoaderPlan plan;
    plan.set = &data.train;
    plan.order = epochOrder(seed, epoch, data.train.samples.size());
    plan.order.resize(std::min(plan.order.size(), kPictures));
    plan.batchSize = static_cast<int>(plan.order.size());
    plan.imageSize = static_cast<int>(config.imageSize);
    plan.crop = trainCropPlanner({config.cropScaleMin, config.cropScaleMax}, seed, epoch);
    Loader loader(plan);
    QList<QImage> images;
    const AugmentSpec augment{config.flip, config.brightness, config.contrast, config.saturation, config.hue};
    if (const auto batch = loader.next()) {
        const std::size_t bytes =
            static_cast<std::size_t>(config.imageSize) * static_cast<std::size_t>(config.imageSize) * 3;
        for (int i = 0; i < batch->count; ++i) {
            const auto at = static_cast<std::size_t>(i);
            images << finished(batch->pixels.data() + at * bytes, plan.imageSize,
                               drawPixelOps(augment, seed, epoch, batch->samples[at]));
        }
    }
    return images;
}

} // namespace

BatchPreview::BatchPreview(Studio& studio, QWidget* parent)
    : QWidget(parent)
    , studio_(studio) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMinimumHeight(150);
    repaintOnTheme(this);
}

void BatchPreview::refresh(bool another) {
    number_ += another;
    const auto folders = studio_.data.data();
    const TrainConfig config = studio_.recipe.config();
    if (!folders || hasErrors(studio_.recipe.issues())) {
        images_.clear();
        update();
        return;
    }
    job_.start([this, folders, config, number = number_](std::stop_token) -> std::function<void()> {
        QList<QImage> images;
        try {
            images = makeBatch(*folders, config, number);
        } catch (const std::exception&) {
            // Unreadable pictures are the Data page's to tell; here there is just nothing to show.
        }
        return [this, images] {
            images_ = images;
            update();
        };
    });
}

void BatchPreview::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    if (images_.isEmpty()) {
        painter.setPen(colors().text3);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                         studio_.data.data() ? tr("No batch for this recipe") : tr("Choose pictures to see a batch"));
        return;
    }
    const int side = std::max(
        8, std::min((width() - (kColumns - 1) * kGapPx) / kColumns, (height() - (kRows - 1) * kGapPx) / kRows));
    for (int i = 0; i < images_.size(); ++i) {
        const QRectF cell((i % kColumns) * (side + kGapPx), (i / kColumns) * (side + kGapPx), side, side);
        QPainterPath clip;
        clip.addRoundedRect(cell, kRadiusSmall, kRadiusSmall);
        painter.setClipPath(clip);
        painter.drawImage(cell, images_[i]);
    }
}

} // namespace studio
