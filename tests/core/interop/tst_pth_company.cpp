// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/interop/weights_file.h"
#include "tests/support/pth_bytes.h"

using namespace studio;
using namespace studio::test;

/// What stands around and beside the weights in a file of PyTorch.
class TestPthCompany final : public QObject {
    Q_OBJECT

private:
    /// One tensor of two numbers, and its storage.
    const std::string tensor_ = pickledTensor({{2}, {1}, 0, "0", 2});
    const std::string numbers_ = std::string("\0\0\x80\x3f\0\0\0\x40", 8);

    std::string written(const std::string& bytes) const {
        const std::string path = dir_.filePath(QStringLiteral("weights.pth")).toStdString();
        writeFileBytes(path, bytes);
        return path;
    }
    QString refusal(const std::string& bytes) const {
        try {
            const WeightsFile file(written(bytes));
        } catch (const Error& error) {
            return QString::fromStdString(error.message().text());
        }
        return {};
    }

private Q_SLOTS:
    void weightsInAShortListAreFound() {
        const std::string dict = pickledDict({{"a", tensor_}, {"b", tensor_}}, true);
        const auto placeOf = [this](const std::string& value) {
            WeightsFile file(written(pthOf(value, {numbers_})));
            return file.tensors().size() == 2 && file.read(file.tensors()[0]).bytes.size() == 8 ? file.part() : "none";
        };
        QCOMPARE(placeOf("](" + dict + "e"), std::string());
        QCOMPARE(placeOf("(" + dict + "t"), std::string());
        QCOMPARE(placeOf("](" + pickledDict({{"net", dict}}) + "e"), std::string("net"));
        QCOMPARE(placeOf("](" + pickledInteger(3) + pickledDict({{"net", dict}}) + "e"), std::string("1.net"));
    }

    void aListThatHoldsItselfEnds() { QVERIFY(refusal(pthOf("]q\1(h\1e", {})).contains(QStringLiteral("no weights"))); }

    void arraysOfNumpyAreToldAsWhatTheyAre() {
        const std::string array = pickledGlobal("numpy.core.multiarray", "_reconstruct") + ")R";
        const QString refused = refusal(pthOf(pickledDict({{"conv1.weight", array}}), {}));
        QVERIFY2(refused.contains(QStringLiteral("arrays of NumPy, not tensors")), qPrintable(refused));
        QVERIFY2(refused.contains(QStringLiteral("torch.from_numpy")), qPrintable(refused));
    }

    /// Fetched again it would be the same.
    void aSoundFileWithMuchBesideIsNotCalledDamaged() {
        constexpr std::uint64_t kSize = 17u << 20;
        const std::string log = "\x8e" + littleBytes(kSize, 8) + std::string(kSize, 'x');
        const std::string load = pickledDict({{"a", tensor_}, {"log", log}});
        const QString zipped = refusal(pthOf(load, {numbers_})), old = refusal(legacyPthOf(load, {numbers_}, {2}));
        QVERIFY2(zipped.contains(QStringLiteral("17 MB beside the tensors")), qPrintable(zipped));
        QVERIFY2(old.contains(QStringLiteral("more than 16 MB beside the tensors")), qPrintable(old));
        std::string many = "](";
        for (int i = 0; i < 400'000; ++i)
            many += "K\1";
        const QString values = refusal(pthOf(pickledDict({{"a", tensor_}, {"losses", many + "e"}}), {numbers_}));
        QVERIFY2(values.contains(QStringLiteral("more values than weights need")), qPrintable(values));
        for (const QString& text : {zipped, old, values}) {
            QVERIFY2(!text.contains(QStringLiteral("damaged")), qPrintable(text));
            QVERIFY2(text.contains(QStringLiteral("state_dict alone")), qPrintable(text));
        }
        const std::string cut = legacyPthOf(pickledDict({{"a", tensor_}}), {numbers_}, {2});
        QVERIFY(refusal(cut.substr(0, cut.size() / 2)).contains(QStringLiteral("too early")));
    }

    void aPickledNetworkTellsHowItsLayersCompute() {
        const auto module = [](const char* name, const std::vector<std::pair<std::string, std::string>>& more) {
            std::vector<std::pair<std::string, std::string>> state{
                {"_parameters", "}"}, {"_buffers", "}"}, {"_modules", "}"}};
            state.insert(state.end(), more.begin(), more.end());
            return pickledGlobal("torch.nn.modules", name) + ")\x81" + pickledDict(state) + "b";
        };
        const std::string eps = "G" + std::string("\x3f\x50\x62\x4d\xd2\xf1\xa9\xfc", 8); // 0.001
        const std::string value =
            pickledModule({{"scale", pickledParameter(tensor_)}}, {},
                          {{"pool", module("MaxPool2d", {{"stride", pickledTuple({2, 2})}, {"padding", "K\1"}})},
                           {"norm", module("BatchNorm2d", {{"eps", eps}, {"ceil_mode", "\x89"}})},
                           {"odd", module("Pad", {{"padding", pickledTuple({1, 2})}, {"stride", "}"}})}});
        const WeightsFile file(written(pthOf(value, {numbers_})));
        QCOMPARE(file.layers().size(), std::size_t{3});
        using Map = std::map<std::string, std::string>;
        QVERIFY(file.layers()[0].name == "pool" && file.layers()[0].kind == "MaxPool2d" &&
                !file.layers()[0].hasTensors);
        QVERIFY(file.layers()[0].attributes == (Map{{"stride", "2"}, {"padding", "1"}}));
        QVERIFY(file.layers()[1].attributes == (Map{{"eps", "0.001"}, {"ceil_mode", "False"}}));
        QVERIFY(file.layers()[2].attributes == (Map{{"padding", "1 x 2"}}));
    }

private:
    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(TestPthCompany)
#include "tst_pth_company.moc"
