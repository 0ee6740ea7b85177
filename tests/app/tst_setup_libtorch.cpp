// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCryptographicHash>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <span>

#include "core/base/atomic_file.h"
#include "core/interop/stored_zip.h"
#include "tests/support/cli_runner.h"
#include "tests/support/http_server.h"

using namespace studio::test;

namespace {

const char* const kTorch = "torch-9.9.9-cp311-cp311-manylinux_2_28_x86_64.whl";
const char* const kCublas = "nvidia_cublas-9.9-py3-none-manylinux_2_27_x86_64.whl";
constexpr long long kCut = 100'000;

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& text) {
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
}

std::string hashOf(const std::string& bytes) {
    return QCryptographicHash::hash(QByteArray::fromStdString(bytes), QCryptographicHash::Sha256).toHex().toStdString();
}

} // namespace

/// packaging/setup-libtorch.sh as it is, with a list of two small files, against a package index on loopback.
class TestSetupLibtorch final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(tools_.isValid());
        for (const char* name : {"setup-libtorch.sh", "common.sh"})
            write(tool(QStringLiteral("packaging/") + QLatin1String(name)),
                  contentOf(QStringLiteral(STUDIO_SOURCE_DIR "/packaging/") + QLatin1String(name)));
        standIn("dpkg-query", "printf installed");
        const std::string big(3'000'000, 'x');
        wheels_[kTorch] = wheel("torch", {{"torch/lib/libtorch_cpu.so", big},
                                          {"torch/share/cmake/Torch/TorchConfig.cmake", "# cmake"},
                                          {"torch/__init__.py", "python"}});
        wheels_[kCublas] =
            wheel("cublas", {{"nvidia/cu13/lib/libcublas.so.13", "library"}, {"nvidia/cu13/bin/nvcc", "#!"}});
        QByteArray pins = "# a comment\n# version 9.9.9-cu130\n# unpacked 4000000\n";
        for (const auto& [name, bytes] : wheels_)
            pins += QByteArray::fromStdString(name + " " + std::to_string(bytes.size()) + " " + hashOf(bytes) + "\n");
        write(tool(QStringLiteral("packaging/libtorch-cu130.txt")), pins);
        write(tool(QStringLiteral("packaging/libtorch-cu126.txt")),
              "# version other\n# unpacked 10\nother.whl 10 00\n");
    }
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        QFile::remove(tool(QStringLiteral("bin/df")));
        faults_ = 0;
    }

    void theSetIsFetchedUnpackedAndToldToCMake() {
        const HttpServer server(index());
        const CliResult result = run(server);
        QVERIFY2(result.code == 0, result.err);
        QCOMPARE(result.out.trimmed(), QByteArray("-DCMAKE_PREFIX_PATH=" + place("libtorch/torch").toUtf8()));
        QVERIFY2(result.err.contains("2 files, 3.0MB to fetch, 4.0MB unpacked"), result.err);
        QVERIFY2(result.err.contains("It needs 7.0MB in "), result.err);
        QCOMPARE(contentOf(place("libtorch/nvidia/cu13/lib/libcublas.so")), QByteArray("library")); // a linker's name
        QCOMPARE(QFileInfo(place("libtorch/torch/lib/libtorch_cpu.so")).size(), qint64(3'000'000));
        QVERIFY(!QFile::exists(place("libtorch/torch/__init__.py"))); // nobody needs it
        QVERIFY(!QFile::exists(place("downloads")) && !QFile::exists(place("libtorch.unpacking")));
    }
    void aSecondRunFetchesNothing() {
        const HttpServer server(index());
        const CliResult first = run(server);
        const std::size_t asked = server.requests().size();
        const CliResult second = run(server);
        QCOMPARE(second.code, 0);
        QCOMPARE(second.out, first.out);
        QCOMPARE(server.requests().size(), asked);
    }
    void theListIsPrintedAndNothingElseHappens() {
        const HttpServer server(index());
        const CliResult result = run(server, {QStringLiteral("--list")});
        QCOMPARE(result.code, 0);
        QVERIFY2(result.out.contains(kTorch) && result.out.contains("in all; unpacked about 4.0MB"), result.out);
        QVERIFY(server.requests().empty());
        QVERIFY(QDir(dir_->path()).isEmpty());
    }

    void aCutTransferIsGoneOnWith() {
        const HttpServer server(index([this](Answer& answer) { answer.cutAt = faults_++ == 0 ? kCut : -1; }));
        const CliResult result = run(server);
        QVERIFY2(result.code == 0, result.err);
        QCOMPARE(rangesOf(server, kTorch), (std::vector<std::string>{"", "bytes=100000-"}));
    }
    void aServerThatCannotGoOnIsAskedForAllOfIt() {
        const HttpServer server(index([this](Answer& answer) {
            answer.ranges = false;
            answer.cutAt = faults_++ == 0 ? kCut : -1;
        }));
        const CliResult result = run(server);
        QVERIFY2(result.code == 0, result.err);
        QCOMPARE(rangesOf(server, kTorch), (std::vector<std::string>{"", "bytes=100000-", ""}));
    }
    void aWrongFileIsRefusedNamedAndDeleted() {
        const HttpServer bad(index([](Answer& answer) { answer.body[1000] ^= 1; }));
        const CliResult result = run(bad);
        QCOMPARE(result.code, 65);
        QVERIFY2(result.err.contains(QByteArray(kTorch) + " is not the file it should be: its sum is "), result.err);
        QVERIFY(result.out.isEmpty() && QDir(place("downloads")).isEmpty() && !QFile::exists(place("libtorch")));
        const HttpServer good(index());
        QCOMPARE(run(good).code, 0);
    }
    void anotherFileInTheIndexIsRefusedBeforeItIsFetched() {
        const HttpServer server(index({}, "#sha256=" + hashOf("another")));
        const CliResult result = run(server);
        QCOMPARE(result.code, 65);
        QVERIFY2(result.err.contains("The package index has another " + QByteArray(kTorch)), result.err);
        QVERIFY(rangesOf(server, kTorch).empty());
    }
    void aFileThatTheIndexDoesNotHaveIsNamed() {
        const HttpServer server(
            [](const SeenRequest&) { return says(200, "<a href=\"../../files/other.whl\">x</a>"); });
        const CliResult result = run(server);
        QCOMPARE(result.code, 75);
        QVERIFY2(result.err.contains("The package index has no " + QByteArray(kTorch)), result.err);
    }
    void withoutRoomNothingIsFetched() {
        standIn("df", "echo Avail; echo 5000000");
        const HttpServer server(index());
        const CliResult result = run(server);
        QCOMPARE(result.code, 75);
        QVERIFY2(result.err.contains("5.0MB are free") && result.err.contains("Free 2.0MB"), result.err);
        QVERIFY(server.requests().empty());
    }

    void aStopKeepsWhatWasFetched() {
        const HttpServer server(index([this](Answer& answer) { hangOnce(answer); }));
        QProcess script;
        start(script, server, {});
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(part()).size() >= kCut / 2, 20'000); // curl keeps some back
        QElapsedTimer timer;
        timer.start();
        script.terminate();
        QVERIFY(script.waitForFinished(20'000));
        QVERIFY(timer.elapsed() < 10'000); // the transfer itself would hang for a minute
        QCOMPARE(script.exitCode(), 130);
        const QByteArray said = script.readAllStandardError();
        QVERIFY2(said.contains("the same command goes on"), said);
        const std::string kept = std::to_string(QFileInfo(part()).size());
        const CliResult again = run(server);
        QVERIFY2(again.code == 0, again.err);
        QCOMPARE(rangesOf(server, kTorch), (std::vector<std::string>{"", "bytes=" + kept + "-"}));
    }
    void twoAtOnceDoTheWorkOnce() {
        const HttpServer server(index([this](Answer& answer) { hangOnce(answer); }));
        QProcess first, second;
        start(first, server, {});
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(part()).size() >= kCut / 2, 20'000); // curl keeps some back
        start(second, server, {});
        QTRY_VERIFY_WITH_TIMEOUT(second.waitForReadyRead(100) || second.bytesAvailable() > 0, 20'000);
        const QByteArray said = second.readAllStandardError();
        QVERIFY2(said.contains("waiting for it"), said);
        first.terminate();
        QVERIFY(first.waitForFinished(20'000));
        QVERIFY(second.waitForFinished(60'000));
        QCOMPARE(second.exitCode(), 0);
    }
    void anotherSetInTheFolderIsLeftAlone() {
        write(place("libtorch/torch/mine"), "mine");
        const HttpServer server(index());
        const CliResult result = run(server);
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.contains("is another set"), result.err);
        QCOMPARE(contentOf(place("libtorch/torch/mine")), QByteArray("mine"));
        QVERIFY(server.requests().empty());
    }

    void theDriverChoosesTheSet_data() {
        QTest::addColumn<QString>("driver");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("says");
        QTest::newRow("580") << QStringLiteral("580.95.05") << 0 << QString::fromLatin1(kTorch);
        QTest::newRow("575") << QStringLiteral("575.64.03") << 0 << QStringLiteral("other.whl");
        QTest::newRow("525.60") << QStringLiteral("525.60.13") << 0 << QStringLiteral("other.whl");
        QTest::newRow("525.08") << QStringLiteral("525.08") << 1 << QStringLiteral("525.08 is too old");
        QTest::newRow("470") << QStringLiteral("470.256.02") << 1 << QStringLiteral("Install driver 525.60.13 or newer");
        QTest::newRow("none") << QString() << 1 << QStringLiteral("No NVIDIA driver is found");
    }
    void theDriverChoosesTheSet() {
        if (QFile::exists(QStringLiteral("/proc/driver/nvidia/version")))
            QSKIP("this machine's own driver is asked first");
        QFETCH(QString, driver);
        QFETCH(int, code);
        QFETCH(QString, says);
        standIn("nvidia-smi", driver.isEmpty() ? QByteArray("exit 9") : "echo " + driver.toUtf8());
        const HttpServer server(index());
        const CliResult result =
            run(server, {QStringLiteral("--list"), QStringLiteral("--set"), QStringLiteral("auto")});
        QCOMPARE(result.code, code);
        QVERIFY2((result.out + result.err).contains(says.toUtf8()), result.out + result.err);
    }
    void anUnknownSetOrOptionIsAUsageError() {
        const HttpServer server(index());
        QCOMPARE(run(server, {QStringLiteral("--set"), QStringLiteral("cu99")}).code, 64);
        QCOMPARE(run(server, {QStringLiteral("--set")}).code, 64);
        QCOMPARE(run(server, {QStringLiteral("--nonsense")}).code, 64);
    }
    void theRealListsAreWhole() {
        for (const char* set : {"cu130", "cu126"}) {
            const QByteArray text =
                contentOf(QStringLiteral(STUDIO_SOURCE_DIR "/packaging/libtorch-%1.txt").arg(QLatin1String(set)));
            int files = 0;
            for (const QByteArray& line : text.split('\n')) {
                static const QRegularExpression pin(QStringLiteral(
                    "^(torch|nvidia_[a-z0-9_]+)-[0-9.]+-(py3|cp311)-[a-z0-9_.-]+\\.whl [0-9]+ [0-9a-f]{64}$"));
                if (line.isEmpty() || line.startsWith('#'))
                    continue;
                QVERIFY2(pin.match(QString::fromLatin1(line)).hasMatch(), line);
                ++files;
            }
            QVERIFY(files >= 15 && text.contains("\n# version ") && text.contains("\n# unpacked "));
        }
    }

private:
    QString tool(const QString& name) const { return tools_.filePath(name); }
    QString place(const char* name) const { return dir_->filePath(QLatin1String(name)); }
    QString part() const { return place("downloads/") + QLatin1String(kTorch) + QStringLiteral(".part"); }

    void standIn(const char* name, const QByteArray& body) {
        const QString path = tool(QStringLiteral("bin/") + QLatin1String(name));
        write(path, "#!/bin/sh\n" + body + "\n");
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    std::string wheel(const char* name, const std::map<std::string, std::string>& files) const {
        const QString path = tool(QLatin1String(name) + QStringLiteral(".whl"));
        studio::AtomicFile file(path.toStdString());
        studio::StoredZip zip(file);
        for (const auto& [inside, bytes] : files)
            zip.add(inside, std::as_bytes(std::span(bytes)));
        zip.finish();
        file.commit();
        return contentOf(path).toStdString();
    }

    /// A package index as PyPI's, and the files beside it. `change` is for the answer with a file.
    HttpServer::Handler index(std::function<void(Answer&)> change = {}, const std::string& sum = {}) const {
        return [this, change, sum](const SeenRequest& request) {
            std::string page;
            for (const auto& [name, bytes] : wheels_) {
                if (request.target == "/files/" + name) {
                    Answer answer = says(200, bytes);
                    if (change)
                        change(answer);
                    return answer;
                }
                std::string project = name.substr(0, name.find('-'));
                std::replace(project.begin(), project.end(), '_', '-');
                if (request.target == "/simple/" + project + "/")
                    page = "<a href=\"../../files/older-" + name + "\">x</a>\n<a href=\"../../files/" + name +
                           (sum.empty() ? "#sha256=" + hashOf(bytes) : sum) +
                           "\" data-requires-python=\"&gt;=3\">x</a>";
            }
            return says(page.empty() ? 404 : 200, page);
        };
    }
    void hangOnce(Answer& answer) {
        answer.hang = faults_++ == 0;
        answer.cutAt = answer.hang ? kCut : -1;
    }
    /// The Range of every request for that file.
    static std::vector<std::string> rangesOf(const HttpServer& server, const std::string& name) {
        std::vector<std::string> ranges;
        for (const SeenRequest& request : server.requests()) {
            if (request.target == "/files/" + name)
                ranges.push_back(request.header("range"));
        }
        return ranges;
    }

    void start(QProcess& script, const HttpServer& server, const QStringList& more) const {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PATH"),
                           tool(QStringLiteral("bin:")) + environment.value(QStringLiteral("PATH")));
        environment.insert(QStringLiteral("PIP_INDEX_URL"), QString::fromStdString(server.url("/simple/")));
        script.setProcessEnvironment(environment);
        script.setReadChannel(QProcess::StandardError);
        script.start(QStringLiteral("bash"),
                     QStringList{tool(QStringLiteral("packaging/setup-libtorch.sh")), QStringLiteral("--dir"),
                                 dir_->path(), QStringLiteral("--set"), QStringLiteral("cu130")} +
                         more);
    }
    CliResult run(const HttpServer& server, const QStringList& more = {}) const {
        QProcess script;
        start(script, server, more);
        CliResult result;
        if (script.waitForFinished(60'000))
            result.code = script.exitCode();
        result.out = script.readAllStandardOutput();
        result.err = script.readAllStandardError();
        return result;
    }

    QTemporaryDir tools_; ///< the script with its lists, and stand-ins
    std::unique_ptr<QTemporaryDir> dir_;
    std::map<std::string, std::string, std::greater<>> wheels_; ///< torch first
    std::atomic<int> faults_{0};
};

QTEST_GUILESS_MAIN(TestSetupLibtorch)
#include "tst_setup_libtorch.moc"
