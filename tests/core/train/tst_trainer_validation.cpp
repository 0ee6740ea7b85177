// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/torch.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/support/engine_fixture.h"
#include "tests/support/scripted_device.h"

using namespace studio;
using namespace studio::test;

namespace {

constexpr const char* kDevice = "cuda:8";

/// What measuring in fp16 and in single precision comes to; how often each was asked for.
struct Measuring {
    bool halfIsNumber = false, singleIsNumber = true;
    int half = 0, single = 0;
    int mostPictures = 1 << 20; ///< that fit when measuring
};

/// The CPU as a card that offers fp16, whose measurements say what the script wants.
class HalfDevice final : public CpuDevice {
public:
    explicit HalfDevice(std::shared_ptr<Measuring> script)
        : script_(std::move(script)) {}

    static DeviceInfo about() {
        return {.id = kDevice, .name = "Half device", .precisions = {Precision::Fp16, Precision::Fp32}};
    }
    DeviceInfo info() const override { return about(); }
    std::unique_ptr<EvalProgram> evaluation(Network& network, int imageSize, Precision precision) override {
        const bool isHalf = precision == Precision::Fp16;
        ++(isHalf ? script_->half : script_->single);
        isSpoilt_ = isHalf ? !script_->halfIsNumber : !script_->singleIsNumber;
        return CpuDevice::evaluation(network, imageSize, precision);
    }
    at::Tensor prepare(const HostBatch& batch, int imageSize, std::span<const PixelOps> ops) override {
        if (ops.empty()) {
            failBeyond(batch, true, script_->mostPictures);
        }
        at::Tensor input = CpuDevice::prepare(batch, imageSize, ops);
        return isSpoilt_ && ops.empty() ? input.fill_(std::numeric_limits<float>::quiet_NaN()) : input;
    }

private:
    std::shared_ptr<Measuring> script_;
    bool isSpoilt_ = false;
};

} // namespace

/// Validation at the limits of a card: of its half precision and of its memory.
class TrainerValidationTest : public QObject {
    Q_OBJECT

    QTemporaryDir folder_;
    std::string data_;
    std::shared_ptr<Measuring> script_ = std::make_shared<Measuring>();

    std::string path(const char* name) const { return folder_.filePath(QString::fromLatin1(name)).toStdString(); }
    RunReport train(const char* run, Recording& seen, const std::function<void(TrainConfig&)>& change = {}) {
        registerDevice(HalfDevice::about(), [script = script_] { return std::make_unique<HalfDevice>(script); });
        TrainRequest request = tinyRequest(data_, path(run), 1);
        request.setup.device = kDevice;
        request.config.precision = "fp16";
        if (change) {
            change(request.config);
        }
        TrainControl control;
        return runTraining(request, seen, control);
    }
    static int count(const Recording& seen, EventKind kind, const std::string& title) {
        return static_cast<int>(std::count_if(seen.events.begin(), seen.events.end(), [&](const EventRecord& event) {
            return event.kind == kind && event.title.find(title) != std::string::npos;
        }));
    }

private Q_SLOTS:
    void initTestCase() {
        data_ = path("data");
        writeTinyData(data_, {});
    }
    void init() { *script_ = {}; }

    void aLossThatOnlyFp16CannotTellSendsNothingBack() {
        Recording seen;
        const RunReport report = train("wide", seen);
        QCOMPARE(report.outcome, RunOutcome::Finished);
        QCOMPARE(script_->half, 1);
        QCOMPARE(script_->single, 1);
        QCOMPARE(count(seen, EventKind::RolledBack, ""), 0);
        QCOMPARE(count(seen, EventKind::Notice, "Validated in single precision"), 1);
        QCOMPARE(seen.epochs.size(), std::size_t{1});
        QVERIFY(std::isfinite(seen.epochs[0].valLoss));
    }

    void aLossThatSinglePrecisionCannotTellEitherSendsBack() {
        script_->singleIsNumber = false;
        Recording seen;
        train("broken", seen);
        QVERIFY(count(seen, EventKind::RolledBack, "") > 0);
        QCOMPARE(count(seen, EventKind::Notice, "Validated in single precision"), 0);
    }

    void aValidationThatDoesNotFitGoesOnWithFewerPictures() {
        script_->halfIsNumber = true;
        Recording all;
        QCOMPARE(train("room", all).outcome, RunOutcome::Finished);
        script_->mostPictures = 5;
        Recording seen;
        QCOMPARE(train("crowded", seen).outcome, RunOutcome::Finished);
        QVERIFY(count(seen, EventKind::Notice, "Validation in batches of 4") == 1);
        QCOMPARE(seen.epochs.size(), std::size_t{1});
        QVERIFY(std::abs(seen.epochs[0].valLoss - all.epochs.at(0).valLoss) < 1e-4);
        QCOMPARE(seen.epochs[0].valTop1, all.epochs[0].valTop1);
    }

    void aValidationThatFitsWithNoNumberOfPicturesEndsTheRun() {
        script_->halfIsNumber = true;
        script_->mostPictures = 3;
        Recording seen;
        const RunReport report = train("full", seen);
        QCOMPARE(report.outcome, RunOutcome::Failed);
        QVERIFY(report.error.title.find("not enough memory") != std::string::npos);
        QCOMPARE(count(seen, EventKind::Notice, "Validation in batches of 4"), 1);
    }

    void aLossThatIsANumberIsMeasuredOnce() {
        script_->halfIsNumber = true;
        Recording seen;
        QCOMPARE(train("sound", seen).outcome, RunOutcome::Finished);
        QCOMPARE(script_->half, 1);
        QCOMPARE(script_->single, 0);
    }

    void theAverageOfTheWeightsIsMeasuredAgainToo() {
        Recording seen;
        const RunReport report = train("average", seen, [](TrainConfig& config) {
            config.emaDecay = 0.5;
            config.emaSteps = 1;
        });
        QCOMPARE(report.outcome, RunOutcome::Finished);
        QCOMPARE(script_->half, 2);
        QCOMPARE(script_->single, 2);
        QCOMPARE(count(seen, EventKind::Notice, "Validated in single precision"), 2);
        QVERIFY(std::isfinite(seen.epochs.at(0).averageLoss) && seen.epochs.at(0).averageLoss > 0);
    }
};

QTEST_GUILESS_MAIN(TrainerValidationTest)
#include "tst_trainer_validation.moc"
