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
        QCOMPARE(share.accessibleName(), QStringLiteral("Waiting for pictures 25 %, Computing 75 %"));
        const int before = share.sizeHint().height();
        share.set(0.2, {.step = 3, .input = 0.001, .forward = 0.003, .backward = 0.005, .optimiser = 0.001}, {});
        QCOMPARE(share.accessibleName(),
                 QStringLiteral("Waiting for pictures 20 %, Pictures to the network 8 %, Forward 24 %, Backward 40 %, "
                                "Optimiser 8 %"));
        QVERIFY(share.sizeHint().height() > before);
        QCOMPARE(share.rows()[3].share, 0.4);
    }

    void otherRanksAreNamedOnlyWhereThereAreAny() {
        StepShare share;
        share.set(0, {.step = 8, .forward = 0.005, .backward = 0.005, .exchange = 0.01}, {});
        QVERIFY(names(share).contains(QStringLiteral("Other ranks")));
        share.set(0, {.step = 9, .forward = 0.005, .backward = 0.005}, {});
        QVERIFY(!names(share).contains(QStringLiteral("Other ranks")));
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
