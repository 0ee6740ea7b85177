// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <system_error>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/file.h"
#include "core/base/log.h"
#include "core/notice/notifier.h"
#include "core/run/told_once.h"
#include "tests/support/http_server.h"
#include "tests/support/patience.h"

using namespace studio;
using test::HttpServer;
using test::says;
using test::SeenRequest;

namespace {

/// What all channels of a test got, in order.
struct Inbox {
    std::mutex mutex;
    std::vector<std::pair<std::string, Notice>> got; ///< channel and notice
    void add(const std::string& channel, const Notice& notice) {
        const std::lock_guard lock(mutex);
        got.emplace_back(channel, notice);
    }
    std::vector<std::string> kinds(const std::string& channel) {
        const std::lock_guard lock(mutex);
        std::vector<std::string> names;
        for (const auto& [name, notice] : got) {
            if (name == channel)
                names.emplace_back(noticeKindName(notice.kind));
        }
        return names;
    }
    std::size_t count() {
        const std::lock_guard lock(mutex);
        return got.size();
    }
    Notice last() {
        const std::lock_guard lock(mutex);
        return got.back().second;
    }
};

class Recorder final : public NoticeChannel {
public:
    Recorder(Inbox& inbox, ChannelSettings settings)
        : inbox_(inbox)
        , settings_(std::move(settings)) {}
    Delivery send(const Notice& notice, const std::stop_token& stop) override {
        if (settings_.name == "dead") { // until somebody stops it
            std::unique_lock lock(mutex_);
            never_.wait(lock, stop, [] { return false; });
            return {};
        }
        Delivery delivery;
        delivery.ok = settings_.name != "deaf";
        if (delivery.ok)
            inbox_.add(settings_.name, notice);
        return delivery;
    }

private:
    Inbox& inbox_;
    ChannelSettings settings_;
    std::mutex mutex_;
    std::condition_variable_any never_;
};

/// Counts what comes through.
struct Heard final : TrainObserver {
    int starts = 0, steps = 0, epochs = 0, checkpoints = 0, events = 0, statuses = 0;
    void runStarted(const RunStart&) override { ++starts; }
    void stepDone(const StepRecord&) override { ++steps; }
    void epochDone(const EpochRecord&) override { ++epochs; }
    void checkpointSaved(const CheckpointRecord&) override { ++checkpoints; }
    void eventHappened(const EventRecord&) override { ++events; }
    void statusChanged(const TrainStatus&) override { ++statuses; }
};

EventRecord happened(EventKind kind, const std::string& title) {
    EventRecord record;
    record.kind = kind;
    record.title = title;
    return record;
}

RunReport reportOf(RunOutcome outcome, const std::string& folder) {
    RunReport report;
    report.outcome = outcome;
    report.folder = folder;
    report.epochsDone = 2;
    report.bestTop1 = 0.5;
    report.bestEpoch = 1;
    report.activeSeconds = 90;
    report.error.title = "The device is gone";
    return report;
}

ChannelSettings channel(const std::string& name, NoticeLevel level = NoticeLevel::Info) {
    ChannelSettings settings;
    settings.name = name;
    settings.type = ChannelType::Desktop;
    settings.level = level;
    return settings;
}

} // namespace

/// From what an engine says to what arrives.
class NotifierTest : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    std::string path(const std::string& name) const { return dir_.path().toStdString() + "/" + name; }
    NoticeOptions optionsFor(Inbox& inbox, const std::vector<ChannelSettings>& channels) const {
        NoticeOptions options;
        options.file = path("notices.json");
        options.retrySeconds = 0.01;
        NoticeSettings settings;
        settings.channels = channels;
        writeNoticeSettings(options.file, settings);
        options.makeChannel = [&inbox](const ChannelSettings& one) -> std::unique_ptr<NoticeChannel> {
            return one.type == ChannelType::Desktop ? std::make_unique<Recorder>(inbox, one) : makeChannel(one);
        };
        return options;
    }
    RunStart startOf() const {
        RunStart start;
        start.folder = path("run");
        start.epochs = 2;
        return start;
    }

private Q_SLOTS:
    void aResumedRunHasTheEpochsThatItHasDone() {
        Inbox inbox;
        NoticeOutbox outbox(optionsFor(inbox, {channel("desk")}));
        Heard heard;
        Notifier notifier(heard, outbox);
        RunStart start = startOf();
        start.epochs = 3;
        start.stepsPerEpoch = 10;
        start.resumedFromStep = 27;
        notifier.runStarted(start);
        notifier.interrupted("The machine shuts down.");
        QCOMPARE(outbox.finish(test::kPatienceMs / 1e3), std::size_t{0});
        QCOMPARE(inbox.last().run.epoch, 2);
        QCOMPARE(inbox.last().run.epochs, 3);
    }

    void initTestCase() {
        qputenv("XDG_STATE_HOME", dir_.filePath(QStringLiteral("state")).toUtf8());
        openLog(path("log"), false);
    }

    void eventsThatMatterBecomeNoticesAndTheEndHasASummary() {
        Inbox inbox;
        Heard heard;
        NoticeOutbox outbox(optionsFor(inbox, {channel("all"), channel("grave", NoticeLevel::Warning)}));
        {
            Notifier notifier(heard, outbox);
            notifier.runStarted(startOf());
            for (const auto& [kind, title] : {std::pair(EventKind::Started, "Training started"),
                                              {EventKind::CheckpointSaved, "Checkpoint saved"},
                                              {EventKind::RolledBack, "Rolled back to step 7"},
                                              {EventKind::Waiting, "The pictures are gone"},
                                              {EventKind::Continued, "The pictures are back"},
                                              {EventKind::Continued, "Training continued"},
                                              {EventKind::CheckpointFailed, "Checkpoint not saved"},
                                              {EventKind::BackupFailed, "The backup failed"},
                                              {EventKind::Finished, "Training finished"}})
                notifier.eventHappened(happened(kind, title));
            notifier.runEnded(reportOf(RunOutcome::Finished, path("run")));
        }
        QCOMPARE(outbox.finish(20), std::size_t{0});
        const std::vector<std::string> all{"rolled_back", "no_progress",   "no_progress",
                                           "not_saved",   "not_backed_up", "finished"};
        QCOMPARE(inbox.kinds("all"), all);
        QCOMPARE(inbox.kinds("grave"),
                 (std::vector<std::string>{"rolled_back", "no_progress", "not_saved", "not_backed_up"}));
        QCOMPARE(heard.events, 9);
        std::vector<Notice> ends;
        for (const auto& [name, notice] : inbox.got) {
            if (notice.kind == NoticeKind::Finished)
                ends.push_back(notice);
        }
        QCOMPARE(ends.size(), std::size_t{1});
        QVERIFY(noticeSummary(ends[0]).starts_with("best top-1 50.00 % in epoch 1, 2 of 2 epochs, 1 min 30 s, on "));
        QCOMPARE(ends[0].title, std::string("run finished"));
    }

    void whatInterruptsARunIsToldAtOnceAndOnce() {
        Inbox inbox;
        Heard heard;
        NoticeOutbox outbox(optionsFor(inbox, {channel("all")}));
        Notifier notifier(heard, outbox);
        notifier.runStarted(startOf());
        notifier.interrupted("The machine shuts down.");
        notifier.interrupted("Again.");
        QTRY_COMPARE(inbox.count(), std::size_t{1});
        notifier.runEnded(reportOf(RunOutcome::Stopped, path("run")));
        outbox.finish(20);
        QCOMPARE(inbox.kinds("all"), std::vector<std::string>{"interrupted"});
        QVERIFY(inbox.last().text.find("resnet-train resume " + path("run")) != std::string::npos);
    }

    void anEndThatComesAgainAndAgainIsToldOnceAndAnotherOneIsNot() {
        const test::WithVariable state("XDG_STATE_HOME", dir_.filePath(QStringLiteral("state")).toUtf8().constData());
        const auto unset = qScopeGuard([] { qunsetenv("RESNET_STUDIO_STARTED_AGAIN"); });
        Inbox inbox;
        const auto end = [&](ErrorKind kind, const std::string& title, const std::string& to = "all") {
            Heard heard;
            NoticeOutbox outbox(optionsFor(inbox, {channel(to)}));
            Notifier notifier(heard, outbox, path("again"));
            RunReport report = reportOf(RunOutcome::Failed, path("again"));
            report.errorKind = kind;
            report.error.title = title;
            notifier.runEnded(report);
            outbox.finish(20);
            return inbox.count();
        };
        qputenv("RESNET_STUDIO_STARTED_AGAIN", "1");
        QCOMPARE(end(ErrorKind::Device, "The device is gone", "deaf"), std::size_t{0});
        QCOMPARE(end(ErrorKind::Device, "The device is gone"), std::size_t{1}); // it had reached nobody
        QCOMPARE(end(ErrorKind::Device, "The device is gone"), std::size_t{1});
        QCOMPARE(end(ErrorKind::Data, "The pictures are gone"), std::size_t{2});
        QCOMPARE(end(ErrorKind::Device, "The device is gone"), std::size_t{2});
        QCOMPARE(end(ErrorKind::Internal, "The device is gone"), std::size_t{3});
        forgetTold(path("again")); // by a machine: it knows as little of a new begin as before
        QCOMPARE(end(ErrorKind::Data, "The pictures are gone"), std::size_t{3});
        qunsetenv("RESNET_STUDIO_STARTED_AGAIN");
        forgetTold(path("again"));
        qputenv("RESNET_STUDIO_STARTED_AGAIN", "1");
        QCOMPARE(end(ErrorKind::Data, "The pictures are gone"), std::size_t{4});
        QCOMPARE(end(ErrorKind::Data, "The pictures are gone"), std::size_t{4});
    }

    void aBackupThatFailsAgainAndAgainIsToldOnceAndNamesItsRun() {
        const test::WithVariable state("XDG_STATE_HOME", dir_.filePath(QStringLiteral("kept")).toUtf8().constData());
        Inbox inbox;
        Heard heard;
        const auto fail = [&](const char* run, const char* why) { // no start is heard of a run that is finished
            NoticeOutbox outbox(optionsFor(inbox, {channel("all")}));
            EventRecord failed = happened(EventKind::BackupFailed, "The backup failed");
            failed.detail = why;
            Notifier(heard, outbox, path(run)).eventHappened(failed);
            outbox.finish(20);
            return inbox.count();
        };
        QCOMPARE(fail("kept", "No room: /a. 5 files sent"), std::size_t{1});
        QCOMPARE(inbox.last().title, std::string("kept was not backed up"));
        const test::WithVariable again("RESNET_STUDIO_STARTED_AGAIN", "1");
        QCOMPARE(fail("kept", "No room: /a. 7 files sent"), std::size_t{1});
        QCOMPARE(fail("other", "No room: /a. 7 files sent"), std::size_t{2});
        QCOMPARE(inbox.last().title, std::string("other was not backed up"));
        QCOMPARE(fail("kept", "No right: /a"), std::size_t{3});
        QCOMPARE(heard.events, 4); // whoever follows the run hears all
    }

    void aStormIsFoldedAndTheEndIsNot() {
        Inbox inbox;
        Heard heard;
        NoticeOutbox outbox(optionsFor(inbox, {channel("all")}));
        Notifier notifier(heard, outbox);
        notifier.runStarted(startOf());
        for (int i = 0; i < 40; ++i)
            notifier.eventHappened(happened(EventKind::RolledBack, "Rolled back to step " + std::to_string(i)));
        notifier.runEnded(reportOf(RunOutcome::Failed, path("run")));
        outbox.finish(20);
        const std::vector<std::string> all{"rolled_back", "rolled_back", "rolled_back", "rolled_back", "failed"};
        QCOMPARE(inbox.kinds("all"), all);
        const Notice folded = inbox.got[3].second;
        QVERIFY2(folded.text.starts_with("Rolled back to step 39."), folded.text.c_str());
        QVERIFY2(folded.text.ends_with("the last of 37 notices of this kind that were held back."),
                 folded.text.c_str());
    }

    void aDeadEndpointHoldsUpNeitherTheRunNorAnotherChannel() {
        Inbox inbox;
        Heard heard;
        NoticeOutbox outbox(optionsFor(inbox, {channel("dead"), channel("alive")}));
        Notifier notifier(heard, outbox);
        notifier.runStarted(startOf());
        for (int step = 0; step < 20'000; ++step)
            notifier.stepDone({});
        notifier.eventHappened(happened(EventKind::RolledBack, "Rolled back"));
        notifier.runEnded(reportOf(RunOutcome::Finished, path("run")));
        QCOMPARE(heard.steps, 20'000);
        QTRY_COMPARE(inbox.kinds("alive").size(), std::size_t{2}); // while the other one still waits
        bool told = false;
        QVERIFY(outbox.finish(0.7, [&told] { told = true; }) > 0);
        QVERIFY(told);
    }

    void aServerThatIsBusyIsAskedAgainAndOneThatRefusesIsNot() {
        std::atomic<int> asked = 0;
        HttpServer busy([&asked](const SeenRequest&) { return says(++asked < 3 ? 503 : 200); });
        HttpServer refusing([](const SeenRequest&) { return says(404); });
        ChannelSettings good = channel("good"), bad = channel("bad");
        good.type = bad.type = ChannelType::Webhook;
        good.url = busy.url("/GOODSECRET");
        bad.url = refusing.url("/BADSECRET?token=BADSECRET");
        Inbox inbox;
        NoticeOutbox outbox(optionsFor(inbox, {good, bad}));
        outbox.add(makeNotice(NoticeLevel::Error, NoticeKind::Failed, "run failed", {}));
        QCOMPARE(outbox.finish(30), std::size_t{0});
        QCOMPARE(busy.requests().size(), std::size_t{3});
        QCOMPARE(refusing.requests().size(), std::size_t{1});
        std::string log;
        for (const auto& entry : std::filesystem::directory_iterator(path("log")))
            log += readSmallFile(entry.path().string(), 1 << 20);
        QVERIFY2(log.find("not delivered to bad (" + refusing.url("") + ")") != std::string::npos, log.c_str());
        QVERIFY2(log.find("SECRET") == std::string::npos, log.c_str());
    }

    void settingsThatChangeDuringARunAreUsedFromTheNextNotice() {
        Inbox inbox;
        NoticeOptions options = optionsFor(inbox, {channel("before")});
        NoticeOutbox outbox(options);
        const auto notice = [] { return makeNotice(NoticeLevel::Info, NoticeKind::Test, "t", {}); };
        outbox.add(notice());
        QTRY_COMPARE(inbox.kinds("before").size(), std::size_t{1});
        optionsFor(inbox, {channel("after")});
        outbox.add(notice());
        QTRY_COMPARE(inbox.kinds("after").size(), std::size_t{1});
        QCOMPARE(inbox.kinds("before").size(), std::size_t{1});
        outbox.finish(20);
    }

    void aNewChannelThatCannotBeMadeLeavesTheOthersAsTheyWere() {
        Inbox inbox;
        NoticeOptions options = optionsFor(inbox, {channel("good")});
        options.makeChannel = [&inbox](const ChannelSettings& one) -> std::unique_ptr<NoticeChannel> {
            if (one.name == "bad")
                throw std::system_error(EAGAIN, std::generic_category()); // no thread is left for it
            return std::make_unique<Recorder>(inbox, one);
        };
        NoticeOutbox outbox(options);
        const auto notice = [] { return makeNotice(NoticeLevel::Info, NoticeKind::Test, "t", {}); };
        outbox.add(notice());
        QTRY_COMPARE(inbox.count(), std::size_t{1});
        optionsFor(inbox, {channel("good"), channel("bad")});
        outbox.add(notice());
        QCOMPARE(outbox.finish(20), std::size_t{0});
        QCOMPARE(inbox.kinds("good").size(), std::size_t{2});
    }

    void aDiskThatGetsLowIsToldOnce() {
        Inbox inbox;
        Heard heard;
        std::filesystem::create_directories(path("run"));
        NoticeOptions options = optionsFor(inbox, {channel("all")});
        options.diskSeconds = 0.001; // some dozens of looks before the test looks again
        NoticeOutbox outbox(options);
        {
            Notifier notifier(heard, outbox);
            notifier.runStarted(startOf());
            CheckpointRecord checkpoint;
            checkpoint.bytes = std::uint64_t{1} << 61; // of which no disk holds three
            notifier.checkpointSaved(checkpoint);
            QTRY_COMPARE(inbox.count(), std::size_t{1});
            notifier.runEnded(reportOf(RunOutcome::Finished, path("run")));
        }
        outbox.finish(20);
        QCOMPARE(inbox.kinds("all"), (std::vector<std::string>{"disk_low", "finished"}));
    }
};

QTEST_GUILESS_MAIN(NotifierTest)
#include "tst_notifier.moc"
