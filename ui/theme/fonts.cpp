// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/fonts.h"

#include <algorithm>
#include <cmath>

#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QStringList>
#include <QWidget>

#include "ui/theme/theme.h"

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

// Without a platform theme Qt asks for "Sans Serif" or nothing: then ours, in the order of the design.
bool hasPlatformTheme() {
    return !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORMTHEME") ||
           qEnvironmentVariable("XDG_CURRENT_DESKTOP").contains(QStringLiteral("GNOME"));
}

QFont makeBaseFont(QFont font, bool themed) {
    const int desktopPixels = QFontInfo(font).pixelSize();
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

QFont desktopFont() {
    return makeBaseFont(QFontDatabase::systemFont(QFontDatabase::GeneralFont), hasPlatformTheme());
}

QFont& current() {
    static QFont font = desktopFont();
    return font;
}

int textSize = 100; // per cent

int grown(int drawn, TextRole role, int space) {
    return std::max(drawn, QFontMetrics(roleFont(role)).height() + space);
}

} // namespace

QFont baseFont() {
    QFont font = current();
    font.setPixelSize(std::max(10, static_cast<int>(std::lround(font.pixelSize() * textSize / 100.0))));
    return font;
}

void setTextSize(int percent) {
    textSize = std::clamp(percent, kTextSizes[0], 200);
}

void takeDesktopFont(const QFont& desktop) {
    current() = makeBaseFont(desktop, true);
}

void takeDesktopFont() {
    current() = desktopFont();
}

void keepFont(QWidget* widget, TextRole role, int weight) {
    onTheme(widget, [widget, role, weight] {
        if (const QFont font = roleFont(role, weight); widget->font() != font)
            widget->setFont(font);
    });
}

int controlHeight() {
    return grown(30, TextRole::Body, 13);
}

int tableRowHeight() {
    return grown(29, TextRole::Body, 12);
}

int tableHeadHeight() {
    return grown(28, TextRole::Caption, 12);
}

int statusBarHeight() {
    return grown(27, TextRole::Caption, 10);
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
