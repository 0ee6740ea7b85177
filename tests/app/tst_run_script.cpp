// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <memory>

#include "test_places.h"
#include "tests/support/cli_runner.h"

using studio::test::CliResult;

/// What packaging/run.sh builds where there is an NVIDIA driver, and what the launcher of a portable build finds. What
/// would install, fetch or build is replaced by stand-ins that write down how they were called.
class TestRunScript final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        for (const char* name : {"run.sh", "common.sh"})
            QVERIFY(QDir().mkpath(place("packaging")) &&
                    QFile::copy(QStringLiteral(STUDIO_SOURCE_DIR "/packaging/") + QLatin1String(name),
                                place("packaging/") + QLatin1String(name)));
        standIn("bin/dpkg-query", "printf installed");
        standIn("packaging/setup-libtorch.sh", note("setup-libtorch") +
                                                   "echo '-DCMAKE_PREFIX_PATH=/some\\ where/libtorch/"
                                                   "torch -DCMAKE_CUDA_COMPILER=/nvcc'");
        // Configuring makes build.ninja and, at once, the program.
        standIn("bin/cmake", "[ \"$1\" != --version ] || { echo \"cmake version 3.25.1\"; exit; }\n" + note("cmake") +
                                 "while [ $# -gt 0 ]; do [ \"$1\" != -B ] || folder=$2; shift; done\n"
                                 "[ -z \"${folder:-}\" ] || { mkdir -p \"$folder/bin\"; touch \"$folder/build.ninja\"\n"
                                 "printf '#!/bin/sh\\necho \"$0 $*\"\\n' >\"$folder/bin/resnet-train\"\n"
                                 "chmod +x \"$folder/bin/resnet-train\"; }");
        write(place("driver"), "NVRM version: 580.95.05");
    }

    void withADriverItIsBuiltAgainstItsLibTorch() {
        const CliResult result = run("driver", {QStringLiteral("system-info")});
        QVERIFY2(result.code == 0, result.err);
        QVERIFY2(log().contains("setup-libtorch --build --set auto\n"), log());
        QVERIFY2(log().contains("cmake --fresh --preset headless -B build/headless-cuda "
                                "-DCMAKE_PREFIX_PATH=/some where/libtorch/torch -DCMAKE_CUDA_COMPILER=/nvcc\n"),
                 log());
        QVERIFY2(result.out.endsWith("/build/headless-cuda/bin/resnet-train system-info\n"), result.out);
    }

    void cpuSaysNo() {
        const CliResult result = run("driver", {QStringLiteral("--cpu"), QStringLiteral("system-info")});
        QVERIFY2(result.code == 0, result.err);
        QVERIFY2(!log().contains("setup-libtorch") && log().contains("cmake --preset headless -B build/headless\n"),
                 log());
        QVERIFY2(result.out.endsWith("/build/headless/bin/resnet-train system-info\n"), result.out);
    }

    void withoutADriverItIsAptsLibTorch() {
        const CliResult result = run("absent", {QStringLiteral("system-info")});
        QVERIFY2(result.code == 0, result.err);
        QVERIFY2(!log().contains("setup-libtorch"), log());
        QVERIFY2(result.out.endsWith("/build/headless/bin/resnet-train system-info\n"), result.out);
    }

    void whereAptHasNoneItIsPyTorchsOnTheCpuToo() {
        QFile common(place("packaging/common.sh"));
        QVERIFY(common.open(QIODevice::ReadWrite));
        const QByteArray text = common.readAll().replace("libtorch-dev libgloo-dev ", ""); // as Ubuntu's
        QVERIFY(common.resize(0) && common.seek(0) && common.write(text) == text.size());
        common.close();
        for (const QStringList& more : {QStringList{}, QStringList{QStringLiteral("--cpu")}}) {
            QFile::remove(place("calls"));
            const CliResult result = run("absent", more + QStringList{QStringLiteral("runs")});
            QVERIFY2(result.code == 0 && log().contains("setup-libtorch --build --set cu130\n"), log() + result.err);
            QVERIFY2(result.err.contains("no LibTorch in apt"), result.err);
        }
    }

    void aSearchPathOfTheCallersComesBehindTheLibTorch() {
        standIn("packaging/setup-libtorch.sh",
                "mkdir -p '" + place("there/libtorch/nvidia/cudnn/lib").toUtf8() +
                    "'; echo '-DCMAKE_PREFIX_PATH=" + place("there/libtorch/torch").toUtf8() + "'");
        QCOMPARE(run("driver", {QStringLiteral("runs")}).code, 0);
        standIn("build/headless-cuda/bin/resnet-train", "echo \"$LD_LIBRARY_PATH\"");
        const QByteArray there = place("there/libtorch").toUtf8();
        const CliResult result =
            run("driver", {QStringLiteral("runs")}, {{"LD_LIBRARY_PATH", QStringLiteral("/mine")}});
        QCOMPARE(result.out, there + "/torch/lib:" + there + "/nvidia/cudnn/lib:/mine\n");
        QCOMPARE(run("driver", {QStringLiteral("runs")}).out, QByteArray("\n"));
    }

    void aCondaEnvironmentIsNotBuiltWith() {
        standIn("bin/cmake", "[ \"$1\" != --version ] || { echo \"cmake version 3.25.1\"; exit; }\n"
                             "echo \"CC=${CC:-none} $*\" >> '" +
                                 place("calls").toUtf8() + "'; exit 1");
        QVERIFY(run("absent", {QStringLiteral("runs")},
                    {{"CONDA_PREFIX", QStringLiteral("/opt/a b")}, {"CC", QStringLiteral("/opt/a b/bin/cc")}})
                    .code != 0);
        QVERIFY2(log().contains("CC=none --preset headless") && log().contains("-DCMAKE_IGNORE_PREFIX_PATH=/opt/a b "),
                 log());
        QFile::remove(place("calls"));
        run("absent", {QStringLiteral("runs")}, {{"CC", QStringLiteral("/usr/bin/cc")}});
        QVERIFY2(log().contains("CC=/usr/bin/cc --preset headless") && !log().contains("IGNORE"), log());
    }

    void twoBuildsOfAFolderAreMadeOneAfterTheOther() {
        QDir().mkpath(place("build"));
        QProcess first;
        first.start(QStringLiteral("flock"), {place("build/headless.lock"), QStringLiteral("sh"), QStringLiteral("-c"),
                                              QStringLiteral("echo held; cat")});
        QVERIFY(first.waitForReadyRead(30'000));
        QProcess second;
        second.setProcessEnvironment(withDriver("absent"));
        second.setReadChannel(QProcess::StandardError);
        second.start(place("packaging/run.sh"), {QStringLiteral("runs")});
        QByteArray said;
        while (!said.contains("Another build is at work in build/headless") && second.waitForReadyRead(30'000))
            said += second.readAllStandardError();
        QVERIFY2(said.contains("waiting for it") && !log().contains("--preset"), said);
        first.closeWriteChannel();
        QVERIFY(first.waitForFinished(30'000));
        QCOMPARE(studio::test::resultOf(second, 30'000).code, 0);
    }

    void underWindowsADriverIsOneThatAnswers() {
        write(place("dxg"), "");
        standIn("bin/nvidia-smi", "exit 9"); // another maker's card has the file, too
        QCOMPARE(run("absent", {QStringLiteral("runs")}).code, 0);
        QVERIFY2(!log().contains("setup-libtorch"), log());
        standIn("bin/nvidia-smi", note("nvidia-smi"));
        const CliResult result = run("absent", {QStringLiteral("runs")});
        QVERIFY2(log().contains("nvidia-smi -L\nsetup-libtorch --build --set auto\n"), log());
        QVERIFY2(result.out.endsWith("/build/headless-cuda/bin/resnet-train runs\n"), result.out);
    }

    void cudaSaysYes_data() {
        QTest::addColumn<QByteArray>("driver");
        QTest::addColumn<QByteArray>("smi");
        QTest::addColumn<QByteArray>("set");
        QTest::newRow("the driver is seen") << QByteArray("driver") << QByteArray("exit 9") << QByteArray("auto");
        QTest::newRow("it answers") << QByteArray("absent") << QByteArray("exit 0") << QByteArray("auto");
        QTest::newRow("there is none") << QByteArray("absent") << QByteArray("exit 9") << QByteArray("cu130");
    }
    void cudaSaysYes() {
        QFETCH(QByteArray, driver);
        QFETCH(QByteArray, smi);
        QFETCH(QByteArray, set);
        standIn("bin/nvidia-smi", smi);
        const CliResult result = run(driver.constData(), {QStringLiteral("--cuda"), QStringLiteral("system-info")});
        QVERIFY2(result.code == 0, result.err);
        QVERIFY2(log().contains("setup-libtorch --build --set " + set + "\n"), log());
        QVERIFY2(result.out.endsWith("/build/headless-cuda/bin/resnet-train system-info\n"), result.out);
    }

    void itIsConfiguredAgainForAnotherLibTorchAlone() {
        QCOMPARE(run("driver", {QStringLiteral("runs")}).code, 0);
        QFile::remove(place("calls"));
        QCOMPARE(run("driver", {QStringLiteral("runs")}).code, 0);
        QVERIFY2(!log().contains("--preset"), log());
        standIn("packaging/setup-libtorch.sh", "echo '-DCMAKE_PREFIX_PATH=/newer/libtorch/torch'");
        QCOMPARE(run("driver", {QStringLiteral("runs")}).code, 0);
        QVERIFY2(log().contains("cmake --fresh --preset headless -B build/headless-cuda -DCMAKE_PREFIX_PATH=/newer"),
                 log());
    }

    void aCMakeThatIsTooOldIsToldBeforeAnythingIsFetched() {
        standIn("bin/cmake", "echo cmake version 3.22.1");
        const CliResult result = run("driver", {QStringLiteral("runs")});
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("CMake 3.22.1 is too old: 3.25 is needed"), result.err);
        QVERIFY2(!log().contains("setup-libtorch") && !result.err.contains("no LibTorch"), log() + result.err);
        const CliResult onCpu = run("absent", {QStringLiteral("runs")});
        QVERIFY2(onCpu.code == 1 && onCpu.err.contains("3.25 is needed"), onCpu.err);
    }

    void whereThereIsNoLibTorchItEndsAndNamesTheWayOut() {
        standIn("packaging/setup-libtorch.sh", "echo 'no room' >&2; exit 75");
        const CliResult result = run("driver", {QStringLiteral("runs")});
        QCOMPARE(result.code, 75);
        QVERIFY2(result.err.contains("no room") && result.err.contains("packaging/run.sh --cpu"), result.err);
        QVERIFY2(!log().contains("cmake"), log());
    }

    void theLauncherTakesTheLibTorchThatIsNamed() {
        portable();
        libtorch("named", "2.11.0");
        const CliResult result = launch({{"RESNET_STUDIO_LIBTORCH", place("named/torch/lib")}});
        QVERIFY2(result.code == 0, result.err);
        const QString nvidia = place("named/torch/lib") + QStringLiteral("/../../nvidia/cu13/lib");
        QCOMPARE(result.out, (place("named/torch/lib") + u':' + nvidia + QStringLiteral(" one two\n")).toUtf8());
    }

    void theLauncherAsksPython() {
        portable();
        libtorch("python", "2.11.0");
        standIn("bin/python3", "echo '" + place("python/torch/lib").toUtf8() + "'");
        const CliResult result = launch({});
        QVERIFY2(result.code == 0 && result.out.startsWith(place("python/torch/lib").toUtf8()), result.err);
    }

    void theLauncherFindsWhatSetupLibtorchFetched() {
        portable();
        standIn("bin/python3", "exit 1");
        libtorch("cache/resnet-studio/libtorch/2.11.0-cu130/libtorch", "2.11.0");
        const CliResult result = launch({});
        QVERIFY2(result.code == 0 && result.out.contains("/2.11.0-cu130/libtorch/torch/lib:"), result.err + result.out);
    }

    void aLibTorchThatThePlugInCannotUseIsPassedOver_data() {
        QTest::addColumn<QByteArray>("version");
        QTest::addColumn<QByteArray>("cuda");
        QTest::addColumn<QByteArray>("why");
        QTest::newRow("without CUDA") << QByteArray("2.11.0+cpu") << QByteArray() << QByteArray("is without CUDA.");
        QTest::newRow("of another CUDA") << QByteArray("2.11.0") << QByteArray("12")
                                         << QByteArray("is of CUDA 12, and this program of CUDA 13.");
    }
    void aLibTorchThatThePlugInCannotUseIsPassedOver() {
        QFETCH(QByteArray, version);
        QFETCH(QByteArray, cuda);
        QFETCH(QByteArray, why);
        portable();
        write(place("portable/bin/libstudio_cuda.so"), "plug-in");
        libtorch("python", version, cuda);
        standIn("bin/python3", "echo '" + place("python/torch/lib").toUtf8() + "'");
        const CliResult alone = launch({});
        QVERIFY2(alone.code == 0 && alone.out.startsWith(place("python/torch/lib").toUtf8()), alone.err);
        QVERIFY2(alone.err.startsWith("resnet-train: Cards cannot be used: the LibTorch in " +
                                      place("python/torch/lib").toUtf8() + " " + why + " "),
                 alone.err);
        QCOMPARE(alone.err.count('\n'), 1);
        libtorch("cache/resnet-studio/libtorch/2.11.0-cu130/libtorch", "2.11.0", "13");
        const CliResult both = launch({});
        QVERIFY2(both.code == 0 && both.out.contains("/2.11.0-cu130/libtorch/torch/lib:"), both.out);
        QCOMPARE(both.err, QByteArray());
    }

    void withoutAPlugInAnyLibTorchOfTheVersionWillDo() {
        portable();
        libtorch("python", "2.11.0+cpu");
        standIn("bin/python3", "echo '" + place("python/torch/lib").toUtf8() + "'");
        libtorch("cache/resnet-studio/libtorch/2.11.0-cu130/libtorch", "2.11.0", "13");
        const CliResult result = launch({});
        QVERIFY2(result.out.startsWith(place("python/torch/lib").toUtf8()), result.out);
        QCOMPARE(result.err, QByteArray());
    }

    void theLauncherRefusesAnotherVersionAndNamesBoth() {
        portable();
        libtorch("old", "2.7.1");
        standIn("bin/python3", "echo '" + place("old/torch/lib").toUtf8() + "'");
        const CliResult result = launch({});
        QCOMPARE(result.code, 78);
        QVERIFY2(result.err.contains("No LibTorch 2.11.0 is found. LibTorch 2.7.1 is in " + place("old").toUtf8()),
                 result.err);
        QVERIFY2(result.err.contains("pip install torch==2.11.0"), result.err);
    }

    void theLauncherRefusesAFolderWithoutLibTorch() {
        portable();
        const CliResult result = launch({{"RESNET_STUDIO_LIBTORCH", dir_->path()}});
        QCOMPARE(result.code, 78);
        QVERIFY2(result.err.contains("There is no libtorch_cpu.so in " + dir_->path().toUtf8()), result.err);
    }

private:
    QString place(const char* name) const { return dir_->filePath(QLatin1String(name)); }
    QByteArray note(const char* name) const {
        return "echo \"" + QByteArray(name) + " $*\" >> '" + place("calls").toUtf8() + "'\n";
    }
    QByteArray log() const {
        QFile file(place("calls"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void write(const QString& path, const QByteArray& text) {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(text) == text.size());
    }
    void standIn(const char* name, const QByteArray& body) const {
        write(place(name), "#!/bin/sh\n" + body + "\n");
        QFile::setPermissions(place(name), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    /// `cuda`: its first number; empty: it has none.
    void libtorch(const QString& folder, const QByteArray& version, const QByteArray& cuda = {}) const {
        const QString at = dir_->filePath(folder);
        write(at + QStringLiteral("/torch/lib/libtorch_cpu.so"), "library");
        write(at + QStringLiteral("/torch/share/cmake/Torch/TorchConfigVersion.cmake"),
              "set(PACKAGE_VERSION \"" + version + "\")\n");
        QVERIFY(QDir().mkpath(at + QStringLiteral("/nvidia/cu13/lib")));
        if (!cuda.isEmpty()) {
            write(at + QStringLiteral("/torch/lib/libtorch_cuda.so"), "library");
            write(at + QStringLiteral("/nvidia/runtime/lib/libcudart.so.") + QLatin1String(cuda), "library");
        }
    }
    void portable() const {
        QVERIFY(QDir().mkpath(place("portable/bin")));
        QVERIFY(QFile::copy(QStringLiteral(STUDIO_SOURCE_DIR "/packaging/portable-launcher.sh"),
                            place("portable/resnet-train")));
        write(place("portable/VERSION"), "version 0.1.0\nlibtorch 2.11.0\nset cu130\n");
        standIn("portable/bin/resnet-train", "echo \"$LD_LIBRARY_PATH $*\"");
    }

    QProcessEnvironment environment() const {
        auto environment = QProcessEnvironment::systemEnvironment();
        for (const char* name :
             {"DISPLAY", "WAYLAND_DISPLAY", "LD_LIBRARY_PATH", "RESNET_STUDIO_LIBTORCH", "CC", "CONDA_PREFIX"})
            environment.remove(QLatin1String(name));
        environment.insert(QStringLiteral("PATH"), place("bin") + u':' + environment.value(QStringLiteral("PATH")));
        environment.insert(QStringLiteral("XDG_CACHE_HOME"), place("cache"));
        return environment;
    }
    CliResult start(const QString& script, const QStringList& arguments, const QProcessEnvironment& environment) const {
        QProcess process;
        process.setProcessEnvironment(environment);
        process.start(script, arguments);
        return studio::test::resultOf(process, 30'000);
    }
    QProcessEnvironment withDriver(const char* driver) const {
        auto with = environment();
        with.insert(QStringLiteral("STUDIO_DRIVER_FILE"), place(driver));
        with.insert(QStringLiteral("STUDIO_DXG_FILE"), place("dxg"));
        return with;
    }
    CliResult run(const char* driver, const QStringList& arguments,
                  const std::map<QString, QString>& variables = {}) const {
        auto with = withDriver(driver);
        for (const auto& [name, value] : variables)
            with.insert(name, value);
        return start(place("packaging/run.sh"), arguments, with);
    }
    CliResult launch(const std::map<QString, QString>& variables) const {
        auto with = environment();
        for (const auto& [name, value] : variables)
            with.insert(name, value);
        return start(place("portable/resnet-train"), {QStringLiteral("one"), QStringLiteral("two")}, with);
    }

    std::unique_ptr<QTemporaryDir> dir_;
};

QTEST_GUILESS_MAIN(TestRunScript)
#include "tst_run_script.moc"
