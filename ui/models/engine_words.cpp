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
                      "ResNet-18 with a small first layer at 64 px. For a few thousand pictures."),
    QT_TRANSLATE_NOOP("studio::EngineWords", "ResNet-20 at 32 px: a first result in minutes, without a GPU too."),
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
