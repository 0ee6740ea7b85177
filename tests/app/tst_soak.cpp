// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <vector>

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"

using namespace studio::test;

namespace {

struct Usage {
    double seconds = 0, mebibytes = 0;
    int files = 0, threads = 0;
};

Usage usageOf(qint64 process, double seconds) {
    const QString proc = QStringLiteral("/proc/%1/").arg(process);
    QFile status(proc + QStringLiteral("status"));
    if (!status.open(QIODevice::ReadOnly))
        return {};
    // Anonymous memory: pages of libraries and files come and go as the machine likes.
    const QByteArray text = status.readAll();
    const QByteArray number = text.mid(text.indexOf("RssAnon:") + 8, 24).trimmed().split(' ').value(0);
    const auto count = [](const QString& folder) {
        int entries = 0;
        for (const auto& entry : std::filesystem::directory_iterator(folder.toStdString()))
            entries += entry.exists() || entry.is_symlink() ? 1 : 0;
        return entries;
    };
    return {seconds, number.toDouble() / 1024, count(proc + QStringLiteral("fd")),
            count(proc + QStringLiteral("task"))};
}

/// Least squares, MiB an hour.
double slope(const std::vector<Usage>& usage) {
    double x = 0, y = 0, xx = 0, xy = 0;
    const auto n = static_cast<double>(usage.size());
    for (const Usage& u : usage) {
        x += u.seconds;
        y += u.mebibytes;
        xx += u.seconds * u.seconds;
        xy += u.seconds * u.mebibytes;
    }
    return 3600 * (n * xy - x * y) / (n * xx - x * x);
}

} // namespace

/// A run for a night in small: what it holds of memory, files and threads does not grow. STUDIO_SOAK_MINUTES,
/// default 20.
class TestSoak final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLongRunHoldsNoMoreThanAtItsBeginning() {
        const QTemporaryDir dir;
        const QString data = dir.filePath(QStringLiteral("data"));
        writePictureFolders(data.toStdString(), 3, 400, 20);
        QProcess process;
        process.start(QStringLiteral(STUDIO_BIN_DIR "/resnet-train"),
                      QStringList{QStringLiteral("train"), QStringLiteral("--data"), data, QStringLiteral("--run"),
                                  dir.filePath(QStringLiteral("run"))} +
                          tinyRecipe(10'000) +
                          QStringList{QStringLiteral("--set"), QStringLiteral("save_minutes=0.1")});
        QVERIFY(process.waitForStarted());
        const double minutes = qEnvironmentVariableIntValue("STUDIO_SOAK_MINUTES") > 0
                                   ? qEnvironmentVariableIntValue("STUDIO_SOAK_MINUTES")
                                   : 20;
        std::vector<Usage> warm;
        QElapsedTimer clock;
        clock.start();
        while (clock.elapsed() < minutes * 60'000) {
            QVERIFY(!process.waitForFinished(5000));
            process.readAllStandardError();
            const double seconds = static_cast<double>(clock.elapsed()) / 1000;
            if (seconds > minutes * 15) // a quarter of the time is for warming up
                warm.push_back(usageOf(process.processId(), seconds));
        }
        process.terminate();
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitCode(), 0);
        const double growth = slope(warm);
        std::printf("soak: %.2f MiB an hour, %.1f MiB, %d files, %d threads\n", growth, warm.back().mebibytes,
                    warm.back().files, warm.back().threads);
        // The steps of a run live in run.db, not in memory; one MiB an hour is the bar over two hours, and the noise
        // of a shorter run is larger by its share.
        QVERIFY2(growth < std::max(1.0, 120 / minutes), qPrintable(QString::number(growth)));
        for (const Usage& usage : warm) {
            QVERIFY(std::abs(usage.files - warm.front().files) <= 4); // the one that is just being written
            QVERIFY(std::abs(usage.threads - warm.front().threads) <= 2);
        }
    }
};

QTEST_GUILESS_MAIN(TestSoak)
#include "tst_soak.moc"
