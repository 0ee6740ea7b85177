// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>
#include <fcntl.h>
#include <random>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/sha256.h"
#include "core/run/checkpoint.h"
#include "core/run/run_database.h"
#include "test_places.h"
#include "tests/support/checkpoints.h"
#include "tests/support/fault_points.h"

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBigBytes = 5'000'000;

CheckpointContent contentAt(std::int64_t step, std::size_t bytes) {
    CheckpointContent content;
    HostTensor weight{"model.w", TensorType::F32, {static_cast<std::int64_t>(bytes / 8), 2}, {}};
    std::mt19937 values(static_cast<std::uint32_t>(step));
    weight.bytes.resize(bytes);
    for (std::byte& byte : weight.bytes)
        byte = static_cast<std::byte>(values() & 0x3F);
    content.tensors = {weight, {"momentum.w", TensorType::I64, {}, std::vector<std::byte>(8)}};
    content.step = step;
    content.epoch = 2;
    content.epochEnd = true;
    content.seed = 42;
    content.valTop1 = content.bestTop1 = 0.75;
    content.model = "resnet20";
    content.stem = "small";
    content.imageSize = content.evalResize = 16;
    content.recipeHash = "recipe";
    content.classHash = "classes";
    return content;
}

bool sameFile(const TensorFile& a, const TensorFile& b) {
    return a.metadata == b.metadata && std::equal(a.tensors.begin(), a.tensors.end(), b.tensors.begin(),
                                                  b.tensors.end(), [](const HostTensor& one, const HostTensor& two) {
                                                      return one.name == two.name && one.type == two.type &&
                                                             one.shape == two.shape && one.bytes == two.bytes;
                                                  });
}

/// What a damaged file may be: refused with a message that names it, or the very content of the good one.
bool isRefusedOrEqual(const std::string& path, const TensorFile& good) {
    try {
        loadCheckpoint(path);
        return sameFile(readSafetensors(path), good);
    } catch (const Error& error) {
        return error.kind() == ErrorKind::Corrupt && std::string(error.what()).find(path) != std::string::npos;
    }
}

/// A file in memory that is damaged in place and repaired.
class Victim {
public:
    explicit Victim(const std::string& path)
        : path_(path)
        , bytes_(readSmallFile(path, 1u << 30))
        , fd_(::open(path.c_str(), O_RDWR | O_CLOEXEC)) {}
    ~Victim() { ::close(fd_); }
    Victim(const Victim&) = delete;
    Victim& operator=(const Victim&) = delete;

    std::size_t size() const { return bytes_.size(); }
    void flip(std::size_t at, unsigned char bits) { put(at, static_cast<char>(bytes_[at] ^ static_cast<char>(bits))); }
    void cut(std::size_t length) { ok_ = ok_ && ::ftruncate(fd_, static_cast<off_t>(length)) == 0; }
    void repair(std::size_t at) { put(at, bytes_[at]); }
    void repairEnd(std::size_t length) {
        const std::size_t rest = bytes_.size() - length;
        ok_ = ok_ &&
              ::pwrite(fd_, bytes_.data() + length, rest, static_cast<off_t>(length)) == static_cast<ssize_t>(rest);
    }
    bool ok() const { return ok_; }

private:
    void put(std::size_t at, char value) { ok_ = ok_ && ::pwrite(fd_, &value, 1, static_cast<off_t>(at)) == 1; }

    std::string path_, bytes_;
    int fd_;
    bool ok_ = true;
};

} // namespace

/// A checkpoint that is cut short or has one wrong bit never becomes other weights.
class TestTornCheckpoint final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyBitOfATinyOneFlipped() {
        const std::string path = save(10, 64);
        const TensorFile good = readSafetensors(path);
        Victim victim(path);
        for (std::size_t at = 0; at < victim.size(); ++at) {
            for (int bit = 0; bit < 8; ++bit) {
                victim.flip(at, static_cast<unsigned char>(1u << bit));
                const std::string where = "byte " + std::to_string(at) + ", bit " + std::to_string(bit);
                QVERIFY2(isRefusedOrEqual(path, good), where.c_str());
            }
            victim.repair(at);
        }
        QVERIFY(victim.ok());
        QVERIFY(sameFile(readSafetensors(path), good));
        qInfo("%zu flips", victim.size() * 8);
    }

    void everyLengthOfATinyOne() {
        const std::string path = save(10, 64);
        const TensorFile good = readSafetensors(path);
        Victim victim(path);
        for (std::size_t length = 0; length < victim.size(); ++length) {
            victim.cut(length);
            QVERIFY2(isRefusedOrEqual(path, good), std::to_string(length).c_str());
            victim.repairEnd(length);
        }
        for (const std::size_t more : {1, 8, 4096}) {
            victim.cut(victim.size() + more);
            QVERIFY2(isRefusedOrEqual(path, good), std::to_string(more).c_str());
        }
        QVERIFY(victim.ok());
    }

    /// 10,000 of them with STUDIO_LONG_TESTS set, fewer under a sanitizer, which reads ten times as slowly.
    void randomDamageOfALargeOne() {
        const std::string path = save(20, kBigBytes);
        const TensorFile good = readSafetensors(path);
        Victim victim(path);
#ifdef STUDIO_SANITIZED
        const int usual = 300;
#else
        const int usual = 4'000;
#endif
        const int rounds = qEnvironmentVariableIsSet("STUDIO_LONG_TESTS") ? 10'000 : usual;
        std::mt19937_64 random(20'261'123);
        for (int round = 0; round < rounds; ++round) {
            // Half of the flips fall on the header, which is a thousandth of the file.
            const std::size_t range = round % 4 == 0 ? 1200 : victim.size();
            const std::size_t at = random() % range;
            const bool cuts = round % 2 == 1;
            cuts ? victim.cut(at) : victim.flip(at, static_cast<unsigned char>(1 + random() % 255));
            QVERIFY2(isRefusedOrEqual(path, good), (std::to_string(at) + (cuts ? " cut" : " flipped")).c_str());
            cuts ? victim.repairEnd(at) : victim.repair(at);
        }
        QVERIFY(victim.ok());
        QVERIFY(sameFile(readSafetensors(path), good));
        qInfo("%d rounds", rounds);
    }

    void theOneBeforeIsTakenAndTheDamagedOneIsNamed() {
        save(10, 64);
        const std::string newest = save(20, 64);
        std::mt19937 random(7);
        for (int round = 0; round < 50; ++round) {
            Victim victim(newest);
            const std::size_t at = random() % victim.size();
            victim.flip(at, 0x10);
            std::string skipped;
            const auto content = loadNewestCheckpoint(
                folder(), [&](const std::string& file, const std::string& why) { skipped += file + ": " + why; });
            victim.repair(at);
            QVERIFY2(content && content->step == 10, std::to_string(at).c_str());
            QVERIFY2(skipped.rfind("step-000000020.safetensors: This", 0) == 0, skipped.c_str());
        }
    }

    void anotherProgramReadsEveryTensor() {
        const CheckpointContent content = contentAt(30, 8000);
        const std::string path = save(30, 8000);
        const QByteArray answer = python({QStringLiteral("read"), QString::fromStdString(path)});
        const QJsonObject seen = QJsonDocument::fromJson(answer).object();
        QCOMPARE(seen[u"metadata"][u"sha256"].toString(), seen[u"sha256"].toString());
        QCOMPARE(seen[u"metadata"][u"step"].toString(), QStringLiteral("30"));
        const QJsonObject tensors = seen[u"tensors"].toObject();
        QCOMPARE(tensors.size(), qsizetype(2));
        for (const HostTensor& tensor : content.tensors) {
            Sha256 hash;
            hash.update(tensor.bytes);
            const QJsonArray row = tensors[QString::fromStdString(tensor.name)].toArray();
            QCOMPARE(row[0].toString(), tensor.type == TensorType::F32 ? QStringLiteral("F32") : QStringLiteral("I64"));
            QCOMPARE(static_cast<std::size_t>(row[1].toArray().size()), tensor.shape.size());
            QCOMPARE(row[2].toString().toStdString(), hash.hex());
        }
    }

    void whatAnotherProgramWroteIsRead() {
        const std::string path = folder() + "/theirs.safetensors";
        python({QStringLiteral("write"), QString::fromStdString(path)});
        const TensorFile file = readSafetensors(path);
        QCOMPARE(file.metadata.at("from"), std::string("python"));
        QCOMPARE(file.tensors.size(), std::size_t{3});
        const HostTensor* numbers = file.find("a");
        QVERIFY(numbers != nullptr && numbers->shape == std::vector<std::int64_t>({2, 3}));
        float last = 0;
        std::memcpy(&last, numbers->bytes.data() + 20, 4);
        QCOMPARE(last, 5.0f);
        QVERIFY(file.find("c/ü") != nullptr && file.find("c/ü")->bytes.empty());
    }

private:
    std::string folder() const {
        return dir_.path().toStdString();
    }
    std::string save(std::int64_t step, std::size_t bytes) const {
        const std::string database = folder() + "/run.db";
        RunDatabase history(database, fs::exists(database) ? RunDatabase::Mode::Write : RunDatabase::Mode::Create);
        CheckpointStore store(folder(), history, 9);
        test::saveCheckpoint(store, folder(), contentAt(step, bytes), false);
        return folder() + "/" + checkpointFileName(step);
    }

    static QByteArray python(const QStringList& arguments) {
        QProcess process;
        process.start(QStringLiteral("/usr/bin/python3"), // not one of an environment

                      QStringList{QStringLiteral(STUDIO_SOURCE_DIR "/tests/support/read_safetensors.py")} + arguments);
        if (!process.waitForFinished(30'000) || process.exitCode() != 0)
            qWarning("python3: %s", process.readAllStandardError().constData());
        return process.readAllStandardOutput();
    }

    QTemporaryDir dir_{QString::fromStdString(fastFolder(QDir::tempPath().toStdString())) +
                       QStringLiteral("/studio-torn-XXXXXX")};
};

QTEST_APPLESS_MAIN(TestTornCheckpoint)
#include "tst_torn_checkpoint.moc"
