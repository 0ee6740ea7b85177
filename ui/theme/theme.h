// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <functional>

#include <QColor>
#include <QObject>

class QApplication;
class QWidget;

namespace studio {

enum class ThemeMode { System, Light, Dark };

/// The colours of the window, by role. Contrast figures are tested (tst_theme).
struct ThemeColors {
    QColor window, surface, sunken, hover, border, control, neutralBar;
    QColor text, text2, text3;
    QColor accent, onAccent, selection;
    QColor ok, okTint, warning, warningTint, error, errorTint;
    QColor grid, baseLine; ///< of plots
    std::array<QColor, 6> series;
    bool dark = false;
};
const ThemeColors& lightColors();
const ThemeColors& darkColors();
/// `share` of `a`, the rest of `b`.
QColor mixed(const QColor& a, const QColor& b, double share);
/// The colours in use. GUI thread.
const ThemeColors& colors();

/// Colour of a text or icon by what it says.
enum class Ink { Text, Text2, Text3, Accent, OnAccent, Ok, Warning, Error };
QColor inkColor(Ink ink);

/// Colour of a state: foreground, and the tint it stands on.
enum class Tone { Neutral, Accent, Ok, Warning, Error };
QColor toneColor(Tone tone);
QColor toneTint(Tone tone);

/// Says that colors() changed: custom painters repaint, plots set their pens again.
class ThemeNotifier final : public QObject {
    Q_OBJECT

Q_SIGNALS:
    void changed();
};
ThemeNotifier& themeNotifier();

/// Calls `apply` now and after every theme change, as long as `owner` lives.
void onTheme(QObject* owner, std::function<void()> apply);
/// Repaints `widget` after every theme change.
void repaintOnTheme(QWidget* widget);

/// Sets style, fonts, palette and style sheet of the whole application; may be called again at any time. From then on a
/// change of the desktop's colours (with ThemeMode::System) or of its font is followed.
void applyTheme(QApplication& app, ThemeMode mode);
/// "system", "light" or "dark"; anything else is System.
ThemeMode themeModeFromName(const QString& name);

/// Spacing of the design, logical pixels; heights come from the font (fonts.h).
inline constexpr int kSpaceXs = 4, kSpaceS = 8, kSpaceM = 12, kSpaceL = 16, kSpaceXl = 20, kSpaceXxl = 24;
inline constexpr int kRadiusSmall = 4, kRadiusControl = 5, kRadiusRow = 6, kRadiusCard = 8;

} // namespace studio
