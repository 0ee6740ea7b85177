// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <dlfcn.h>

#include <cmath>
#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/device/card_energy.h"
#include "core/device/card_of_run.h"
#include "core/run/run_energy.h"
#include "core/service/run_service.h"
#include "tests/support/fake_nvml.h"
#include "tests/support/patience.h"

using namespace studio;
using studio::test::FakeNvml;

/// What a run's card uses, measured beside its training through a stand-in for the driver's library.
class TestEnergyMeter final : public QObject {
    Q_OBJECT

private:
    /// A run on the device of that name, as the engine tells of it.
    struct Session {
        explicit Session(const TestEnergyMeter& test, const std::string& device = "NVIDIA T4",
                         const std::string& nvml = STUDIO_FAKE_NVML)
            : fake(*test.fake_)
            , service(next, control, options(nvml)) {
            RunStart start;
            start.folder = test.run();
            start.device = device;
            service.runStarted(start);
        }
        static RunServiceOptions options(const std::string& nvml) {
            RunServiceOptions options;
            options.device = "auto";
            options.devices = [] {
                return std::vector<DeviceInfo>{{.id = "cuda:0", .name = "NVIDIA T4", .accelerator = true},
                                               {.id = "cpu", .name = "CPU, 4 cores"}};
            };
            options.nvml = nvml;
            options.environment = {.visibleDevices = "0", .deviceOrder = "PCI_BUS_ID"};
            return options;
        }
        void enter(TrainPhase phase) {
            TrainStatus status;
            status.phase = phase;
            service.statusChanged(status);
        }
        /// Twice: a look that was under way may be of before.
        bool isLookedAt() const {
            const int before = fake.powerReadings;
            return QTest::qWaitFor([&] { return fake.powerReadings >= before + 2; }, 20'000);
        }
        void use(unsigned joules) const { fake.millijoules += joules * 1000ULL; }

        FakeNvml& fake;
        TrainObserver next;
        TrainControl control;
        RunService service;
    };
    std::string run() const { return dir_->path().toStdString(); }

private Q_SLOTS:
    void initTestCase() {
        void* const library = ::dlopen(STUDIO_FAKE_NVML, RTLD_NOW);
        QVERIFY2(library != nullptr, ::dlerror());
        fake_ = reinterpret_cast<FakeNvml* (*)()>(::dlsym(library, "fakeNvml"))();
    }
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        fake_->countsEnergy = fake_->tellsPower = true;
        fake_->milliwatts = 69'500;
    }

    void pausesAreToldApartAndSessionsAddUp() {
        for (int session = 1; session <= 2; ++session) {
            Session run_(*this);
            QVERIFY(run_.isLookedAt());
            run_.use(3000);
            run_.enter(TrainPhase::Paused);
            QVERIFY(run_.isLookedAt());
            run_.use(1000);
            run_.enter(TrainPhase::Training);
            QVERIFY(run_.isLookedAt());
            run_.use(500);
            run_.service.end(RunOutcome::Finished);
            const auto energy = readEnergy(run());
            QVERIFY(energy);
            QCOMPARE(energy->joules, 3500.0 * session);
            QCOMPARE(energy->pausedJoules, 1000.0 * session);
            QCOMPARE(energy->card, std::string("NVIDIA T4"));
            QVERIFY(energy->seconds > 0);
        }
    }
    void aSaveKeepsWhatWasMeasured() {
        Session run_(*this);
        QVERIFY(run_.isLookedAt());
        run_.use(2000);
        run_.service.checkpointSaved({});
        QTRY_VERIFY_WITH_TIMEOUT(energyIfKnown(run()) && energyIfKnown(run())->joules == 2000, 20'000);
    }
    void aCardWithoutACounterIsMeasuredByItsPower() {
        fake_->countsEnergy = false;
        Session run_(*this);
        QVERIFY(run_.isLookedAt());
        run_.service.end(RunOutcome::Stopped);
        const auto energy = readEnergy(run());
        QVERIFY(energy && energy->joules > 0);
        QVERIFY(std::abs(energy->joules / energy->seconds - 69.5) < 1e-6);
    }
    void whereNothingIsToldThereIsNoFile() {
        fake_->countsEnergy = fake_->tellsPower = false;
        {
            Session silent(*this);
            QVERIFY(silent.isLookedAt());
            silent.service.end(RunOutcome::Finished);
        }
        const int before = fake_->powerReadings;
        Session(*this, "CPU, 4 cores").service.end(RunOutcome::Finished);
        QCOMPARE(fake_->powerReadings.load(), before);
        Session(*this, "NVIDIA T4", "libno-such-nvml.so.1").service.end(RunOutcome::Finished);
        QVERIFY(!std::filesystem::exists(energyFile(run())));
    }
    void aDriverThatHangsHoldsNobodyUp() {
        fake_->initGate.close();
        {
            Session run_(*this);
            fake_->initGate.waitForCall();
            run_.service.checkpointSaved({});
            run_.service.end(RunOutcome::Finished);
        }
        fake_->initGate.open(); // it is still alive: nobody waited for it
        QVERIFY(!std::filesystem::exists(energyFile(run())));
        QTRY_COMPARE(fake_->opened.load(), 0);
    }
    void aFileThatIsNoneIsSetAside() {
        writeFileAtomically(energyFile(run()), "{\"training_joules\": -1}");
        QVERIFY_THROWS_EXCEPTION(Error, readEnergy(run()));
        Session run_(*this);
        QVERIFY(run_.isLookedAt());
        run_.use(700);
        run_.service.end(RunOutcome::Finished);
        QCOMPARE(readEnergy(run())->joules, 700.0);
        QVERIFY(std::filesystem::exists(energyFile(run()) + ".damaged"));
    }

    void whatWasMeasuredOfAPartIsToldAsThat() {
        RunEnergy energy{.joules = 360'000, .seconds = 3600, .pausedJoules = 0, .card = "NVIDIA L4"};
        QVERIFY(!isPartlyMeasured(energy, 3700)); // what is on the disk is a minute behind
        QCOMPARE(usedText(energy, 3600), std::string("0.100 kWh"));
        QCOMPARE(usedText(energy, 7200), std::string("at least 0.100 kWh, measured for 1 h 0 min of 2 h 0 min"));
        addCard(energy, "NVIDIA L4");
        QCOMPARE(energy.card, std::string("NVIDIA L4"));
        addCard(energy, "NVIDIA L40");
        addCard(energy, "NVIDIA L4");
        QCOMPARE(energy.card, std::string("NVIDIA L4, NVIDIA L40"));
        writeEnergy(run(), energy);
        Session next(*this);
        QVERIFY(next.isLookedAt());
        next.use(100);
        next.service.end(RunOutcome::Finished);
        QCOMPARE(readEnergy(run())->card, std::string("NVIDIA L4, NVIDIA L40, NVIDIA T4"));
    }

    void aCounterThatIsSetAnewIsNotBelieved() {
        const auto look = [](std::optional<double> counted, std::optional<double> watts) {
            return CardPower{.countedJoules = counted, .watts = watts};
        };
        CardEnergy card;
        QVERIFY(!card.add(look(1000, 100), 0));
        QCOMPARE(card.add(look(1150, 100), 1), std::optional(150.0));
        QCOMPARE(card.add(look(10, 200), 2), std::optional(150.0));   // by its power
        QCOMPARE(card.add(look(1e12, 200), 3), std::optional(200.0)); // no card draws that
        QVERIFY(!card.add(look({}, {}), 4));
        QVERIFY(!card.add(look({}, 100), 5));
        QVERIFY(!card.add(look({}, 100), 5 + CardEnergy::kLongestGap + 1));
    }
    void ofCardsOfOneNameTheOneAskedForIsMeant() {
        const std::vector<DeviceInfo> devices{{.id = "cuda:1", .name = "T4", .accelerator = true},
                                              {.id = "cuda:0", .name = "T4", .accelerator = true},
                                              {.id = "cpu", .name = "CPU"}};
        QCOMPARE(visibleIndexOf(*cardOfRun(devices, "cuda:0", "T4")), 0);
        QCOMPARE(visibleIndexOf(*cardOfRun(devices, "auto", "T4")), 1);
        QVERIFY(cardOfRun(devices, "cpu", "CPU") == nullptr);
        QCOMPARE(visibleIndexOf(devices[2]), -1);
    }
    void theForecastGoesOnAtTheMeanPower() {
        const RunEnergy energy{.joules = 360'000, .seconds = 3600, .pausedJoules = 5, .card = {}};
        QCOMPARE(energyAtEnd(energy, 7200), 1'080'000.0);
        QCOMPARE(energyAtEnd(energy, -1), -1.0);
        QCOMPARE(energyAtEnd({.joules = 10, .seconds = 0.1, .pausedJoules = 0, .card = {}}, 100), -1.0);
        QCOMPARE(energyText(360'000), std::string("0.100 kWh"));
        QCOMPARE(energyText(36'000), std::string("10.0 Wh"));
        QCOMPARE(energyText(3.6e9), std::string("1000.0 kWh"));
    }

private:
    FakeNvml* fake_ = nullptr;
    std::unique_ptr<QTemporaryDir> dir_;
};

QTEST_GUILESS_MAIN(TestEnergyMeter)
#include "tst_energy_meter.moc"
