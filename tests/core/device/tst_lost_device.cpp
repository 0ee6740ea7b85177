// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <thread>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/crash_report.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/device/cuda/element_of.h"
#include "core/device/cuda/late_copy.h"
#include "core/device/cuda/step_program.h"
#include "core/device/lost_device.h"
#include "core/device/memory_error_internal.h"
#include "tests/support/card_on_cpu.h"
#include "tests/support/trained_on_device.h"

using namespace studio;
using namespace studio::test;

namespace {

void tell(const char* text) {
    throw c10::Error({__func__, __FILE__, static_cast<std::uint32_t>(__LINE__)}, text);
}

/// As a tensor of LibTorch's that is freed.
void freeing(const char* text) noexcept {
    tell(text); // NOLINT(bugprone-exception-escape): that is the case
}

/// A card on which nothing is known to be done unless it is waited for.
std::shared_ptr<CardOnCpu::Script> late() {
    auto script = std::make_shared<CardOnCpu::Script>();
    script->lateness = 1000;
    return script;
}

void submitThree(Trained& card) {
    for (int i = 0; i < 3; ++i) {
        card.submit(Pictures(4));
    }
}

struct End {
    int code = -1, signal = 0;
    QString said;
};

/// What becomes of a program in one of whose threads that escapes a destructor.
End endOf(const char* text) {
    int ends[2];
    if (::pipe(ends) != 0)
        return {};
    const pid_t child = ::fork();
    if (child == 0) {
        const rlimit none{0, 0};
        ::setrlimit(RLIMIT_CORE, &none);
        ::dup2(ends[1], STDERR_FILENO);
        endInOrderWhereACardIsLost(75);
        std::thread(freeing, text).join();
        ::_exit(0);
    }
    ::close(ends[1]);
    End end;
    char buffer[4096];
    for (ssize_t got; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;)
        end.said += QString::fromUtf8(buffer, static_cast<qsizetype>(got));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    end.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return end;
}

} // namespace

/// What becomes of a run whose card falls off, or has no room in the middle of a step.
class LostDeviceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void anErrorOfTheCardThatEscapesADestructorEndsTheProgramInOrder() {
        const End lost = endOf("CUDA error: an illegal memory access was encountered");
        QCOMPARE(lost.code, 75);
        QVERIFY2(lost.said.contains(QStringLiteral("The card was lost")) &&
                     lost.said.contains(QStringLiteral("illegal memory access")) &&
                     lost.said.contains(QStringLiteral("Resume the run")),
                 qPrintable(lost.said));
    }

    void anotherErrorThatEscapesStillEndsItAsBefore() {
        QCOMPARE(endOf("a defect of ours").signal, SIGABRT);
        QCOMPARE(endOf("CUDA out of memory. CUDA error: out of memory").signal, SIGABRT);
        QCOMPARE(endOf("CUDA error: no kernel image is available for execution on the device").signal, SIGABRT);
        QCOMPARE(endOf("cuDNN error: CUDNN_STATUS_NOT_SUPPORTED").signal, SIGABRT);
    }

    void suchAnEndLeavesAReportInTheFolderOfItsRun() {
        const QTemporaryDir run;
        const CrashReportScope scope(run.path().toStdString());
        QCOMPARE(endOf("CUDA error: an illegal memory access was encountered").code, 75);
        const std::vector<std::string> reports = listCrashReports(run.path().toStdString());
        QCOMPARE(reports.size(), std::size_t{1});
        const std::string text = readSmallFile(run.filePath(QString::fromStdString(reports[0])).toStdString(), 100'000);
        QVERIFY2(text.find("illegal memory access") != std::string::npos, text.c_str());
    }

    void nothingThatALostCardKnowsOfIsFreed() {
        const auto script = late();
        int live = 0;
        {
            Trained card(cardOnCpu(script));
            submitThree(card);
            script->isLost = true;
            QVERIFY_THROWS_EXCEPTION(c10::Error, card.program->results(1));
            live = script->liveMarks;
            QVERIFY(live >= 6); // of pictures and of figures
        }
        QCOMPARE(script->liveMarks, live);
    }

    void nothingOfACopyFromALostCardIsFreed() {
        const auto script = late();
        cuda::LateCopies copies(std::make_shared<CardOnCpu>(script));
        auto copy = copies.copy({{"weight", at::ones({4})}}, {});
        const int live = script->liveMarks;
        script->isLost = true;
        QVERIFY_THROWS_EXCEPTION(c10::Error, copy->wait());
        copy.reset();
        QCOMPARE(script->liveMarks, live);
    }

    void aLossThatOthersHeardOfIsOneForTheStepsToo() {
        const auto script = late();
        int live = 0;
        {
            Trained card(cardOnCpu(script));
            submitThree(card);
            const auto evaluation = card.device->evaluation(*card.state.network, kSize, Precision::Fp32);
            evaluation->submit(Pictures(4).view(), nullptr);
            script->isLost = true;
            QVERIFY_THROWS_EXCEPTION(c10::Error, evaluation->submit(Pictures(4).view(), nullptr));
            live = script->liveMarks;
            QVERIFY(live >= 7);
        }
        QCOMPARE(script->liveMarks, live);
    }

    void aLaunchThatIsRefusedIsNoLostCard_data() {
        QTest::addColumn<int>("error");
        QTest::addColumn<QString>("kind");
        QTest::newRow("no memory for its code") << 2 << QStringLiteral("memory");
        QTest::newRow("no code for this card") << 209 << QStringLiteral("build");
        QTest::newRow("PTX newer than the driver") << 222 << QStringLiteral("build");
        QTest::newRow("too many registers") << 701 << QStringLiteral("other");
        QTest::newRow("an illegal address before it") << 700 << QStringLiteral("lost");
        QTest::newRow("fallen off its bus") << 719 << QStringLiteral("lost");
    }
    void aLaunchThatIsRefusedIsNoLostCard() {
        QFETCH(int, error);
        QString kind;
        try {
            cuda::requireLaunched(error);
        } catch (const std::exception& thrown) {
            kind = isMemoryError(thrown)        ? QStringLiteral("memory")
                   : isErrorOfTheBuild(thrown)  ? QStringLiteral("build")
                   : isErrorOfALostCard(thrown) ? QStringLiteral("lost")
                                                : QStringLiteral("other");
            QVERIFY(isErrorOfALostCard(thrown) == (kind == QStringLiteral("lost")));
        }
        QTEST(kind, "kind");
        cuda::requireLaunched(0);
    }

    void anErrorOfLibTorchAloneIsNoLostCard() {
        const auto script = late();
        {
            Trained card(cardOnCpu(script));
            submitThree(card);
            Pictures torn(4);
            torn.pixels.resize(torn.pixels.size() - 1);
            QVERIFY_THROWS_EXCEPTION(c10::Error, card.submit(torn));
            QVERIFY(card.program->isStateKnown());
        }
        QCOMPARE(script->liveMarks, 0);
    }

    /// Its tensors were used by two queues.
    void theBatchOnWhichACardIsLostIsKept() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        Trained card(cardOnCpu(script));
        const Pictures pictures(4);
        for (int i = 0; i < 4; ++i) { // recorded by then
            card.step(pictures);
        }
        std::vector<c10::weak_intrusive_ptr<c10::StorageImpl>> batch;
        script->keeping = [&batch](const at::Tensor& tensor) {
            batch.emplace_back(tensor.storage().getWeakStorageImpl());
        };
        script->losingReplay = script->replays;
        QVERIFY_THROWS_EXCEPTION(c10::Error, card.submit(pictures));
        QCOMPARE(batch.size(), std::size_t{4}); // pixels, labels, operations, what is erased
        for (const auto& storage : batch) {
            QVERIFY(!storage.expired());
        }
    }

    void pinnedMemoryThatWaitsForTheNextCopyIsKeptToo() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        auto copies = std::make_unique<cuda::LateCopies>(std::make_shared<CardOnCpu>(script));
        QVERIFY(copies->copy({{"weight", at::ones({4})}}, {})->wait());
        QCOMPARE(script->liveMarks, 1); // with the memory
        script->isLost = true;
        copies.reset();
        QCOMPARE(script->liveMarks, 1);

        script->isLost = false;
        copies = std::make_unique<cuda::LateCopies>(std::make_shared<CardOnCpu>(script));
        QVERIFY(copies->copy({{"weight", at::ones({4})}}, {})->wait());
        copies.reset();
        QCOMPARE(script->liveMarks, 1); // with a card it goes
    }

    void leasesOfPicturesEndWithTheCard() {
        const auto script = late();
        const auto lease = std::make_shared<const int>(1);
        Trained card(cardOnCpu(script));
        card.submit(Pictures(4), 1, lease);
        script->isLost = true;
        QVERIFY_THROWS_EXCEPTION(c10::Error, card.program->results(1));
        card.program.reset();
        QCOMPARE(lease.use_count(), 1); // whoever waits for the slot goes on
    }

    void aMarkWithoutMemoryAfterTheWeightsMovedIsNoStepToTryAgain() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        Trained sound(cardOnCpu()), card(cardOnCpu(script));
        const Pictures pictures(4);
        for (int i = 0; i < 5; ++i) { // recorded by then: a lack of memory would cost the recording first
            sound.step(pictures);
            card.step(pictures);
        }
        script->failingMark = script->marks + 1; // the first is that of the pictures' arrival
        try {
            card.submit(pictures);
            QFAIL("it has a mark");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Device);
            QVERIFY(!card.program->isStateKnown());
            QVERIFY2(QString::fromStdString(error.message().done).contains(QStringLiteral("had moved already")),
                     error.what());
        }
        sound.step(pictures);
        QCOMPARE(largestDifference(sound, card), 0.0); // once
    }

    void whatFailsBehindTheOptimiserLeavesWeightsOfNoKnownStep() {
        Trained card(cardOnCpu(), true);
        card.step(Pictures(4));
        QVERIFY(card.program->isStateKnown());
        card.state.scale->steps.reset(); // what comes after SGD finds a tensor missing
        QVERIFY_THROWS_EXCEPTION(std::exception, card.submit(Pictures(4)));
        QVERIFY(!card.program->isStateKnown());
    }

    void aRecordingThatFindsNoMemoryAgainAndAgainIsGivenUp() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        script->replaysWithRoom = 0;
        Trained sound(cardOnCpu()), card(cardOnCpu(script));
        std::vector<std::string> news;
        for (int i = 0; i < 20; ++i) {
            const Pictures pictures(4, static_cast<std::uint64_t>(i));
            QCOMPARE(card.step(pictures).loss, sound.step(pictures).loss);
            for (std::string& line : card.program->takeNews())
                news.push_back(std::move(line));
        }
        QCOMPARE(script->recordings, 3);
        QCOMPARE(news.size(), std::size_t{1});
        QVERIFY2(news[0].find("again and again") != std::string::npos, news[0].c_str());
        QCOMPARE(largestDifference(sound, card), 0.0);
    }

    void aMarkThatOnlyMeasuresCostsNoStep_data() {
        QTest::addColumn<int>("failing");
        QTest::newRow("the first of the step that is measured") << 0;
        QTest::newRow("one in its middle") << 3;
    }
    void aMarkThatOnlyMeasuresCostsNoStep() {
        QFETCH(int, failing);
        const auto script = std::make_shared<CardOnCpu::Script>();
        Trained sound(cardOnCpu()), card(cardOnCpu(script));
        script->failingTimedMark = failing;
        for (int i = 0; i < 5; ++i) {
            const Pictures pictures(4, static_cast<std::uint64_t>(i));
            QCOMPARE(card.step(pictures).loss, sound.step(pictures).loss);
            QCOMPARE(card.program->takeParts().step, std::int64_t{0});
        }
        QCOMPARE(script->timedMarks, failing);
        QCOMPARE(largestDifference(sound, card), 0.0);
    }

    /// Where memory was short in an epoch, the next one begins whole again.
    void theStepThatIsRecordedIsNeverTheOneThatIsMeasured() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        Trained card(cardOnCpu(script));
        const auto& program = dynamic_cast<const cuda::CudaStepProgram&>(*card.program);
        std::vector<std::int64_t> measured;
        for (const int parts : {1, 1, 2, 2, 2, 2, 1, 1, 1}) {
            card.step(Pictures(4), parts);
            if (const StepParts of = card.program->takeParts(); of.step > 0) {
                measured.push_back(of.step);
                QCOMPARE(of.backward, 0.001 * parts);
            }
        }
        QCOMPARE(measured, (std::vector<std::int64_t>{5, 9}));
        QVERIFY(!program.isRecorded(4));
        card.step(Pictures(4));
        QVERIFY(program.isRecorded(4));
        QCOMPARE(card.program->takeParts().step, std::int64_t{0});
    }
};

QTEST_GUILESS_MAIN(LostDeviceTest)
#include "tst_lost_device.moc"
