// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QTest>

#include "core/base/error.h"
#include "core/recipe/beginning.h"
#include "core/recipe/config.h"
#include "core/recipe/config_fields.h"
#include "core/recipe/key_use.h"
#include "core/recipe/presets.h"

using namespace studio;

namespace {

/// The message of the Error that `call` throws; empty if it throws none.
template<typename Call>
QString messageFrom(const Call& call) {
    try {
        call();
    } catch (const Error& error) {
        return QString::fromStdString(error.message().text());
    }
    return {};
}

/// What a preset is for.
Beginning beginningOf(const Preset& preset) {
    return preset.name == "fine-tune" ? Beginning::Weights : Beginning::Random;
}

} // namespace

class TestConfig final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void imagenetClassicIsTheSeedRecipe() {
        const TrainConfig& c = findPreset("imagenet-classic").config;
        QCOMPARE(c.model, std::string("resnet50"));
        QCOMPARE(c.epochs, std::int64_t{90});
        QCOMPARE(c.batchSize, std::int64_t{128});
        QCOMPARE(c.learningRate, 0.05);
        QCOMPARE(c.momentum, 0.9);
        QCOMPARE(c.weightDecay, 1e-4);
        QCOMPARE(c.schedule, std::string("cosine"));
        QCOMPARE(c.precision, std::string("amp"));
        QCOMPARE(c.imageSize, std::int64_t{224});
        QCOMPARE(c.evalResize, std::int64_t{256});
        QCOMPARE(c.cropScaleMin, 0.08);
        QCOMPARE(c.flip, 0.5);
        QCOMPARE(c.hue, 0.1);
        QCOMPARE(c.warmupEpochs, 0.0);
        QVERIFY(!c.nesterov);
    }

    void everyPresetIsValid() {
        for (const Preset& preset : presets())
            QVERIFY2(!hasErrors(validate(preset.config)), preset.name.c_str());
        QVERIFY(messageFrom([] { findPreset("fast"); }).contains(QStringLiteral("quick-look")));
    }

    void everyPresetSaysWhatItFollows() {
        for (const Preset& preset : presets()) {
            QVERIFY2(preset.about.ends_with('.'), preset.name.c_str());
            QVERIFY2(preset.source.empty() || preset.source.starts_with("Follows ") ||
                         preset.source.starts_with("Takes "),
                     preset.name.c_str());
            QVERIFY2(preset.publishedTop1 < 0 || preset.source.find(" %") != std::string::npos, preset.name.c_str());
            for (const ConfigIssue& issue : validate(preset.config, beginningOf(preset)))
                QVERIFY2(issue.key.empty(), (preset.name + ": " + issue.message).c_str()); // nor a warning
        }
        // The rate of FFCV's recipes is 1.7 for 4,096 pictures, of Mosaic's 2.048 for 2,048.
        const TrainConfig& fast = findPreset("imagenet-fast-16").config;
        QVERIFY(std::abs(fast.learningRate / static_cast<double>(fast.batchSize) - 1.7 / 4096) < 1e-6);
        const TrainConfig& mild = findPreset("imagenet-mild-36").config;
        QCOMPARE(mild.learningRate / static_cast<double>(mild.batchSize), 2.048 / 2048);
        QVERIFY(findPreset("imagenet-classic").config == TrainConfig());
    }

    void everyFieldOutOfRangeIsNamed_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        const char* const rows[][2] = {{"model", "resnet51"},
                                       {"stem", "big"},
                                       {"image_size", "8"},
                                       {"eval_size", "5000"},
                                       {"eval_resize", "100"},
                                       {"epochs", "0"},
                                       {"batch_size", "0"},
                                       {"batch_size", "65537"},
                                       {"learning_rate", "0"},
                                       {"learning_rate", "nan"},
                                       {"momentum", "1"},
                                       {"momentum", "-0.1"},
                                       {"weight_decay", "-1"},
                                       {"weight_decay", "inf"},
                                       {"schedule", "linear"},
                                       {"warmup_epochs", "91"},
                                       {"warmup_epochs", "-1"},
                                       {"step_epochs", "0"},
                                       {"step_factor", "0"},
                                       {"final_learning_rate", "1"},
                                       {"label_smoothing", "1"},
                                       {"precision", "fp8"},
                                       {"seed", "-1"},
                                       {"crop_scale_min", "0"},
                                       {"crop_scale_max", "0.01"},
                                       {"flip", "1.5"},
                                       {"brightness", "-1"},
                                       {"contrast", "11"},
                                       {"saturation", "nan"},
                                       {"hue", "0.6"},
                                       {"keep_last", "1"},
                                       {"save_minutes", "-1"},
                                       {"max_bad_fraction", "2"},
                                       {"pack", "on"},
                                       {"order", "sorted"},
                                       {"max_pixels", "0"},
                                       {"max_pixels", "500000001"},
                                       {"mixup", "-0.1"},
                                       {"cutmix", "nan"},
                                       {"random_erasing", "1.1"},
                                       {"start_image_size", "8"},
                                       {"start_image_size", "256"},
                                       {"grow_from", "-1"},
                                       {"grow_until", "0.3"},
                                       {"schedule_power", "0"},
                                       {"ema_decay", "1"},
                                       {"ema_decay", "nan"},
                                       {"ema_steps", "0"},
                                       {"clip_norm", "-1"},
                                       {"accumulation", "0"},
                                       {"accumulation", "65"},
                                       {"patience", "-1"},
                                       {"auto_augment", "autoaugment"},
                                       {"randaugment_ops", "0"},
                                       {"randaugment_magnitude", "31"},
                                       {"freeze", "layer5"},
                                       {"freeze", "layer1.7"},
                                       {"freeze", "conv1.weight"},
                                       {"freeze", "conv1, layer1 layer10.0"},
                                       {"freeze", "conv1 bn1 layer1 layer2 layer3 layer4 fc"},
                                       {"head_rate", "0"},
                                       {"head_rate", "1001"}};
        for (const auto& row : rows)
            QTest::addRow("%s=%s", row[0], row[1]) << QString::fromLatin1(row[0]) << QString::fromLatin1(row[1]);
    }
    void theOlderSpellingOfPackIsTaken() {
        TrainConfig config;
        setConfigValue(config, "cache", "off");
        QCOMPARE(configValue(config, "pack"), std::string("off"));
        QCOMPARE(configFromJson(R"({"version": 1, "cache": "originals"})", "old.json").pack, std::string("originals"));
        QVERIFY(configToJson(config).find("cache") == std::string::npos);
    }
    void everyFieldOutOfRangeIsNamed() {
        QFETCH(QString, key);
        QFETCH(QString, value);
        TrainConfig config;
        setConfigValue(config, key.toStdString(), value.toStdString());
        const auto issues = validate(config);
        const bool named = std::any_of(issues.begin(), issues.end(), [&](const ConfigIssue& issue) {
            return issue.key == key.toStdString() && !issue.warning && issue.message.ends_with('.');
        });
        QVERIFY(named);
        QVERIFY(messageFrom([&] { throwIfInvalid(config); }).contains(key));
    }

    void thePictureSizeCarriesThoseOfValidation() {
        TrainConfig config;
        config.imageSize = 64;
        carryImageSize(config, true, false, false);
        QCOMPARE(evalSizeOf(config), std::int64_t{64});
        QCOMPARE(evalResizeOf(config), std::int64_t{73}); // 64 x 256 / 224
        QVERIFY(!hasErrors(validate(config)));
        const TrainConfig file = configFromJson(R"({"image_size": 96, "eval_resize": 128})", "mine.json");
        QCOMPARE(evalSizeOf(file), std::int64_t{96});
        QCOMPARE(evalResizeOf(file), std::int64_t{128});
        QCOMPARE(evalResizeOf(configFromJson(R"({"image_size": 224})", "mine.json")), std::int64_t{256});
        QCOMPARE(evalSizeOf(configFromJson("{}", "mine.json")), std::int64_t{224});
        TrainConfig plain, automatic;
        automatic.evalSize = automatic.evalResize = 0;
        QCOMPARE(configHash(automatic), configHash(plain)); // the same is learned and measured
    }

    void aKeyIsUsedWhereSomethingLooksAtIt() {
        TrainConfig config;
        config.model = "resnet20";
        for (const char* key : {"stem", "schedule_power", "step_epochs", "step_factor", "ema_steps", "randaugment_ops",
                                "randaugment_magnitude", "grow_from", "grow_until"})
            QVERIFY2(!whyUnused(config, key).empty(), key);
        QVERIFY(whyUnused(config, "flip").empty() && whyUnused(config, "final_learning_rate").empty());
        config.model = "resnet50";
        config.schedule = "polynomial";
        config.emaDecay = 0.99;
        config.autoAugment = "randaugment";
        config.startImageSize = 128;
        for (const ConfigField& field : configFields()) {
            const std::string key = field.key;
            QVERIFY2(whyUnused(config, key).empty() || key.starts_with("step_"), field.key);
        }
        config.alternatingFlip = true;
        QVERIFY(!whyUnused(config, "flip").empty());
    }

    void techniquesThatAreOffLeaveTheHashOfOlderRecipes() {
        // Of imagenet-classic before there were any.
        QCOMPARE(configHash(TrainConfig()),
                 std::string("2d1640c44c814e05535c2308369ca44f4f00e0d43c8b8a07903730d7c0b3240d"));
        for (const auto& [key, value] : {std::pair{"mixup", "0.2"},   {"cutmix", "1"},
                                         {"random_erasing", "0.1"},   {"alternating_flip", "true"},
                                         {"start_image_size", "128"}, {"grow_from", "0.5"},
                                         {"grow_until", "0.9"},       {"schedule_power", "3"},
                                         {"ema_decay", "0.999"},      {"ema_steps", "4"},
                                         {"clip_norm", "1"},          {"accumulation", "64"},
                                         {"zero_init_gamma", "true"}, {"patience", "5"},
                                         {"flip_test", "true"},       {"auto_augment", "trivialaugment-wide"},
                                         {"randaugment_ops", "3"},    {"randaugment_magnitude", "5"},
                                         {"freeze", "conv1, bn1"},    {"head_rate", "10"},
                                         {"blurpool", "true"}}) {
            TrainConfig config;
            setConfigValue(config, key, value);
            QVERIFY2(configHash(config) != configHash(TrainConfig()), key);
            QVERIFY2(!hasErrors(validate(config)), key);
        }
        TrainConfig one;
        one.mixup = 0.2;
        one.batchSize = 1;
        QVERIFY(messageFrom([&] { throwIfInvalid(one); }).contains(QStringLiteral("needs 2 or more")));
    }

    void aWeightThatIsToStayIsNamedByItsLayer() {
        TrainConfig config;
        config.freeze = "layer1.0.conv1.weight";
        QVERIFY(messageFrom([&] {
                    throwIfInvalid(config);
                }).contains(QStringLiteral("is a weight, and layers are named: layer1.0.conv1.")));
    }

    void polynomialFallsWithItsPower() {
        TrainConfig config;
        config.epochs = 10;
        config.warmupEpochs = 2;
        config.learningRate = 1;
        config.finalLearningRate = 0.1;
        config.schedule = "polynomial";
        for (const double power : {2.0, 1.0}) {
            config.schedulePower = power;
            const Schedule schedule = scheduleOf(config, 50);
            QCOMPARE(learningRateAt(schedule, 49), 0.5); // the warm-up of all
            for (const int step : {100, 101, 300, 499}) {
                const double left = 1 - (step - 100) / 400.0;
                QVERIFY(std::abs(learningRateAt(schedule, step) - (0.1 + 0.9 * std::pow(left, power))) < 1e-12);
            }
        }
    }

    void oneCycleIsPyTorchs_data() {
        QTest::addColumn<double>("warmup");
        QTest::addColumn<int>("epochs");
        QTest::newRow("30 % of the run") << 0.0 << 10;
        QTest::newRow("no whole number of steps") << 0.0 << 7;
        QTest::newRow("a rise of its own") << 2.0 << 10;
    }
    void oneCycleIsPyTorchs() {
        QFETCH(double, warmup);
        QFETCH(int, epochs);
        TrainConfig config;
        config.epochs = epochs;
        config.warmupEpochs = warmup;
        config.learningRate = 0.8;
        config.schedule = "one-cycle";
        const Schedule schedule = scheduleOf(config, 3);
        // torch.optim.lr_scheduler.OneCycleLR(max_lr, total_steps, pct_start), its own defaults otherwise.
        const double total = 3.0 * epochs, share = warmup > 0 ? warmup / epochs : 0.3;
        const double initial = 0.8 / 25, least = initial / 1e4, peak = share * total - 1;
        for (int step = 0; step < 3 * epochs; ++step) {
            const bool rises = step <= peak;
            const double part = rises ? step / peak : (step - peak) / (total - 1 - peak);
            const double start = rises ? initial : 0.8, end = rises ? 0.8 : least;
            const double expected = end + (start - end) / 2 * (std::cos(3.14159265358979323846 * part) + 1);
            QVERIFY2(std::abs(learningRateAt(schedule, step) - expected) < 1e-12, qPrintable(QString::number(step)));
        }
        config.warmupEpochs = epochs;
        QVERIFY(messageFrom([&] { throwIfInvalid(config); }).contains(QStringLiteral("epochs for the fall")));
    }

    void oneSmallPictureAtATimeCannotBeNormalised() {
        TrainConfig config;
        config.model = "resnet18";
        config.imageSize = config.evalSize = config.evalResize = 32;
        config.batchSize = 1;
        QVERIFY(messageFrom([&] { throwIfInvalid(config); }).contains(QStringLiteral("batch_size 2 or more")));
        for (const auto& [key, value] : {std::pair{"batch_size", "2"}, {"image_size", "33"}, {"stem", "small"}}) {
            TrainConfig mended = config;
            setConfigValue(mended, key, value); // each way out that the message names
            if (mended.imageSize > 32)
                mended.evalSize = mended.evalResize = 0;
            QVERIFY2(!hasErrors(validate(mended)), key);
        }
    }

    void allBadFieldsAreReportedAtOnce() {
        TrainConfig config;
        config.epochs = 0;
        config.batchSize = -3;
        config.hue = 3;
        const auto issues = validate(config);
        QVERIFY(std::count_if(issues.begin(), issues.end(), [](const ConfigIssue& i) { return !i.warning; }) >= 3);
    }

    void unusualValuesWarnAndOfferAFix() {
        TrainConfig config;
        config.weightDecay = 0.01;
        const auto issues = validate(config);
        QVERIFY(!hasErrors(issues));
        QCOMPARE(issues.size(), std::size_t{1});
        QCOMPARE(issues[0].fix, std::string("0.0001"));
    }

    void valuesOutsideWhatIsKnownToWorkWarnWithTheirReason_data() {
        QTest::addColumn<QString>("changes");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("says");
        const char* const rows[][3] = {
            {"learning_rate=1.5", "learning_rate", "More than 2 per 256"},
            {"batch_size=8192", "learning_rate", "Less than 0.025 per 256"}, // the rate of a small batch was left
            {"batch_size=1024 learning_rate=0.4", "warmup_epochs", "without a warm-up"},
            {"batch_size=16", "warmup_epochs", "without a warm-up"}, // 0.8 per 256
            {"batch_size=4 learning_rate=0.002", "batch_size", "fewer than 8"},
            {"batch_size=64 accumulation=16", "accumulation", "fewer than 8"},
            {"batch_size=1024", "learning_rate", "Less than 0.025 per 256"},
            {"warmup_epochs=31", "warmup_epochs", "More than a third"},
            {"schedule=step step_epochs=90", "step_epochs", "before the first drop"},
            {"weight_decay=0.01", "weight_decay", "near chance"},
            {"start_image_size=128 grow_from=0.9 grow_until=1 epochs=10 warmup_epochs=1", "start_image_size",
             "never grow"},
            {"start_image_size=128 epochs=1 warmup_epochs=0", "start_image_size", "In 1 epoch the pictures never"},
            {"start_image_size=128 grow_from=0.5 grow_until=1 epochs=10 warmup_epochs=1", "start_image_size",
             "the last one have 192 px"},
            {"schedule=step final_learning_rate=0.001", "final_learning_rate", "not looked at"},
            {"momentum=0.99", "momentum", "50 gradients"},
            {"momentum=0", "momentum", "Without momentum"},
            {"clip_norm=0.005", "clip_norm", "hardly learns"},
            {"mixup=2.5", "mixup", "underfits"},
            {"cutmix=3", "cutmix", "usual is 1"},
            {"random_erasing=0.6", "random_erasing", "with a hole"},
            {"label_smoothing=0.4", "label_smoothing", "usual 0.1"}};
        for (const auto& row : rows)
            QTest::newRow(row[0]) << QString::fromLatin1(row[0]) << QString::fromLatin1(row[1])
                                  << QString::fromLatin1(row[2]);
    }
    void valuesOutsideWhatIsKnownToWorkWarnWithTheirReason() {
        QFETCH(QString, changes);
        QFETCH(QString, key);
        QFETCH(QString, says);
        TrainConfig config;
        for (const QString& change : changes.split(QLatin1Char(' ')))
            setConfigValue(config, change.section(QLatin1Char('='), 0, 0).toStdString(),
                           change.section(QLatin1Char('='), 1).toStdString());
        const auto issues = validate(config);
        QVERIFY(!hasErrors(issues));
        const auto found = std::find_if(issues.begin(), issues.end(), [&](const ConfigIssue& issue) {
            return issue.key == key.toStdString() && QString::fromStdString(issue.message).contains(says);
        });
        QVERIFY(found != issues.end());
        setConfigValue(config, found->key, found->fix); // the fix that is offered ends this warning
        for (const ConfigIssue& issue : validate(config))
            QVERIFY2(issue.message != found->message, issue.message.c_str());
    }
    void theEdgeOfTheUsualWarnsOfNothing() {
        TrainConfig config;
        for (const char* change :
             {"clip_norm=0.01", "mixup=2", "cutmix=2", "random_erasing=0.5", "momentum=0.98", "start_image_size=128"}) {
            const std::string text = change;
            setConfigValue(config, text.substr(0, text.find('=')), text.substr(text.find('=') + 1));
            QVERIFY2(validate(config).empty(), change);
        }
    }
    void whatIsWrongIsNotCalledUnusualBesides() {
        TrainConfig config;
        config.nesterov = true;
        for (const char* change : {"momentum=0", "mixup=11", "cutmix=nan", "random_erasing=2", "clip_norm=-1"}) {
            const std::string text = change;
            setConfigValue(config, text.substr(0, text.find('=')), text.substr(text.find('=') + 1));
        }
        for (const ConfigIssue& issue : validate(config))
            QVERIFY2(!issue.warning, issue.message.c_str());
    }
    void presetsWarnOfNothing() {
        for (const Preset& preset : presets())
            QVERIFY2(validate(preset.config, beginningOf(preset)).empty(), preset.name.c_str());
    }

    void jsonRoundTripsEveryField() {
        TrainConfig config = findPreset("small-images").config;
        config.learningRate = 0.1 + 0.2;     // no short decimal: every bit must survive
        config.seed = 9'007'199'254'740'993; // beyond what a double holds
        QVERIFY(configFromJson(configToJson(config), "recipe.json") == config);
        QCOMPARE(configHash(config), configHash(configFromJson(configToJson(config), "recipe.json")));
        TrainConfig byText;
        for (const std::string& key : configKeys())
            setConfigValue(byText, key, configValue(config, key));
        QVERIFY(byText == config);
    }

    void wrongJsonIsRefusedWithItsPlace_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("says");
        QTest::newRow("unknown key") << QStringLiteral(R"({"epoch": 3})") << QStringLiteral("Did you mean \"epochs\"");
        QTest::newRow("text for a number") << QStringLiteral(R"({"epochs": "3"})") << QStringLiteral("whole number");
        QTest::newRow("fraction for a whole number")
            << QStringLiteral(R"({"epochs": 3.5})") << QStringLiteral("whole number");
        QTest::newRow("too large") << QStringLiteral(R"({"seed": 18446744073709551615})")
                                   << QStringLiteral("whole number");
        QTest::newRow("number for a switch") << QStringLiteral(R"({"nesterov": 1})") << QStringLiteral("true or false");
        QTest::newRow("twice") << QStringLiteral(R"({"epochs": 3, "epochs": 4})") << QStringLiteral("twice");
        QTest::newRow("other version") << QStringLiteral(R"({"version": 9})") << QStringLiteral("version 9");
        QTest::newRow("no object") << QStringLiteral("[1]") << QStringLiteral("object");
        QTest::newRow("cut short") << QStringLiteral(R"({"epochs": )") << QStringLiteral("not valid JSON");
        QTest::newRow("nested") << QString(100, u'[') << QStringLiteral("nested too deeply");
    }
    void wrongJsonIsRefusedWithItsPlace() {
        QFETCH(QString, json);
        QFETCH(QString, says);
        const QString message = messageFrom([&] { configFromJson(json.toStdString(), "mine.json"); });
        QVERIFY2(message.contains(says), qPrintable(message));
        QVERIFY2(message.contains(QStringLiteral("mine.json")), qPrintable(message));
    }

    void runRecipesKeepPathsThatAreNotText() {
        RunSetup setup;
        setup.data.root = "/pictures/caf\xE9 100%";
        setup.data.split = 0.25;
        setup.data.splitSeed = 7;
        setup.recipeName = "quick-look";
        const TrainConfig config = findPreset("quick-look").config;
        const RunRecipe back = runRecipeFromJson(runRecipeToJson(config, setup), "recipe.json");
        QCOMPARE(back.setup.data.root, setup.data.root);
        QCOMPARE(back.setup.data.split, 0.25);
        QCOMPARE(back.setup.data.splitSeed, std::uint64_t{7});
        QVERIFY(back.config == config);
    }

    void runsOfAnotherFormatNameBothVersions() {
        std::string json = runRecipeToJson({}, {});
        json.replace(json.find("\"format\": 1"), 11, "\"format\": 7");
        const QString message = messageFrom([&] { runRecipeFromJson(json, "run/recipe.json"); });
        QVERIFY2(message.contains(QStringLiteral("format 7")) && message.contains(QStringLiteral("format 1")),
                 qPrintable(message));
    }

    void impossibleNumbersOfThreadsAreRefused() {
        for (const char* key : {"workers", "threads"}) {
            for (const char* value : {"2000000000", "-1"}) {
                std::string json = runRecipeToJson({}, {});
                const std::string entry = "\"" + std::string(key) + "\": 0";
                json.replace(json.find(entry), entry.size(), "\"" + std::string(key) + "\": " + value);
                const QString message = messageFrom([&] { runRecipeFromJson(json, "run/recipe.json"); });
                QVERIFY2(message.contains(QStringLiteral("number of threads")), qPrintable(message));
            }
        }
    }

    void scheduleFollowsTheRecipe() {
        TrainConfig config;
        config.epochs = 10;
        config.warmupEpochs = 2;
        config.learningRate = 1;
        const Schedule cosine = scheduleOf(config, 50);
        QCOMPARE(learningRateAt(cosine, 0), 0.01);
        QCOMPARE(learningRateAt(cosine, 99), 1.0);
        QCOMPARE(learningRateAt(cosine, 100), 1.0);
        QVERIFY(std::abs(learningRateAt(cosine, 300) - 0.5) < 1e-12); // half-way after warm-up
        QVERIFY(learningRateAt(cosine, 499) < 1e-4);
        for (int step = 101; step < 500; ++step)
            QVERIFY(learningRateAt(cosine, step) <= learningRateAt(cosine, step - 1));
        config.schedule = "step";
        config.stepEpochs = 3;
        config.warmupEpochs = 0;
        const Schedule steps = scheduleOf(config, 50);
        QCOMPARE(learningRateAt(steps, 149), 1.0);
        QCOMPARE(learningRateAt(steps, 150), 0.1);
        config.schedule = "constant";
        QCOMPARE(learningRateAt(scheduleOf(config, 50), 499), 1.0);
    }

    void networksHaveTheirPublishedSizes_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<qint64>("classes");
        QTest::addColumn<qint64>("parameters");
        QTest::newRow("resnet18") << QStringLiteral("resnet18") << qint64{1000} << qint64{11'689'512};
        QTest::newRow("resnet50") << QStringLiteral("resnet50") << qint64{1000} << qint64{25'557'032};
        QTest::newRow("resnext50") << QStringLiteral("resnext50_32x4d") << qint64{1000} << qint64{25'028'904};
        QTest::newRow("wide") << QStringLiteral("wide_resnet50_2") << qint64{1000} << qint64{68'883'240};
        QTest::newRow("resnet20") << QStringLiteral("resnet20") << qint64{10} << qint64{269'722};
    }
    void networksHaveTheirPublishedSizes() {
        QFETCH(QString, name);
        QFETCH(qint64, classes);
        QFETCH(qint64, parameters);
        QCOMPARE(modelSize({name.toStdString(), classes, Stem::Standard}, 224).parameters, parameters);
    }
    void resnet50DoesFourGigaMultiplyAdds() {
        const double giga = static_cast<double>(modelSize({"resnet50", 1000, Stem::Standard}, 224).multiplyAdds) / 1e9;
        QVERIFY(std::abs(giga - 4.09) < 0.01);
    }
};

QTEST_APPLESS_MAIN(TestConfig)
#include "tst_config.moc"
