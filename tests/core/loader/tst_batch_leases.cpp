// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <deque>
#include <numeric>
#include <thread>

#include "core/loader/sampler.h"
#include "core/transform/geometry.h"
#include "tests/support/loader_epoch.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;

namespace {

constexpr int kSide = 16;

} // namespace

/// A device reads a batch after the next one was asked for: the slot is its own until the lease ends.
class BatchLeasesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        writePictureFolders(dir_->path().toStdString(), 3, 12, 2, 40);
        data_ = openImageFolder({dir_->path().toStdString(), {}, 0.1, 0});
    }

    void aBatchStaysAsItIsWhileItsLeaseIsHeldAndOthersAreDelivered() {
        LoaderPlan wanted = plan(2);
        const Epoch one = readAll(wanted);
        wanted.slots = 2;
        wanted.held = 4;
        Loader loader(wanted);
        std::deque<Batch> held;
        Epoch seen;
        while (true) {
            if (held.size() == 4) {
                append(seen, held.front());
                held.pop_front();
            }
            std::optional<Batch> batch = loader.next();
            if (!batch) {
                break;
            }
            held.push_back(std::move(*batch));
        }
        for (const Batch& batch : held) {
            append(seen, batch);
        }
        QVERIFY(seen == one);
    }

    void leasesMayEndInAnyOrderAndOutliveTheLoader() {
        LoaderPlan wanted = plan(2);
        const Epoch one = readAll(wanted);
        wanted.slots = 2;
        wanted.held = 3;
        std::vector<Batch> kept;
        {
            Loader loader(wanted);
            for (int i = 0; i < 3; ++i) {
                kept.push_back(*loader.next());
            }
            kept.erase(kept.begin() + 1);
            kept.push_back(*loader.next()); // the first one is held: nothing is freed out of order
            kept.erase(kept.begin());
            kept.push_back(*loader.next());
        }
        Epoch seen;
        for (const Batch& batch : kept) {
            append(seen, batch);
        }
        QCOMPARE(seen.batches, (std::vector<std::int64_t>{2, 3, 4}));
        const std::size_t bytes = std::size_t{5} * kSide * kSide * 3;
        QVERIFY(std::equal(seen.pixels.begin(), seen.pixels.end(), one.pixels.begin() + 2 * bytes));
    }

    void aLeaseMayEndOnAnotherThread() {
        LoaderPlan wanted = plan(3);
        const Epoch one = readAll(wanted);
        wanted.slots = 2;
        Loader loader(wanted);
        Epoch seen;
        while (std::optional<Batch> batch = loader.next()) {
            append(seen, *batch);
            std::jthread([held = std::move(*batch)]() mutable { held.lease.reset(); }).join();
        }
        QVERIFY(seen == one);
    }

private:
    LoaderPlan plan(int workers) const {
        LoaderPlan plan;
        plan.set = &data_.train;
        plan.order = epochOrder(1, 1, data_.train.size());
        plan.batchSize = 5;
        plan.imageSize = kSide;
        plan.crop = trainCropPlanner({}, 1, 1);
        plan.workers = workers;
        return plan;
    }

    std::unique_ptr<QTemporaryDir> dir_;
    ImageFolder data_;
};

QTEST_APPLESS_MAIN(BatchLeasesTest)
#include "tst_batch_leases.moc"
