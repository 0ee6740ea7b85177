// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <functional>

#include <QTest>

#include "core/model/state_match.h"

using namespace studio;

namespace {

std::vector<NamedShape> renamed(std::vector<NamedShape> state, const std::function<void(std::string&)>& change) {
    for (NamedShape& row : state)
        change(row.name);
    return state;
}

void replace(std::string& name, const std::string& from, const std::string& to) {
    const auto at = name.find(from);
    if (at != std::string::npos)
        name.replace(at, from.size(), to);
}

} // namespace

class TestStateMatch final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyNetworkIsRecognised_data() {
        QTest::addColumn<QString>("name");
        for (const std::string& name : modelNames())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void everyNetworkIsRecognised() {
        QFETCH(QString, name);
        for (const Stem stem : {Stem::Standard, Stem::Small}) {
            const ModelSpec spec{name.toStdString(), 7, stem};
            const auto match = matchState(modelState(spec));
            QVERIFY(match && match->fits() && match->leftOver.empty() && match->renamed.empty());
            QCOMPARE(match->spec.name, spec.name);
            QCOMPARE(match->spec.classes, spec.classes);
            QVERIFY(isCifarFamily(spec.name) || match->spec.stem == stem);
            for (std::size_t i = 0; i < match->source.size(); ++i)
                QCOMPARE(match->source[i].value(), i);
        }
    }

    void namesOfOthersAreOurs() {
        const std::vector<NamedShape> state = modelState({"resnet18", 10, Stem::Small});
        const auto theirs = renamed(state, [](std::string& name) {
            replace(name, "downsample", "shortcut");
            if (name.starts_with("fc."))
                name.replace(0, 2, "classifier.1");
            name = "module._orig_mod." + name;
        });
        const auto match = matchState(theirs);
        QVERIFY(match && match->fits() && match->leftOver.empty());
        QCOMPARE(match->spec.name, "resnet18");
        QCOMPARE(match->spec.classes, 10);
        QCOMPARE(match->renamed.size(), std::size_t{3});
        QCOMPARE(match->renamed.front(), "names begin with \"module._orig_mod.\"");
    }

    void whatAWrapperKeepsBesideTheNetworkIsNoPartOfIt() {
        auto state =
            renamed(modelState({"resnet18", 10, Stem::Small}), [](std::string& name) { name = "module." + name; });
        state.insert(state.begin(), {"n_averaged", {}}); // torch.optim.swa_utils.AveragedModel
        const auto averaged = matchState(state);
        QVERIFY(averaged && averaged->fits() && averaged->leftOver.empty());
        state[0].name = "criterion.weight"; // Lightning's loss: told, and left out where that is asked for
        const auto withLoss = matchState(state);
        QVERIFY(withLoss && withLoss->fits());
        QCOMPARE(withLoss->leftOver, std::vector<std::string>{"criterion.weight"});
        state[0] = {"conv1.weight", state[1].shape}; // there twice: which one is meant?
        const auto twice = matchState(state);
        QVERIFY(!twice || !twice->fits());
    }

    /// Each part that is wrapped has the wrapper's word amid its names.
    void wordsOfWrappersAreNoPartOfANameWhereverTheyStand() {
        const std::vector<NamedShape> state = modelState({"resnet50", 10, Stem::Standard});
        for (const char* word : {"_fsdp_wrapped_module.", "_orig_mod.", "_checkpoint_wrapped_module."}) {
            const auto match = matchState(renamed(state, [word](std::string& name) {
                replace(name, "layer2.", std::string("layer2.") + word);
                replace(name, "conv2", word + std::string("conv2"));
                name = "module." + name;
            }));
            QVERIFY2(match && match->fits() && match->leftOver.empty(), word);
            QCOMPARE(match->renamed.size(), std::size_t{2});
        }
        auto twice = state; // one name of two: neither is taken for the other
        twice.push_back({"_orig_mod.conv1.weight", state[0].shape});
        const auto kept = matchState(twice);
        QVERIFY(kept && kept->leftOver == std::vector<std::string>{"_orig_mod.conv1.weight"});
    }

    void severalNetworksAreFoundByTheirFirstWords() {
        const std::vector<NamedShape> state = modelState({"resnet18", 10, Stem::Standard});
        std::vector<NamedShape> all;
        for (const char* word : {"module.student.backbone.", "module.teacher.backbone.", "module.mean."}) {
            for (NamedShape row : state) {
                row.name.insert(0, word);
                all.push_back(row);
            }
        }
        all.push_back({"module.student.head.0.weight", {64, 512}});
        QVERIFY(!matchState(all));
        QCOMPARE(networksWithin(all), std::vector<std::string>({"module.mean.", "module.student.", "module.teacher."}));
        QVERIFY(networksWithin(state).empty());
    }

    void aMissingHeadIsToldFromAMissingBody() {
        std::vector<NamedShape> state = modelState({"resnet18", 10, Stem::Standard});
        std::erase_if(state, [](const NamedShape& row) { return row.name.starts_with("fc."); });
        auto match = matchState(state);
        QVERIFY(match && !match->fits() && lacksHeadOnly(*match));
        leaveHeadOut(*match);
        QVERIFY(match->fits() && !match->source.back() && match->source.front());
        state.erase(state.begin());
        match = matchState(state);
        QVERIFY(match && !lacksHeadOnly(*match));
    }

    void differencesAreNamed() {
        std::vector<NamedShape> state = modelState({"resnet50", 1000, Stem::Standard});
        std::erase_if(state, [](const NamedShape& row) {
            return row.name == "bn1.bias" || row.name.ends_with("num_batches_tracked");
        });
        state[0].shape = {64, 3, 5, 5};
        state.push_back({"layer1.0.se.fc.weight", {64, 64, 1, 1}});
        state.push_back({"total_ops", {1}}); // a profiler's
        const auto match = matchState(state);
        QVERIFY(match && !match->fits());
        QCOMPARE(match->spec.name, "resnet50");
        QCOMPARE(match->missing, std::vector<std::string>{"bn1.bias"});
        QCOMPARE(match->wrongShape,
                 std::vector<std::string>{"conv1.weight is 64 x 3 x 5 x 5 there, not 64 x 3 x 7 x 7"});
        QCOMPARE(match->leftOver, std::vector<std::string>{"layer1.0.se.fc.weight"});
    }

    void anotherNetworkIsNone() {
        std::vector<NamedShape> state{{"features.0.weight", {64, 3, 11, 11}}, {"classifier.6.weight", {1000, 4096}}};
        QVERIFY(!matchState(state));
        QVERIFY(!matchState({}));
        const auto asked = matchState(state, "resnet20"); // what a person insists on is compared
        QVERIFY(asked && !asked->fits());
        const auto other = matchState(modelState({"resnet50", 1000, Stem::Standard}), "resnet34");
        QVERIFY(other && !other->fits() && other->spec.name == "resnet34");
    }

    void longListsAreCut() {
        QCOMPARE(someOf({"a", "b"}), "a, b");
        QCOMPARE(someOf(std::vector<std::string>(7, "x")), "x, x, x, x and 3 more");
    }
};

QTEST_GUILESS_MAIN(TestStateMatch)
#include "tst_state_match.moc"
