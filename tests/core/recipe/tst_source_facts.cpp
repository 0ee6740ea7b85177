// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/interop/plain_numbers.h"
#include "core/model/model_state.h"
#include "core/recipe/run_import.h"
#include "core/recipe/source_weights.h"
#include "core/run/checkpoint.h"
#include "core/run/run_folder.h"
#include "tests/support/pth_bytes.h"

using namespace studio;
using namespace studio::test;

namespace {

using Metadata = std::map<std::string, std::string>;
using Rows = std::vector<std::pair<std::string, std::string>>;

QString joined(const std::vector<std::string>& lines) {
    QString all;
    for (const std::string& line : lines)
        all += QString::fromStdString(line) + u'\n';
    return all;
}

std::string texts(const std::vector<std::string>& words) {
    std::string out = "](";
    for (const std::string& word : words)
        out += pickledText(word);
    return out + "e";
}

std::string numbered(const std::vector<std::string>& words) {
    Rows rows;
    for (const std::string& word : words)
        rows.emplace_back(word, pickledInteger(std::ssize(rows)));
    return pickledDict(rows);
}

} // namespace

/// What a file says beside its weights: taken, refused or told, but never passed over.
class TestSourceFacts final : public QObject {
    Q_OBJECT

private:
    std::string at(const std::string& name) const { return dir_.filePath(QString::fromStdString(name)).toStdString(); }
    static std::vector<HostTensor> network() {
        std::vector<HostTensor> tensors;
        for (const NamedShape& row : modelState({"resnet20", 3})) {
            if (!row.shape.empty())
                tensors.push_back(floatTensor(row.name, row.shape));
        }
        return tensors;
    }
    std::string safetensors(const Metadata& metadata) const {
        writeSafetensors(at("weights.safetensors"), network(), metadata);
        return at("weights.safetensors");
    }
    std::string pth(Rows rows) const {
        Rows state;
        std::vector<std::string> storages;
        for (const HostTensor& tensor : network()) {
            PickledView view{tensor.shape, std::vector<std::int64_t>(tensor.shape.size(), 1), 0,
                             std::to_string(storages.size()), elementCount(tensor.shape)};
            for (std::size_t i = tensor.shape.size(); i-- > 1;)
                view.strides[i - 1] = view.strides[i] * view.shape[i];
            state.emplace_back(tensor.name, pickledTensor(view));
            storages.emplace_back(tensor.bytes.size(), '\0');
        }
        rows.emplace_back("state_dict", pickledDict(state));
        writeFileBytes(at("weights.pth"), pthOf(pickledDict(rows), storages));
        return at("weights.pth");
    }
    static QString refusal(const std::string& file, bool forTraining = false) {
        SourceOptions options;
        options.forTraining = forTraining;
        try {
            openForeignWeights(file, options);
        } catch (const Error& error) {
            return QString::fromStdString(error.message().text());
        }
        return {};
    }
    static SourceWeights opened(const std::string& file) { return openForeignWeights(file, {}); }
    QString imported(const std::string& file, bool isNamed, bool unchecked = false) const {
        std::ofstream(at("list.txt")) << "a\nb\nc\n";
        std::filesystem::remove_all(at("run"));
        ImportRequest request;
        request.file = file;
        request.run = at("run");
        request.unchecked = unchecked;
        if (isNamed)
            request.classesFile = at("list.txt");
        try {
            importRun(request);
        } catch (const Error& error) {
            return QString::fromStdString(error.message().text());
        }
        return {};
    }

private Q_SLOTS:
    void anotherPreparationOfPicturesKeepsAnImport_data() {
        QTest::addColumn<QByteArray>("mean");
        for (const char* mean : {"[0.5,0.5,0.5]", "0.5, 0.5, 0.5", "(0.5 0.5 0.5)", "[103.939, 116.779, 123.68]"})
            QTest::newRow(mean) << QByteArray(mean);
    }
    void anotherPreparationOfPicturesKeepsAnImport() {
        QFETCH(QByteArray, mean);
        for (const std::string prefix : {"", "image_"}) {
            const std::string text = mean.toStdString();
            for (const std::string& file :
                 {safetensors({{prefix + "mean", text}, {prefix + "std", "[1, 1, 1]"}}),
                  pth({{prefix + "mean", pickledText(text)}, {prefix + "std", pickledText("0.5")}})}) {
                const QString refused = refusal(file);
                QVERIFY2(refused.contains(QStringLiteral("prepared in another way")), qPrintable(refused));
                QVERIFY2(refused.contains(QString::fromLatin1(mean)), qPrintable(refused));
                QVERIFY2(refused.contains(QStringLiteral("train --init")), qPrintable(refused));
                QCOMPARE(refusal(file, true), QString()); // as that advises
                const QString notes = joined(openSourceWeights(file).notes);
                QVERIFY2(notes.contains(QString::fromLatin1(mean)), qPrintable(notes));
            }
        }
    }

    /// A figure of a training has such a name, too.
    void whatMayBeSomethingElseIsToldAndNoRefusal() {
        const Rows lone{{"mean", pickledText("0.5")}, {"std", pickledText("0.5")}};
        const Rows alone{{"mean", pickledText("[0.5, 0.5, 0.5]")}};
        const Rows odd{{"mean", pickledText("[0.5, 0.5, 0.5]")}, {"std", pickledText("[0, 0, 0]")}};
        const Rows apart{{"mean", pickledText("[0.5, 0.5, 0.5]")}, {"image_std", pickledText("[1, 1, 1]")}};
        const Rows without{{"std", pickledText("[0.5, 0.5, 0.5]")}};
        for (const Rows& rows : {lone, alone, odd, apart, without}) {
            const QString notes = joined(opened(pth(rows)).notes);
            QVERIFY2(notes.contains(QStringLiteral("which may be how its pictures are prepared")), qPrintable(notes));
            QVERIFY2(notes.contains(QStringLiteral("0.5")), qPrintable(notes));
        }
    }

    void sizesAndBlurOfADictionaryOfPythonAreTaken() {
        const SourceWeights source =
            opened(pth({{"image_size", pickledInteger(48)}, {"resize", pickledInteger(56)}, {"blurpool", "\x88"}}));
        QCOMPARE(source.imageSize, std::optional(48));
        QCOMPARE(source.evalResize, std::optional(56));
        QCOMPARE(source.blurPool, std::optional(true));
        const SourceWeights odd = opened(pth({{"image_size", "}"}, {"resize", "\x88"}, {"blurpool", "K\3"}}));
        QVERIFY(!odd.imageSize && !odd.evalResize && !odd.blurPool);
        const QString notes = joined(odd.notes);
        for (const char* word : {"\"image_size\", a value of Python", "\"resize\", true", "\"blurpool\", 3"})
            QVERIFY2(notes.contains(QString::fromLatin1(word)), qPrintable(notes));
        QVERIFY(!opened(pth({{"blurpool", "N"}})).blurPool);
    }

    void thatOfImagenetIsNothingToTellOf() {
        for (const char* mean : {"[0.485, 0.456, 0.406]", "0.485,0.456,0.406", "[123.675, 116.28, 103.53]"}) {
            const SourceWeights source = opened(safetensors({{"mean", mean}, {"std", "[0.229, 0.224, 0.225]"}}));
            QVERIFY2(!joined(source.notes).contains(QStringLiteral("prepared")), mean);
        }
    }

    void whatCannotBeReadIsTold() {
        const QString notes = joined(
            opened(safetensors({{"mean", "like the others"}, {"image_size", "32 x 32"}, {"resize", "-1"}})).notes);
        for (const char* word : {"\"mean\", like the others", "taken to be those of ImageNet",
                                 "\"image_size\", 32 x 32", "\"resize\", -1"})
            QVERIFY2(notes.contains(QString::fromLatin1(word)), qPrintable(notes));
        const QString python = joined(opened(pth({{"std", "}"}})).notes);
        QVERIFY2(python.contains(QStringLiteral("\"std\", a value of Python")), qPrintable(python));
    }

    void listsOfClassesThatContradictEachOtherAreNotTaken() {
        const std::string file =
            pth({{"classes", texts({"b", "c", "a"})}, {"class_to_idx", numbered({"a", "b", "c"})}});
        const QString refused = imported(file, false);
        QVERIFY2(refused.contains(QStringLiteral("\"classes\" and \"class_to_idx\" do not say the same")),
                 qPrintable(refused));
        QVERIFY2(refused.contains(QStringLiteral("--classes")), qPrintable(refused));
        QCOMPARE(imported(file, true), QString());
        QCOMPARE(readClassesFile(RunPaths(at("run")).classes).at(2).folder, std::string("c"));
        QVERIFY(openSourceWeights(file).classes.empty()); // nor by --init
    }

    void listsThatSayTheSameOrSpeakOfOtherThingsAreTaken() {
        const auto folders = [this](const Rows& rows) {
            QString all;
            for (const ClassInfo& info : opened(pth(rows)).classes)
                all += QString::fromStdString(info.folder) + u' ';
            return all.trimmed();
        };
        const std::string list = texts({"b", "c", "a"});
        QCOMPARE(folders({{"classes", list}, {"class_to_idx", numbered({"b", "c", "a"})}}), QStringLiteral("b c a"));
        QCOMPARE(folders({{"classes", list}, {"class_names", texts({"Biene", "Clown", "Affe"})}}),
                 QStringLiteral("b c a"));
        QCOMPARE(folders({{"classes", list}, {"labels", texts({"a", "a", "b", "c"})}}), QStringLiteral("b c a"));
        QCOMPARE(folders({{"classes", texts({"b", "c", "a", "d"})}, {"labels", list}}), QStringLiteral("b c a"));
    }

    void someClassesMayHaveAnotherNameOfTheirOwn() {
        const std::string folders = texts({"cat", "dog", "n02099601"});
        const auto first = [this](const Rows& rows) { return opened(pth(rows)).classes.at(0); };
        for (const std::vector<std::string>& names : {std::vector<std::string>{"cat", "dog", "golden retriever"},
                                                      {"Cat", "Dog", "golden retriever"},
                                                      {"cat", "cat", "dog"}}) // the labels of three pictures
            QCOMPARE(first({{"classes", folders}, {"class_names", texts(names)}}).folder, std::string("cat"));
        for (const std::vector<std::string>& names :
             {std::vector<std::string>{"cat", "n02099601", "hound"}, {"Dog", "Cat", "golden retriever"}}) {
            const SourceWeights source = opened(pth({{"classes", folders}, {"class_names", texts(names)}}));
            QVERIFY2(source.classesProblem.find("do not say the same") != std::string::npos, names[0].c_str());
        }
        QCOMPARE(first({{"labels", texts({"cat", "cat", "dog"})}, {"categories", folders}}).folder, std::string("cat"));
        const SourceWeights twice = opened(pth({{"labels", texts({"cat", "cat", "dog"})}}));
        QVERIFY2(twice.classesProblem.find("is there twice") != std::string::npos, twice.classesProblem.c_str());
    }

    /// There one class may be called as another's folder is, and two alike.
    void foldersOfATrainingStateOfOursHaveTheirNames() {
        const SourceWeights source = opened(pth({{"classes", texts({"a", "b", "c"})},
                                                 {"class_names", texts({"b", "a", "a"})},
                                                 {"recipe", pickledText("{}")},
                                                 {"optimizer", "}"},
                                                 {"frozen", "]"}}));
        QCOMPARE(source.classesProblem, std::string());
        QCOMPARE(source.classes.size(), std::size_t{3});
        QCOMPARE(source.classes[0].folder + source.classes[0].name, std::string("ab"));
        QCOMPARE(source.classes[2].folder + source.classes[2].name, std::string("ca"));
    }

    void numbersOfClassesThatDoNotBeginAtZeroAreToldAsSuch() {
        std::string rows = "}(";
        for (int i = 1; i <= 3; ++i)
            rows += pickledInteger(i) + pickledText(std::string(1, static_cast<char>('a' + i)));
        const QString refused = imported(pth({{"idx_to_class", rows + "u"}}), false);
        QVERIFY2(
            refused.contains(QStringLiteral("\"idx_to_class\" is no list of names, nor names with numbers from 0")),
            qPrintable(refused));
        QVERIFY2(!refused.contains(QStringLiteral("without names")), qPrintable(refused));
    }

    void namesThatAreOfNoUseAreTold() {
        const SourceWeights written = opened(safetensors({{"classes", "a,b,c"}}));
        QVERIFY2(written.classesProblem.find("no list of names: a,b,c") != std::string::npos,
                 written.classesProblem.c_str());
        const SourceWeights large = opened(pth({{"classes", texts({"a", std::string(1'000, 'b'), "c"})}}));
        QVERIFY2(large.classesProblem.find("more than 500 bytes") != std::string::npos, large.classesProblem.c_str());
        const QString refused = imported(at("weights.pth"), false);
        QVERIFY2(refused.contains(QStringLiteral("more than 500 bytes")), qPrintable(refused));
        QVERIFY2(refused.contains(QStringLiteral("--classes")), qPrintable(refused));
    }

    void anExportThatWasDamagedIsNotImported() {
        const std::string file = safetensors({{"format", "pt"}, {"classes", R"(["a","b","c"])"}});
        QCOMPARE(imported(file, false), QString());
        std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(-400, std::ios::end) << '\x3f';
        const QString refused = imported(file, false);
        QVERIFY2(refused.contains(QStringLiteral("checksum")), qPrintable(refused));
        QVERIFY(!std::filesystem::exists(at("run")));
        QVERIFY_THROWS_EXCEPTION(Error, readWeights(openSourceWeights(file), {0, 1, 2})); // as --init does
        QCOMPARE(imported(file, false, true), QString());
    }

    /// With the metadata kept, in another order: no checksum in it is of what the file holds.
    void anExportThatAnotherProgramSavedAgainIsTaken() {
        const std::string file = safetensors({{"format", "pt"}, {"classes", R"(["a","b","c"])"}});
        savedAgain(file);
        const SourceWeights source = opened(file);
        QVERIFY2(joined(source.notes).contains(QStringLiteral("saved this file again")),
                 qPrintable(joined(source.notes)));
        QCOMPARE(imported(file, false), QString());
        QCOMPARE(readClassesFile(RunPaths(at("run")).classes).size(), std::size_t{3});
        const CheckpointContent content = loadCheckpoint(findCheckpoint(at("run"), "last"));
        QCOMPARE(content.tensors.at(0).bytes.at(0), std::byte{0x20});
        QVERIFY(
            !joined(opened(safetensors({{"format", "pt"}})).notes).contains(QStringLiteral("saved this file again")));
    }

    void aCheckpointThatAnotherProgramSavedAgainIsNot() {
        const std::string file = safetensors({{"studio_format", "1"}, {"format", "pt"}});
        savedAgain(file);
        const QString refused = refusal(file);
        QVERIFY2(refused.contains(QStringLiteral("another program has saved it again")), qPrintable(refused));
        QVERIFY2(refused.contains(QStringLiteral("another checkpoint")), qPrintable(refused));
    }

private:
    /// Its header's entries by the alphabet, all its numbers others.
    static void savedAgain(const std::string& file) {
        std::ifstream in(file, std::ios::binary);
        std::string bytes((std::istreambuf_iterator<char>(in)), {});
        std::uint64_t length = 0;
        for (std::size_t i = 8; i-- > 0;)
            length = length << 8 | static_cast<unsigned char>(bytes[i]);
        const std::string header = nlohmann::json::parse(bytes.substr(8, length)).dump();
        bytes.erase(0, 8 + length);
        std::fill(bytes.begin(), bytes.end(), '\x20');
        writeFileBytes(file, littleBytes(header.size(), 8) + header + bytes);
    }

    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(TestSourceFacts)
#include "tst_source_facts.moc"
