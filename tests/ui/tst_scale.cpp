// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QAbstractScrollArea>
#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>
#include <QToolButton>

#include "tests/support/shots.h"
#include "tests/support/studio_fixture.h"
#include "tests/support/ui_main.h"
#include "ui/main_window/main_window.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

using namespace studio;
using namespace studio::test;

/// Every page on a small screen; ctest runs this at 100, 150 and 200 %. Nothing is cut off and nothing lies outside.
class TestScale final : public QObject {
    Q_OBJECT

private:
    struct Open {
        explicit Open(QSize size)
            : window(*fixture.studio) {
            window.resize(size);
            window.show();
        }
        StudioFixture fixture;
        MainWindow window;
    };
    static QString nameOf(const QWidget* widget) {
        QString name = QLatin1String(widget->metaObject()->className());
        for (; widget != nullptr && !widget->isWindow(); widget = widget->parentWidget())
            name += u' ' + widget->objectName();
        return name;
    }
    static bool isScrolled(const QWidget* widget) {
        for (; widget != nullptr; widget = widget->parentWidget()) {
            const auto* area = qobject_cast<const QAbstractScrollArea*>(widget->parentWidget());
            if (area != nullptr && area->viewport() == widget)
                return true;
        }
        return false;
    }
    static QString room(const QWidget* widget, const QSize& wanted) {
        return QStringLiteral("%1 wants %2x%3, has %4x%5")
            .arg(nameOf(widget))
            .arg(wanted.width())
            .arg(wanted.height())
            .arg(widget->width())
            .arg(widget->height());
    }
    /// What is cut off of the words of a widget; empty = nothing.
    static QString clipped(const QWidget* widget) {
        if (const auto* label = qobject_cast<const QLabel*>(widget); label != nullptr && !label->text().isEmpty()) {
            if (label->wordWrap()) {
                const QSize wanted(label->width(), label->heightForWidth(label->width()));
                return wanted.height() > label->height() ? room(label, wanted) : QString();
            }
            const QSize wanted = label->sizeHint();
            const bool fits = wanted.width() <= label->width() && wanted.height() <= label->height();
            return fits ? QString() : QString(room(label, wanted) + QStringLiteral(": ") + label->text());
        }
        const auto* button = qobject_cast<const QAbstractButton*>(widget);
        const bool stock = qobject_cast<const QPushButton*>(widget) || qobject_cast<const QToolButton*>(widget) ||
                           qobject_cast<const QCheckBox*>(widget) || qobject_cast<const QRadioButton*>(widget);
        if (button == nullptr || !stock || button->text().isEmpty())
            return {};
        const QSize wanted(button->fontMetrics().horizontalAdvance(button->text().remove(u'&')),
                           button->fontMetrics().height());
        const bool fits = wanted.width() <= button->width() && wanted.height() <= button->height();
        return fits ? QString() : QString(room(button, wanted) + QStringLiteral(": ") + button->text());
    }
    static QStringList faults(MainWindow& window) {
        QStringList list;
        for (const auto* widget : window.findChildren<QWidget*>()) {
            if (!widget->isVisible() || widget->objectName().startsWith(QStringLiteral("qt_")))
                continue;
            if (const QString fault = clipped(widget); !fault.isEmpty())
                list += fault;
            const QRect place(widget->mapTo(&window, QPoint(0, 0)), widget->size());
            if (!isScrolled(widget) && !window.rect().contains(place) && !widget->isWindow())
                list += nameOf(widget) + QStringLiteral(" lies outside");
            const auto* area = qobject_cast<const QScrollArea*>(widget);
            if (area != nullptr && area->horizontalScrollBar()->maximum() > 0)
                list += nameOf(widget) + QStringLiteral(" scrolls sideways");
        }
        return list;
    }
    static void look(MainWindow& window, const QString& state) {
        QStringList list;
        for (int i = 0; i < 7; ++i) {
            window.showPage(static_cast<Page>(i));
            QCoreApplication::processEvents();
            saveShot(window, QStringLiteral("scale-%1-%2-%3-%4")
                                 .arg(window.devicePixelRatioF())
                                 .arg(window.width())
                                 .arg(state)
                                 .arg(i));
            for (const QString& fault : faults(window))
                list += QStringLiteral("page %1: %2").arg(i).arg(fault);
        }
        QVERIFY2(list.isEmpty(), qPrintable(list.join(u'\n')));
    }
    static void full(QSize size, const QString& state) {
        Open open(size);
        QVERIFY(open.fixture.openPictures());
        open.fixture.studio->recipe.setValue("epochs", "3");
        QVERIFY(open.fixture.studio->startTraining());
        QVERIFY(open.fixture.waitIdle());
        look(open.window, state);
    }
    static void sizes() {
        QTest::addColumn<QSize>("size");
        QTest::newRow("1366x768") << QSize(1366, 768);
        QTest::newRow("1440x900") << QSize(1440, 900);
    }

private Q_SLOTS:
    void initTestCase() {
        const QString theme = qEnvironmentVariable("STUDIO_SHOT_THEME", QStringLiteral("light"));
        applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), themeModeFromName(theme));
        if (qEnvironmentVariableIsSet("QT_SCALE_FACTOR"))
            QCOMPARE(qGuiApp->devicePixelRatio(), qEnvironmentVariable("QT_SCALE_FACTOR").toDouble());
    }

    void anEmptyStudioIsWhole_data() { sizes(); }
    void anEmptyStudioIsWhole() {
        QFETCH(QSize, size);
        Open open(size);
        look(open.window, QStringLiteral("empty"));
    }

    void aStudioWithDataAndAFinishedRunIsWhole_data() { sizes(); }
    void aStudioWithDataAndAFinishedRunIsWhole() {
        QFETCH(QSize, size);
        full(size, QStringLiteral("full"));
    }

    void theWidestFontIsWhole() {
        const QFont before = QApplication::font();
        QFont widest(QStringLiteral("DejaVu Sans"));
        widest.setPixelSize(before.pixelSize());
        QApplication::setFont(widest); // as the desktop would
        QTRY_COMPARE(baseFont().family(), QStringLiteral("DejaVu Sans"));
        full(QSize(1366, 768), QStringLiteral("wide"));
        QApplication::setFont(before);
        QTRY_COMPARE(baseFont().family(), before.family());
    }
};

STUDIO_UI_TEST(QApplication, TestScale)
#include "tst_scale.moc"
