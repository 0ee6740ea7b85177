// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/cli_runner.h"
#include "tests/support/odd_pictures.h"
#include "tests/support/picture_folders.h"
#include "tests/support/words.h"

using namespace studio;
using namespace studio::test;

/// What the command line says of pictures that are odd, of another kind or too large.
class TestCliPictures final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        data_ = dir_->filePath(text("data"));
        writePictureFolders(data_.toStdString(), 2, 16, 4);
    }
    void oddPicturesAreToldInTextJsonAndCsvAndAreNoFault() {
        put("/train/c0/odd.png", oddPng(1));
        put("/train/c1/odd.png", oddPng(2));
        put("/val/c1/odd.jpg", inserted(encodeJpeg(gradientPicture(40, 30), 90), 20, {1, 2, 3}));
        const QString csv = dir_->filePath(text("odd.csv"));
        const CliResult words = runTrain({text("check"), data_});
        const CliResult result = runTrain({text("check"), data_, text("--json"), text("--csv"), csv});
        QCOMPARE(words.code, 0);
        QCOMPARE(result.code, 0);
        QVERIFY2(words.out.contains("/val/c1/odd.jpg: odd, but whole: JPEG, extra bytes between segments"), words.out);
        QVERIFY2(words.out.contains("Odd, but whole: PNG, colour profile: 2\n"), words.out);
        QVERIFY2(words.out.contains("3 pictures are odd"), words.out);
        const QJsonObject odd = result.json().object()[text("odd")].toObject();
        QCOMPARE(odd[text("count")].toInt(), 3);
        QCOMPARE(odd[text("kinds")].toArray().size(), 2);
        QCOMPARE(odd[text("kinds")].toArray()[1].toObject()[text("kind")].toString(), text("PNG, colour profile"));
        QCOMPARE(odd[text("kinds")].toArray()[1].toObject()[text("count")].toInt(), 2);
        QCOMPARE(odd[text("pictures")].toArray().size(), 3);
        QCOMPARE(odd[text("pictures")].toArray()[2].toObject()[text("set")].toString(), text("val"));
        QFile file(csv);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray rows = file.readAll();
        QCOMPARE(rows.count(",odd,"), 3);
        QVERIFY2(rows.contains("/train/c0/odd.png,c0,train,\"PNG, colour profile"), rows);
    }
    void trainingOnOddPicturesWritesNothingOfThem() {
        for (int i = 0; i < 12; ++i)
            put(i % 2 == 0 ? "/train/c0/odd" : "/train/c1/odd", i, oddPng(i));
        const CliResult result =
            runTrain(QStringList{text("train"), text("--data"), data_, text("--run"), dir_->filePath(text("run"))} +
                     tinyRecipe(1));
        QVERIFY2(result.code == 0, result.err);
        QVERIFY2(!result.err.contains("libpng") && !result.err.contains("iCCP"), result.err);
    }
    void aPixelLimitHoldsForCheckTrainAndClassify() {
        put("/train/c0/large.jpg", encodeJpeg(gradientPicture(400, 300), 90));
        const QStringList limit{text("--max-pixels"), text("119999")};
        const CliResult over = runTrain(QStringList{text("check"), data_} + limit);
        QCOMPARE(over.code, 65);
        QVERIFY2(over.out.contains("The picture is too large (400 x 300 px; max_pixels is 119,999)"), over.out);
        QCOMPARE(runTrain({text("check"), data_, text("--max-pixels"), text("120000")}).code, 0);
        QCOMPARE(runTrain({text("check"), data_, text("--max-pixels"), text("0")}).code, 64);
        const QString run = dir_->filePath(text("run"));
        const QStringList train{text("train"), text("--data"), data_, text("--set"), text("max_bad_fraction=0.5")};
        const CliResult trained =
            runTrain(train + tinyRecipe(1) + QStringList{text("--set"), text("max_pixels=119999"), text("--run"), run});
        QVERIFY2(trained.code == 0, trained.err);
        QVERIFY2(trained.err.contains("max_pixels is 119,999"), trained.err);
        const CliResult free =
            runTrain(train + tinyRecipe(1) + QStringList{text("--run"), dir_->filePath(text("free"))});
        QVERIFY2(free.code == 0 && !free.err.contains("max_pixels"), free.err);
        const CliResult named =
            runTrain(QStringList{text("classify"), run, data_ + text("/train/c0/large.jpg")} + limit);
        QCOMPARE(named.code, 65);
        QVERIFY2(named.err.contains("max_pixels is 119,999"), named.err);
    }
    void aFolderIsClassifiedIntoATable() {
        const QString run = dir_->filePath(text("run")), csv = dir_->filePath(text("answers.csv"));
        const CliResult trained =
            runTrain(QStringList{text("train"), text("--data"), data_, text("--run"), run} + tinyRecipe(1));
        QVERIFY2(trained.code == 0, trained.err);
        put("/val/c0/broken.jpg", {1, 2, 3});
        const QString folder = data_ + text("/val");
        const CliResult result = runTrain({text("classify"), run, folder, text("--csv"), csv});
        QCOMPARE(result.code, 65); // one of them is no picture, and the others are in the table
        QVERIFY(result.out.isEmpty());
        QVERIFY2(result.err.contains("8 pictures were classified; 1 could not be read"), result.err);
        QFile file(csv);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArrayList lines = file.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), 10);
        QVERIFY(lines[0].startsWith("picture,problem,truth,top1,") && lines[0].endsWith(",p:c0,p:c1"));
        const auto broken = std::find_if(lines.begin(), lines.end(),
                                         [](const QByteArray& line) { return line.contains("/broken.jpg,"); });
        QVERIFY(broken != lines.end() && broken->contains(",c0,,,"));
        for (const QByteArray& line : lines.mid(1)) {
            const QByteArrayList fields = line.split(',');
            if (fields[1].isEmpty())
                QVERIFY2(std::abs(fields[fields.size() - 2].toDouble() + fields.last().toDouble() - 1) < 1e-6, line);
        }
        QCOMPARE(runTrain({text("classify"), run, folder}).out.count("\n  "), 16); // two answers a picture
        const CliResult nothing = runTrain({text("classify"), run, run + text("/checkpoints")});
        QCOMPARE(nothing.code, 65);
        QVERIFY2(nothing.err.contains("There are no pictures in what was named"), nothing.err);
    }
    void packingKnowsTheLimitToo() {
        put("/train/c0/large.jpg", encodeJpeg(gradientPicture(400, 300), 90));
        const CliResult packed = runTrain({text("pack"), data_, text("--json"), text("--max-pixels"), text("119999")});
        QVERIFY2(packed.json().object()[text("damaged")].toInt() == 1, packed.out + packed.err);
    }

private:
    /// Another picture for each `number`.
    static Bytes oddPng(int number) {
        Picture picture = gradientPicture(40, 30);
        picture.rgb[0] = static_cast<std::uint8_t>(number);
        return pngParts(40, 30, 8, 2, picture.rgb).whole(pngChunk("iCCP", bytesOf("name")));
    }
    void put(const char* name, const Bytes& bytes) const { writeBytes((data_ + text(name)).toStdString(), bytes); }
    void put(const char* name, int number, const Bytes& bytes) const {
        writeBytes((data_ + text(name)).toStdString() + std::to_string(number) + ".png", bytes);
    }

    std::unique_ptr<QTemporaryDir> dir_;
    QString data_;
};

QTEST_GUILESS_MAIN(TestCliPictures)
#include "tst_cli_pictures.moc"
