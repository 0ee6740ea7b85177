// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/recipe/beginning.h"
#include "core/recipe/presets.h"

using namespace studio;

/// What is said of a learning rate to a run that begins with weights, and to one that begins at random.
class TestBeginning final : public QObject {
    Q_OBJECT

private:
    /// "key: message" of each warning that speaks of the rate.
    static QStringList said(double rate, Beginning beginning, double warmup = 0) {
        TrainConfig config;
        config.batchSize = 256;
        config.learningRate = rate;
        config.warmupEpochs = warmup;
        QStringList lines;
        for (const ConfigIssue& issue : validate(config, beginning)) {
            if (issue.key == "learning_rate" || issue.key == "warmup_epochs")
                lines << QString::fromStdString(issue.key + ": " + issue.message);
        }
        return lines;
    }

private Q_SLOTS:
    void weightsAreNotToldOfRandomOnes() {
        QCOMPARE(said(0.4, Beginning::Random).size(), 1);
        QVERIFY(said(0.4, Beginning::Random)[0].contains(QStringLiteral("diverges from random weights")));
        const QStringList tuned = said(0.4, Beginning::Weights);
        QVERIFY2(tuned.size() == 1 && tuned[0].startsWith(QStringLiteral("learning_rate: ")), "no word of a warm-up");
        QVERIFY(tuned[0].contains(QStringLiteral("have learned is lost")));
        QVERIFY(!said(5, Beginning::Weights).join(u' ').contains(QStringLiteral("The usual is 0.1")));
    }

    void aSmallRateIsTheRightOneToGoOnWith() {
        QCOMPARE(said(0.005, Beginning::Random).size(), 1);
        for (const double rate : {0.0001, 0.005, 0.01, 0.05})
            QCOMPARE(said(rate, Beginning::Weights), QStringList());
    }

    void theValueThatIsProposedIsNotWarnedOf() {
        TrainConfig config;
        config.batchSize = 64;
        config.learningRate = 0.1;
        const std::vector<ConfigIssue> issues = validate(config, Beginning::Weights);
        QCOMPARE(issues.size(), std::size_t{1});
        setConfigValue(config, issues[0].key, issues[0].fix);
        QVERIFY(validate(config, Beginning::Weights).empty());
    }

    void layersOfRandomWeightsAreNotFrozen() {
        TrainConfig config = findPreset("fine-tune").config;
        config.freeze = "conv1, bn1, layer1";
        QVERIFY(validate(config, Beginning::Weights).empty());
        QStringList keys;
        for (const ConfigIssue& issue : validate(config, Beginning::Random)) {
            QVERIFY(issue.warning);
            keys << QString::fromStdString(issue.key);
        }
        QCOMPARE(keys,
                 (QStringList{QStringLiteral("learning_rate"), QStringLiteral("head_rate"), QStringLiteral("freeze")}));
    }

    void whatIsWrongIsSoHoweverItBegins() {
        TrainConfig config;
        config.batchSize = 0;
        config.learningRate = -1;
        QVERIFY(hasErrors(validate(config, Beginning::Weights)));
        QCOMPARE(validate(config, Beginning::Weights).size(), validate(config).size());
    }
};

QTEST_GUILESS_MAIN(TestBeginning)
#include "tst_beginning.moc"
