// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/batch_preview.h"

#include <cmath>

#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include "core/base/text.h"
#include "core/loader/loader.h"
#include "core/loader/sampler.h"
#include "core/recipe/picture_size.h"
#include "core/transform/augment.h"
#include "core/transform/geometry.h"
#include "ui/session/studio.h"
#include "ui/theme/fonts.h"
#include "ui/theme/format.h"
#include "ui/theme/theme.h"

namespace studio {

namespace {

constexpr int kGapPx = 6;

/// Applies the recipe's operations and turns the planes back into pixels.
QImage finished(const std::uint8_t* rgb, int side, const PixelOps& ops) {
    const std::size_t count = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
    std::vector<float> planes(3 * count);
    const Normalisation none{{0, 0, 0}, {1, 1, 1}};
    applyPixelOps(rgb, side, ops, none, planes.data());
    QImage image(side, side, QImage::Format_RGB32);
    for (int y = 0; y < side; ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < side; ++x) {
            const std::size_t at =
                static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x);
            const auto level = [&](std::size_t channel) {
                return static_cast<int>(std::lround(planes[channel * count + at] * 255));
            };
            line[x] = qRgb(level(0), level(1), level(2));
        }
    }
    const PixelBox& gone = ops.erased; // to the network it is the mean colour
    const Normalisation usual;
    QPainter(&image).fillRect(gone.left, gone.top, gone.width, gone.height,
                              QColor::fromRgbF(usual.mean[0], usual.mean[1], usual.mean[2]));
    return image;
}

/// `own` with the other one, as the device mixes them.
QImage mixed(const QImage& own, const QImage& other, const BatchMix& mix) {
    QImage image = own;
    QPainter painter(&image);
    if (mix.kind == BatchMix::Kind::Cutmix) {
        const QRect box(mix.box.left, mix.box.top, mix.box.width, mix.box.height);
        painter.drawImage(box, other, box);
    } else {
        painter.setOpacity(1 - mix.own);
        painter.drawImage(0, 0, other);
    }
    return image;
}

QString noteOf(const std::string& file, const std::vector<AugmentStep>& steps, const PixelOps& ops) {
    QStringList parts{displayOf(file)};
    for (const AugmentStep& step : steps) {
        const QString name = QString::fromLatin1(augmentOpName(step.op)); // torchvision's
        parts << (step.magnitude == 0 ? name : name + QChar(kNoBreakSpace) + formatNumber(step.magnitude, 2));
    }
    if (ops.flip)
        parts << BatchPreview::tr("mirrored");
    const auto add = [&](const QString& name, float factor) {
        if (factor != 1)
            parts << name + QStringLiteral(" \u00D7") + QChar(kNoBreakSpace) + formatNumber(factor, 2);
    };
    add(BatchPreview::tr("brightness"), ops.brightness);
    add(BatchPreview::tr("contrast"), ops.contrast);
    add(BatchPreview::tr("saturation"), ops.saturation);
    if (ops.hue != 0)
        parts << BatchPreview::tr("hue %1").arg(formatNumber(ops.hue, 2));
    if (!ops.erased.isEmpty())
        parts << BatchPreview::tr("a box erased");
    return parts.join(QStringLiteral(", "));
}

} // namespace

QList<BatchPreview::Shown> BatchPreview::makeBatch(const Wish& wish, std::size_t pictures,
                                                   const std::stop_token& stop) {
    const auto& data = wish.data;
    const std::uint32_t epoch = wish.epoch;
    const auto seed = static_cast<std::uint64_t>(wish.seed);
    LoaderPlan plan;
    plan.set = &data->train;
    plan.order = epochOrder(seed, epoch, data->train.size());
    plan.order.resize(std::min({plan.order.size(), pictures, static_cast<std::size_t>(wish.batchSize)}));
    plan.batchSize = static_cast<int>(plan.order.size());
    plan.imageSize = static_cast<int>(wish.imageSize);
    plan.crop = trainCropPlanner({wish.cropMin, wish.cropMax}, seed, epoch);
    plan.finish = autoAugmentFinisher(wish.autoAugment, seed, epoch);
    plan.slots = 1;
    Loader loader(plan);
    QList<Shown> images;
    if (const auto batch = loader.next(stop)) {
        const std::size_t bytes =
            static_cast<std::size_t>(wish.imageSize) * static_cast<std::size_t>(wish.imageSize) * 3;
        for (int i = 0; i < batch->count; ++i) {
            const auto at = static_cast<std::size_t>(i);
            const PixelOps ops = drawPixelOps(wish.augment, plan.imageSize, seed, epoch, batch->samples[at]);
            images << Shown{finished(batch->pixels.data() + at * bytes, plan.imageSize, ops),
                            noteOf(std::string(data->train.fileOf(batch->samples[at])),
                                   drawAutoAugment(wish.autoAugment, plan.imageSize, seed, epoch, batch->samples[at]),
                                   ops)};
        }
    }
    mix(images, drawMix(wish.mix, plan.imageSize, seed, epoch, 0));
    return images;
}

/// The first picture has the last of those that are shown before it; in training it is the last of the whole batch.
void BatchPreview::mix(QList<Shown>& images, const BatchMix& mix) {
    if (mix.kind == BatchMix::Kind::None || images.isEmpty())
        return;
    const QList<Shown> before = images;
    for (qsizetype i = 0; i < images.size(); ++i) {
        const Shown& other = before[i == 0 ? images.size() - 1 : i - 1];
        images[i].image = mixed(before[i].image, other.image, mix);
        images[i].note +=
            tr("; %1 % of its label, the rest of the picture before it").arg(formatNumber(100 * mix.own, 0));
    }
}

BatchPreview::BatchPreview(Studio& studio, int pictures, QWidget* parent)
    : QWidget(parent)
    , studio_(studio)
    , pictures_(pictures) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMinimumHeight(150);
    repaintOnTheme(this);
}

BatchPreview::Wish BatchPreview::wish() const {
    const TrainConfig& config = studio_.recipe.config();
    return {hasErrors(studio_.recipe.issues()) ? nullptr : studio_.data.data(),
            config.seed,
            config.batchSize,
            trainingSizeAt(config, {}, epoch_),
            config.cropScaleMin,
            config.cropScaleMax,
            {.flip = config.flip,
             .brightness = config.brightness,
             .contrast = config.contrast,
             .saturation = config.saturation,
             .hue = config.hue,
             .alternatingFlip = config.alternatingFlip,
             .erasing = config.randomErasing},
            autoAugmentSpec(config.autoAugment, config.randaugmentOps, config.randaugmentMagnitude),
            {.mixup = config.mixup, .cutmix = config.cutmix},
            epoch_};
}

void BatchPreview::refresh(bool another) {
    epoch_ += another;
    stale_ = !isVisible();
    if (stale_)
        return; // each batch costs a shuffle of the whole set
    Wish next = wish();
    if (next == wish_ && failure_.isEmpty())
        return;
    wish_ = std::move(next);
    failure_.clear();
    if (wish_.data == nullptr)
        images_.clear();
    const auto show = [this](const QList<Shown>& images) {
        images_ = images;
        update();
        Q_EMIT changed();
    };
    job_.start(
        [wish = wish_, pictures = static_cast<std::size_t>(pictures_)](const JobControl& control) {
            return wish.data == nullptr ? QList<Shown>() : makeBatch(wish, pictures, control.stop());
        },
        show,
        [this, show](const Message& message) {
            failure_ = QString::fromStdString(displayText(message.text()));
            show({});
        },
        BackgroundJob::Begin::AtOnce);
    update();
    Q_EMIT changed();
}

void BatchPreview::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (stale_)
        refresh(false);
}

QString BatchPreview::placeholder() const {
    if (!images_.isEmpty())
        return {};
    if (!failure_.isEmpty())
        return failure_;
    if (!studio_.data.data())
        return tr("Choose pictures to see a batch");
    return wish_.data == nullptr ? tr("No batch: the recipe has an error") : tr("Reading the first batch...");
}

QRectF BatchPreview::cell(int index) const {
    const int count = std::max(static_cast<int>(images_.size()), 1);
    int columns = 1, side = 0;
    for (int i = 1; i <= count; ++i) {
        const int rows = (count + i - 1) / i;
        const int fits = std::min((width() - (i - 1) * kGapPx) / i, (height() - (rows - 1) * kGapPx) / rows);
        if (fits > side) {
            side = fits;
            columns = i;
        }
    }
    side = std::max(side, 8);
    return QRectF((index % columns) * (side + kGapPx), (index / columns) * (side + kGapPx), side, side);
}

bool BatchPreview::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QString text;
    for (int i = 0; i < images_.size(); ++i) {
        if (cell(i).contains(help->pos()))
            text = images_[i].note.toHtmlEscaped();
    }
    QToolTip::showText(help->globalPos(), text, this);
    return true;
}

void BatchPreview::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    if (images_.isEmpty()) {
        painter.setFont(roleFont(TextRole::Body));
        painter.setPen(colors().text3);
        painter.drawText(rect().adjusted(16, 0, -16, 0), Qt::AlignCenter | Qt::TextWordWrap, placeholder());
        return;
    }
    for (int i = 0; i < images_.size(); ++i) {
        QPainterPath clip;
        clip.addRoundedRect(cell(i), kRadiusSmall, kRadiusSmall);
        painter.setClipPath(clip);
        painter.drawImage(cell(i), images_[i].image);
    }
}

} // namespace studio
