// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>
#include <fstream>

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/random.h"
#include "core/interop/pth_writer.h"
#include "core/interop/safetensors.h"

using namespace studio;

namespace {

TensorFile sample() {
    TensorFile file;
    int fill = 1;
    const auto add = [&](const char* name, TensorType type, std::vector<std::int64_t> shape) {
        HostTensor tensor{name, type, std::move(shape), {}};
        tensor.bytes.resize(static_cast<std::size_t>(elementCount(tensor.shape)) * bytesPerElement(type));
        for (auto& byte : tensor.bytes)
            byte = static_cast<std::byte>(type == TensorType::Bool ? fill++ & 1 : fill++ % 63);
        file.tensors.push_back(std::move(tensor));
    };
    add("z.first", TensorType::F32, {2, 3});
    add("a.scalar", TensorType::I64, {});
    add("m.half", TensorType::F16, {4});
    add("m.bool", TensorType::Bool, {3});
    add("m.empty", TensorType::F32, {0, 5});
    add("na\"me\xC3\xA9", TensorType::U8, {1, 1, 7});
    file.metadata = {{"step", "12"}, {"note", "caf\xC3\xA9 \"quoted\""}};
    return file;
}

} // namespace

class TestInterop final : public QObject {
    Q_OBJECT

private:
    std::string path(const char* name) const { return dir_.filePath(QLatin1String(name)).toStdString(); }
    static void write(const std::string& file, const std::string& bytes) {
        std::ofstream(file, std::ios::binary) << bytes;
    }

private Q_SLOTS:
    void safetensorsRoundTripInOrder() {
        const TensorFile written = sample();
        const std::string digest = writeSafetensors(path("a.safetensors"), written);
        const TensorFile read = readSafetensors(path("a.safetensors"));
        QCOMPARE(read.metadata.at("sha256"), digest);
        QCOMPARE(read.metadata.at("note"), written.metadata.at("note"));
        QCOMPARE(readSafetensorsMetadata(path("a.safetensors")), read.metadata);
        QCOMPARE(read.tensors.size(), written.tensors.size());
        for (const HostTensor& tensor : written.tensors) {
            const HostTensor* same = read.find(tensor.name);
            QVERIFY(same != nullptr && same->bytes == tensor.bytes && same->shape == tensor.shape &&
                    same->type == tensor.type);
        }
    }

    void everyTruncationIsRefused() {
        writeSafetensors(path("a.safetensors"), sample());
        const std::string whole = readSmallFile(path("a.safetensors"), 1u << 20);
        for (std::size_t length = 0; length < whole.size(); ++length) {
            write(path("cut"), whole.substr(0, length));
            QVERIFY_THROWS_EXCEPTION(Error, readSafetensors(path("cut")));
        }
    }

    void everyFlippedByteIsNoticedOrHarmless() {
        writeSafetensors(path("a.safetensors"), sample());
        const TensorFile good = readSafetensors(path("a.safetensors"));
        const std::string whole = readSmallFile(path("a.safetensors"), 1u << 20);
        int refused = 0;
        for (std::size_t at = 0; at < whole.size(); ++at) {
            for (const char mask : {'\x01', '\x80'}) {
                std::string bytes = whole;
                bytes[at] = static_cast<char>(bytes[at] ^ mask);
                write(path("flip"), bytes);
                try {
                    const TensorFile read = readSafetensors(path("flip"));
                    // A flip in a name, a metadata text or the key "sha256" itself can go unseen; values never.
                    QCOMPARE(read.tensors.size(), good.tensors.size());
                    if (read.metadata.contains("sha256"))
                        for (std::size_t i = 0; i < read.tensors.size(); ++i)
                            QVERIFY(read.tensors[i].bytes == good.tensors[i].bytes);
                } catch (const Error&) {
                    ++refused;
                }
            }
        }
        QVERIFY(refused > 100);
    }

    void hostileHeadersAreRefused_data() {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("dataBytes");
        QTest::newRow("overlap")
            << QByteArray(
                   R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}})")
            << 6;
        QTest::newRow("hole") << QByteArray(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}})") << 4;
        QTest::newRow("past the end") << QByteArray(R"({"a":{"dtype":"U8","shape":[9],"data_offsets":[0,9]}})") << 4;
        QTest::newRow("rest") << QByteArray(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})") << 4;
        QTest::newRow("negative size") << QByteArray(R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,4]}})") << 4;
        QTest::newRow("overflow")
            << QByteArray(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}})") << 4;
        QTest::newRow("twice")
            << QByteArray(
                   R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}})")
            << 4;
        QTest::newRow("unknown type") << QByteArray(R"({"a":{"dtype":"X9","shape":[4],"data_offsets":[0,4]}})") << 4;
        QTest::newRow("extra field") << QByteArray(R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4],"x":1}})")
                                     << 4;
        QTest::newRow("list") << QByteArray("[]") << 0;
    }
    void hostileHeadersAreRefused() {
        QFETCH(QByteArray, header);
        QFETCH(int, dataBytes);
        std::string bytes(8, '\0');
        const auto length = static_cast<std::uint64_t>(header.size());
        std::memcpy(bytes.data(), &length, 8);
        write(path("bad"), bytes + header.toStdString() + std::string(static_cast<std::size_t>(dataBytes), 'd'));
        QVERIFY_THROWS_EXCEPTION(Error, readSafetensors(path("bad")));
    }

    void numbersOfAKindThatIsNotReadAreNamed() {
        const std::string header = R"({"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}})";
        std::string bytes(8, '\0');
        bytes[0] = static_cast<char>(header.size());
        write(path("f8"), bytes + header + "dddd");
        try {
            readSafetensors(path("f8"));
            QFAIL("it was read");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Data); // it is not damaged
            QVERIFY2(error.message().done.find("F8_E4M3") != std::string::npos, error.what());
        }
    }

    void aHugeHeaderLengthAllocatesNothing() {
        write(path("huge"), std::string("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F{}", 10));
        QVERIFY_THROWS_EXCEPTION(Error, readSafetensors(path("huge")));
    }

    void pythonReadsThePthFile() {
        const QString python = QStringLiteral("/usr/bin/python3");
        if (!QFile::exists(python) ||
            QProcess::execute(python, {QStringLiteral("-c"), QStringLiteral("import torch")}) != 0)
            QSKIP("python3-torch is not installed");
        TensorFile file = sample();
        file.tensors.back().name = "last.bytes";
        writePth(path("a.pth"), file.tensors);
        QProcess process;
        process.start(python,
                      {QStringLiteral("-c"),
                       QStringLiteral("import torch,sys\n"
                                      "for k,v in torch.load(sys.argv[1],weights_only=True).items(): "
                                      "print(k,v.dtype,tuple(v.shape),bytes(v.contiguous().numpy().tobytes()).hex())"),
                       QString::fromStdString(path("a.pth"))});
        QVERIFY(process.waitForFinished(60'000));
        const QByteArrayList lines = process.readAllStandardOutput().trimmed().split('\n');
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError());
        QCOMPARE(lines.size(), static_cast<qsizetype>(file.tensors.size()));
        const char* const types[] = {"torch.float32", "torch.int64",   "torch.float16",
                                     "torch.bool",    "torch.float32", "torch.uint8"};
        for (qsizetype i = 0; i < lines.size(); ++i) {
            const HostTensor& tensor = file.tensors[static_cast<std::size_t>(i)];
            const QByteArray hex = QByteArray(reinterpret_cast<const char*>(tensor.bytes.data()),
                                              static_cast<qsizetype>(tensor.bytes.size()))
                                       .toHex();
            QVERIFY2(lines[i].startsWith(QByteArray::fromStdString(tensor.name) + ' ' + types[i]), lines[i]);
            QVERIFY2(lines[i].endsWith(hex), lines[i]);
        }
    }

    void whatATrainingGoesOnWithIsOpenedByPythonAndFoundAgain() {
        PthValue list = PthValue::list(), weights = PthValue::orderedDict(), value = PthValue::dict();
        list.add(PthValue::integer(-5)).add(PthValue::integer(1ll << 40)).add(PthValue::boolean(true)).add(PthValue());
        weights.set("b", PthValue::tensor(sample().tensors[0])).set("a", PthValue::tensor(sample().tensors[1]));
        value.set("list", list)
            .set("rate", PthValue::real(0.1))
            .set(PthValue::integer(7), PthValue::text("caf\xC3\xA9 \"x\""))
            .set("weights", weights)
            .set("none", PthValue::dict());
        const std::string file = path("state.pth");
        writePth(file, value);
        requirePth(file, value);
        PthValue other = value;
        QVERIFY_THROWS_EXCEPTION(Error, requirePth(file, other.set("more", PthValue())));
        const std::string whole = readSmallFile(file, 1u << 20);
        for (const char* const part : {"caf", "\x02\x03\x04"}) { // of the pickle, of a tensor
            std::string changed = whole;
            const std::size_t at = changed.find(part);
            QVERIFY2(at != std::string::npos, part);
            changed[at] ^= 1;
            write(file, changed);
            QVERIFY_THROWS_EXCEPTION(Error, requirePth(file, value));
        }
        write(file, whole.substr(0, whole.size() / 2));
        QVERIFY_THROWS_EXCEPTION(Error, requirePth(file, value));
        write(file, whole);
        const QString python = QStringLiteral("/usr/bin/python3");
        if (QProcess::execute(python, {QStringLiteral("-c"), QStringLiteral("import torch")}) != 0)
            QSKIP("python3-torch is not installed");
        QProcess process;
        process.start(python, {QStringLiteral("-c"),
                               QStringLiteral("import torch, sys\n"
                                              "v = torch.load(sys.argv[1], weights_only=True)\n"
                                              "assert v['list'] == [-5, 2 ** 40, True, None], v\n"
                                              "assert v['rate'].item() == 0.1 and v[7] == 'caf\\u00e9 \"x\"', v\n"
                                              "assert list(v['weights']) == ['b', 'a'] and v['none'] == {}, v\n"
                                              "assert type(v['weights']).__name__ == 'OrderedDict'\n"),
                               QString::fromStdString(file)});
        QVERIFY(process.waitForFinished(60'000));
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError());
    }

private:
    QTemporaryDir dir_;
};

QTEST_APPLESS_MAIN(TestInterop)
#include "tst_interop.moc"
