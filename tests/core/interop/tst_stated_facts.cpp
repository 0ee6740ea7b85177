// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <bit>
#include <ctime>
#include <filesystem>
#include <fstream>

#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/interop/weights_file.h"
#include "tests/support/peak_memory.h"
#include "tests/support/pth_bytes.h"

using namespace studio;
using namespace studio::test;

namespace {

std::string pickledReal(double value) {
    std::string bits = littleBytes(std::bit_cast<std::uint64_t>(value), 8);
    return "G" + std::string(bits.rbegin(), bits.rend());
}

std::string pickledReals(const std::vector<double>& values) {
    std::string out = "](";
    for (const double value : values)
        out += pickledReal(value);
    return out + "e";
}

/// One text, named `count` times: two bytes each.
std::string repeated(const std::string& text, int count) {
    std::string out = "](" + pickledText(text) + "q\1";
    for (int i = 1; i < count; ++i)
        out += "h\1";
    return out + "e";
}

QString joined(const std::vector<std::string>& names) {
    QString all;
    for (const std::string& name : names)
        all += QString::fromStdString(name) + u' ';
    return all.trimmed();
}

} // namespace

/// What a file of weights says beside them, and what that may cost.
class TestStatedFacts final : public QObject {
    Q_OBJECT

private:
    const std::string tensor_ = pickledTensor({{2}, {1}, 0, "0", 2});
    const std::string numbers_ = std::string("\0\0\x80\x3f\0\0\0\x40", 8);

    std::string at(const char* name) const { return dir_.filePath(QLatin1String(name)).toStdString(); }
    /// Of a .pth whose dictionary has these rows beside the weights.
    StatedFacts inPth(std::vector<std::pair<std::string, std::string>> rows) const {
        rows.emplace_back("state_dict", pickledDict({{"a", tensor_}}));
        writeFileBytes(at("a.pth"), pthOf(pickledDict(rows), {numbers_}));
        return WeightsFile(at("a.pth")).stated();
    }
    std::string safetensors(const std::map<std::string, std::string>& metadata) const {
        const HostTensor one{"a", TensorType::U8, {4}, std::vector<std::byte>(4)};
        writeSafetensors(at("a.safetensors"), std::vector{one}, metadata);
        return at("a.safetensors");
    }
    StatedFacts inSafetensors(const std::map<std::string, std::string>& metadata) const {
        return WeightsFile(safetensors(metadata)).stated();
    }
    /// Opens the file in a process of its own, and says by how many MiB more than it is large that grew.
    static int costOf(const std::string& file) {
        constexpr int kSlow = 250, kWordy = 251, kDead = 255;
        ::malloc_trim(0);
        const pid_t child = ::fork();
        if (child == 0) {
            const std::int64_t before = peakMemory();
            const std::clock_t began = std::clock(); // its own seconds: others compute beside it
            try {
                const WeightsFile opened(file);
            } catch (const Error& error) { // a refusal has a price, too
                if (error.message().text().size() > 2'000)
                    ::_exit(kWordy);
            }
            const auto size = static_cast<std::int64_t>(std::filesystem::file_size(file) >> 20);
            const std::int64_t cost = peakMemory() - before - size;
#ifdef STUDIO_SANITIZED
            constexpr int kMostSeconds = 20; // it takes two
#else
            constexpr int kMostSeconds = 2;
#endif
            const bool isSlow = std::clock() - began > kMostSeconds * CLOCKS_PER_SEC;
            ::_exit(isSlow ? kSlow : static_cast<int>(std::clamp<std::int64_t>(cost, 0, 200)));
        }
        int status = 0;
        return ::waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : kDead;
    }

private Q_SLOTS:
    void oneLargeTextThatIsNamedOftenCostsLittle_data() {
        QTest::addColumn<QByteArray>("rows");
        const std::string million(1'000'000, 'x'), large(8'000'000, 'x');
        const auto row = [](const char* name, const std::string& value) {
            QTest::newRow(name) << QByteArray::fromStdString(value);
        };
        row("names", repeated(million, 1'500));
        row("more names", repeated(large, 900'000));
        row("many short ones", repeated("a class", 900'000));
        row("longer ones", repeated(std::string(400, 'y'), 90'000));
        std::string dictionary = "}(", numbered = "}(";
        for (std::uint64_t i = 0; i < 100'000; ++i) {
            const std::string name = i == 0 ? pickledText(large) + "q\1" : "h\1", number = "J" + littleBytes(i, 4);
            dictionary += name + number;
            numbered += number + name;
        }
        row("names with numbers", dictionary + "u");
        row("numbers with names", numbered + "u");
    }
    void oneLargeTextThatIsNamedOftenCostsLittle() {
        QFETCH(QByteArray, rows);
        const std::string value =
            pickledDict({{"classes", rows.toStdString()}, {"state_dict", pickledDict({{"a", tensor_}})}});
        writeFileBytes(at("bomb.pth"), pthOf(value, {numbers_}));
        QVERIFY2(costOf(at("bomb.pth")) <= 64, qPrintable(QString::number(costOf(at("bomb.pth")))));
        const StatedFacts stated = WeightsFile(at("bomb.pth")).stated();
        QVERIFY(stated.classLists.empty());
        QVERIFY2(stated.classesTrouble.starts_with("its entry \"classes\" has "), stated.classesTrouble.c_str());
    }

    /// As the buffers that a module does not keep, as a storage's key, as a tensor's name.
    void norInOtherPlaces() {
        const std::string large(8'000'000, 'x');
        std::string bytes = legacyPthOf(pickledDict({{"a", tensor_}}), {}, {});
        bytes.resize(bytes.size() - pickle("](e").size());
        writeFileBytes(at("key.pth"), bytes + pickle(repeated(large, 900'000)));
        QVERIFY2(costOf(at("key.pth")) <= 64, qPrintable(QString::number(costOf(at("key.pth")))));
        writeFileBytes(at("name.pth"), pthOf(pickledDict({{large, tensor_}}), {numbers_}));
        QVERIFY2(costOf(at("name.pth")) <= 64, qPrintable(QString::number(costOf(at("name.pth")))));
        std::string module = pickledGlobal("m", "N") + ")\x81}(" + pickledText("_parameters") + "}" +
                             pickledText("_buffers") + "}" + pickledText("_non_persistent_buffers_set") +
                             repeated(large, 20'000) + pickledText("_modules") + "}ub";
        module = "}(" + pickledText("0") + module + "q\2";
        for (int i = 1; i < 2'000; ++i)
            module += pickledText(std::to_string(i)) + "h\2";
        writeFileBytes(at("set.pth"),
                       pthOf(pickledGlobal("m", "N") + ")\x81}(" + pickledText("_parameters") +
                                 pickledDict({{"a", tensor_}}) + pickledText("_modules") + module + "uub",
                             {numbers_}));
        QVERIFY2(costOf(at("set.pth")) <= 64, qPrintable(QString::number(costOf(at("set.pth")))));
    }

    void metadataOfSafetensorsCostLittle_data() {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("text");
        const auto list = [](const QByteArray& part, int times) { return "[" + (part + ",").repeated(times) + "0]"; };
        QTest::newRow("objects") << QByteArray("mean") << list("{}", 1'900'000);
        QTest::newRow("numbers") << QByteArray("classes") << list("1", 2'900'000);
        QTest::newRow("texts") << QByteArray("classes") << list("\\\"a\\\"", 950'000);
        QTest::newRow("folders") << QByteArray("folders") << list("[]", 1'900'000);
        QTest::newRow("a long text") << QByteArray("description") << QByteArray(15'900'000, 'x');
        QTest::newRow("a text of some length") << QByteArray("description") << QByteArray(6'000'000, 'x');
        QTest::newRow("an escape at the end") << QByteArray("mean") << QByteArray(5'900'000, '7') + "\\\"";
        QTest::newRow("keys") << QByteArray() << QByteArray();
        QTest::newRow("a long name") << QByteArray("!") << QByteArray();
    }
    void metadataOfSafetensorsCostLittle() {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, text);
        QByteArray metadata = "\"" + key + "\":\"" + text + "\"", name = "a";
        if (key.isEmpty()) {
            metadata.clear();
            for (int i = 0; i < 199'000; ++i)
                metadata += (i == 0 ? "\"" : ",\"") + QByteArray::number(i).repeated(8) + "\":\"xxxxxxxxxxxxxxxxxxxx\"";
        }
        if (key == "!") {
            metadata.clear();
            name.fill('a', 15'900'000);
        }
        QByteArray header = "{\"__metadata__\":{" + metadata + "},\"" + name +
                            "\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}";
        QVERIFY(header.size() <= 16 << 20);
        std::ofstream(at("bomb.safetensors"), std::ios::binary)
            << littleBytes(static_cast<std::uint64_t>(header.size()), 8) << header.toStdString() << "data";
        header.clear();
        const int cost = costOf(at("bomb.safetensors"));
        QVERIFY2(cost <= 64, qPrintable(QString::number(cost)));
    }

    void namesAreFoundUnderEachOfTheirWords() {
        const std::string list = "](" + pickledText("b") + pickledText("a") + "e";
        const std::string numbers = pickledDict({{"a", pickledInteger(0)}, {"b", pickledInteger(1)}});
        const StatedFacts both = inPth({{"class_to_idx", numbers}, {"classes", list}, {"labels", "](K\1e"}});
        QCOMPARE(both.classLists.size(), std::size_t{2});
        QCOMPARE(joined(both.classLists[0].names), QStringLiteral("b a"));
        QCOMPARE(both.classLists[1].key, std::string("class_to_idx"));
        QCOMPARE(joined(both.classLists[1].names), QStringLiteral("a b"));
        // A list that is of no use does not take those away that are.
        const StatedFacts beside = inPth({{"classes", list}, {"labels", repeated("a", 150'000)}});
        QCOMPARE(beside.classLists.size(), std::size_t{1});
        const StatedFacts ours = inSafetensors({{"classes", "[\"b\",\"a\"]"}, {"folders", "[\"n1\",\"n2\"]"}});
        QCOMPARE(joined(ours.classLists.at(0).names), QStringLiteral("b a"));
        QCOMPARE(joined(ours.classLists.at(0).folders), QStringLiteral("n1 n2"));
    }

    void aListThatCannotBeReadIsTold() {
        QVERIFY(inSafetensors({{"classes", "cat,dog"}}).classesTrouble.find("no list of names: cat,dog") !=
                std::string::npos);
        QVERIFY(inSafetensors({{"classes", "[1, 2]"}}).classesTrouble.find("no list of names") != std::string::npos);
        QVERIFY(inSafetensors({{"classes", "1000"}}).classesTrouble.empty()); // how many there are
        const std::string scalar = pickledGlobal("numpy.core.multiarray", "scalar") + ")R";
        QVERIFY(inPth({{"class_to_idx", pickledDict({{"a", scalar}})}})
                    .classesTrouble.starts_with("its entry \"class_to_idx\" is no list"));
        QVERIFY(inPth({{"classes", "K\3"}, {"labels", "](K\1K\2e"}}).classesTrouble.empty());
    }

    void whatAFileSaysOfItsPicturesIsRead_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("numbers");
        for (const char* text :
             {"[0.5, 0.25, 1]", "0.5, 0.25, 1", "0.5 0.25 1.0", "(0.5,0.25,1e0)", "[[[0.5]],[[0.25]],[[1]]]"})
            QTest::newRow(text) << QString::fromLatin1(text) << QStringLiteral("0.5 0.25 1");
        QTest::newRow("one for all") << QStringLiteral("0.5") << QStringLiteral("0.5 0.5 0.5");
        for (const char* text : {"imagenet", "[0.5, 0.5]", "[0.5, 0.5, nan]", "", "[0.5, 0.5, 0.5, 0.5]", "0.5x 1 1"})
            QTest::newRow(text) << QString::fromLatin1(text) << QString();
    }
    void whatAFileSaysOfItsPicturesIsRead() {
        QFETCH(QString, text);
        QFETCH(QString, numbers);
        const auto shown = [](const StatedFacts& facts, std::size_t index) {
            QStringList all;
            for (const double number : facts.normalisation.at(index).numbers)
                all += QString::number(number);
            return all.join(u' ');
        };
        const StatedFacts said = inSafetensors({{"std", text.toStdString()}, {"image_mean", "[1,1,1]"}});
        QCOMPARE(said.normalisation.size(), std::size_t{2});
        QCOMPARE(shown(said, 0), numbers);
        QCOMPARE(said.normalisation[0].text, text.toStdString());
        QCOMPARE(shown(inPth({{"mean", pickledText(text.toStdString())}}), 0), numbers);
    }

    void aDictionaryOfPythonSaysItInItsOwnValues() {
        const StatedFacts facts = inPth(
            {{"mean", pickledReals({0.5, 0.25, 0.125})}, {"std", "K\1"}, {"image_mean", tensor_}, {"image_std", "N"}});
        QCOMPARE(facts.normalisation.size(), std::size_t{3}); // None says nothing
        QCOMPARE(facts.normalisation[0].text, std::string("[0.5, 0.25, 0.125]"));
        QVERIFY(facts.normalisation[0].numbers == (std::vector<double>{0.5, 0.25, 0.125}));
        QVERIFY(facts.normalisation[1].numbers == (std::vector<double>{1, 1, 1}));
        QVERIFY(facts.normalisation[2].numbers.empty() && facts.normalisation[2].text == "a tensor");
        QVERIFY(!facts.normalisation[0].isLone && facts.normalisation[1].isLone);
        const std::string numpy = "](" + pickledReal(0.5) + pickledGlobal("numpy.core.multiarray", "scalar") + ")Re";
        QCOMPARE(inPth({{"std", numpy}}).normalisation.at(0).text, std::string("[0.5, ?]"));
    }

    void tensorsOfOneAndThreeNumbersAreRead() {
        const std::string numbers("\0\0\x80\x3f\0\0\0\x40\0\0\0\x3f", 12); // 1, 2, 0.5
        const auto file = [&](std::int64_t most) {
            const std::string state = pickledDict({{"a", pickledTensor({{2}, {1}, 0, "0", most})}});
            return pickledDict({{"mean", pickledTensor({{3, 1, 1}, {1, 1, 1}, 0, "0", most})},
                                {"std", pickledTensor({{}, {}, 2, "0", most})},
                                {"image_mean", pickledTensor({{2}, {1}, 0, "0", most})},
                                {"state_dict", state}});
        };
        writeFileBytes(at("a.pth"), pthOf(file(3), {numbers}));
        writeFileBytes(at("old.pth"), legacyPthOf(file(3), {numbers}, {3}));
        for (const char* name : {"a.pth", "old.pth"}) {
            const StatedFacts facts = WeightsFile(at(name)).stated();
            QVERIFY(facts.normalisation.at(0).numbers == (std::vector<double>{1, 2, 0.5}));
            QCOMPARE(facts.normalisation[0].text, std::string("[1, 2, 0.5]"));
            QVERIFY(facts.normalisation.at(1).numbers == (std::vector<double>{0.5, 0.5, 0.5}));
            QVERIFY(facts.normalisation[1].isLone && facts.normalisation.at(2).numbers.empty());
        }
        std::string large = numbers; // to look at three numbers of it would take all of it
        large.resize(8'000);
        writeFileBytes(at("a.pth"), pthOf(file(2'000), {large}));
        QCOMPARE(WeightsFile(at("a.pth")).stated().normalisation.at(0).text, std::string("a tensor"));
    }

    void aFileOfOursThatWasDamagedIsNotRead() {
        const std::string file = safetensors({{"format", "pt"}});
        std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(-2, std::ios::end) << 'x';
        WeightsFile damaged(file);
        try {
            damaged.read(damaged.tensors()[0]);
            QFAIL("it was read");
        } catch (const Error& error) {
            QVERIFY(error.kind() == ErrorKind::Data);
            QVERIFY2(error.message().text().find("--unchecked") != std::string::npos, error.what());
        }
        WeightsFile unchecked(file, true);
        QCOMPARE(unchecked.read(unchecked.tensors()[0]).bytes[2], std::byte{'x'});
    }

    /// Another program's word is not known to be of these bytes.
    void aSumOfAnotherProgramsIsNotCompared() {
        const std::string header = "{\"__metadata__\":{\"sha256\":\"" + std::string(64, 'a') +
                                   "\"},\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}";
        writeFileBytes(at("theirs.safetensors"), littleBytes(header.size(), 8) + header + "data");
        WeightsFile file(at("theirs.safetensors"));
        QCOMPARE(file.read(file.tensors()[0]).bytes.size(), std::size_t{4});
    }

private:
    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(TestStatedFacts)
#include "tst_stated_facts.moc"
