// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <memory>
#include <utility>

#include <QApplication>
#include <QEvent>
#include <QPalette>
#include <QPointer>
#include <QStyleFactory>
#include <QWidget>

#include "ui/theme/fonts.h"
#include "ui/theme/style_sheet.h"

namespace studio {

namespace {

const ThemeColors*& current() {
    static const ThemeColors* colors = &lightColors();
    return colors;
}

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::WindowText).lightnessF() > palette.color(QPalette::Window).lightnessF();
}

/// Hears when the desktop changes its colours or its font while the window is open. The palette before ours is the only
/// hint of a dark desktop (dark mode, colour scheme) that Qt 6.4 gives.
class Desktop final : public QObject {
public:
    explicit Desktop(QApplication& app)
        : app_(app)
        , dark_(studio::isDark(QGuiApplication::palette())) {
        app.installEventFilter(this);
    }
    bool isDark() const { return dark_; }

    ThemeMode mode = ThemeMode::System;
    bool applying = false; ///< what is heard then is our own doing

    bool eventFilter(QObject* watched, QEvent* event) override {
        if (applying)
            return false;
        switch (event->type()) {
        case QEvent::ApplicationPaletteChange: // somebody set another one: Qt for the desktop
            dark_ = studio::isDark(QGuiApplication::palette());
            follow();
            break;
        case QEvent::ApplicationFontChange:
            takeDesktopFont(QApplication::font());
            follow();
            break;
        case QEvent::ThemeChange:
            if (watched->isWindowType())
                readAgain();
            break;
        default:
            break;
        }
        return false;
    }

private:
    // A change comes as many events.
    void follow() {
        if (std::exchange(following_, true))
            return;
        QMetaObject::invokeMethod(
            this,
            [this] {
                following_ = false;
                applyTheme(app_, mode);
            },
            Qt::QueuedConnection);
    }
    // Without a palette of our own Qt shows the desktop's.
    void readAgain() {
        applying = true;
        QApplication::setPalette(QPalette());
        applying = false;
        dark_ = studio::isDark(QGuiApplication::palette());
        takeDesktopFont();
        follow();
    }
    QApplication& app_;
    bool dark_;
    bool following_ = false;
};

/// One for each application: a test may make several.
Desktop& desktopOf(QApplication& app) {
    static QPointer<Desktop> desktop;
    if (!desktop) {
        desktop = new Desktop(app);
        desktop->setParent(&app);
    }
    return *desktop;
}

QPalette makePalette(const ThemeColors& c) {
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, const QColor& color, const QColor& disabled) {
        palette.setColor(QPalette::Active, role, color);
        palette.setColor(QPalette::Inactive, role, color);
        palette.setColor(QPalette::Disabled, role, disabled);
    };
    const QColor faint = mixed(c.text3, c.window, 0.6);
    set(QPalette::Window, c.window, c.window);
    set(QPalette::Base, c.surface, c.window);
    set(QPalette::AlternateBase, c.sunken, c.sunken);
    set(QPalette::Button, c.surface, c.window);
    set(QPalette::WindowText, c.text, faint);
    set(QPalette::Text, c.text, faint);
    set(QPalette::ButtonText, c.text, faint);
    set(QPalette::BrightText, c.error, faint);
    set(QPalette::PlaceholderText, c.text3, faint);
    set(QPalette::Highlight, c.accent, c.control);
    set(QPalette::HighlightedText, c.onAccent, c.surface);
    set(QPalette::Link, c.accent, faint);
    set(QPalette::LinkVisited, c.accent, faint);
    set(QPalette::ToolTipBase, c.dark ? c.hover : c.surface, c.surface);
    set(QPalette::ToolTipText, c.text, c.text);
    set(QPalette::Light, c.dark ? c.hover : c.surface, c.surface);
    set(QPalette::Midlight, c.hover, c.hover);
    set(QPalette::Mid, c.border, c.border);
    set(QPalette::Dark, c.control, c.border);
    set(QPalette::Shadow, c.border, c.border);
    return palette;
}

} // namespace

const ThemeColors& colors() {
    return *current();
}

QColor inkColor(Ink ink) {
    const ThemeColors& c = colors();
    switch (ink) {
    case Ink::Text:
        return c.text;
    case Ink::Text2:
        return c.text2;
    case Ink::Text3:
        return c.text3;
    case Ink::Accent:
        return c.accent;
    case Ink::OnAccent:
        return c.onAccent;
    case Ink::Ok:
        return c.ok;
    case Ink::Warning:
        return c.warning;
    case Ink::Error:
        return c.error;
    }
    return c.text;
}

QColor toneColor(Tone tone) {
    switch (tone) {
    case Tone::Neutral:
        return colors().text2;
    case Tone::Accent:
        return colors().accent;
    case Tone::Ok:
        return colors().ok;
    case Tone::Warning:
        return colors().warning;
    case Tone::Error:
        return colors().error;
    }
    return colors().text2;
}

QColor toneTint(Tone tone) {
    switch (tone) {
    case Tone::Neutral:
        return colors().sunken;
    case Tone::Accent:
        return colors().selection;
    case Tone::Ok:
        return colors().okTint;
    case Tone::Warning:
        return colors().warningTint;
    case Tone::Error:
        return colors().errorTint;
    }
    return colors().sunken;
}

ThemeNotifier& themeNotifier() {
    static ThemeNotifier notifier;
    return notifier;
}

void onTheme(QObject* owner, std::function<void()> apply) {
    apply();
    QObject::connect(&themeNotifier(), &ThemeNotifier::changed, owner, std::move(apply));
}

void repaintOnTheme(QWidget* widget) {
    QObject::connect(&themeNotifier(), &ThemeNotifier::changed, widget, [widget] { widget->update(); });
}

void applyTheme(QApplication& app, ThemeMode mode) {
    Desktop& desktop = desktopOf(app); // asked before the palette below replaces the desktop's
    desktop.mode = mode;
    desktop.applying = true;
    const bool dark = mode == ThemeMode::Dark || (mode == ThemeMode::System && desktop.isDark());
    current() = dark ? &darkColors() : &lightColors();
    // QApplication::style() is the style-sheet proxy once a sheet is set, so the name is remembered here.
    static bool styled = false;
    if (!std::exchange(styled, true))
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    if (QApplication::font() != baseFont())
        QApplication::setFont(baseFont());
    for (const Qt::UIEffect effect : {Qt::UI_AnimateMenu, Qt::UI_FadeMenu, Qt::UI_AnimateCombo, Qt::UI_AnimateTooltip,
                                      Qt::UI_FadeTooltip, Qt::UI_AnimateToolBox})
        QApplication::setEffectEnabled(effect, false);
    QApplication::setPalette(makePalette(colors()));
    app.setStyleSheet(makeStyleSheet(colors()));
    desktop.applying = false;
    Q_EMIT themeNotifier().changed();
}

ThemeMode themeModeFromName(const QString& name) {
    if (name == QStringLiteral("light"))
        return ThemeMode::Light;
    return name == QStringLiteral("dark") ? ThemeMode::Dark : ThemeMode::System;
}

} // namespace studio
