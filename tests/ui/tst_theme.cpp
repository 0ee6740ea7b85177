// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QApplication>
#include <QDirIterator>
#include <QPainter>
#include <QPushButton>
#include <QTest>
#include <QWindow>

#include "tests/support/ui_main.h"
#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/label.h"

using namespace studio;

namespace {

double luminance(const QColor& color) {
    const auto linear = [](double part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

// WCAG 2 contrast ratio.
double contrast(const QColor& a, const QColor& b) {
    const double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
    return x > y ? x / y : y / x;
}

QApplication& app() {
    return *qobject_cast<QApplication*>(QCoreApplication::instance());
}

int inkedPixels(const QString& name) {
    QImage image(32, 32, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    paintIcon(painter, name, QRectF(0, 0, 32, 32), Qt::red);
    painter.end();
    int count = 0;
    for (int y = 0; y < 32; ++y) {
        for (int x = 0; x < 32; ++x)
            count += qAlpha(image.pixel(x, y)) > 40 && qRed(image.pixel(x, y)) > 40 ? 1 : 0;
    }
    return count;
}

} // namespace

class TestTheme final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textIsReadableInBothThemes_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    /// Text at least 4.5:1 on everything it stands on; edges, bars and series at least 3:1.
    void textIsReadableInBothThemes() {
        QFETCH(bool, dark);
        const ThemeColors& c = dark ? darkColors() : lightColors();
        for (const QColor& ink : {c.text, c.text2, c.text3, c.accent}) {
            for (const QColor& ground : {c.window, c.surface})
                QVERIFY2(contrast(ink, ground) >= 4.5,
                         qPrintable(QString(ink.name() + QStringLiteral(" on ") + ground.name())));
        }
        QVERIFY(contrast(c.text3, c.selection) >= 4.49);
        QVERIFY(contrast(c.onAccent, c.accent) >= 4.5);
        for (const auto& [ink, tint] : {std::pair(c.ok, c.okTint), {c.warning, c.warningTint}, {c.error, c.errorTint}})
            QVERIFY(contrast(ink, tint) >= 4.5);
        QVERIFY(contrast(c.control, c.surface) >= 3);
        QVERIFY(contrast(c.neutralBar, c.surface) >= 3);
        for (const QColor& series : c.series)
            QVERIFY2(contrast(series, c.surface) >= 3, qPrintable(series.name()));
    }

    void switchingReachesPaletteLabelsAndListeners() {
        applyTheme(app(), ThemeMode::Light);
        Label label(TextRole::Body, Ink::Text2, QStringLiteral("text"));
        int heard = 0;
        QObject owner;
        connect(&themeNotifier(), &ThemeNotifier::changed, &owner, [&heard] { ++heard; });
        applyTheme(app(), ThemeMode::Dark);
        QCOMPARE(heard, 1);
        QVERIFY(colors().dark);
        QCOMPARE(QApplication::palette().color(QPalette::Window), darkColors().window);
        QCOMPARE(label.palette().color(QPalette::WindowText), darkColors().text2);
        applyTheme(app(), ThemeMode::Light);
        QCOMPARE(label.palette().color(QPalette::WindowText), lightColors().text2);
    }

    /// The desktop goes dark while the window is open: Qt sets its palette, and the window follows.
    void systemFollowsTheDesktopsColours() {
        applyTheme(app(), ThemeMode::System);
        QVERIFY(!colors().dark);
        QPalette desktop;
        desktop.setColor(QPalette::Window, QColor(0x32, 0x32, 0x32));
        desktop.setColor(QPalette::WindowText, Qt::white);
        QApplication::setPalette(desktop);
        QTRY_VERIFY(colors().dark);
        QCOMPARE(QApplication::palette().color(QPalette::Window), darkColors().window);
        // The other way round as platform themes tell it: an event to each window, and a palette to be asked for.
        QWindow window;
        QEvent changed(QEvent::ThemeChange);
        QCoreApplication::sendEvent(&window, &changed);
        QTRY_VERIFY(!colors().dark);
        QCOMPARE(QApplication::palette().color(QPalette::Window), lightColors().window);
    }

    void aChosenThemeStaysWhateverTheDesktopDoes() {
        applyTheme(app(), ThemeMode::Light);
        QPalette desktop;
        desktop.setColor(QPalette::Window, Qt::black);
        desktop.setColor(QPalette::WindowText, Qt::white);
        QApplication::setPalette(desktop);
        QTRY_COMPARE(QApplication::palette().color(QPalette::Window), lightColors().window);
        QVERIFY(!colors().dark);
        desktop.setColor(QPalette::Window, Qt::white);
        desktop.setColor(QPalette::WindowText, Qt::black);
        QApplication::setPalette(desktop);
        QTRY_COMPARE(QApplication::palette().color(QPalette::Window), lightColors().window);
    }

    void aLargerFontOfTheDesktopReachesTheWindow() {
        applyTheme(app(), ThemeMode::Light);
        const QFont before = QApplication::font();
        Label label(TextRole::Title, Ink::Text, QStringLiteral("text"));
        const int title = label.font().pixelSize(), height = controlHeight();
        QFont larger = before;
        larger.setPixelSize(before.pixelSize() + 9);
        QApplication::setFont(larger);
        QTRY_VERIFY(label.font().pixelSize() > title);
        QVERIFY(controlHeight() > height);
        QVERIFY(app().styleSheet().contains(QStringLiteral("min-height: %1px").arg(controlHeight() - 2)));
        QApplication::setFont(before);
        QTRY_COMPARE(label.font().pixelSize(), title);
    }

    void disabledTextDiffersFromEnabledText() {
        applyTheme(app(), ThemeMode::Light);
        const QPalette palette = QApplication::palette();
        QVERIFY(palette.color(QPalette::Disabled, QPalette::Text) != palette.color(QPalette::Active, QPalette::Text));
    }

    void theStyleSheetHasNoPlaceholderLeft() {
        applyTheme(app(), ThemeMode::Dark);
        QVERIFY(!app().styleSheet().isEmpty());
        QVERIFY2(!app().styleSheet().contains(QLatin1Char('@')), "a colour name of the style sheet was not replaced");
    }

    void everyIconDrawsInTheColourAsked() {
        QVERIFY(hasIcon(QStringLiteral("play"))); // also brings the resources in
        QDirIterator files(QStringLiteral(":/icons"), {QStringLiteral("*.svg")});
        int count = 0;
        while (files.hasNext()) {
            files.next();
            const QString name = files.fileInfo().completeBaseName();
            if (name == QStringLiteral("app"))
                continue;
            ++count;
            QVERIFY2(inkedPixels(name) > 8, qPrintable(name));
        }
        QVERIFY(count >= 40);
    }

    void roleFontsGrowWithTheirRank() {
        QVERIFY(roleFont(TextRole::Micro).pixelSize() < roleFont(TextRole::Body).pixelSize());
        QVERIFY(roleFont(TextRole::Body).pixelSize() < roleFont(TextRole::Title).pixelSize());
        QVERIFY(baseFont().pixelSize() >= 12);
        QCOMPARE(int(roleFont(TextRole::Title).weight()), int(QFont::DemiBold));
    }

    void themeNamesFromSettings() {
        QCOMPARE(themeModeFromName(QStringLiteral("dark")), ThemeMode::Dark);
        QCOMPARE(themeModeFromName(QStringLiteral("light")), ThemeMode::Light);
        QCOMPARE(themeModeFromName(QStringLiteral("rubbish")), ThemeMode::System);
    }
};

STUDIO_UI_TEST(QApplication, TestTheme)
#include "tst_theme.moc"
