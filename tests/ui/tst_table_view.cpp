// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <set>
#include <utility>

#include <QApplication>
#include <QClipboard>
#include <QPaintEvent>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>

#include "tests/support/ui_main.h"
#include "ui/theme/table_roles.h"
#include "ui/theme/theme.h"
#include "ui/widgets/table_view.h"

using namespace studio;

/// Tables of all pages: what is copied, and how rows, lines and the focus are drawn.
class TestTableView final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), ThemeMode::Light); }

    void tablesCopyRowsAndExplainEmptiness() {
        QStandardItemModel model(0, 2);
        TableView table(QStringLiteral("table"));
        table.setModel(&model);
        table.setEmptyText(QStringLiteral("No runs yet"));
        table.resize(300, 200);
        table.show();
        const QImage empty = table.grab().toImage();
        model.appendRow({new QStandardItem(QStringLiteral("r50")), new QStandardItem(QStringLiteral("60.42"))});
        model.item(0, 1)->setData(0.4, kBarRole);
        QVERIFY(table.grab().toImage() != empty);
        table.selectRow(0);
        QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("r50\t60.42"));
        QSignalSpy opened(&table, &QTableView::activated);
        QTest::keyClick(&table, Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
    }

    void selectedRowsAreCopiedInTheOrderOfTheTable() {
        QStandardItemModel model;
        for (const char* name : {"alpha", "beta", "gamma"})
            model.appendRow(new QStandardItem(QLatin1String(name)));
        TableView table(QStringLiteral("table"));
        table.setSelectionMode(QAbstractItemView::ExtendedSelection);
        table.setModel(&model);
        for (const int row : {2, 0}) // as they are clicked
            table.selectionModel()->select(model.index(row, 0),
                                           QItemSelectionModel::Select | QItemSelectionModel::Rows);
        QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("alpha\ngamma"));
    }

    void aTableOfManyRowsTakesItsWidthsFromAFewOfThem() {
        /// Counts the rows that are asked for their text.
        struct Model : QStandardItemModel {
            using QStandardItemModel::QStandardItemModel;
            mutable std::set<int> asked;
            QVariant data(const QModelIndex& index, int role) const override {
                if (role == Qt::DisplayRole)
                    asked.insert(index.row());
                return QStandardItemModel::data(index, role);
            }
        } model(5000, 2);
        model.setData(model.index(40, 1), QStringLiteral("a text that is wider than its column was before"));
        TableView table(QStringLiteral("table"));
        table.setModel(&model);
        table.resize(300, 200);
        const auto isBounded = [&] { return !model.asked.empty() && model.asked.size() <= 200; };
        const int narrow = table.columnWidth(1);
        table.fitColumns(0); // hidden
        QVERIFY2(isBounded(), qPrintable(QString::number(model.asked.size())));
        QVERIFY(table.columnWidth(1) > narrow);
        table.show();
        model.asked.clear();
        table.growColumns();
        QVERIFY2(isBounded(), qPrintable(QString::number(model.asked.size())));
    }

    void aNameIsReadableHoweverNarrowTheTableIs() {
        QStandardItemModel model(1, 3);
        model.setHorizontalHeaderLabels({QStringLiteral("Name"), QStringLiteral("A long head of a column"),
                                         QStringLiteral("Another long head of a column")});
        TableView table(QStringLiteral("table"));
        table.setModel(&model);
        table.resize(900, 200);
        table.show();
        table.fitColumns(0);
        const auto all = [&] { return table.columnWidth(0) + table.columnWidth(1) + table.columnWidth(2); };
        QCOMPARE(all(), table.viewport()->width()); // it takes the rest
        table.setColumnWidth(1, table.columnWidth(1) + 50);
        QCOMPARE(all(), table.viewport()->width());
        table.setColumnHidden(2, true);
        QCOMPARE(all(), table.viewport()->width());
        table.setColumnHidden(2, false);
        table.resize(200, 200);
        QCOMPARE(table.columnWidth(0), 120);
        QVERIFY(table.horizontalScrollBar()->maximum() > 0);
        table.resize(700, 200);
        QCOMPARE(all(), table.viewport()->width());
    }

    void theFocusOfATableMovesAsAWholeRow() {
        QStandardItemModel model(4, 3);
        TableView table(QStringLiteral("table"));
        table.setSelectionMode(QAbstractItemView::ExtendedSelection);
        table.setModel(&model);
        table.resize(400, 200);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        table.selectRow(1);
        QCoreApplication::processEvents();
        /// What was painted anew.
        struct Painted : QObject {
            QRegion region;
            bool eventFilter(QObject*, QEvent* event) override {
                if (event->type() == QEvent::Paint)
                    region += static_cast<QPaintEvent*>(event)->region();
                return false;
            }
        } painted;
        table.viewport()->installEventFilter(&painted);
        table.selectionModel()->setCurrentIndex(model.index(2, 0),
                                                QItemSelectionModel::Select | QItemSelectionModel::Rows);
        QCoreApplication::processEvents();
        QVERIFY(painted.region.contains(table.visualRect(model.index(1, 2)).center()));
        QVERIFY(painted.region.contains(table.visualRect(model.index(2, 2)).center()));
    }

    void allLinesOfATableAreEquallyThickAtOneAndAHalf() {
        QStandardItemModel model(6, 1);
        TableView table(QStringLiteral("table"));
        table.setModel(&model);
        table.setRowHeight(31);
        table.resize(120, 320);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        QImage image(table.viewport()->size() * 1.5, QImage::Format_RGB32);
        image.setDevicePixelRatio(1.5);
        table.viewport()->render(&image);
        std::set<int> thick;
        int lines = 0, length = 0;
        for (int y = 0; y < image.height(); ++y) {
            if (image.pixelColor(20, y) == colors().border) {
                ++length;
            } else if (length > 0) {
                thick.insert(std::exchange(length, 0));
                ++lines;
            }
        }
        QCOMPARE(lines, 6);
        QCOMPARE(thick, std::set<int>{1});
    }
};

STUDIO_UI_TEST(QApplication, TestTableView)
#include "tst_table_view.moc"
