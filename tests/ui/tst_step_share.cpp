// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/ui_main.h"
#include "ui/pages/train/step_share.h"

using namespace studio;

/// Where a step goes, as it is shown.
class StepShareTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void computingFallsIntoItsPartsOnceTheyAreMeasured() {
        StepShare share;
        share.set(0.25, {}, QStringLiteral("A verdict."));
        QCOMPARE(names(share), (QStringList{QStringLiteral("Waiting for pictures"), QStringLiteral("Computing")}));
        QCOMPARE(share.accessibleName(), QStringLiteral("Waiting for pictures 25\u00a0%, Computing 75\u00a0%"));
        const int before = share.sizeHint().height();
        const int waiting = share.rows().front().ink;
        share.set(0.2, {.step = 3, .input = 0.001, .forward = 0.003, .backward = 0.005, .optimiser = 0.001}, {});
        QCOMPARE(share.accessibleName(),
                 QString(QStringLiteral("Waiting for pictures 20 %, Pictures to the network 8 %, Forward 24 %, "
                                        "Backward 40 %, Optimiser 8 %"))
                     .replace(QStringLiteral(" %"), QStringLiteral("\u00a0%")));
        QCOMPARE(share.sizeHint().height(), before); // what lies below stays where it is
        QCOMPARE(share.rows().front().ink, waiting);
    }

    void theSharesAddUpToAHundred() {
        StepShare share;
        share.set(0, {.step = 3, .input = 33.5, .forward = 33.5, .backward = 16.5, .optimiser = 16.5}, {});
        int sum = 0;
        for (const StepShare::Row& row : share.rows())
            sum += row.percent;
        QCOMPARE(sum, 100);
        QVERIFY(share.rows()[1].percent - share.rows()[2].percent <= 1);
        share.set(1, {.step = 3, .forward = 1}, {});
        QCOMPARE(share.rows().front().percent, 100);
    }

    void otherRanksAreNamedOnlyWhereThereAreAny() {
        StepShare share;
        share.set(0, {.step = 8, .forward = 0.005, .backward = 0.005, .exchange = 0.01}, {});
        QVERIFY(names(share).contains(QStringLiteral("Other ranks")));
        share.set(0, {.step = 9, .forward = 0.005, .backward = 0.005}, {});
        QVERIFY(!names(share).contains(QStringLiteral("Other ranks")));
        const int alone = share.rows().back().ink;
        share.set(0, {.step = 9, .forward = 0.005, .backward = 0.005, .exchange = 0.01}, {});
        QCOMPARE(share.rows().back().ink, alone); // a part keeps its colour
    }

    void nothingMeasuredIsNoFigure() {
        StepShare share;
        share.set(0.5, {}, {});
        share.set(-1, {}, QStringLiteral("Measured from the first steps on."));
        QCOMPARE(share.accessibleName(), QStringLiteral("Nothing measured yet"));
        share.set(0.5, {.step = 4}, {}); // steps that took no time have no parts
        QCOMPARE(share.rows().size(), std::size_t{2});
    }

    /// The colours of all rows, from left to right as wide as their shares.
    void theBarIsDividedAsTheRowsAre() {
        StepShare share;
        share.resize(300, share.sizeHint().height());
        share.set(0.5, {.step = 1, .input = 0.1, .forward = 0.1, .backward = 0.2, .optimiser = 0.1}, {});
        const QImage picture = share.grab().toImage();
        QList<QColor> seen;
        for (int x = 5; x < 300; x += 10) {
            const QColor ink = picture.pixelColor(x, 7);
            if (seen.isEmpty() || seen.back() != ink)
                seen += ink;
        }
        QCOMPARE(seen.size(), 5);
        QCOMPARE(picture.pixelColor(5, 7), picture.pixelColor(140, 7)); // waiting is half of it
    }

private:
    static QStringList names(const StepShare& share) {
        QStringList names;
        for (const StepShare::Row& row : share.rows())
            names += row.name;
        return names;
    }
};

STUDIO_UI_TEST(QApplication, StepShareTest)
#include "tst_step_share.moc"
