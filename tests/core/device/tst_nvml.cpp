// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <dlfcn.h>

#include "core/base/error.h"
#include "core/base/left_behind.h"
#include "core/device/card_report.h"
#include "core/device/card_sampler.h"
#include "core/device/card_verdict.h"
#include "core/device/nvml.h"
#include "core/device/nvml_library_internal.h"
#include "tests/support/fake_nvml.h"
#include "tests/support/patience.h"

using namespace studio;
using studio::test::FakeNvml;

namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != text.npos;
}

} // namespace

/// NVML through a library that stands in for the driver's: loaded, asked and sampled as the real one.
class TestNvml final : public QObject {
    Q_OBJECT

private:
    /// A machine with that library and no other sign of a driver.
    CardPlaces places(const std::string& library = STUDIO_FAKE_NVML) const {
        return {.library = library,
                .kernelDriver = path("version"),
                .pciDevices = path("devices"),
                .containerMarks = {path("container")},
                .windowsCard = path("dxg"),
                .environment = {},
                .tellSlow = {}};
    }
    std::string path(const char* name) const { return dir_->filePath(QLatin1String(name)).toStdString(); }
    void put(const char* name, const QByteArray& text) const {
        QDir(dir_->path()).mkpath(QFileInfo(QLatin1String(name)).path());
        QFile file(dir_->filePath(QLatin1String(name)));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }
    void putCard() const {
        put("devices/0000:00:1e.0/vendor", "0x10de\n");
        put("devices/0000:00:1e.0/class", "0x030200\n");
    }

private Q_SLOTS:
    void initTestCase() {
        void* const library = ::dlopen(STUDIO_FAKE_NVML, RTLD_NOW);
        QVERIFY2(library != nullptr, ::dlerror());
        fake_ = reinterpret_cast<FakeNvml* (*)()>(::dlsym(library, "fakeNvml"))();
    }
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        fake_->initCode = fake_->countCode = fake_->handleCode = fake_->valueCode = 0;
        fake_->cards = 2;
        fake_->capability = 75;
        fake_->driver = "580.95.05";
    }

    void withoutALibraryThereIsNoFuss() {
        QVERIFY(Nvml::open("libno-such-nvml.so.1") == nullptr);
        const CardReport report = lookAtCards(places("libno-such-nvml.so.1"));
        QCOMPARE(report.problem, std::string("No NVIDIA driver is installed."));
        QVERIFY(report.cards.empty() && report.driver.empty());
    }
    void aCardWithoutADriverIsSeen() {
        putCard();
        const CardReport report = lookAtCards(places("libno-such-nvml.so.1"));
        QVERIFY2(contains(report.problem, "There is an NVIDIA card, but no NVIDIA driver"), report.problem.c_str());
        QVERIFY2(contains(report.problem, "525.60.13"), report.problem.c_str());
    }
    void otherDevicesOnTheBusAreNoCards() {
        put("devices/0000:00:1e.1/vendor", "0x10de\n"); // the sound of a card
        put("devices/0000:00:1e.1/class", "0x040300\n");
        put("devices/0000:00:02.0/vendor", "0x8086\n");
        put("devices/0000:00:02.0/class", "0x030000\n");
        QCOMPARE(lookAtCards(places("libno-such-nvml.so.1")).problem, std::string("No NVIDIA driver is installed."));
    }
    void aDriverWithoutACardIsTold() {
        fake_->initCode = kNvmlDriverNotLoaded;
        QCOMPARE(lookAtCards(places()).problem,
                 std::string("The NVIDIA driver's library is installed, but there is no NVIDIA card."));
    }
    void aLoadedDriverWithoutItsLibraryIsTold() {
        put("version", "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.95.05\n");
        const CardReport report = lookAtCards(places("libno-such-nvml.so.1"));
        QVERIFY2(contains(report.problem, "libnvidia-ml.so.1"), report.problem.c_str());
        QVERIFY2(contains(report.problem, "container"), report.problem.c_str());
    }
    void aLibraryThatIsNoneIsTold() {
        put("libnvidia-ml.so.1", "no library");
        const CardReport report = lookAtCards(places(path("libnvidia-ml.so.1")));
        QVERIFY2(contains(report.problem, "cannot be loaded") && contains(report.problem, "Install the NVIDIA driver"),
                 report.problem.c_str());
    }
    void aFunctionThatIsMissingIsNamed() {
        try {
            Nvml::open(STUDIO_OLD_NVML);
            QFAIL("it was opened");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Device);
            QVERIFY2(contains(error.what(), "nvmlDeviceGetCount_v2"), error.what());
        }
    }

    void everyFailureIsASentenceWithAWayOut_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("says");
        QTest::newRow("mismatch after an update") << int(kNvmlVersionMismatch) << QStringLiteral("Restart the machine");
        QTest::newRow("not loaded") << int(kNvmlDriverNotLoaded) << QStringLiteral("not loaded");
        QTest::newRow("no permission") << int(kNvmlNoPermission) << QStringLiteral("/dev/nvidia");
        QTest::newRow("lost") << int(kNvmlGpuIsLost) << QStringLiteral("fell off the bus");
        QTest::newRow("reset") << int(kNvmlResetRequired) << QStringLiteral("must be reset");
        QTest::newRow("power") << int(kNvmlInsufficientPower) << QStringLiteral("power cables");
        QTest::newRow("timeout") << int(kNvmlTimeout) << QStringLiteral("in time");
        QTest::newRow("interrupts") << int(kNvmlIrqIssue) << QStringLiteral("interrupts");
        QTest::newRow("half installed") << int(kNvmlLibraryNotFound) << QStringLiteral("as a whole");
        QTest::newRow("too old") << int(kNvmlFunctionNotFound) << QStringLiteral("525.60.13");
        QTest::newRow("kept away") << int(kNvmlOperatingSystem) << QStringLiteral("container");
        QTest::newRow("no card") << int(kNvmlGpuNotFound) << QStringLiteral("finds no card");
        QTest::newRow("unknown") << 999 << QStringLiteral("error 999");
    }
    void everyFailureIsASentenceWithAWayOut() {
        QFETCH(int, code);
        QFETCH(QString, says);
        putCard();
        fake_->initCode = code;
        const std::string atStart = lookAtCards(places()).problem;
        QVERIFY2(contains(atStart, says.toStdString()), atStart.c_str());
        fake_->initCode = 0;
        fake_->countCode = code;
        QCOMPARE(lookAtCards(places()).problem, atStart);
        QVERIFY(!nvmlMessage(code).next.empty());
        QVERIFY(nvmlMessage(code).title.size() <= 60);
        QCOMPARE(fake_->opened.load(), 0); // each was closed again
    }

    void theWayOutIsOfThePlace() {
        const auto after = [this](int code) {
            fake_->initCode = code;
            return lookAtCards(places()).problem;
        };
        put("version", "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.95.05\n");
        QVERIFY2(contains(after(kNvmlDriverNotLoaded), "is loaded, but its device files"), after(9).c_str());
        QVERIFY(contains(after(kNvmlVersionMismatch), "Restart the machine"));
        put("container", "");
        QVERIFY2(contains(after(kNvmlVersionMismatch), "of another version than the driver. Start the container again"),
                 after(kNvmlVersionMismatch).c_str());
        for (const int code : {int(kNvmlUnknown), int(kNvmlOperatingSystem)})
            QVERIFY2(contains(after(code), "Start the container again with its cards."), after(code).c_str());
        put("dxg", "");
        QVERIFY2(contains(after(kNvmlUnknown), "Update the NVIDIA driver in Windows."), after(kNvmlUnknown).c_str());
        QFile::remove(dir_->filePath(QStringLiteral("version")));
        const std::string none = lookAtCards(places("libno-such-nvml.so.1")).problem;
        QVERIFY2(contains(none, "update its driver in Windows"), none.c_str());
    }

    void twoCardsAreDescribed() {
        const CardReport report = lookAtCards(places());
        QCOMPARE(report.problem, std::string());
        QCOMPARE(report.driver, std::string("580.95.05"));
        QCOMPARE(report.cuda, std::string("13.0"));
        QCOMPARE(report.cards.size(), std::size_t{2});
        QCOMPARE(report.cards[1].uuid, std::string("GPU-11222222-bbbb"));
        QCOMPARE(report.cards[1].pciBusId, std::string("00000000:01:00.0"));
        QCOMPARE(QString::fromStdString(cardText(report.cards[0])),
                 QStringLiteral("NVIDIA T4, 16 GB, 12 GB free, compute capability 7.5: fp16"));
        QCOMPARE(QString::fromStdString(cardText(report.cards[1])),
                 QStringLiteral("NVIDIA H200, 150 GB, 112 GB free, compute capability 9.0: fp16, bf16, TF32"));
        QVERIFY(!report.note.empty()); // they differ, so CUDA may number them otherwise
    }
    void hiddenCardsAreLeftOutAndTold() {
        CardPlaces some = places();
        some.environment.visibleDevices = "GPU-112";
        const CardReport one = lookAtCards(some);
        QCOMPARE(one.cards.size(), std::size_t{1});
        QCOMPARE(one.cards[0].index, 1);
        QCOMPARE(one.note, std::string("CUDA_VISIBLE_DEVICES=GPU-112 hides 1 of 2 cards."));
        QVERIFY(one.problem.empty());
        some.environment.visibleDevices = "-1";
        QVERIFY2(contains(lookAtCards(some).problem, "hides 2 of 2 cards"), lookAtCards(some).problem.c_str());
    }
    void aCardThatIsLostIsNotBlamedOnTheVariable() {
        CardPlaces some = places();
        some.environment.visibleDevices = "GPU-112";
        fake_->handleCode = kNvmlGpuIsLost; // so its uuid is not known
        const std::string problem = lookAtCards(some).problem;
        QVERIFY2(contains(problem, "It may mean card 1. The card does not answer any more"), problem.c_str());
        QVERIFY2(!contains(problem, "Unset") && !contains(problem, "hides"), problem.c_str());
    }
    void whereAPartOfACardIsNamedItIsSaidThatNoneIsUsed() {
        CardPlaces some = places();
        some.environment.visibleDevices = "MIG-5c89852c";
        const CardReport report = lookAtCards(some);
        QVERIFY2(contains(report.problem, "parts of cards (MIG)"), report.problem.c_str());
        QVERIFY(contains(whyNoCardIsUsable(report), "Name a whole card")); // what auto and Start say
        QVERIFY(report.hasCard && report.isSettled);
        QVERIFY(contains(cardLines(report, true).back().second, "Name a whole card"));
    }
    void whatTimeMayCureIsNotSettled() {
        CardPlaces some = places();
        QVERIFY(lookAtCards(some).isSettled);
        fake_->handleCode = kNvmlGpuIsLost;
        QVERIFY(!lookAtCards(some).isSettled);
    }
    void aNumberThatMayMeanAnotherCardCondemnsNone() {
        CardPlaces some = places();
        some.environment.visibleDevices = "0";
        fake_->capability = 61;
        QCOMPARE(lookAtCards(some).problem, std::string()); // CUDA's 0 may be the other card
        QVERIFY(contains(lookAtCards(some).note, "CUDA may number these cards otherwise"));
        some.environment.deviceOrder = "PCI_BUS_ID";
        const std::string problem = lookAtCards(some).problem;
        QVERIFY2(contains(problem, "6.1: too old, 7.5 or newer is needed. CUDA_VISIBLE_DEVICES=0 hides 1 of 2 cards."),
                 problem.c_str());
    }
    void aDriverThatIsTooOldIsTold() {
        fake_->driver = "470.256.02";
        const std::string problem = lookAtCards(places()).problem;
        QVERIFY2(contains(problem, "470.256.02 is too old") && contains(problem, "525.60.13"), problem.c_str());
    }
    void aCardThatIsTooOldIsTold() {
        fake_->cards = 1;
        fake_->capability = 61;
        const std::string problem = lookAtCards(places()).problem;
        QVERIFY2(contains(problem, "compute capability 6.1: too old, 7.5 or newer"), problem.c_str());
        fake_->driver = "470.256.02"; // no driver helps it
        QCOMPARE(lookAtCards(places()).problem, problem);
        fake_->driver = "580.95.05";
        fake_->cards = 2; // the other one can be used
        QCOMPARE(lookAtCards(places()).problem, std::string());
    }
    void aChipThatIsTooNewForTheDriverIsTold() {
        fake_->cards = 1;
        fake_->capability = 120;
        fake_->driver = "575.64.03";
        QCOMPARE(lookAtCards(places()).problem,
                 std::string("The NVIDIA driver 575.64.03 is too old. Install driver 580 or newer."));
    }
    void noCardAtAllIsTold() {
        fake_->cards = 0;
        QVERIFY(contains(lookAtCards(places()).problem, "finds no card"));
    }
    void oneCardThatFailsDoesNotHideTheOther() {
        fake_->handleCode = kNvmlGpuIsLost;
        const CardReport report = lookAtCards(places());
        QCOMPARE(report.problem, std::string());
        QVERIFY(isUsable(report.cards[0]) && !isUsable(report.cards[1]));
        QVERIFY(contains(cardText(report.cards[1]), "fell off the bus"));
    }
    void aCardThatAnswersNothingIsNotUsable() {
        for (const int code : {999, int(kNvmlTimeout), int(kNvmlGpuIsLost)}) {
            fake_->valueCode = code;
            const CardReport report = lookAtCards(places());
            QVERIFY2(!isUsable(report.cards[1]), QByteArray::number(code));
            QCOMPARE(report.cards[1].problem, nvmlMessage(code).text());
        }
        CardPlaces some = places();
        some.environment.visibleDevices = "GPU-112";
        const std::string problem = lookAtCards(some).problem;
        QVERIFY2(contains(problem, "The card cannot be used: ") && !contains(problem, ".."), problem.c_str());
    }
    void theLinesNeverPromiseWhatIsNotThere() {
        const auto last = [](const CardReport& report, bool cuda) { return cardLines(report, cuda).back().second; };
        const CardReport good = lookAtCards(places());
        QCOMPARE(last(good, false), std::string(kNoCudaHere));
        QVERIFY(!contains(last(good, true), "CPU"));
        const auto lines = cardLines(lookAtCards(places("libno-such-nvml.so.1")), false);
        QCOMPARE(lines.size(), std::size_t{2}); // a driver is nothing to this build: that comes first
        QCOMPARE(lines[0].second, std::string(kNoCudaHere));
        QCOMPARE(lines[1].second,
                 std::string("A build with one could use no card either. No NVIDIA driver is installed."));
    }

    void aReadingHasEveryValue() {
        const auto nvml = Nvml::open(STUDIO_FAKE_NVML);
        const CardReading reading = nvml->read(0);
        QCOMPARE(reading.problem, std::string());
        QCOMPARE(reading.utilisationPercent, std::optional(87));
        QCOMPARE(reading.memoryUsedBytes, std::optional<std::uint64_t>(4'000'000'000));
        QCOMPARE(reading.temperatureCelsius, std::optional(71));
        QCOMPARE(reading.powerWatts, std::optional(69.5));
        QCOMPARE(reading.powerLimitWatts, std::optional(70.0));
        QCOMPARE(reading.smClockMhz, std::optional(930));
        QCOMPARE(reading.smClockMaxMhz, std::optional(1590));
        QCOMPARE(reading.slowedBy, std::optional(std::vector<std::string>{"power limit"}));
    }
    void theEnergyIsInJoules() {
        fake_->millijoules = 1'234'500;
        const CardPower power = Nvml::open(STUDIO_FAKE_NVML)->readPower(0);
        QCOMPARE(power.countedJoules, std::optional(1234.5));
        QCOMPARE(power.watts, std::optional(69.5));
    }
    void valuesThatACardDoesNotHaveAreAbsent() {
        fake_->valueCode = kNvmlNotSupported;
        const auto nvml = Nvml::open(STUDIO_FAKE_NVML);
        const CardReading reading = nvml->read(1);
        QCOMPARE(reading.problem, std::string());
        QVERIFY(!reading.utilisationPercent && !reading.memoryUsedBytes && !reading.temperatureCelsius &&
                !reading.powerWatts && !reading.powerLimitWatts && !reading.smClockMhz && !reading.slowedBy);
        const GraphicsCard card = nvml->cards()[1];
        QVERIFY(!card.memoryBytes && !card.capability && card.problem.empty());
        QVERIFY(!nvml->readPower(1).countedJoules && !nvml->readPower(1).watts);
        QCOMPARE(cardText(card), std::string("NVIDIA H200"));
    }
    void aCardThatIsLostBetweenTwoReadingsSaysSo() {
        const auto nvml = Nvml::open(STUDIO_FAKE_NVML);
        QVERIFY(nvml->read(1).problem.empty());
        fake_->valueCode = kNvmlGpuIsLost;
        const CardReading lost = nvml->read(1);
        QVERIFY2(contains(lost.problem, "fell off the bus"), lost.problem.c_str());
        QVERIFY(!lost.utilisationPercent && !lost.temperatureCelsius);
        QVERIFY(!nvml->readPower(1).countedJoules && !nvml->readPower(1).watts);
        QVERIFY(nvml->read(0).problem.empty()); // the other one goes on
    }

    void theSamplerLooksAtMostTwiceASecond() {
        const int before = fake_->readings;
        QElapsedTimer timer;
        timer.start();
        CardSampler sampler(STUDIO_FAKE_NVML, {.visibleDevices = "0", .deviceOrder = {}});
        QTRY_VERIFY(fake_->readings >= before + 3);
        QVERIFY2(timer.elapsed() >= 2 * CardSampler::kInterval.count(), QByteArray::number(timer.elapsed()));
        const auto latest = sampler.latest();
        QVERIFY(latest && latest->cards.size() == 1 && latest->readings.size() == 1);
        QCOMPARE(latest->readings[0].utilisationPercent, std::optional(87));
        sampler.stop();
        QTRY_COMPARE(fake_->opened.load(), 0); // a busy machine may leave the thread behind for a moment
    }
    void theSamplerSaysOnceThatThereIsNoDriver() {
        CardSampler sampler("libno-such-nvml.so.1", {});
        QTRY_VERIFY(sampler.latest());
        QCOMPARE(sampler.latest()->problem, std::string("No NVIDIA driver is installed."));
        QVERIFY(sampler.latest()->cards.empty());
    }
    void theSamplerTellsTheWayOutOfWhatHidesAll() {
        CardSampler sampler(STUDIO_FAKE_NVML, {.visibleDevices = "NoDevFiles", .deviceOrder = {}});
        QTRY_VERIFY(sampler.latest());
        const std::string problem = sampler.latest()->problem;
        QVERIFY2(contains(problem, "hides 2 of 2 cards. Ask the batch system for a card"), problem.c_str());
    }
    void theSamplerSaysWhatIsBroken() {
        fake_->initCode = kNvmlVersionMismatch;
        CardSampler sampler(STUDIO_FAKE_NVML, {});
        QTRY_VERIFY(sampler.latest());
        QVERIFY(contains(sampler.latest()->problem, "Restart the machine"));
    }
    void theSamplerTellsThatACardWasLost() {
        CardSampler sampler(STUDIO_FAKE_NVML, {});
        QTRY_VERIFY(sampler.latest() && sampler.latest()->readings[1].problem.empty());
        fake_->valueCode = kNvmlGpuIsLost;
        QTRY_VERIFY(contains(sampler.latest()->readings[1].problem, "fell off the bus"));
        QVERIFY(sampler.latest()->readings[0].problem.empty());
    }
    void aCallThatHangsHoldsNobodyUp() {
        fake_->gate.close();
        QElapsedTimer timer;
        {
            CardSampler sampler(STUDIO_FAKE_NVML, {});
            fake_->gate.waitForCall();
            QVERIFY(!sampler.latest());
            timer.start();
        }
        QVERIFY2(timer.elapsed() < 30'000, QByteArray::number(timer.elapsed()));
        QCOMPARE(threadsLeftBehind(), 1);
        fake_->gate.open();
        QTRY_COMPARE(threadsLeftBehind(), 0);
        QCOMPARE(fake_->opened.load(), 0); // it closed what it had opened
    }
    void aDriverThatHangsIsTold() {
        CardPlaces impatient = places();
        impatient.patience = std::chrono::milliseconds(200);
        impatient.slowAfter = std::chrono::milliseconds(1);
        int told = 0;
        impatient.tellSlow = [&told] { ++told; };
        fake_->initGate.close();
        const CardReport report = lookAtCards(impatient);
        QVERIFY2(contains(report.problem, "has not answered for 0 s. It may be waking"), report.problem.c_str());
        QCOMPARE(told, 1);
        fake_->initGate.open();
        QTRY_COMPARE(threadsLeftBehind(), 0);
    }
    void aStopEndsTheWaitForADriverThatHangs() {
        fake_->initGate.close();
        std::stop_source stop;
        stop.request_stop();
        const CardReport report = lookAtCards(places(), stop.get_token());
        QVERIFY2(contains(report.problem, "was stopped"), report.problem.c_str());
        fake_->initGate.open();
        QTRY_COMPARE(threadsLeftBehind(), 0);
    }

private:
    FakeNvml* fake_ = nullptr;
    std::unique_ptr<QTemporaryDir> dir_;
};

QTEST_GUILESS_MAIN(TestNvml)
#include "tst_nvml.moc"
