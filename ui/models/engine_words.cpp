// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/engine_words.h"

#include <QCoreApplication>

namespace studio {

namespace {

// For the extractor alone: the engine has no Qt, its texts are named here once more. A test holds both together.
[[maybe_unused]] constexpr const char* kKnown[] = {
    QT_TRANSLATE_NOOP("studio::EngineWords", "ResNet-50, SGD, cosine over 90 epochs. For full ImageNet on one GPU."),
    QT_TRANSLATE_NOOP("studio::EngineWords",
                      "torchvision's reference: three drops of the rate over 90 epochs, no colour jitter."),
    QT_TRANSLATE_NOOP("studio::EngineWords",
                      "ResNet-50 in 16 epochs: pictures of 160 px that grow to 192. About a tenth of the classic "
                      "one's work."),
    QT_TRANSLATE_NOOP("studio::EngineWords",
                      "ResNet-50 in 32 epochs: pictures of 160 px that grow to 192. About a fifth of the classic "
                      "one's work."),
    QT_TRANSLATE_NOOP("studio::EngineWords",
                      "ResNet-50 in 88 epochs: pictures of 160 px that grow to 192. About half the classic one's "
                      "work."),
    QT_TRANSLATE_NOOP("studio::EngineWords",
                      "ResNet-50 in 36 epochs: pictures of 88 px that grow to 176. About an eighth of the classic "
                      "one's work."),
    QT_TRANSLATE_NOOP("studio::EngineWords",
                      "ResNet-18 at 32 px in 24 epochs, each picture mirrored in every other one. For CIFAR and "
                      "its kind."),
    QT_TRANSLATE_NOOP("studio::EngineWords",
                      "Follows torchvision's ResNet-50 V1: 76.13 % at 224 px. Here in half precision, there in "
                      "single."),
    QT_TRANSLATE_NOOP("studio::EngineWords",
                      "Follows FFCV's rn50_16_epochs (github.com/libffcv/ffcv-imagenet): 73.8 %, validated at 256 "
                      "px with flip test."),
    QT_TRANSLATE_NOOP("studio::EngineWords",
                      "Follows FFCV's rn50_32_epochs (github.com/libffcv/ffcv-imagenet): 76.6 %, validated at 256 "
                      "px with flip test."),
    QT_TRANSLATE_NOOP("studio::EngineWords",
                      "Follows FFCV's rn50_88_epochs (github.com/libffcv/ffcv-imagenet): 78.4 %, validated at 256 "
                      "px with flip test."),
    QT_TRANSLATE_NOOP(
        "studio::EngineWords",
        "Follows Mosaic's mild recipe (databricks.com/blog/mosaic-resnet-deep-dive): 76.6 % at 224 "
        "px. Left out here: BlurPool; cross-entropy in place of binary cross-entropy; pictures grow by 32 "
        "px at a time, there by 4."),
    QT_TRANSLATE_NOOP("studio::EngineWords",
                      "Takes alternating flip and label smoothing from the fast recipes for CIFAR-10 (Jordan, 2024, "
                      "arXiv 2404.00498); network, crops, schedule and the rest are this program's. No result is "
                      "published for it."),
    QT_TRANSLATE_NOOP("studio::EngineWords",
                      "ResNet-18 with a small first layer at 64 px. For a few thousand pictures."),
    QT_TRANSLATE_NOOP("studio::EngineWords", "ResNet-20 at 32 px: a first result in minutes, without a GPU too."),
    QT_TRANSLATE_NOOP("studio::EngineWords",
                      "ResNet-50 over 15 epochs at a small rate, its last layer at ten times that. For a run that "
                      "begins with weights."),
    QT_TRANSLATE_NOOP("studio::EngineWords",
                      "Longest side 500 px, JPEG quality 90: half the bytes, three times the pictures a second"),
    QT_TRANSLATE_NOOP("studio::EngineWords",
                      "Shorter side 256 px, JPEG quality 90: the fastest, a little accuracy is lost"),
    QT_TRANSLATE_NOOP("studio::EngineWords", "The files as they are, for disks that are slow with many small files"),
    QT_TRANSLATE_NOOP("studio::EngineWords", "Photos of 32 x 32 pixels in 10 classes, as PNG"),
    QT_TRANSLATE_NOOP("studio::EngineWords", "Photos of 32 x 32 pixels in 100 classes, as PNG"),
    QT_TRANSLATE_NOOP("studio::EngineWords", "Ten easy classes of ImageNet"),
    QT_TRANSLATE_NOOP("studio::EngineWords", "Ten breeds of dogs of ImageNet")};

} // namespace

QString engineWords(const std::string& english) {
    return QCoreApplication::translate("studio::EngineWords", english.c_str());
}

} // namespace studio
