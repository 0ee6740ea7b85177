// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/support/ui_main.h"
#include "ui/pages/train/feed_advice.h"

using namespace studio;

class FeedAdviceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theAdviceNamesWhatHoldsTheRunUp_data() {
        QTest::addColumn<double>("waiting");
        QTest::addColumn<double>("read");
        QTest::addColumn<double>("decode");
        QTest::addColumn<double>("idle");
        QTest::addColumn<QString>("expected");
        QTest::newRow("nothing yet") << -1.0 << 0.0 << 0.0 << 0.0 << QStringLiteral("Measured from");
        QTest::newRow("in time") << 0.1 << 5.0 << 1.0 << 0.0 << QStringLiteral("Pictures arrive in time");
        QTest::newRow("slow disk") << 0.6 << 3.0 << 1.0 << 0.1 << QStringLiteral("The disk holds it up: 75 %");
        QTest::newRow("slow cores") << 0.6 << 1.0 << 3.0 << 0.1 << QStringLiteral("Decoding holds it up: 75 %");
        QTest::newRow("bursts") << 0.3 << 0.5 << 0.5 << 3.0 << QStringLiteral("Pictures come in bursts");
        QTest::newRow("an old run") << 0.3 << 0.0 << 0.0 << 0.0 << QStringLiteral("Pictures hold it up");
    }
    void theAdviceNamesWhatHoldsTheRunUp() {
        QFETCH(double, waiting);
        QFETCH(double, read);
        QFETCH(double, decode);
        QFETCH(double, idle);
        QFETCH(QString, expected);
        DecodeMeter feed;
        feed.read = read;
        feed.decode = decode;
        feed.idle = idle;
        feed.pictures = feed.busy() > 0 ? 100 : 0;
        const QString advice = feedAdvice(waiting, feed);
        QVERIFY2(advice.startsWith(expected), qPrintable(advice));
        QVERIFY(advice.endsWith(QLatin1Char('.')));
    }
    void theSharesAddUpOverAllThreads() {
        DecodeMeter feed;
        QVERIFY(feedShares(feed).isEmpty());
        feed.pictures = 10;
        feed.threads = 2;
        feed.read = 1;
        feed.decode = 5;
        feed.resize = 2;
        feed.idle = 2;
        QCOMPARE(feedShares(feed),
                 QStringLiteral("2 decode threads: 50 % decoding, 20 % resizing, 10 % reading, 20 % idle"));
        feed.threads = 1;
        QVERIFY(feedShares(feed).startsWith(QStringLiteral("1 decode thread:")));
    }
};

STUDIO_UI_TEST(QCoreApplication, FeedAdviceTest)
#include "tst_feed_advice.moc"
