// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/fonts.h"

#include <algorithm>
#include <cmath>

#include <QFontDatabase>
#include <QFontInfo>
#include <QGuiApplication>
#include <QStringList>

namespace studio {

namespace {

double scaleOf(TextRole role) {
    switch (role) {
    case TextRole::Micro:
        return 0.85;
    case TextRole::Caption:
        return 0.92;
    case TextRole::Body:
        return 1.0;
    case TextRole::Section:
        return 1.15;
    case TextRole::Title:
        return 1.38;
    case TextRole::Figure:
        return 1.46;
    case TextRole::Display:
        return 1.85;
    }
    return 1.0;
}

QFont makeBaseFont() {
    QFont font = QFontDatabase::systemFont(QFontDatabase::GeneralFont);
    const int desktopPixels = QFontInfo(font).pixelSize();
    // Without a platform theme Qt asks for "Sans Serif" or nothing: then ours, in the order of the design.
    const bool themed = !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORMTHEME") ||
                        qEnvironmentVariable("XDG_CURRENT_DESKTOP").contains(QStringLiteral("GNOME"));
    if (!themed) {
        const QStringList installed = QFontDatabase::families();
        for (const auto* name : {"Roboto", "Noto Sans", "DejaVu Sans"}) {
            if (installed.contains(QLatin1String(name))) {
                font.setFamily(QLatin1String(name));
                break;
            }
        }
    }
    // 9 pt is 12 px at 96 dpi; the design is drawn at 13 px where nobody chose a size.
    font.setPixelSize(themed ? std::max(12, desktopPixels) : std::max(13, desktopPixels));
    return font;
}

} // namespace

QFont baseFont() {
    static const QFont font = makeBaseFont();
    return font;
}

QFont roleFont(TextRole role, int weight) {
    QFont font = baseFont();
    font.setPixelSize(std::max(10, static_cast<int>(std::lround(font.pixelSize() * scaleOf(role)))));
    const bool strong =
        role == TextRole::Section || role == TextRole::Title || role == TextRole::Figure || role == TextRole::Display;
    font.setWeight(static_cast<QFont::Weight>(weight >= 0 ? weight : (strong ? QFont::DemiBold : QFont::Normal)));
    return font;
}

QFont monoFont() {
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(baseFont().pixelSize());
    return font;
}

} // namespace studio
