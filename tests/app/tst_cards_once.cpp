// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <future>
#include <latch>
#include <stdexcept>

#include <QTest>

#include "app/gui/gui_cards.h"

using namespace studio;

/// The one look at the cards that the window's session and its engine share.
class TestCardsOnce final : public QObject {
    Q_OBJECT

private:
    static CardsFound found(const char* driver) {
        CardsFound made;
        made.hasPlugin = true;
        made.report.driver = driver;
        return made;
    }

private Q_SLOTS:
    void whoComesMeanwhileWaitsForTheSameLook() {
        std::latch began(1), go(1);
        std::atomic<int> looks{0};
        CardsOnce cards([&](const std::stop_token&) {
            ++looks;
            began.count_down();
            go.wait();
            return found("580");
        });
        QVERIFY(!cards.isKnown());
        auto first = std::async(std::launch::async, [&] { return cards.find({}); });
        began.wait();
        auto second = std::async(std::launch::async, [&] { return cards.find({}); });
        go.count_down();
        QCOMPARE(first.get().report.driver, std::string("580"));
        QCOMPARE(second.get().report.driver, std::string("580"));
        QVERIFY(cards.isKnown());
        QCOMPARE(cards.find({}).report.driver, std::string("580"));
        QCOMPARE(looks.load(), 1);
    }

    void aStopEndsTheWaitOfOneAlone() {
        std::latch began(1), go(1);
        CardsOnce cards([&](const std::stop_token&) {
            began.count_down();
            go.wait();
            return found("580");
        });
        auto first = std::async(std::launch::async, [&] { return cards.find({}); });
        began.wait();
        std::stop_source stop;
        auto second = std::async(std::launch::async, [&] { return cards.find(stop.get_token()); });
        stop.request_stop();
        QVERIFY(!second.get().hasPlugin);
        go.count_down();
        QVERIFY(first.get().hasPlugin);
    }

    void aLookThatWasStoppedOrFailedIsMadeAgain() {
        int looks = 0;
        CardsOnce cards([&](const std::stop_token&) {
            if (++looks == 2)
                throw std::runtime_error("no more threads");
            return found("580");
        });
        std::stop_source stop;
        stop.request_stop();
        cards.find(stop.get_token());
        QVERIFY(!cards.isKnown());
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, cards.find({}));
        QVERIFY(cards.find({}).hasPlugin);
        QCOMPARE(looks, 3);
    }
};

QTEST_APPLESS_MAIN(TestCardsOnce)
#include "tst_cards_once.moc"
