// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QFile>
#include <QHash>
#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include "test_places.h"

/// What the linker let out of the executables. Debian's LibTorch loads Qt 5: one exported Qt 6 symbol and the program
/// may crash before main.
class TestExports final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noQtSymbolIsExported_data() {
        QTest::addColumn<QString>("program");
        QTest::newRow("headless") << QStringLiteral(STUDIO_BIN_DIR "/resnet-train");
        QTest::newRow("studio") << QStringLiteral(STUDIO_BIN_DIR "/resnet-studio");
    }
    void noQtSymbolIsExported() {
        QFETCH(QString, program);
        if (!QFile::exists(program))
            QSKIP("this build has no such program");
        const QByteArray symbols =
            output(QStringLiteral("nm"), {QStringLiteral("-DC"), QStringLiteral("--defined-only"), program});
        for (const QByteArray& line : symbols.split('\n')) {
            // Beside libraries that have the same inlines the linker lists local copies, too: nobody binds to those.
            const QByteArray type = line.mid(line.indexOf(' ') + 1, 1);
            const bool isLocal = type == "b" || type == "d" || type == "r" || type == "t";
            QVERIFY2(isLocal || (!line.contains(" Q") && !line.contains("qt_")), line);
        }
    }

    /// Two types of one name in two headers are one type to the linker, which takes the code of either for both.
    void everyTypeHasANameOfItsOwn() {
        static const QRegularExpression type(
            QStringLiteral("^(?:class|struct|enum class) (\\w+)(?: final)?(?: :\\s[^;{]*)?\\s*\\{"),
            QRegularExpression::MultilineOption);
        QHash<QString, QString> places;
        for (const char* part : {"core", "ui", "app"}) {
            QDirIterator headers(QStringLiteral(STUDIO_SOURCE_DIR "/") + QLatin1String(part), {QStringLiteral("*.h")},
                                 QDir::Files, QDirIterator::Subdirectories);
            while (headers.hasNext()) {
                QFile header(headers.next());
                QVERIFY(header.open(QIODevice::ReadOnly));
                auto found = type.globalMatch(QString::fromUtf8(header.readAll()));
                while (found.hasNext()) {
                    const QString name = found.next().captured(1);
                    QVERIFY2(!places.contains(name),
                             qPrintable(name + QStringLiteral(": ") + places.value(name) + u' ' + header.fileName()));
                    places.insert(name, header.fileName());
                }
            }
        }
        QVERIFY(places.size() > 300);
    }

    void theHeadlessProgramDoesNotNeedQt6() {
        const QByteArray needed =
            output(QStringLiteral("readelf"), {QStringLiteral("-d"), QStringLiteral(STUDIO_BIN_DIR "/resnet-train")});
        QVERIFY(needed.contains("libtorch_cpu"));
        QVERIFY(!needed.contains("libQt6"));
    }

private:
    static QByteArray output(const QString& program, const QStringList& arguments) {
        QProcess process;
        process.start(program, arguments);
        const bool done = process.waitForFinished(60'000) && process.exitCode() == 0;
        if (!done)
            QTest::qFail("the program that looks into the file failed", __FILE__, __LINE__);
        return process.readAllStandardOutput();
    }
};

QTEST_GUILESS_MAIN(TestExports)
#include "tst_exports.moc"
