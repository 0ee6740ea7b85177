// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QJsonArray>
#include <QJsonObject>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

#include "core/run/run_database.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;
namespace fs = std::filesystem;

/// `--device` of the program as it is installed with a CUDA plug-in. Plug-in and driver are stand-ins: the driver has
/// an NVIDIA T4 and an NVIDIA H200, the plug-in opens them, says which, and computes nothing.
class TestCliDevice final : public QObject {
    Q_OBJECT

private:
    CliResult run(const QStringList& arguments, const QList<std::pair<QString, QString>>& variables = {}) const {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char* name : {"CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "FAKE_NVML_INIT", "FAKE_NVML_VALUE"})
            environment.remove(QLatin1String(name));
        environment.insert(QStringLiteral("LD_LIBRARY_PATH"), QStringLiteral(STUDIO_BIN_DIR "/../fake_nvml"));
        for (const auto& [name, value] : variables)
            environment.insert(name, value);
        process.setProcessEnvironment(environment);
        process.start(program_, arguments);
        return resultOf(process, 120'000);
    }
    QStringList train(const char* device) const {
        return QStringList{QStringLiteral("train"),
                           QStringLiteral("--data"),
                           data_,
                           QStringLiteral("--run"),
                           dir_.filePath(QStringLiteral("run-%1").arg(++runs_)),
                           QStringLiteral("--device"),
                           QLatin1String(device)} +
               tinyRecipe(1);
    }
    QString plugin() const { return dir_.filePath(QStringLiteral("lib/resnet-studio/libstudio_cuda.so")); }

private Q_SLOTS:
    void initTestCase() {
        data_ = dir_.filePath(QStringLiteral("data"));
        writePictureFolders(data_.toStdString(), 3, 16, 6);
        program_ = dir_.filePath(QStringLiteral("bin/resnet-train"));
        const fs::path home(dir_.path().toStdString());
        fs::create_directories(home / "bin");
        fs::create_directories(home / "lib/resnet-studio");
        fs::copy_file(STUDIO_BIN_DIR "/resnet-train", home / "bin/resnet-train");
        fs::copy_file(STUDIO_FAKE_CUDA, plugin().toStdString());
        const CliResult trained = run(train("cpu"));
        QVERIFY2(trained.code == 0, trained.err);
        run_ = dir_.filePath(QStringLiteral("run-1"));
    }

    void aCardIsFoundByItsNameOnTheCommandLine_data() {
        QTest::addColumn<QByteArray>("device");
        QTest::addColumn<QByteArray>("card");
        QTest::newRow("the best one") << QByteArray("auto") << QByteArray("NVIDIA H200 at 00000000:01:00.0");
        QTest::newRow("any") << QByteArray("cuda") << QByteArray("NVIDIA H200 at 00000000:01:00.0");
        QTest::newRow("the first") << QByteArray("cuda:0") << QByteArray("NVIDIA T4 at 00000000:00:1E.0");
        QTest::newRow("the second") << QByteArray("cuda:1") << QByteArray("NVIDIA H200 at 00000000:01:00.0");
    }
    void aCardIsFoundByItsNameOnTheCommandLine() {
        QFETCH(QByteArray, device);
        QFETCH(QByteArray, card);
        const CliResult result = run(train(device.constData()));
        QCOMPARE(result.code, 75);
        QVERIFY2(result.err.contains("The stand-in for a card computes nothing") && result.err.contains(card),
                 result.err);
    }

    void everyVerbThatComputesTakesIt() {
        const QString picture = data_ + QStringLiteral("/train/c0/1000.jpg");
        const QStringList onCard{QStringLiteral("--device"), QStringLiteral("cuda:0")};
        const QStringList lines[]{{QStringLiteral("resume"), run_, QStringLiteral("--set"), QStringLiteral("epochs=2")},
                                  {QStringLiteral("evaluate"), run_},
                                  {QStringLiteral("classify"), run_, picture}};
        for (const QStringList& line : lines) {
            const CliResult result = run(line + onCard);
            QVERIFY2(result.code == 75 && result.err.contains("NVIDIA T4 at"), result.err);
        }
    }

    void aNumberThatNoCardHasIsToldWithThoseThatThereAre() {
        const CliResult result = run(train("cuda:5"));
        QCOMPARE(result.code, 75);
        QVERIFY2(result.err.contains("There are these: cuda:1, cuda:0, cpu."), result.err);
    }

    void aDriverThatDoesNotWorkIsTheReason() {
        const QList<std::pair<QString, QString>> broken{{QStringLiteral("FAKE_NVML_INIT"), QStringLiteral("4")}};
        const CliResult wanted = run(train("cuda"), broken);
        QCOMPARE(wanted.code, 75);
        QVERIFY2(wanted.err.contains("This user may not use") && !wanted.err.contains("no CUDA plug-in"), wanted.err);
        const CliResult any = run(train("auto"), broken);
        QVERIFY2(any.code == 0, any.err);
        const CliResult cpu = run(train("cpu"), broken);
        QVERIFY2(cpu.code == 0 && !cpu.err.contains("NVIDIA"), cpu.err);
    }

    /// A card that fell off the bus, or whose driver is not loaded yet: who starts the run again by itself must not
    /// find it on the CPU.
    void aRunOfACardDoesNotGoOnWithoutItByItself() {
        const QString run = dir_.filePath(QStringLiteral("of a card"));
        fs::copy(run_.toStdString(), run.toStdString(), fs::copy_options::recursive);
        const auto history = [&run](RunDatabase::Mode mode) {
            return RunDatabase(run.toStdString() + "/run.db", mode);
        };
        history(RunDatabase::Mode::Write).setValue("device", "cuda:0");
        history(RunDatabase::Mode::Write).setValue("device_name", "NVIDIA T4");
        const std::size_t events = history(RunDatabase::Mode::Read).events(1000).size();
        const QList<std::pair<QString, QString>> hidden{{QStringLiteral("CUDA_VISIBLE_DEVICES"), QString()}};
        const QStringList more{QStringLiteral("resume"), run, QStringLiteral("--set"), QStringLiteral("epochs=2"),
                               QStringLiteral("--device")};
        const CliResult refused = this->run(more + QStringList{QStringLiteral("auto")}, hidden);
        QCOMPARE(refused.code, 78); // the next start would find the same
        QVERIFY2(refused.err.contains("The run's card cannot be used now") &&
                     refused.err.contains("CUDA_VISIBLE_DEVICES") && refused.err.contains("--device cpu"),
                 refused.err);
        QCOMPARE(history(RunDatabase::Mode::Read).events(1000).size(), events);
        const CliResult wanted = this->run(more + QStringList{QStringLiteral("cpu")}, hidden);
        QVERIFY2(wanted.code == 0, wanted.err);
        bool told = false;
        for (const EventRecord& event : history(RunDatabase::Mode::Read).events(1000))
            told = told ||
                   (event.title == "Another device" && event.detail.starts_with("cpu now, cuda:0 (NVIDIA T4) before"));
        QVERIFY(told);
    }

    void hiddenCardsAreTheReason() {
        for (const char* list : {"", "MIG-5c89852c"}) {
            const QList<std::pair<QString, QString>> hidden{
                {QStringLiteral("CUDA_VISIBLE_DEVICES"), QLatin1String(list)}};
            const CliResult result = run(train("cuda"), hidden);
            QCOMPARE(result.code, 78);
            QVERIFY2(result.err.contains("CUDA_VISIBLE_DEVICES"), result.err);
            const CliResult any = run(train("auto"), hidden);
            QVERIFY2(any.code == 0 && any.err.contains("computing on the CPU: CUDA_VISIBLE_DEVICES"), any.err);
        }
    }

    void aPlugInOfAnotherBuildIsNamed() {
        const CliResult result = run(train("cuda"), {{QStringLiteral("FAKE_CUDA"), QStringLiteral("build")}});
        QCOMPARE(result.code, 78); // the next try would end alike
        QVERIFY2(result.err.contains("of another build than the program") && result.err.contains("0.0.1 (LibTorch 9"),
                 result.err);
    }

    void systemInfoNamesThePlugInAndItsDevices() {
        const CliResult words = run({QStringLiteral("system-info")});
        QCOMPARE(words.code, 0);
        QVERIFY2(words.out.contains("\nplug-in  " + plugin().toUtf8() + "\n"), words.out);
        QVERIFY2(words.out.contains("\ndevice   cuda:1: NVIDIA H200\ndevice   cuda:0: NVIDIA T4\ndevice   cpu: "),
                 words.out);
        QVERIFY2(!words.out.contains("no CUDA plug-in"), words.out);
        const QJsonObject json = run({QStringLiteral("system-info"), QStringLiteral("--json")}).json().object();
        QCOMPARE(json[QStringLiteral("cuda_plugin")].toString(), plugin());
        QCOMPARE(json[QStringLiteral("cuda_problem")].toString(), QString());
        QCOMPARE(json[QStringLiteral("devices")].toArray().size(), 3);
    }

    void anotherOrderOfTheCardsThatWasAskedForStaysAndIsTold() {
        const QStringList info{QStringLiteral("system-info"), QStringLiteral("--json")};
        const auto noteOf = [](const CliResult& result) {
            return result.json().object()[QStringLiteral("gpu_note")].toString();
        };
        QCOMPARE(noteOf(run(info)), QString()); // by the bus, as nvidia-smi has them
        const CliResult asked = run(info, {{QStringLiteral("CUDA_DEVICE_ORDER"), QStringLiteral("FASTEST_FIRST")}});
        QVERIFY2(noteOf(asked).startsWith(QStringLiteral("CUDA may number these cards otherwise")), asked.out);
    }

private:
    QTemporaryDir dir_;
    QString data_, program_, run_;
    mutable int runs_ = 0;
};

QTEST_GUILESS_MAIN(TestCliDevice)
#include "tst_cli_device.moc"
