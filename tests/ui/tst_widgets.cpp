// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <limits>
#include <memory>
#include <set>

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>

#include "tests/support/ui_main.h"
#include "ui/main_window/nav_row.h"
#include "ui/main_window/sidebar.h"
#include "ui/theme/format.h"
#include "ui/theme/table_roles.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_combo.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/form_row.h"
#include "ui/widgets/gallery_view.h"
#include "ui/widgets/meter.h"
#include "ui/widgets/page_frame.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/progress_line.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/tile.h"
#include "ui/widgets/when_seen.h"

using namespace studio;

class TestWidgets final : public QObject {
    Q_OBJECT

private:
    static QApplication& app() { return *qobject_cast<QApplication*>(QCoreApplication::instance()); }

private Q_SLOTS:
    void aListIsAsWideAsItsLongestEntry() {
        ElidedCombo combo;
        for (int i = 0; i < 40; ++i)
            combo.addItem(QStringLiteral("a class whose name is long, number %1").arg(i));
        combo.setFixedWidth(80);
        combo.show();
        QVERIFY(QTest::qWaitForWindowExposed(&combo));
        combo.showPopup();
        QVERIFY(combo.view()->viewport()->width() >= combo.view()->sizeHintForColumn(0));
        combo.hidePopup();
    }

    void initTestCase() { applyTheme(app(), ThemeMode::Light); }

    void workForAHiddenPageIsDoneOnceItIsShown() {
        QWidget page;
        int done = 0;
        WhenSeen seen(&page, [&done] { ++done; });
        seen.run();
        seen.run();
        QCOMPARE(done, 0);
        page.show();
        QCOMPARE(done, 1);
        seen.run();
        QCOMPARE(done, 2); // in view: at once
        page.hide();
        page.show();
        QCOMPARE(done, 2); // nothing waited
        page.hide();
        seen.run();
        seen.catchUp(); // somebody asks for what the page would show
        QCOMPARE(done, 3);
        page.show();
        QCOMPARE(done, 3);
    }

    void aChoiceThatIsTooLongEndsWithAnEllipsis() {
        ElidedCombo combo;
        const QString name = QStringLiteral("r50-imagenet-0414-second-try, best, epoch 31");
        combo.addItem(name);
        combo.setMinimumWidth(60);
        combo.resize(140, 30);
        combo.show();
        QVERIFY2(combo.shownText().size() > 4 && combo.shownText().endsWith(QChar(0x2026)),
                 qPrintable(combo.shownText()));
        combo.resize(800, 30);
        QCOMPARE(combo.shownText(), name);
    }

    void segmentsAreChosenByMouseAndKeys() {
        SegmentedControl control(QStringLiteral("axis"),
                                 {QStringLiteral("Epoch"), QStringLiteral("Step"), QStringLiteral("Time")});
        QSignalSpy changed(&control, &SegmentedControl::currentChanged);
        control.show();
        QTest::mouseClick(control.segment(2), Qt::LeftButton);
        QCOMPARE(control.current(), 2);
        QTest::keyClick(&control, Qt::Key_Left);
        QCOMPARE(control.current(), 1);
        QTest::keyClick(&control, Qt::Key_Home);
        QTest::keyClick(&control, Qt::Key_Left); // stays at the end
        QCOMPARE(control.current(), 0);
        QCOMPARE(changed.count(), 3);
        control.setText(0, QStringLiteral("All 12"));
        QCOMPARE(control.current(), 0);
    }

    void aDisabledSegmentedControlLooksDisabled() {
        SegmentedControl control(QStringLiteral("axis"), {QStringLiteral("Epoch"), QStringLiteral("Step")});
        control.show();
        const QImage on = control.grab().toImage();
        control.setEnabled(false);
        const QImage off = control.grab().toImage();
        QVERIFY(on != off);
        QTest::mouseClick(control.segment(1), Qt::LeftButton);
        QCOMPARE(control.current(), 0);
    }

    void screenReadersHearRoleAndValueOfReadings() {
        const auto face = [](QWidget& widget) { return QAccessible::queryAccessibleInterface(&widget); };
        ProgressLine line;
        line.setFraction(0.37);
        QCOMPARE(face(line)->role(), QAccessible::ProgressBar);
        QCOMPARE(face(line)->valueInterface()->currentValue().toDouble(), 370.0);
        QCOMPARE(face(line)->valueInterface()->maximumValue().toDouble(), 1000.0);
        line.setFraction(std::numeric_limits<double>::quiet_NaN()); // as unknown as one below 0
        const QVariant notANumber = face(line)->valueInterface()->currentValue();
        line.setFraction(0.37);
        line.setFraction(-1);
        QCOMPARE(face(line)->valueInterface()->currentValue(), notANumber);
        line.setFraction(7);
        QCOMPARE(face(line)->valueInterface()->currentValue().toDouble(), 1000.0);
        Meter meter(QStringLiteral("m"), QStringLiteral("cpu"), QStringLiteral("Processor in use"),
                    QStringLiteral("100 %"));
        meter.set(0.5, QStringLiteral("50 %"));
        QCOMPARE(face(meter)->role(), QAccessible::ProgressBar);
        QCOMPARE(face(meter)->valueInterface()->currentValue().toInt(), 50);
        QVERIFY(face(meter)->text(QAccessible::Name).contains(QStringLiteral("Processor in use")));
        Tile tile(QStringLiteral("Speed"));
        tile.setValue(QStringLiteral("243"), QStringLiteral("img/s"));
        QCOMPARE(face(tile)->role(), QAccessible::StaticText);
        QCOMPARE(face(tile)->text(QAccessible::Value), QStringLiteral("243 img/s"));
        QCOMPARE(face(tile)->text(QAccessible::Name), QStringLiteral("Speed"));
        tile.setValue(QStringLiteral("250"), QStringLiteral("img/s"));
        QCOMPARE(face(tile)->text(QAccessible::Value), QStringLiteral("250 img/s"));
        QCOMPARE(face(tile)->text(QAccessible::Name), QStringLiteral("Speed")); // stays
        SegmentedControl segments(QStringLiteral("s"), {QStringLiteral("Epoch"), QStringLiteral("Step")});
        QCOMPARE(face(*segments.segment(0))->text(QAccessible::Name), QStringLiteral("Epoch"));
        QVERIFY(face(*segments.segment(0))->state().checked);
    }

    void bannersFoldBeyondTwoAndGoWhenClosed() {
        PageFrame page(QStringLiteral("page"));
        page.resize(900, 600);
        page.show();
        for (int i = 0; i < 4; ++i)
            page.addBanner(
                (new Banner(Tone::Warning, QStringLiteral("Message %1").arg(i), QStringLiteral("text")))->closable());
        auto* more = page.findChild<QPushButton*>(QStringLiteral("moreBanners"));
        QVERIFY(more->isVisible());
        QCOMPARE(more->text(), QStringLiteral("2 more"));
        const auto visible = [&page] {
            int count = 0;
            for (const Banner* banner : page.findChildren<Banner*>())
                count += banner->isVisible() ? 1 : 0;
            return count;
        };
        QCOMPARE(visible(), 2);
        QTest::mouseClick(more, Qt::LeftButton);
        QCOMPARE(visible(), 4);
        for (Banner* banner : page.findChildren<Banner*>())
            banner->findChild<QPushButton*>(QStringLiteral("bannerClose"))->click();
        QCOMPARE(visible(), 0);
        QVERIFY(!more->isVisible());
    }

    void anEngineMessageBecomesSentences() {
        Message message{"Disk full", "/data/runs", "Training goes on", "Free some space."};
        const std::unique_ptr<Banner> banner(Banner::fromMessage(message));
        QCOMPARE(banner->title(), QStringLiteral("Disk full"));
        QCOMPARE(banner->text(), QStringLiteral("/data/runs. Training goes on. Free some space."));
    }

    void foreignTextIsShownAsItIs() {
        Banner banner(Tone::Error, QStringLiteral("<b>x</b>.jpg"), {});
        QCOMPARE(banner.findChild<QLabel*>(QStringLiteral("bannerTitle"))->textFormat(), Qt::PlainText);
        ElidedLabel label;
        label.setText(QStringLiteral("<b>a very long file name that does not fit</b>.jpg"));
        label.resize(40, 20);
        label.show();
        QTRY_VERIFY(label.toolTip().contains(QStringLiteral("&lt;b&gt;")));
    }

    void tilesSayUnknownInsteadOfNothing() {
        Tile tile(QStringLiteral("Speed"));
        QCOMPARE(tile.value(), unknownText());
        tile.setValue(QStringLiteral("243"), QStringLiteral("img/s"));
        QVERIFY(tile.toolTip().contains(QStringLiteral("Speed: 243 img/s")));
        const QSize before = tile.minimumSizeHint();
        tile.setValue({});
        QCOMPARE(tile.value(), unknownText());
        QVERIFY(tile.unit().isEmpty());
        QCOMPARE(tile.minimumSizeHint(), before); // nothing jumps
    }

    void aFormRowMarksChangesAndOffersTheFix() {
        auto* editor = new QLineEdit;
        FormRow row(QStringLiteral("weight_decay"), QStringLiteral("Weight decay"), editor);
        row.show();
        auto* reset = row.findChild<QPushButton*>(QStringLiteral("reset_weight_decay"));
        QVERIFY(!reset->isVisible());
        row.setChanged(true, QStringLiteral("0.0001"));
        QVERIFY(reset->isVisible());
        QSignalSpy resets(&row, &FormRow::resetClicked), fixes(&row, &FormRow::fixClicked);
        QTest::mouseClick(reset, Qt::LeftButton);
        row.setMessage(QStringLiteral("100 times the usual"), true, QStringLiteral("Use 0.0001"));
        auto* fix = row.findChild<QPushButton*>(QStringLiteral("fix_weight_decay"));
        QVERIFY(fix->isVisible());
        QTest::mouseClick(fix, Qt::LeftButton);
        QCOMPARE(resets.count() + fixes.count(), 2);
        QCOMPARE(editor->property("tone").toString(), QStringLiteral("warning"));
        row.setMessage(QStringLiteral("1000 times the usual"), true);
        QCOMPARE(editor->accessibleDescription(), QStringLiteral("1000 times the usual")); // of the same tone
        row.setMessage({});
        QVERIFY(editor->accessibleDescription().isEmpty());
        QVERIFY(!fix->isVisible());
        QVERIFY(editor->property("tone").toString().isEmpty());
    }

    void blockedButtonsSayWhy() {
        const std::unique_ptr<QPushButton> button(makeButton(QStringLiteral("go"), QStringLiteral("Start")));
        setBlocked(button.get(), QStringLiteral("Choose pictures first"));
        QVERIFY(!button->isEnabled());
        QVERIFY(button->toolTip().contains(QStringLiteral("Choose pictures first")));
        setBlocked(button.get(), {}, QStringLiteral("Starts"));
        QVERIFY(button->isEnabled());
    }

    void searchIsReachedByCtrlFAndClearedByEsc() {
        QWidget page;
        auto* field = new SearchField(QStringLiteral("search"), QStringLiteral("Find"), &page, &page);
        auto* other = new QLineEdit(&page);
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        other->setFocus();
        QTest::keyClick(other, Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(field->hasFocus());
        QTest::keyClicks(field, QStringLiteral("owl"));
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(field->text().isEmpty());
    }

    void anIconStandsAsLowAsTheWordsBesideIt() {
        const auto top = [](const QPushButton& button) {
            const QImage image = button.icon().pixmap(QSize(16, 16), 1.0).toImage();
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    if (qAlpha(image.pixel(x, y)) > 40)
                        return y;
                }
            }
            return -1;
        };
        const std::unique_ptr<QPushButton> alone(
            makeIconButton(QStringLiteral("a"), QStringLiteral("folder"), QStringLiteral("Open")));
        const std::unique_ptr<QPushButton> beside(
            makeButton(QStringLiteral("b"), QStringLiteral("Open"), QStringLiteral("folder")));
        QVERIFY(top(*alone) >= 0);
        QCOMPARE(top(*beside), top(*alone) + 1);
    }

    void aButtonWithoutWordsTellsItsNameItsKeyAndWhatItDoes() {
        QAction action(QStringLiteral("&Validate now..."));
        action.setIconText(QStringLiteral("Validate"));
        action.setShortcut(QKeySequence(Qt::SHIFT | Qt::Key_F8));
        const std::unique_ptr<QPushButton> button(
            makeIconButton(QStringLiteral("a"), QStringLiteral("check"), QStringLiteral("Validate")));
        bindButton(button.get(), &action);
        QCOMPARE(button->accessibleName(), QStringLiteral("Validate"));
        QVERIFY2(button->toolTip().contains(QStringLiteral("Validate now (Shift+F8)")), qPrintable(button->toolTip()));
        QVERIFY2(!button->toolTip().contains(QStringLiteral("<br>")), qPrintable(button->toolTip()));
        action.setToolTip(QStringLiteral("Counts for <no> epoch"));
        QVERIFY2(
            button->toolTip().contains(QStringLiteral("Validate now (Shift+F8)</span><br><span>Counts for &lt;no")),
            qPrintable(button->toolTip()));
    }

    void theHeadOfACardWithoutATitleBeginsAtItsPadding() {
        Card card;
        auto* control = new QLabel(QStringLiteral("All 12"));
        card.headSlot()->addWidget(control);
        card.headSlot()->addStretch(1);
        card.resize(300, 80);
        card.show();
        QVERIFY(QTest::qWaitForWindowExposed(&card));
        QCOMPARE(control->mapTo(&card, QPoint(0, 0)).x(), kSpaceM + 1); // and the edge
    }

    void theGalleryAsksOnlyForWhatIsInView() {
        QStandardItemModel model;
        for (int i = 0; i < 1000; ++i) {
            model.appendRow(new QStandardItem);
            model.item(i)->setData(QByteArray::number(i), kPathRole);
        }
        std::set<std::string> asked;
        GalleryView gallery(QStringLiteral("gallery"), [&asked](const std::string& path, int) {
            asked.insert(path);
            return QImage();
        });
        gallery.setModel(&model);
        gallery.resize(400, 300);
        gallery.show();
        gallery.grab();
        QVERIFY(!asked.empty());
        QVERIFY2(asked.size() < 60, qPrintable(QString::number(asked.size())));
    }

    void theSidebarTurnsIntoARail() {
        Sidebar sidebar;
        sidebar.resize(sidebar.width(), 700);
        sidebar.show();
        QSignalSpy chosen(&sidebar, &Sidebar::pageChosen);
        QTest::mouseClick(sidebar.row(3), Qt::LeftButton);
        QCOMPARE(chosen.at(0).at(0).toInt(), 3);
        const int wide = sidebar.width();
        sidebar.setCompact(true);
        QVERIFY(sidebar.width() < wide / 2);
        sidebar.row(0)->setFocus();
        QTest::keyClick(sidebar.row(0), Qt::Key_Return);
        QCOMPARE(chosen.at(1).at(0).toInt(), 0);
    }

    void everyPaintedWidgetFollowsTheTheme() {
        Card card(QStringLiteral("Card"));
        Pill pill;
        pill.set(QStringLiteral("Training"), Tone::Accent, QStringLiteral("dot"));
        ProgressLine line;
        line.setCaptions(QStringLiteral("Epoch 1 of 3"), QStringLiteral("33 %"));
        line.setFraction(0.33);
        Tile tile(QStringLiteral("Speed"));
        SegmentedControl segments(QStringLiteral("s"), {QStringLiteral("A"), QStringLiteral("B")});
        for (QWidget* widget :
             {static_cast<QWidget*>(&card), static_cast<QWidget*>(&pill), static_cast<QWidget*>(&line),
              static_cast<QWidget*>(&tile), static_cast<QWidget*>(&segments)}) {
            widget->resize(widget->sizeHint().expandedTo(QSize(60, 24)));
            applyTheme(app(), ThemeMode::Light);
            const QImage light = widget->grab().toImage();
            applyTheme(app(), ThemeMode::Dark);
            QVERIFY2(widget->grab().toImage() != light, widget->metaObject()->className());
        }
        applyTheme(app(), ThemeMode::Light);
    }
};

STUDIO_UI_TEST(QApplication, TestWidgets)
#include "tst_widgets.moc"
