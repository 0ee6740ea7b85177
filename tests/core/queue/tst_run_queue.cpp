// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/queue/queue_lock_internal.h"
#include "core/queue/run_queue.h"
#include "core/recipe/config.h"

using namespace studio;
namespace fs = std::filesystem;

namespace {

int callsUntilDeath = -1; ///< of fsync(2) and rename(2), which bound all that an edit changes; below 0 = lives on

void dieAtLast() {
    if (callsUntilDeath >= 0 && callsUntilDeath-- == 0)
        ::raise(SIGKILL);
}

QueueEntry entryFor(const std::string& run) {
    QueueEntry entry;
    entry.run = run;
    entry.data.root = "/pictures/flow\xFF"
                      "ers";
    entry.recipe = configToJson(TrainConfig{});
    entry.recipeName = "quick-look";
    return entry;
}

std::string runsOf(const QueueContent& content) {
    std::string text;
    for (const QueueEntry& entry : content.entries)
        text += entry.run.substr(1) + ":" + queueStateName(entry.state) + " ";
    return text;
}

} // namespace

extern "C" {
int fsync(int file) {
    dieAtLast();
    return static_cast<int>(::syscall(SYS_fsync, file));
}
int rename(const char* from, const char* to) noexcept {
    dieAtLast();
    return static_cast<int>(::syscall(SYS_rename, from, to));
}
}

/// The queue as a file that several processes edit and any of them may be killed over.
class TestRunQueue final : public QObject {
    Q_OBJECT

    /// A living trainer of an entry: its lock.
    FileDescriptor trainerOf(std::int64_t id) const {
        FileDescriptor lock = openQueueLock(queue_->lockOf(id));
        takeQueueLock(lock, queue_->lockOf(id));
        return lock;
    }

private Q_SLOTS:
    void init() {
        fs::remove_all(folder_);
        queue_ = std::make_unique<RunQueue>(folder_);
    }

    void anEntryComesBackAsItWasAdded() {
        QueueEntry entry = entryFor("/runs/\x80"
                                    "a");
        entry.device = "cuda:3";
        entry.workers = 4;
        entry.company = {"--backup=s3://b/f", "--spot-watch"};
        entry.data.split = 0.123456789;
        entry.data.splitSeed = 18'000'000'000'000'000'000u;
        const std::int64_t id = queue_->add(entry).id;
        QueueEntry resumed;
        resumed.run = "/runs/b";
        resumed.resumes = true;
        resumed.settings = {"epochs=9"};
        queue_->add(resumed);
        const auto entries = RunQueue(folder_).content().entries;
        QCOMPARE(entries.size(), std::size_t{2});
        QCOMPARE(entries[0].id, id);
        QCOMPARE(entries[0].run, entry.run);
        QCOMPARE(entries[0].data.root, entry.data.root);
        QCOMPARE(entries[0].data.split, entry.data.split);
        QCOMPARE(entries[0].data.splitSeed, entry.data.splitSeed);
        QCOMPARE(entries[0].recipe, entry.recipe);
        QCOMPARE(entries[0].device, entry.device);
        QCOMPARE(entries[0].workers, 4);
        QCOMPARE(entries[0].company, entry.company);
        QCOMPARE(entries[0].threads, -1);
        QVERIFY(entries[0].addedUtcMs > 0);
        QCOMPARE(entries[1].settings, resumed.settings);
        QCOMPARE(fs::status(folder_).permissions(), fs::perms::owner_all);
    }

    void whatCannotBeReadAgainIsNotAdded() {
        queue_->add(entryFor("/a"));
        for (const char* run : {"", "relative"})
            QVERIFY_THROWS_EXCEPTION(Error, queue_->add(entryFor(run)));
        QueueEntry option = entryFor("/b");
        option.settings = {"--run=/c"};
        QVERIFY_THROWS_EXCEPTION(Error, queue_->add(option));
        option = entryFor("/b");
        option.company = {"train"};
        QVERIFY_THROWS_EXCEPTION(Error, queue_->add(option));
        QCOMPARE(runsOf(queue_->content()), std::string("a:waiting "));
        QVERIFY_THROWS_EXCEPTION(Error, queue_->add(entryFor("/a"))); // twice the same run
    }

    void anEntryMovesAmongThoseThatWait() {
        for (const char* run : {"/a", "/b", "/c", "/d"})
            queue_->add(entryFor(run));
        queue_->update(1, [](QueueEntry& entry) { entry.state = QueueState::Running; });
        const FileDescriptor trainer = trainerOf(1);
        queue_->move(4, 1);
        QCOMPARE(runsOf(queue_->content()), std::string("a:running d:waiting b:waiting c:waiting "));
        queue_->move(4, 2);
        QCOMPARE(runsOf(queue_->content()), std::string("a:running b:waiting d:waiting c:waiting "));
        queue_->move(2, 99);
        QCOMPARE(runsOf(queue_->content()), std::string("a:running d:waiting c:waiting b:waiting "));
        QVERIFY_THROWS_EXCEPTION(Error, queue_->move(2, 0));
        QVERIFY_THROWS_EXCEPTION(Error, queue_->move(7, 1));
    }

    void aRunningEntryIsLeftAloneAndTheWordSaysHowToStopIt() {
        queue_->add(entryFor("/a"));
        queue_->update(1, [](QueueEntry& entry) { entry.state = QueueState::Running; });
        const FileDescriptor trainer = trainerOf(1);
        for (const auto edit : {&RunQueue::remove, &RunQueue::hold}) {
            try {
                (queue_.get()->*edit)(1);
                QFAIL("it was not refused");
            } catch (const Error& error) {
                QVERIFY(error.kind() == ErrorKind::Usage);
                QVERIFY(error.message().next.find("resnet-train stop /a") != std::string::npos);
            }
        }
        QCOMPARE(queue_->clear(), std::size_t{0});
        QCOMPARE(runsOf(queue_->content()), std::string("a:running "));
    }

    void oneThatAPowerCutLeftWaitsAndMayBeChanged() {
        for (const char* run : {"/a", "/b", "/c"})
            queue_->add(entryFor(run));
        for (const int id : {1, 2, 3})
            queue_->update(id, [](QueueEntry& entry) { entry.state = QueueState::Running; });
        QCOMPARE(runsOf(queue_->content()), std::string("a:waiting b:waiting c:waiting "));
        queue_->move(3, 1);
        queue_->hold(2);
        queue_->remove(1);
        QCOMPARE(runsOf(queue_->content()), std::string("c:waiting b:held "));
        const FileDescriptor runner = openQueueLock(queue_->runnerLock());
        QVERIFY(takeQueueLock(runner, queue_->runnerLock()));
        queue_->update(3, [](QueueEntry& entry) { entry.state = QueueState::Running; });
        QCOMPARE(runsOf(queue_->content()), std::string("c:running b:held ")); // it sees to it
    }

    void whatIsHeldOrFailedWaitsAgainOnceReleased() {
        for (const char* run : {"/a", "/b", "/c"})
            queue_->add(entryFor(run));
        queue_->hold(1);
        queue_->update(2, [](QueueEntry& entry) {
            entry.state = QueueState::Failed;
            entry.attempts = 8;
        });
        queue_->update(3, [](QueueEntry& entry) { entry.state = QueueState::Done; });
        QCOMPARE(runsOf(queue_->content()), std::string("a:held b:failed c:done "));
        queue_->release(1);
        queue_->release(2);
        QCOMPARE(queue_->content().entries[1].attempts, 0);
        QVERIFY_THROWS_EXCEPTION(Error, queue_->release(3));
        QVERIFY_THROWS_EXCEPTION(Error, queue_->hold(3));
        writeFileAtomically(queue_->logOf(3), "words");
        QCOMPARE(queue_->clear(), std::size_t{1});
        QVERIFY(!fs::exists(queue_->logOf(3)));
        QCOMPARE(runsOf(queue_->content()), std::string("a:waiting b:waiting "));
    }

    void manyAddAtOnceAndNothingIsLost() {
        constexpr int kAdders = 4, kEach = 10;
        std::vector<pid_t> children;
        for (int adder = 0; adder < kAdders; ++adder) {
            const pid_t child = ::fork();
            if (child == 0) {
                for (int i = 0; i < kEach; ++i)
                    RunQueue(folder_).add(entryFor("/" + std::to_string(adder) + "-" + std::to_string(i)));
                ::_exit(0);
            }
            children.push_back(child);
        }
        for (const pid_t child : children) {
            int status = 1;
            QCOMPARE(::waitpid(child, &status, 0), child);
            QCOMPARE(status, 0);
        }
        const auto entries = queue_->content().entries;
        QCOMPARE(entries.size(), std::size_t{kAdders * kEach});
        std::set<std::int64_t> ids;
        for (const QueueEntry& entry : entries)
            ids.insert(entry.id);
        QCOMPARE(ids.size(), entries.size());
    }

    void killedWithinAnyEditTheQueueIsAsBeforeOrAsAfter_data() {
        QTest::addColumn<int>("edit");
        int number = 0;
        for (const char* name : {"add", "move", "hold", "release", "remove", "clear"})
            QTest::newRow(name) << number++;
    }
    void killedWithinAnyEditTheQueueIsAsBeforeOrAsAfter() {
        QFETCH(int, edit);
        const auto prepare = [this] {
            fs::remove_all(folder_);
            for (const char* run : {"/a", "/b", "/c"})
                queue_->add(entryFor(run));
            queue_->hold(2);
            queue_->update(3, [](QueueEntry& entry) { entry.state = QueueState::Done; });
        };
        const auto change = [this, edit] {
            RunQueue queue(folder_);
            const std::function<void()> edits[] = {
                [&] { queue.add(entryFor("/d")); }, [&] { queue.move(1, 2); }, [&] { queue.hold(1); },
                [&] { queue.release(2); },          [&] { queue.remove(1); },  [&] { queue.clear(); }};
            edits[edit]();
        };
        prepare();
        const std::string before = runsOf(queue_->content());
        change();
        const std::string after = runsOf(queue_->content());
        QVERIFY(before != after);
        int deaths = 0;
        for (bool died = true; died; ++deaths) {
            prepare();
            const pid_t child = ::fork();
            if (child == 0) {
                callsUntilDeath = deaths;
                change();
                ::_exit(0);
            }
            int status = 0;
            QCOMPARE(::waitpid(child, &status, 0), child);
            died = WIFSIGNALED(status);
            const QueueContent content = queue_->content();
            const std::string now = runsOf(content);
            QVERIFY2(now == before || now == after, now.c_str());
            QVERIFY(died || now == after);
            QVERIFY2(content.note.empty(), content.note.c_str());
            queue_->add(entryFor("/next")); // no lock is left
        }
        QVERIFY(deaths >= 3); // file, name, folder
    }

    void aDamagedQueueIsSetAsideWithAWord_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("cut") << QByteArray("cut");
        QTest::newRow("no queue") << QByteArray("[1,2]");
        QTest::newRow("deep") << QByteArray(100'000, '[');
        QTest::newRow("unknown state") << QByteArray("state");
        QTest::newRow("path of another kind") << QByteArray("run");
        QTest::newRow("same number twice") << QByteArray("id");
    }
    void aDamagedQueueIsSetAsideWithAWord() {
        QFETCH(QByteArray, text);
        for (const char* run : {"/aaa", "/bbb"})
            queue_->add(entryFor(run));
        writeFileAtomically(queue_->logOf(2), "words");
        const std::string path = folder_ + "/queue.json";
        QByteArray good = QByteArray::fromStdString(readSmallFile(path, 1u << 20));
        if (text == "cut")
            text = good.chopped(20);
        else if (text == "state")
            text = good.replace("waiting", "dancing");
        else if (text == "run")
            text = good.replace("/aaa", "aaaa");
        else if (text == "id")
            text = good.replace("\"id\": 2", "\"id\": 1");
        writeFileAtomically(path, text.toStdString());
        const QueueContent content = queue_->content();
        QVERIFY(content.entries.empty());
        QVERIFY2(content.note.find("was set aside as ") != std::string::npos, content.note.c_str());
        std::string aside;
        for (const auto& file : fs::directory_iterator(folder_)) {
            if (file.path().filename().string().starts_with("queue.json.damaged-"))
                aside = file.path().string();
        }
        QCOMPARE(QByteArray::fromStdString(readSmallFile(aside, 1u << 20)), text);
        QCOMPARE(queue_->add(entryFor("/c")).id, std::int64_t{3}); // 2 has a log
        QVERIFY(!queue_->content().note.empty());                  // until a person has seen it
        queue_->clear();
        QVERIFY(queue_->content().note.empty());
    }

    void aQueueOfALaterVersionIsNotTouched() {
        queue_->add(entryFor("/a"));
        const std::string path = folder_ + "/queue.json";
        const std::string later = "{\"format\":2,\"lists\":[]}";
        writeFileAtomically(path, later);
        QVERIFY_THROWS_EXCEPTION(Error, queue_->content());
        QVERIFY_THROWS_EXCEPTION(Error, queue_->add(entryFor("/b")));
        QCOMPARE(readSmallFile(path, 100), later);
    }

private:
    QTemporaryDir dir_;
    std::string folder_ = dir_.path().toStdString() + "/queue";
    std::unique_ptr<RunQueue> queue_;
};

QTEST_APPLESS_MAIN(TestRunQueue)
#include "tst_run_queue.moc"
