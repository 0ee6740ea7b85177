// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <cstdio>
#include <fstream>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/remote/background.h"

using namespace studio;

namespace {

/// What this program does where it is started as a trainer: argument 1 says what, argument 2 is the run folder.
int trainerMain(const std::string& what, const std::string& folder) {
    const auto trainer = BackgroundTrainer::fromEnvironment();
    if (!trainer)
        return 3;
    std::printf("before the run\n");
    if (what == "fail") {
        trainer->failed(Error(ErrorKind::DiskFull, {"The disk is full", "/d", "Nothing was lost.", "Make room."}));
        return 75;
    }
    if (what == "die") {
        std::fflush(stdout);
        ::_exit(1);
    }
    trainer->started(folder);
    struct sigaction hangUp {};
    ::sigaction(SIGHUP, nullptr, &hangUp);
    std::printf("session %d pid %d ignores %d input %lld\n", static_cast<int>(::getsid(0)),
                static_cast<int>(::getpid()), hangUp.sa_handler == SIG_IGN ? 1 : 0,
                static_cast<long long>(::lseek(STDIN_FILENO, 0, SEEK_END)));
    std::fflush(stdout);
    return 0;
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestBackground final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTrainerRunsInASessionOfItsOwnAndWritesItsLog() {
        const BackgroundStart start = startInBackground(spec("start"));
        QVERIFY(start.pid > 0);
        QCOMPARE(start.runFolder, run());
        const QString log = dir_.filePath(QStringLiteral("background.log"));
        QTRY_VERIFY_WITH_TIMEOUT(contentOf(log).endsWith("input 0\n"), 60'000);
        const QByteArray pid = QByteArray::number(start.pid);
        QCOMPARE(contentOf(log), "before the run\nsession " + pid + " pid " + pid + " ignores 1 input 0\n");
        struct stat info {};
        QCOMPARE(::stat(log.toStdString().c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0777, 0600u);
    }

    void itsFailureIsOurs() {
        try {
            startInBackground(spec("fail"));
            QFAIL("it failed");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::DiskFull);
            QCOMPARE(error.message().title, std::string("The disk is full"));
            QCOMPARE(error.message().next, std::string("Make room."));
        }
    }

    void oneThatDiesWithoutAWordShowsWhatItPrinted() {
        try {
            startInBackground(spec("die"));
            QFAIL("it died");
        } catch (const Error& error) {
            QVERIFY(error.message().text().find("before the run") != std::string::npos);
        }
    }

    void aProgramThatIsNotThereIsAnError() {
        BackgroundSpec missing = spec("start");
        missing.program = run() + "/no-such-program";
        QVERIFY_THROWS_EXCEPTION(Error, startInBackground(missing));
    }

    void nothingIsLeftForUsToBury() {
        startInBackground(spec("start"));
        QCOMPARE(::waitpid(-1, nullptr, WNOHANG), -1);
        QCOMPARE(errno, ECHILD);
    }

    void aLinkInPlaceOfTheLogIsNotWrittenThrough() {
        const QString target = dir_.filePath(QStringLiteral("precious")),
                      log = dir_.filePath(QStringLiteral("background.log"));
        QFile::remove(log);
        std::ofstream(target.toStdString()) << "mine";
        QVERIFY(QFile::link(target, log));
        startInBackground(spec("start"));
        QCOMPARE(contentOf(target), QByteArray("mine"));
        QFile::remove(log);
    }

    void aProcessThatNobodyStartedSoHasNobodyToTell() { QVERIFY(!BackgroundTrainer::fromEnvironment()); }

private:
    std::string run() const { return dir_.path().toStdString(); }
    BackgroundSpec spec(const char* what) const {
        return {QFile::symLinkTarget(QStringLiteral("/proc/self/exe")).toStdString(), {"--trainer", what, run()}, {}};
    }

    QTemporaryDir dir_;
};

int main(int argc, char** argv) {
    if (argc == 4 && std::string(argv[1]) == "--trainer")
        return trainerMain(argv[2], argv[3]);
    QCoreApplication app(argc, argv);
    TestBackground test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_background.moc"
