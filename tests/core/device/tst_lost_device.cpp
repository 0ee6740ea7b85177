// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <thread>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/device/cuda/late_copy.h"
#include "core/device/cuda/step_program.h"
#include "core/device/lost_device.h"
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
    }

    void nothingThatALostCardKnowsOfIsFreed() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        script->lateness = 1000;
        int live = 0;
        {
            Trained card(cardOnCpu(script));
            for (int i = 0; i < 3; ++i) {
                card.submit(Pictures(4));
            }
            script->isLost = true;
            QVERIFY_EXCEPTION_THROWN(card.program->results(1), c10::Error);
            live = script->liveMarks;
            QVERIFY(live >= 6); // of pictures and of figures
        }
        QCOMPARE(script->liveMarks, live);
    }

    void nothingOfACopyFromALostCardIsFreed() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        script->lateness = 1000;
        cuda::LateCopies copies(std::make_shared<CardOnCpu>(script));
        auto copy = copies.copy({{"weight", at::ones({4})}}, {});
        const int live = script->liveMarks;
        script->isLost = true;
        QVERIFY_EXCEPTION_THROWN(copy->wait(), c10::Error);
        copy.reset();
        QCOMPARE(script->liveMarks, live);
    }

    void leasesOfPicturesEndWithTheCard() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        script->lateness = 1000;
        const auto lease = std::make_shared<const int>(1);
        Trained card(cardOnCpu(script));
        card.submit(Pictures(4), 1, lease);
        script->isLost = true;
        QVERIFY_EXCEPTION_THROWN(card.program->results(1), c10::Error);
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
            QVERIFY2(QString::fromStdString(error.message().done).contains(QStringLiteral("had moved already")),
                     error.what());
        }
        sound.step(pictures);
        QCOMPARE(largestDifference(sound, card), 0.0); // once
    }

    void aMarkThatOnlyMeasuresCostsNoStep() {
        const auto script = std::make_shared<CardOnCpu::Script>();
        Trained sound(cardOnCpu()), card(cardOnCpu(script));
        script->failingTimedMark = 3; // in the middle of the step that is measured
        for (int i = 0; i < 5; ++i) {
            const Pictures pictures(4, static_cast<std::uint64_t>(i));
            QCOMPARE(card.step(pictures).loss, sound.step(pictures).loss);
            QCOMPARE(card.program->takeParts().step, std::int64_t{0});
        }
        QVERIFY(script->timedMarks >= 3);
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
