// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <limits>

#include "core/base/error.h"
#include "core/recipe/rate_plan.h"

using namespace studio;

class RatePlanTest : public QObject {
    Q_OBJECT

    static RunRecipe recipe() {
        RunRecipe made;
        made.config.epochs = 10;
        made.config.learningRate = 0.1;
        return made;
    }
    static constexpr std::int64_t kSteps = 7; ///< an epoch
    static RatePlan planOf(const RunRecipe& made) { return RatePlan(made.config, made.changes, kSteps); }

private Q_SLOTS:
    void aFactorThatCannotBeCountsAsNone() {
        QCOMPARE(rateFactorOf(std::nullopt), 1.0);
        QCOMPARE(rateFactorOf("0.125"), 0.125);
        for (const char* kept : {"nan", "inf", "-1", "0", "2", "", "x"})
            QCOMPARE(rateFactorOf(kept), 1.0);
    }

    void withoutChangesItIsTheScheduleToTheBit() {
        const RatePlan plan = planOf(recipe());
        const Schedule schedule = scheduleOf(recipe().config, kSteps);
        for (std::int64_t step = 0; step < 80; ++step)
            QCOMPARE(plan.at(step), learningRateAt(schedule, step));
        QCOMPARE(plan.totalSteps(), 70);
    }

    void aNewRateHoldsFromTheNextEpochAndKeepsTheShape() {
        const RatePlan before = planOf(recipe());
        const PlannedChange change =
            planChange(recipe(), {.epoch = 3, .stepsPerEpoch = kSteps}, {.learningRate = 0.01});
        const RatePlan after = planOf(change.recipe);
        QCOMPARE(change.epoch, 4);
        for (std::int64_t step = 0; step < 3 * kSteps; ++step)
            QCOMPARE(after.at(step), before.at(step));
        QVERIFY(qFuzzyCompare(after.at(3 * kSteps), 0.01));
        const double factor = 0.01 / before.at(3 * kSteps);
        QVERIFY(qFuzzyCompare(after.at(5 * kSteps), before.at(5 * kSteps) * factor));
        QCOMPARE(change.recipe.config.learningRate, 0.1); // as started
        QVERIFY(change.warning.empty());
    }

    void moreEpochsStretchTheRestAndKeepAChangedRate() {
        PlannedChange change = planChange(recipe(), {.epoch = 3, .stepsPerEpoch = kSteps}, {.learningRate = 0.01});
        const RatePlan before = planOf(change.recipe);
        change = planChange(change.recipe, {.epoch = 6, .stepsPerEpoch = kSteps}, {.epochs = 20});
        const RatePlan after = planOf(change.recipe);
        QCOMPARE(after.at(6 * kSteps - 1), before.at(6 * kSteps - 1));
        QVERIFY(after.at(6 * kSteps) > before.at(6 * kSteps)); // of a schedule that is longer
        QVERIFY(after.at(6 * kSteps) < 0.02);                  // and still of the lower one
        QCOMPARE(after.totalSteps(), 140);
        QCOMPARE(change.recipe.config.epochs, 20);
    }

    void aRateThatWasRaisedLateIsNoManifoldOfALongerSchedule() {
        const PlanPosition late{.epoch = 9, .stepsPerEpoch = kSteps};
        PlannedChange change = planChange(recipe(), {.epoch = 8, .stepsPerEpoch = kSteps}, {.learningRate = 0.05});
        const double raised = planOf(change.recipe).at(8 * kSteps);
        QVERIFY(qFuzzyCompare(raised, 0.05)); // many times what the schedule had there
        change = planChange(change.recipe, late, {.epochs = 30});
        const RatePlan after = planOf(change.recipe);
        double highest = 0;
        for (std::int64_t step = 9 * kSteps; step < after.totalSteps(); step += kSteps)
            highest = std::max(highest, after.at(step));
        QVERIFY2(qFuzzyCompare(highest, 0.1), qPrintable(QString::number(highest))); // the recipe's own
        QVERIFY2(change.warning.find("it is kept at 0.1 at most") != std::string::npos, change.warning.c_str());
        QVERIFY(areSound(change.recipe.changes, change.recipe.config));
        // A lower one stays as it was.
        change = planChange(recipe(), {.epoch = 8, .stepsPerEpoch = kSteps}, {.learningRate = 0.0001});
        change = planChange(change.recipe, late, {.epochs = 30});
        QVERIFY(change.warning.find("kept at") == std::string::npos);
    }

    void theLastWishOfAnEpochCounts() {
        const PlanPosition position{.epoch = 3, .stepsPerEpoch = kSteps};
        RunRecipe made = planChange(recipe(), position, {.learningRate = 0.01}).recipe;
        made = planChange(made, position, {.learningRate = 0.02, .epochs = 12}).recipe;
        QCOMPARE(made.changes.size(), std::size_t{2});
        QVERIFY(qFuzzyCompare(planOf(made).at(3 * kSteps), 0.02));
    }

    void aResumeFromFarBackMayChangeItBeforeALaterChange() {
        const RunRecipe made =
            planChange(recipe(), {.epoch = 6, .stepsPerEpoch = kSteps}, {.learningRate = 0.01, .epochs = 12}).recipe;
        const PlanPosition early{.epoch = 2, .stepsPerEpoch = kSteps};
        const RunRecipe longer = planChange(made, early, {.epochs = 20}).recipe;
        QVERIFY(areSound(longer.changes, longer.config));
        QCOMPARE(longer.changes.size(), std::size_t{3});
        QVERIFY(qFuzzyCompare(planOf(longer).at(6 * kSteps), 0.01)); // still to come
        const RunRecipe slower = planChange(made, early, {.learningRate = 0.002}).recipe;
        QVERIFY(areSound(slower.changes, slower.config));
        QCOMPARE(slower.changes.size(), std::size_t{2});
        QCOMPARE(slower.config.epochs, 12);
        QVERIFY(planOf(slower).at(6 * kSteps) < 0.002);
    }

    void whatRollBacksLoweredStaysLowered() {
        const PlanPosition position{.epoch = 1, .stepsPerEpoch = kSteps, .rateFactor = 0.25};
        const PlannedChange change = planChange(recipe(), position, {.learningRate = 0.01});
        QVERIFY(qFuzzyCompare(planOf(change.recipe).at(kSteps) * 0.25, 0.01));
        QVERIFY(change.rateBefore < 0.026);
    }

    void aSteepRateIsWarnedOf() {
        const PlanPosition position{.epoch = 5, .stepsPerEpoch = kSteps}; // the schedule has 0.05 there
        QVERIFY(planChange(recipe(), position, {.learningRate = 0.19}).warning.empty());
        QVERIFY(!planChange(recipe(), position, {.learningRate = 0.21}).warning.empty());
        // Late in a cosine more epochs alone lift the rate.
        const PlanPosition late{.epoch = 9, .stepsPerEpoch = kSteps};
        const PlannedChange longer = planChange(recipe(), late, {.epochs = 30});
        QVERIFY2(longer.rateAfter > 4 * longer.rateBefore, qPrintable(QString::number(longer.rateAfter)));
        QVERIFY(!longer.warning.empty());
        const PlanPosition done{.epoch = 10, .stepsPerEpoch = kSteps}; // at its end the rate is 0
        QVERIFY(planChange(recipe(), done, {.epochs = 30}).warning.find("from 0 to") != std::string::npos);
        RunRecipe constant = recipe();
        constant.config.schedule = "constant";
        QVERIFY(planChange(constant, done, {.epochs = 30}).warning.empty());
    }

    void smallerPicturesOfALongerPlanAreWarnedOf() {
        RunRecipe growing = recipe();
        growing.config.imageSize = 224;
        growing.config.startImageSize = 128;
        const PlanPosition late{.epoch = 8, .stepsPerEpoch = kSteps}; // of 192 px; of 30 epochs the ninth has 128
        QVERIFY(planChange(growing, late, {.epochs = 11}).warning.find("px") == std::string::npos);
        const std::string warning = planChange(growing, late, {.epochs = 30}).warning;
        QVERIFY2(warning.find("128 px instead of ") != std::string::npos, warning.c_str());
        QVERIFY(planChange(growing, late, {.learningRate = 0.01}).warning.empty());
    }

    void whatCannotBeIsRefused_data() {
        QTest::addColumn<double>("rate");
        QTest::addColumn<int>("epochs");
        QTest::addColumn<int>("epoch");
        QTest::newRow("zero") << 0.0 << 0 << 2;
        QTest::newRow("negative") << -0.1 << 0 << 2;
        QTest::newRow("no number") << std::numeric_limits<double>::quiet_NaN() << 0 << 2;
        QTest::newRow("far too high") << 1001.0 << 0 << 2;
        QTest::newRow("in the last epoch") << 0.01 << 0 << 10;
        QTest::newRow("as many epochs as planned") << -1.0 << 10 << 2;
        QTest::newRow("fewer epochs") << -1.0 << 5 << 2;
        QTest::newRow("too many epochs") << -1.0 << 10'001 << 2;
    }
    void whatCannotBeIsRefused() {
        QFETCH(double, rate);
        QFETCH(int, epochs);
        QFETCH(int, epoch);
        PlanWish wish;
        if (epochs > 0)
            wish.epochs = epochs;
        else
            wish.learningRate = rate;
        QVERIFY_THROWS_EXCEPTION(Error, planChange(recipe(), {.epoch = epoch, .stepsPerEpoch = kSteps}, wish));
    }

    void theRecipeFileKeepsTheChangesToTheBit() {
        const PlanPosition position{.epoch = 3, .stepsPerEpoch = kSteps, .rateFactor = 0.3};
        const RunRecipe made = planChange(recipe(), position, {.learningRate = 0.0123, .epochs = 33}).recipe;
        const RunRecipe read = runRecipeFromJson(runRecipeToJson(made.config, made.setup, made.changes), "recipe.json");
        QVERIFY(read.changes == made.changes);
        for (std::int64_t step = 0; step < 33 * kSteps; ++step)
            QCOMPARE(planOf(read).at(step), planOf(made).at(step));
        QVERIFY(runRecipeToJson({}, {}).find("changes") == std::string::npos);
    }

    void changesOfAnotherRecipeAreRefused() {
        std::vector<ScheduleChange> changes{{.epoch = 1, .epochs = 5}, {.epoch = 3, .epochs = 10}};
        const TrainConfig config = recipe().config;
        QVERIFY(areSound(changes, config));
        QCOMPARE(runRecipeFromJson(runRecipeToJson(config, {}, changes), "r").changes.size(), std::size_t{2});
        changes[1].epoch = 1;
        QVERIFY_THROWS_EXCEPTION(Error, runRecipeFromJson(runRecipeToJson(config, {}, changes), "r"));
        changes[1] = {.epoch = 3, .epochs = 11};
        QVERIFY(!areSound(changes, config));
        changes[1] = {.epoch = 3, .epochs = 10, .learningRate = -1};
        QVERIFY(!areSound(changes, config));
    }
};

QTEST_APPLESS_MAIN(RatePlanTest)
#include "tst_rate_plan.moc"
