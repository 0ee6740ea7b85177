// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>
#include <filesystem>

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/interop/plain_numbers.h"
#include "core/interop/pth_writer.h"
#include "core/interop/weights_file.h"
#include "tests/support/peak_memory.h"
#include "tests/support/pth_bytes.h"

using namespace studio;
using namespace studio::test;

namespace {

std::string floats(const std::vector<float>& values) {
    std::string bytes(values.size() * 4, '\0');
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

std::vector<float> floatsOf(const HostTensor& tensor) {
    std::vector<float> values(tensor.bytes.size() / 4);
    std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
    return values;
}

const std::string kSquare = floats({1, 2, 3, 4});
const std::string kView = pickledTensor({{2, 2}, {2, 1}});

/// Four tensors over one storage: enough to be taken for weights.
std::vector<std::pair<std::string, std::string>> fourTensors() {
    return {{"a", kView},
            {"b", pickledTensor({{2}, {1}, 1})},
            {"c", pickledTensor({{}, {}, 3})},
            {"d", pickledTensor({{1, 1}, {7, 7}, 0})}};
}

std::string longPickle(const std::string& part, int times) {
    std::string out;
    for (int i = 0; i < times; ++i)
        out += part;
    return out;
}

} // namespace

class TestWeightsFile final : public QObject {
    Q_OBJECT

private:
    std::string path(const char* name) const { return dir_.filePath(QLatin1String(name)).toStdString(); }
    std::string written(const std::string& bytes) const {
        writeFileBytes(path("weights"), bytes);
        return path("weights");
    }
    /// Names of what is found, and where.
    QString found(const std::string& bytes) const {
        const WeightsFile file(written(bytes));
        QString names = QString::fromStdString(file.part()) + QLatin1Char('|');
        for (const StoredTensor& tensor : file.tensors())
            names += QString::fromStdString(tensor.name) + QLatin1Char(' ');
        return names.trimmed();
    }

private Q_SLOTS:
    void whatWeWriteIsReadBack() {
        std::vector<HostTensor> tensors;
        for (const TensorType type : {TensorType::F32, TensorType::F16, TensorType::BF16, TensorType::F64,
                                      TensorType::I64, TensorType::U8, TensorType::Bool}) {
            HostTensor tensor{"layer." + std::to_string(tensors.size()), type, {2, 3}, {}};
            tensor.bytes.resize(6 * bytesPerElement(type), static_cast<std::byte>(1));
            tensors.push_back(std::move(tensor));
        }
        tensors.push_back({"scalar", TensorType::I64, {}, std::vector<std::byte>(8, static_cast<std::byte>(3))});
        writePth(path("own.pth"), tensors);
        writeSafetensors(path("own.safetensors"), tensors, {{"made by", "a test"}});
        for (const char* name : {"own.pth", "own.safetensors"}) {
            WeightsFile file(path(name));
            QCOMPARE(file.tensors().size(), tensors.size());
            for (std::size_t i = 0; i < tensors.size(); ++i) {
                const HostTensor tensor = file.read(file.tensors()[i]);
                QCOMPARE(tensor.name, tensors[i].name);
                QVERIFY(tensor.type == tensors[i].type && tensor.shape == tensors[i].shape);
                QVERIFY(tensor.bytes == tensors[i].bytes);
            }
        }
        QCOMPARE(WeightsFile(path("own.safetensors")).metadata().at("made by"), "a test");
    }

    void weightsAreFoundWhereverTheyStand_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("names");
        const auto row = [](const char* name, const std::string& bytes, const char* names) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromLatin1(names);
        };
        const std::string dict = pickledDict(fourTensors(), true);
        const std::vector<std::string> one{kSquare};
        const std::string optimizer =
            pickledDict({{"state", "}(" + pickledInteger(0) + pickledDict({{"momentum_buffer", kView}}) + "u"}});
        row("state_dict", pthOf(dict, one), "|a b c d");
        row("in a training state",
            pthOf(pickledDict({{"epoch", pickledInteger(3)},
                               {"args", pickledGlobal("argparse", "Namespace") + ")R"},
                               {"best_acc1", pickledTensor({{}, {}})},
                               {"optimizer", optimizer},
                               {"model_ema", dict},
                               {"model", dict}}),
                  one),
            "model|a b c d");
        row("one level deeper", pthOf(pickledDict({{"run", pickledDict({{"net", dict}})}}), one), "run.net|a b c d");
        row("parameters", pthOf(pickledDict({{"a", pickledParameter(kView)}}), one), "|a");
        const std::string inner = pickledModule({{"weight", pickledParameter(kView)}}, {{"mean", kView}}, {});
        row("a whole network", pthOf(pickledModule({}, {}, {{"conv1", inner}, {"bn1", inner}}), one),
            "|conv1.weight conv1.mean bn1.weight bn1.mean");
        row("before 1.6", legacyPthOf(dict, one, {4}), "|a b c d");
        row("a whole network before 1.6", legacyPthOf(pickledModule({}, {}, {{"fc", inner}}), one, {4}),
            "|fc.weight fc.mean");
        row("an archive for more than 4 GiB", zipOf({{"x/data.pkl", pickle(dict)}, {"x/data/0", kSquare}}, true),
            "|a b c d");
        row("protocol 4",
            zipOf({{"x/data.pkl", std::string("\x80\x04\x95\0\0\0\0\0\0\0\0", 11) + dict + "\x94."},
                   {"x/data/0", kSquare},
                   {"x/byteorder", "little"}}),
            "|a b c d");
    }
    void weightsAreFoundWhereverTheyStand() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, names);
        QCOMPARE(found(bytes.toStdString()), names);
        WeightsFile file(path("weights"));
        QCOMPARE(floatsOf(file.read(file.tensors()[0])), std::vector<float>({1, 2, 3, 4}));
    }

    void viewsAreReadAsTheyAreSeen() {
        const std::string storage = floats({0, 1, 2, 3, 4, 5, 6, 7});
        const auto view = [](std::vector<std::int64_t> shape, std::vector<std::int64_t> strides, std::int64_t offset) {
            return pickledTensor({std::move(shape), std::move(strides), offset, "0", 8});
        };
        WeightsFile file(written(pthOf(pickledDict({{"turned", view({2, 3}, {1, 2}, 0)},
                                                    {"late", view({2}, {1}, 6)},
                                                    {"single", view({1, 2}, {99, 3}, 1)}}),
                                       {storage})));
        QCOMPARE(floatsOf(file.read(file.tensors()[0])), std::vector<float>({0, 2, 4, 1, 3, 5}));
        QCOMPARE(floatsOf(file.read(file.tensors()[1])), std::vector<float>({6, 7}));
        QCOMPARE(floatsOf(file.read(file.tensors()[2])), std::vector<float>({1, 4}));
    }

    /// As expand() leaves them: one number stands for many.
    void expandedTensorsHaveTheirNumbersAsOftenAsTheyShowThem() {
        const std::string dict = pickledDict({{"one", pickledTensor({{5}, {0}, 1})},
                                              {"rows", pickledTensor({{2, 3}, {0, 1}, 1})},
                                              {"columns", pickledTensor({{3, 2}, {1, 0}, 1})},
                                              {"inner", pickledTensor({{2, 2, 2}, {1, 0, 1}, 1})},
                                              {"huge", pickledTensor({{1 << 30, 2}, {0, 1}, 1})}});
        for (const std::string& bytes : {pthOf(dict, {kSquare}), legacyPthOf(dict, {kSquare}, {4})}) {
            WeightsFile file(written(bytes));
            QCOMPARE(file.tensors().size(), std::size_t{4});
            const auto read = [&file](std::size_t index) { return floatsOf(file.read(file.tensors()[index])); };
            QCOMPARE(read(0), std::vector<float>({2, 2, 2, 2, 2}));
            QCOMPARE(read(1), std::vector<float>({2, 3, 4, 2, 3, 4}));
            QCOMPARE(read(2), std::vector<float>({2, 2, 3, 3, 4, 4}));
            QCOMPARE(read(3), std::vector<float>({2, 3, 2, 3, 3, 4, 3, 4}));
            QCOMPARE(file.unread().size(), std::size_t{1}); // 8 GiB of sixteen bytes
            QVERIFY(file.unread()[0].starts_with("huge: ") && file.unread()[0].ends_with("(save its .contiguous())"));
        }
    }

    /// The others can be read all the same, also where they lie behind those numbers.
    void whatIsNoPlainNumberIsNamedWithTheWayOut() {
        const auto of = [](const char* type) { return pickledTensor({{2}, {1}, 0, "0", 2, type}); };
        const std::string good = pickledTensor({{2, 2}, {2, 1}, 0, "1"}), sixteen = floats({9, 9, 9, 9});
        const auto unread = [&](const std::string& bytes) {
            WeightsFile file(written(bytes));
            const bool isRead = file.tensors().size() == 1 &&
                                floatsOf(file.read(file.tensors()[0])) == std::vector<float>({1, 2, 3, 4});
            return isRead && file.unread().size() == 1 ? file.unread()[0] : "not as it should be";
        };
        const std::string complex = pickledDict({{"fc.weight", of("ComplexFloatStorage")}, {"good", good}});
        const std::string named = "fc.weight: its numbers are complex (save its .real)";
        QCOMPARE(unread(pthOf(complex, {sixteen, kSquare})), named);
        QCOMPARE(unread(legacyPthOf(complex, {sixteen, kSquare}, {2, 4})), named);
        const std::string quantised = pickledDict({{"q", of("QInt8Storage")}, {"good", good}});
        QVERIFY(unread(legacyPthOf(quantised, {"ab", kSquare}, {2, 4})).ends_with("(save its .dequantize())"));
        const std::string sparse = pickledGlobal("torch._utils", "_rebuild_sparse_tensor") + ")R";
        QCOMPARE(unread(pthOf(pickledDict({{"s", sparse}, {"good", good}}), {"", kSquare})),
                 "s: it is sparse (save its .to_dense())");
        const std::string unknown = pickledDict({{"f", of("Float4Storage")}, {"good", good}});
        try { // nobody knows where the next one begins
            const WeightsFile file(written(legacyPthOf(unknown, {"ab", kSquare}, {2, 4})));
            QFAIL("it was read");
        } catch (const Error& error) {
            QVERIFY2(error.message().place.find("f: ") != std::string::npos, error.what());
        }
    }

    void classNamesInTheFileAreTold() {
        const auto names = [this](const std::string& classes) {
            const WeightsFile file(written(pthOf(pickledDict({{"classes", classes}, {"w", kView}}), {kSquare})));
            return file.stated().classLists.empty() ? std::vector<std::string>() : file.stated().classLists[0].names;
        };
        const std::vector<std::string> both{"ant", "bee"};
        QCOMPARE(names("](" + pickledText("ant") + pickledText("bee") + "e"), both);
        QCOMPARE(names(pickledDict({{"bee", pickledInteger(1)}, {"ant", pickledInteger(0)}})), both);
        QCOMPARE(names("}(" + pickledInteger(1) + pickledText("bee") + pickledInteger(0) + pickledText("ant") + "u"),
                 both);
        QVERIFY(names(pickledDict({{"bee", pickledInteger(1)}, {"ant", pickledInteger(7)}})).empty());
    }

    void numbersOfAnyTypeBecomeFloats() {
        const auto floatsFrom = [](TensorType type, const std::vector<std::uint16_t>& halves) {
            HostTensor tensor{"t", type, {static_cast<std::int64_t>(halves.size())}, {}};
            tensor.bytes.resize(halves.size() * 2);
            std::memcpy(tensor.bytes.data(), halves.data(), tensor.bytes.size());
            return asFloats(tensor);
        };
        const HostTensor half = floatsFrom(TensorType::F16, {0x3C00, 0xC000, 0x7BFF, 0x0001, 0x8000, 0x3555});
        QCOMPARE(floatsOf(half), std::vector<float>({1, -2, 65504, 5.9604644775390625e-08F, 0, 0.333251953125F}));
        QVERIFY(isFinite(half) && !isFinite(floatsFrom(TensorType::F16, {0x3C00, 0xFC00})));
        QVERIFY(!isFinite(floatsFrom(TensorType::F16, {0x7E00})));
        QCOMPARE(floatsOf(floatsFrom(TensorType::BF16, {0x3F80, 0xC040})), std::vector<float>({1, -3}));
        QCOMPARE(wholeNumber(counterTensor("n", 1ll << 60)), 1ll << 60);
        QCOMPARE(wholeNumber(floatsFrom(TensorType::F16, {0x4200})), 3);
        QCOMPARE(wholeNumber(floatsFrom(TensorType::F16, {0x7E00})), 0);
    }

    void codeIsNotRun() {
        const std::string marker = path("was_run");
        const std::string call = pickledGlobal("os", "system") + "(" + pickledText("touch '" + marker + "'") + "tR";
        QCOMPARE(found(pthOf(pickledDict({{"evil", call}, {"model", pickledDict(fourTensors())}}), {kSquare})),
                 QStringLiteral("model|a b c d"));
        QVERIFY(!std::filesystem::exists(marker));
    }

    void tensorsThatAreNoneAreNamed() {
        const std::vector<PickledView> wrong{{{2, 2}, {2, 1}, 1},
                                             {{2}, {-1}, 1},
                                             {{-2}, {1}},
                                             {{2}, {1}, -1},
                                             {{1 << 30, 4}, {0, 1}},
                                             {{2}, {INT64_MAX}},
                                             {{INT64_MAX, 2}, {2, 1}},
                                             {{2, 2}, {1}},
                                             {{0, 1ll << 62}, {1, 1}},
                                             {{2}, {1}, 0, "0", 4, "ComplexFloatStorage"}};
        std::vector<std::pair<std::string, std::string>> rows{{"good", kView}};
        for (const PickledView& view : wrong)
            rows.emplace_back("wrong" + std::to_string(rows.size()), pickledTensor(view));
        const WeightsFile file(written(pthOf(pickledDict(rows), {kSquare})));
        QCOMPARE(file.tensors().size(), std::size_t{1});
        QCOMPARE(file.unread().size(), wrong.size());
        QVERIFY(file.unread()[0].starts_with("wrong1: "));
    }

    void whatIsNoWeightsIsRefused_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("word");
        const auto row = [](const char* name, const std::string& bytes, const char* word) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromLatin1(word);
        };
        const std::string dict = pickledDict(fourTensors());
        const ZipEntry data{"x/data.pkl", pickle(dict)};
        row("TorchScript", zipOf({data, {"x/constants.pkl", ")."}, {"x/code/a.py", "x"}}), "TorchScript");
        row("compressed", zipOf({data, {"x/data/0", kSquare, true}}), "compressed");
        row("another archive", zipOf({{"a.txt", "x"}}), "PyTorch");
        row("a page", "<!DOCTYPE html>", "web server");
        row("a pointer", "version https://git-lfs.github.com/spec/v1", "Git LFS");
        row("nothing", "", "no file of weights");
        row("no tensors", pthOf(pickledDict({{"epoch", pickledInteger(3)}}), {}), "no weights");
        row("a pickle", pickle(dict), "torch.save()");
        row("storage missing", zipOf({data}), "lacks");
        row("storage too short", zipOf({data, {"x/data/0", "abc"}}), "another size");
        row("a record twice", zipOf({data, data}), "twice");
        row("big endian", zipOf({data, {"x/data/0", kSquare}, {"x/byteorder", "big"}}), "big-endian");
        row("two sizes of one storage",
            pthOf(pickledDict({{"a", kView}, {"b", pickledTensor({{2}, {1}, 0, "0", 2})}}), {kSquare}), "two things");
        row("deep", pthOf(")" + longPickle("\x85", 400'000), {}), "more values");
        row("many references",
            pthOf("]q" + std::string(1, '\0') + "(" + longPickle("h" + std::string(1, '\0'), 1'100'000) + "e", {}),
            "values");
        row("a huge memo", pthOf(")r\xff\xff\xff\xff" + std::string("j\xfe\xff\xff\xff"), {}), "not written yet");
        row("a huge text", pthOf("\x8d" + littleBytes(~0ull, 8), {}), "too early");
        row("an empty stack", pthOf("R", {}), "not there");
        row("a network that holds itself",
            pthOf(pickledGlobal("m", "N") + ")\x81q\1}(" + pickledText("_parameters") + pickledDict({{"w", kView}}) +
                      pickledText("_buffers") + "}" + pickledText("_modules") + "}(" + pickledText("x") + "h\1" +
                      pickledText("y") + "h\1uub",
                  {kSquare}),
            "more tensors");
        row("a huge header", littleBytes(10ull << 30, 8) + "{}", "does not fit");
        row("legacy, cut", legacyPthOf(dict, {floats({1, 2, 3})}, {4}), "too early");
        row("legacy, another count", legacyPthOf(dict, {kSquare}, {1ll << 60}), "size");
    }
    void whatIsNoWeightsIsRefused() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, word);
        const std::string file = written(bytes.toStdString());
        const std::int64_t before = peakMemory();
        try {
            const WeightsFile weights(file);
            QFAIL("it was read");
        } catch (const Error& error) {
            QVERIFY(error.kind() == ErrorKind::Data);
            QVERIFY2(error.message().text().find(word.toStdString()) != std::string::npos, error.what());
        }
        QVERIFY(peakMemory() - before <= bytes.size() / (1 << 20) + 64);
    }

    void aWrongChecksumIsAMatterOfAsking() {
        const std::string file =
            written(zipOf({{"x/data.pkl", pickle(pickledDict(fourTensors()))}, {"x/data/0", kSquare, false, true}}));
        WeightsFile checked(file);
        QVERIFY_THROWS_EXCEPTION(Error, checked.read(checked.tensors()[0])); // whole
        WeightsFile again(file);
        QVERIFY_THROWS_EXCEPTION(Error, again.read(again.tensors()[1])); // a part
        WeightsFile unchecked(file, true);
        QCOMPARE(floatsOf(unchecked.read(unchecked.tensors()[0])), std::vector<float>({1, 2, 3, 4}));
    }

    void noMoreIsGivenThanTheFileHolds() {
        std::vector<std::pair<std::string, std::string>> rows;
        for (int i = 0; i < 1000; ++i)
            rows.emplace_back("t" + std::to_string(i), pickledTensor({{100'000}, {1}, 0, "0", 100'000}));
        WeightsFile file(written(pthOf(pickledDict(rows), {std::string(400'000, '\0')})));
        std::size_t given = 0;
        QVERIFY_THROWS_EXCEPTION(Error, for (const StoredTensor& tensor
                                             : file.tensors()) given += file.read(tensor).bytes.size());
        QVERIFY(given > 0 && given <= std::filesystem::file_size(path("weights")) + (64u << 20));
    }

    void aCutFileIsAnErrorWhereverItIsCut() {
        const std::string dict = pickledDict(fourTensors());
        for (const std::string& whole : {pthOf(dict, {kSquare}), legacyPthOf(dict, {kSquare}, {4})}) {
            for (std::size_t size = 0; size < whole.size(); size += 7) {
                const std::string file = written(whole.substr(0, size));
                QVERIFY_THROWS_EXCEPTION(Error, WeightsFile{file});
            }
        }
    }

    void whatPyTorchWritesIsReadToTheBit();

private:
    QTemporaryDir dir_;
};

void TestWeightsFile::whatPyTorchWritesIsReadToTheBit() {
    const QString script = QStringLiteral(
        "import sys, hashlib, torch, collections\n"
        "d = sys.argv[1]; torch.manual_seed(1)\n"
        "class Net(torch.nn.Module):\n"
        "  def __init__(self):\n"
        "    super().__init__(); self.conv1 = torch.nn.Conv2d(3, 8, 3); self.bn1 = torch.nn.BatchNorm2d(8)\n"
        "    self.fc = torch.nn.Linear(8, 4)\n"
        "net = Net(); state = net.state_dict()\n"
        "turned = Net().to(memory_format=torch.channels_last)\n"
        "half = collections.OrderedDict((k, v.half() if v.is_floating_point() else v) for k, v in state.items())\n"
        "optimizer = torch.optim.SGD(net.parameters(), 0.1, momentum=0.9)\n"
        "net.fc(torch.ones(1, 8)).sum().backward(); optimizer.step()\n"
        "wide = {'a': torch.full((1,), 0.5).expand(8), 'b': torch.randn(4, 1, 3)[1:].expand(3, 5, 3),\n"
        "  'c': torch.randn(2).view(2, 1).expand(2, 4), 'd': torch.ones((), dtype=torch.int64).expand(2, 2)}\n"
        "files = {'plain': (state, state), 'half': (half, half), 'wide': (wide, wide),\n"
        "  'parallel': (torch.nn.DataParallel(net).state_dict(), torch.nn.DataParallel(net).state_dict()),\n"
        "  'state': ({'model': state, 'optimizer': optimizer.state_dict(), 'epoch': 3}, state),\n"
        "  'turned': (turned.state_dict(), turned.state_dict()), 'whole': (net, net.state_dict()),\n"
        "  'bfloat': ({k: v.bfloat16() for k, v in state.items()}, {k: v.bfloat16() for k, v in state.items()})}\n"
        "for name, (saved, held) in files.items():\n"
        "  for kind in ('zip', 'legacy'):\n"
        "    torch.save(saved, d + '/' + name + kind, _use_new_zipfile_serialization=kind == 'zip')\n"
        "    h = hashlib.sha256()\n"
        "    for key, value in held.items():\n"
        "      h.update(key.encode() + value.detach().contiguous().view(-1).view(torch.uint8).numpy().tobytes())\n"
        "    print(name + kind, h.hexdigest())\n");
    QProcess python;
    python.start(QStringLiteral("/usr/bin/python3"), {QStringLiteral("-c"), script, dir_.path()});
    if (!python.waitForFinished(120'000) || python.exitCode() != 0)
        QSKIP("There is no Python with torch and numpy here");
    const QList<QByteArray> lines = python.readAllStandardOutput().trimmed().split('\n');
    QCOMPARE(lines.size(), 16);
    for (const QByteArray& line : lines) {
        const QList<QByteArray> words = line.split(' ');
        WeightsFile file(path(words[0].constData()));
        Sha256 hash;
        for (const StoredTensor& tensor : file.tensors()) {
            hash.update(std::as_bytes(std::span(tensor.name.data(), tensor.name.size())));
            hash.update(file.read(tensor).bytes);
        }
        QVERIFY2(hash.hex() == words[1].toStdString(), words[0]);
    }
}

QTEST_GUILESS_MAIN(TestWeightsFile)
#include "tst_weights_file.moc"
