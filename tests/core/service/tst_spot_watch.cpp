// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <mutex>

#include <QTest>

#include "core/service/run_service.h"
#include "core/service/spot_watch.h"
#include "tests/support/fake_metadata.h"

using namespace studio;
using test::says;

namespace {

constexpr double kQuick = 0.01; // seconds between two questions

/// What a watch said.
struct Heard {
    std::mutex mutex;
    std::vector<std::string> notices, notes;
    SpotWatch::Hooks hooks() {
        return {.notice = [this](const std::string& text) { add(notices, text); },
                .note = [this](const std::string& text) { add(notes, text); }};
    }
    void add(std::vector<std::string>& list, const std::string& text) {
        const std::lock_guard lock(mutex);
        list.push_back(text);
    }
    std::vector<std::string> of(std::vector<std::string> Heard::*list) {
        const std::lock_guard lock(mutex);
        return this->*list;
    }
};

} // namespace

class SpotWatchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNoticeIsHeardOnceAlsoWithANewToken() {
        test::FakeMetadata machine;
        Heard heard;
        const SpotWatch watch(heard.hooks(), kQuick);
        QTRY_VERIFY_WITH_TIMEOUT(machine.server.requests().size() > 6, 60'000);
        QVERIFY(heard.of(&Heard::notices).empty());
        machine.forgetToken();
        machine.set("spot/instance-action", says(200, test::kSpotNotice));
        QTRY_COMPARE_WITH_TIMEOUT(heard.of(&Heard::notices).size(), std::size_t{1}, 60'000);
        QCOMPARE(heard.of(&Heard::notices).front(), std::string("Spot notice: terminate at 2026-11-28T21:02:00Z"));
        QVERIFY(heard.of(&Heard::notes).empty());
    }

    void aRebalanceIsOnlyTold() {
        test::FakeMetadata machine;
        machine.set("events/recommendations/rebalance", says(200, "{\"noticeTime\": \"2026-11-28T21:02:00Z\"}"));
        Heard heard;
        const SpotWatch watch(heard.hooks(), kQuick);
        QTRY_COMPARE_WITH_TIMEOUT(heard.of(&Heard::notes).size(), std::size_t{1}, 60'000);
        const std::size_t seen = machine.server.requests().size();
        QTRY_VERIFY_WITH_TIMEOUT(machine.server.requests().size() > seen + 4, 60'000);
        QCOMPARE(heard.of(&Heard::notes).size(), std::size_t{1});
        QVERIFY(heard.of(&Heard::notices).empty());
    }

    void whatIsNoNoticeEndsNothing_data() {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("a page") << QByteArray("<html>captive portal</html>");
        QTest::newRow("a list") << QByteArray("[1]");
        QTest::newRow("no word") << QByteArray("{\"action\": 5}");
        QTest::newRow("too long") << QByteArray("{\"action\": \"") + QByteArray(100'000, 'a') + QByteArray("\"}");
    }
    void whatIsNoNoticeEndsNothing() {
        QFETCH(const QByteArray, body);
        test::FakeMetadata machine;
        machine.set("spot/instance-action", says(200, body.toStdString()));
        Heard heard;
        const SpotWatch watch(heard.hooks(), kQuick);
        QTRY_VERIFY_WITH_TIMEOUT(machine.server.requests().size() > 4, 60'000);
        QVERIFY(heard.of(&Heard::notices).empty());
    }

    void aDeadEndpointIsToldOnceAndHarmless() {
        const test::WithVariable endpoint("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:9");
        Heard heard;
        const SpotWatch watch(heard.hooks(), kQuick);
        QTRY_COMPARE_WITH_TIMEOUT(heard.of(&Heard::notes).size(), std::size_t{1}, 60'000);
        QVERIFY(heard.of(&Heard::notices).empty());
    }

    void aNoticeInterruptsTheRun() {
        test::FakeMetadata machine;
        machine.set("spot/instance-action", says(200, test::kSpotNotice));
        TrainObserver next;
        TrainControl control;
        RunServiceOptions options;
        options.spotWatch = true;
        const RunService service(next, control, std::move(options));
        QVERIFY(control.waitFor(60) == false);
        QVERIFY(control.isInterrupted());
        QVERIFY(control.stopReason().starts_with("Spot notice: terminate"));
        control.stopFor("SIGTERM"); // the machine's end, which follows
        QVERIFY(control.isInterrupted() && control.stopReason().starts_with("Spot notice"));
    }

    void whereItIsNotAskedForThereIsNoTraffic() {
        test::FakeMetadata machine;
        TrainObserver next;
        TrainControl control;
        {
            RunService service(next, control, {});
            service.runStarted({});
            service.stepDone({});
            service.end(RunOutcome::Finished);
        }
        QVERIFY(machine.server.requests().empty());
        QVERIFY(!control.isStopRequested());
    }
};

QTEST_GUILESS_MAIN(SpotWatchTest)
#include "tst_spot_watch.moc"
