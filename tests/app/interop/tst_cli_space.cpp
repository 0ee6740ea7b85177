// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include "core/device/pixel_ops.h"
#include "core/image/resize.h"
#include "core/run/run_folder.h"
#include "core/transform/geometry.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;

namespace {

constexpr int kSide = 24, kShort = 29; // (29 - 24) / 2 is rounded: half to even
/// Of values around 1: float32 added in another order.
constexpr double kTensorTolerance = 1e-6;
/// Of probabilities: convolutions of two versions of the library.
constexpr double kAnswerTolerance = 1e-5;

/// tiff(path, data, kind, bits of each colour, planar): 61 x 47, uncompressed, as libtiff reads it. Pillow cannot write
/// these kinds.
const char* const kTiffWriter = R"(
import struct, sys
def tiff(path, data, kind, bits, planar=1):
    n = len(bits)
    parts = [data[len(data) * i // n:len(data) * (i + 1) // n] for i in range(n)] if planar == 2 else [data]
    tags = {256: [61], 257: [47], 258: bits, 259: [1], 262: [kind], 273: [0] * len(parts), 277: [n], 278: [47],
            279: [len(part) for part in parts], 284: [planar]}
    behind = 8 + 2 + 12 * len(tags) + 4
    more, entries = b'', b''
    data_at = behind + sum((4 if t in (273, 279) else 2) * len(v) for t, v in tags.items() if len(v) > 1)
    tags[273] = [data_at + sum(map(len, parts[:i])) for i in range(len(parts))]
    for tag, values in sorted(tags.items()):
        long = tag in (273, 279)
        packed = struct.pack('<%d%s' % (len(values), 'I' if long else 'H'), *values)
        if len(packed) > 4:
            at, more = behind + len(more), more + packed
            packed = struct.pack('<I', at)
        elif len(values) > 1:
            data_at, packed = data_at, packed.ljust(4, bytes(1))
        entries += struct.pack('<HHI', tag, 4 if long else 3, len(values)) + packed.ljust(4, bytes(1))
    head = b'II*' + bytes(1) + struct.pack('<IH', 8, len(tags)) + entries + bytes(4)
    gap = data_at - len(head) - len(more)
    open(path, 'wb').write(head + more + bytes(gap) + b''.join(parts))
def wave(colours):
    return bytes(v for y in range(47) for x in range(61) for c in range(colours)
                 for v in ((x * 7 + c * 50) % 256, (x * 4 + y + c * 80) % 256))
)";

/// Pictures of all kinds but those that C++ writes; also one that its camera held upright.
const char* const kOddPictures = R"(
import sys
from PIL import Image
folder = sys.argv[1]
picture = Image.effect_mandelbrot((61, 47), (-2, -1.5, 1, 1.5), 60).convert('RGB')
picture = Image.merge('RGB', (picture.getchannel(0), picture.getchannel(1).rotate(180), Image.radial_gradient('L').resize(picture.size)))
exif = Image.Exif()
exif[274] = 6
picture.save(folder + '/turned.jpg', exif=exif)
picture.convert('L').save(folder + '/grey.jpg')
picture.convert('CMYK').save(folder + '/cmyk.jpg')
picture.convert('P').save(folder + '/palette.png', transparency=3)
picture.convert('RGBA').save(folder + '/alpha.png')
picture.save(folder + '/plain.webp', lossless=True)
picture.save(folder + '/plain.bmp')
picture.save(folder + '/plain.tiff')
wide = Image.frombytes('I;16', (61, 47), bytes(v for y in range(47) for x in range(61) for v in ((x * 7) % 256, (x * 4 + y) % 256)))
wide.save(folder + '/wide.png')
wide.save(folder + '/wide.tiff')
tiff(folder + '/white.tiff', wave(1), 0, [16])
)";

/// Kinds that Pillow opens, and shows as noise.
const char* const kMistakenTiffs = R"(
folder = sys.argv[1]
tiff(folder + '/planar.tiff', wave(3), 2, [16, 16, 16], 2)
tiff(folder + '/lab.tiff', wave(3)[:61 * 47 * 3], 8, [8, 8, 8])
tiff(folder + '/cmyk.tiff', wave(4), 5, [16, 16, 16, 16])
)";

/// What the Space's own functions say, without its page: tensors one behind the other, and answers.
const char* const kAskWithoutPage = R"(
import json, sys
assert 'gradio' not in sys.modules
import app
with open(sys.argv[1], 'wb') as tensors:
    for file in sys.argv[2:]:
        tensors.write(app.prepare(file).tobytes())
        print(json.dumps([app.classify(file)[label] for label in app.ABOUT['labels']]))
assert 'gradio' not in sys.modules
)";

QString pythonProgram() {
    return qEnvironmentVariable("STUDIO_TEST_PYTHON", QStringLiteral("/usr/bin/python3"));
}

CliResult python(const QStringList& arguments, const QString& folder = {}) {
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(pythonProgram(), arguments);
    return resultOf(process, 300'000);
}

bool has(const char* modules) {
    return python({QStringLiteral("-c"), QLatin1String("import ") + QLatin1String(modules)}).code == 0;
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

std::vector<double> numbersOf(const QJsonArray& list) {
    std::vector<double> numbers;
    for (const auto& value : list)
        numbers.push_back(value.toDouble());
    return numbers;
}

double largestDifference(const std::vector<double>& a, const std::vector<double>& b) {
    double largest = a.size() == b.size() && !a.empty() ? 0 : 1e9;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
        largest = std::max(largest, std::abs(a[i] - b[i]));
    return largest;
}

/// Of `resnet-train classify`, for each picture.
std::vector<std::vector<double>> ourAnswers(const QString& run, const QStringList& pictures) {
    const CliResult result = runTrain(QStringList{QStringLiteral("classify"), run} + pictures +
                                      QStringList{QStringLiteral("--json"), QStringLiteral("--all")});
    std::vector<std::vector<double>> answers;
    for (const QByteArray& line : result.out.split('\n')) {
        if (!line.isEmpty())
            answers.push_back(
                numbersOf(QJsonDocument::fromJson(line).object()[QStringLiteral("probabilities")].toArray()));
    }
    return answers;
}

std::vector<std::vector<double>> answersOfLines(const QByteArray& lines) {
    std::vector<std::vector<double>> answers;
    for (const QByteArray& line : lines.split('\n')) {
        if (!line.isEmpty())
            answers.push_back(numbersOf(QJsonDocument::fromJson(line).array()));
    }
    return answers;
}

/// As the network is given it, computed by us.
std::vector<float> ourTensor(const QString& file) {
    const Picture picture = loadPicture(file.toStdString());
    std::vector<std::uint8_t> pixels(kSide * kSide * 3);
    Resizer().resize(picture, evaluationCrop(picture.width, picture.height, kShort, kSide), kSide, kSide,
                     pixels.data());
    std::vector<float> tensor(pixels.size());
    applyPixelOps(pixels.data(), kSide, PixelOps{}, Normalisation{}, tensor.data());
    return tensor;
}

Picture patterned(int width, int height, int seed) {
    Picture picture{width, height, {}};
    CounterRandom random(static_cast<std::uint64_t>(seed), CounterRandom::Purpose::Sample, 1, 1);
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            for (int c = 0; c < 3; ++c)
                picture.rgb.push_back(static_cast<std::uint8_t>(
                    (x * (3 + c) + y * (5 - c) + (x * y / 7) + static_cast<int>(random.below(60))) & 255));
        }
    }
    return picture;
}

} // namespace

/// resnet-train export RUN FOLDER --as space, and what Python makes of the folder.
class TestCliSpace final : public QObject {
    Q_OBJECT

private:
    QString at(const QString& name) const { return dir_.filePath(name); }
    static QStringList exporting(const QString& run, const QString& folder) {
        return {QStringLiteral("export"), run, folder, QStringLiteral("--as"), QStringLiteral("space")};
    }
    /// 39 of sizes from 9 to 250 px, larger and smaller than the network's, and 11 of other kinds.
    QStringList fiftyPictures() const {
        const QString folder = at(QStringLiteral("fifty"));
        std::filesystem::create_directory(folder.toStdString());
        for (int i = 0; i < 39; ++i) {
            const Picture picture = patterned(9 + i * 37 % 241, 9 + i * 53 % 197, i);
            writeBytes(folder.toStdString() + "/" + std::to_string(100 + i) + (i % 2 == 0 ? ".jpg" : ".png"),
                       i % 2 == 0 ? encodeJpeg(picture, 60 + i) : encodePng(picture));
        }
        const CliResult made =
            python({QStringLiteral("-c"), QLatin1String(kTiffWriter) + QLatin1String(kOddPictures), folder});
        if (made.code != 0)
            qWarning("%s", made.err.constData());
        QStringList files;
        for (const QString& name : QDir(folder).entryList(QDir::Files, QDir::Name))
            files += folder + u'/' + name;
        return files;
    }

private Q_SLOTS:
    void initTestCase() {
        if (!has("torch, numpy, PIL"))
            QSKIP("python3-torch, python3-numpy or python3-pil is not installed");
        const QString data = at(QStringLiteral("private/my data"));
        run_ = at(QStringLiteral("a \"run\" of <b>|x| $#1 \u00e9\U0001F600"));
        writePictureFolders(data.toStdString(), 3, 12, 4);
        const CliResult made = runTrain(
            QStringList{QStringLiteral("train"), QStringLiteral("--data"), data, QStringLiteral("--run"), run_} +
            tinyRecipe(2) +
            QStringList{QStringLiteral("--set"), QStringLiteral("eval_resize=%1").arg(kShort), QStringLiteral("--set"),
                        QStringLiteral("eval_size=%1").arg(kSide)});
        QVERIFY2(made.code == 0, made.err);
        // Names as people give them, two of them alike.
        writeClassesFile(RunPaths(run_.toStdString()).classes,
                         {{"c0", "cat's \"eye\" <i>|*"}, {"c1", "crane"}, {"c2", "crane"}});
        examples_ = {data + QStringLiteral("/val/c0/1012.jpg"), at(QStringLiteral("example.png"))};
        writeBytes(examples_[1].toStdString(), encodePng(patterned(40, 30, 7)));
        space_ = at(QStringLiteral("space"));
        const CliResult exported =
            runTrain(exporting(run_, space_) + QStringList{QStringLiteral("--example")} + examples_ +
                     QStringList{QStringLiteral("--examples-licence"), QStringLiteral("CC0 | by *me*")});
        QVERIFY2(exported.code == 0, exported.err);
        QCOMPARE(exported.out.trimmed(), space_.toUtf8());
        QVERIFY2(exported.err.contains("logits differ by") && exported.err.contains("byte by byte"), exported.err);
    }

    void theFolderHoldsAllThatASpaceNeedsAndNothingElse() {
        QStringList files;
        QDirIterator walk(space_, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (walk.hasNext())
            files += QDir(space_).relativeFilePath(walk.next());
        files.sort();
        QCOMPARE(files.join(u' '), QStringLiteral(".gitattributes README.md app.py examples/1.jpg examples/2.png "
                                                  "model.py model.safetensors requirements.txt space.json"));
        QCOMPARE(contentOf(space_ + QStringLiteral("/examples/1.jpg")), contentOf(examples_[0]));
        for (const QByteArray& line : contentOf(space_ + QStringLiteral("/requirements.txt")).trimmed().split('\n'))
            QVERIFY2(line.contains("==") && !line.contains('>'), line);
        const QJsonObject about = QJsonDocument::fromJson(contentOf(space_ + QStringLiteral("/space.json"))).object();
        QCOMPARE(about[QStringLiteral("labels")].toArray(),
                 QJsonArray({QStringLiteral("cat's \"eye\" <i>|*"), QStringLiteral("crane (c1)"),
                             QStringLiteral("crane (c2)")}));
        QCOMPARE(about[QStringLiteral("title")].toString(), QDir(run_).dirName());
        // The code is ours word by word: nothing was pasted into it.
        for (const char* name : {"app.py", "model.py"})
            QCOMPARE(contentOf(space_ + u'/' + QLatin1String(name)),
                     contentOf(QStringLiteral(STUDIO_SOURCE_DIR "/resources/space/") + QLatin1String(name)));
    }

    void theCardTellsWhatWasMeasuredAndWhatWasNot() {
        const QString card = QString::fromUtf8(contentOf(space_ + QStringLiteral("/README.md")));
        const QString header = card.section(QStringLiteral("---\n"), 1, 1);
        QVERIFY2(header.startsWith(QStringLiteral(
                     "title: \"a \\\"run\\\" of <b>|x| $#1 \\u00E9\\U0001F600\"\nsdk: gradio\nsdk_version: \"")),
                 qPrintable(header));
        QVERIFY(header.contains(QStringLiteral("\napp_file: app.py\n")));
        const RunSummary run = summariseRun(run_.toStdString());
        const auto row = [&card](const QString& name, const QString& value) {
            return card.contains(QStringLiteral("\n| %1 | %2 |\n").arg(name, value));
        };
        QVERIFY(run.best.has_value());
        QVERIFY2(row(QStringLiteral("Validation, top-1"),
                     QString::number(run.best->valTop1 * 100, 'f', 2) + QStringLiteral(" %")),
                 qPrintable(card));
        QVERIFY(row(QStringLiteral("Evaluation after the training"), QStringLiteral("not measured")));
        QVERIFY(row(QStringLiteral("Energy of the card"), QStringLiteral("not measured")));
        QVERIFY(row(QStringLiteral("Weights"), QStringLiteral("not stated")));
        QVERIFY(row(QStringLiteral("Training pictures"), QStringLiteral("36")));
        QVERIFY(row(QStringLiteral("Validation pictures"), QStringLiteral("12")));
        QVERIFY(row(QStringLiteral("Name of the folder"), QStringLiteral("my data")));
        QVERIFY(row(QStringLiteral("eval\\_resize"), QString::number(kShort)));
        QVERIFY(row(QStringLiteral("Example pictures"), QStringLiteral("2, licence: CC0 \\| by \\*me\\*")));
        QVERIFY(card.contains(QStringLiteral("cat's \"eye\" \\<i\\>\\|\\*, crane (c1), crane (c2)")));
        QVERIFY(!card.section(QStringLiteral("---\n"), 2).contains(QStringLiteral("<b>")));
        for (const char* name : {"/README.md", "/space.json"})
            QVERIFY2(!contentOf(space_ + QLatin1String(name)).contains(dir_.path().toUtf8()), name);
    }

    void anEvaluationOfTheseWeightsIsTold() {
        const CliResult measured = runTrain({QStringLiteral("evaluate"), run_, QStringLiteral("--threads"),
                                             QStringLiteral("1"), QStringLiteral("--json")});
        QVERIFY2(measured.code == 0, measured.err);
        const QString folder = at(QStringLiteral("evaluated"));
        QCOMPARE(runTrain(exporting(run_, folder)).code, 0);
        const QByteArray card = contentOf(folder + QStringLiteral("/README.md"));
        const QByteArray top1 =
            QByteArray::number(measured.json().object()[QStringLiteral("top1")].toDouble() * 100, 'f', 2);
        QVERIFY2(card.contains("| Evaluation, top-1 | " + top1 + " % |"), card);
        QVERIFY2(card.contains("12 pictures") && !card.contains(dir_.path().toUtf8()), card);
    }

    void itPreparesAndAnswersForFiftyPicturesAsWeDo() {
        const QStringList pictures = fiftyPictures();
        QCOMPARE(pictures.size(), 50);
        const QString tensors = at(QStringLiteral("tensors"));
        const CliResult asked =
            python(QStringList{QStringLiteral("-c"), QLatin1String(kAskWithoutPage), tensors} + pictures, space_);
        QVERIFY2(asked.code == 0, asked.err);
        QFile written(tensors);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const auto ours = ourAnswers(run_, pictures), theirs = answersOfLines(asked.out);
        QVERIFY(ours.size() == 50 && theirs.size() == 50);
        double tensorDifference = 0, answerDifference = 0;
        for (std::size_t i = 0; i < ours.size(); ++i) {
            const QString& picture = pictures[static_cast<qsizetype>(i)];
            const std::vector<float> tensor = ourTensor(picture);
            const auto size = static_cast<qint64>(tensor.size() * sizeof(float));
            std::vector<float> other(tensor.size());
            QCOMPARE(written.read(reinterpret_cast<char*>(other.data()), size), size);
            const double difference = largestDifference({tensor.begin(), tensor.end()}, {other.begin(), other.end()});
            QVERIFY2(difference <= kTensorTolerance, qPrintable(picture + u' ' + QString::number(difference)));
            QVERIFY2(largestDifference(ours[i], theirs[i]) <= kAnswerTolerance, qPrintable(picture));
            tensorDifference = std::max(tensorDifference, difference);
            answerDifference = std::max(answerDifference, largestDifference(ours[i], theirs[i]));
        }
        qInfo("largest difference of 50: tensors %.2g, probabilities %.2g", tensorDifference, answerDifference);
    }

    void otherNetworksAnswerAsOurs_data() {
        QTest::addColumn<QString>("network"); // as space.json has it
        QTest::addColumn<QString>("settings");
        QTest::newRow("blurred, standard stem")
            << QStringLiteral("blocks=[2,2,2,2], bottleneck=False, expansion=1, groups=1, small_stem=False, "
                              "blurpool=True, cifar=False, projection=True, width_per_group=64")
            << QStringLiteral("blurpool=true");
        QTest::newRow("grouped bottlenecks, small stem")
            << QStringLiteral("blocks=[3,4,6,3], bottleneck=True, expansion=4, groups=32, small_stem=True, "
                              "blurpool=False, cifar=False, projection=True, width_per_group=4")
            << QStringLiteral("blurpool=false");
        QTest::newRow("blurred, no projection")
            << QStringLiteral("blocks=[3,3,3], bottleneck=False, expansion=1, groups=1, small_stem=False, "
                              "blurpool=True, cifar=True, projection=False, width_per_group=64")
            << QStringLiteral("blurpool=true");
        QTest::newRow("blurred bottlenecks")
            << QStringLiteral("blocks=[3,4,6,3], bottleneck=True, expansion=4, groups=1, small_stem=False, "
                              "blurpool=True, cifar=False, projection=True, width_per_group=64")
            << QStringLiteral("blurpool=true");
    }
    void otherNetworksAnswerAsOurs() {
        QFETCH(QString, network);
        QFETCH(QString, settings);
        const QTemporaryDir dir;
        const QString weights = dir.filePath(QStringLiteral("net.pth")), run = dir.filePath(QStringLiteral("run")),
                      space = dir.filePath(QStringLiteral("space")), names = dir.filePath(QStringLiteral("names"));
        std::ofstream(names.toStdString()) << "a\nb\nc\nd\n";
        const QString script = QStringLiteral("import torch, model\n"
                                              "torch.manual_seed(1)\n"
                                              "net = model.ResNet(dict(classes=4, %1))\n"
                                              "for i in range(3): net(torch.randn(4, 3, 40, 40))\n"
                                              "torch.save(net.state_dict(), '%2')")
                                   .arg(network, weights);
        const CliResult made = python({QStringLiteral("-c"), script}, space_);
        QVERIFY2(made.code == 0, made.err);
        const CliResult imported = runTrain(
            {QStringLiteral("import"), weights, run, QStringLiteral("--classes"), names, QStringLiteral("--image-size"),
             QStringLiteral("40"), QStringLiteral("--set"), QStringLiteral("eval_resize=44"), QStringLiteral("--set"),
             QStringLiteral("eval_size=40"), QStringLiteral("--set"), settings});
        QVERIFY2(imported.code == 0, imported.err);
        const CliResult exported = runTrain(exporting(run, space) + QStringList{QStringLiteral("--json")});
        QVERIFY2(exported.code == 0, exported.err);
        QCOMPARE(exported.json().object()[QStringLiteral("classes")].toInt(), 4);
        const CliResult asked = python(
            QStringList{QStringLiteral("-c"), QLatin1String(kAskWithoutPage), dir.filePath(QStringLiteral("tensors"))} +
                examples_,
            space);
        QVERIFY2(asked.code == 0, asked.err);
        const auto ours = ourAnswers(run, examples_), theirs = answersOfLines(asked.out);
        QVERIFY(ours.size() == 2 && theirs.size() == 2);
        for (std::size_t i = 0; i < 2; ++i)
            QVERIFY(largestDifference(ours[i], theirs[i]) <= kAnswerTolerance);
        // Nothing was measured of it, and nothing is told.
        const QByteArray card = contentOf(space + QStringLiteral("/README.md"));
        QVERIFY2(card.contains("| Validation, top-1 | not measured |") &&
                     card.contains("| Training pictures | not recorded |") && card.contains("Weights imported"),
                 card);
    }

    void aPictureThatCannotBeReadIsToldAndNotAnswered() {
        const QString text = at(QStringLiteral("text.jpg")), narrow = at(QStringLiteral("narrow.png"));
        std::ofstream(text.toStdString()) << "no picture";
        writeBytes(narrow.toStdString(), encodePng(patterned(1, 2000, 1)));
        for (const QString& file : {text, narrow}) {
            const CliResult asked = python({QStringLiteral("-c"),
                                            QStringLiteral("import sys, app\n"
                                                           "try: app.classify(sys.argv[1])\n"
                                                           "except (OSError, ValueError) as e: print('told', e)"),
                                            file},
                                           space_);
            QVERIFY2(asked.code == 0 && asked.out.startsWith("told"), asked.err);
        }
    }

    void aTiffThatPillowTakesForAnotherIsToldAndNotAnswered() {
        const QTemporaryDir dir;
        const CliResult made =
            python({QStringLiteral("-c"), QLatin1String(kTiffWriter) + QLatin1String(kMistakenTiffs), dir.path()});
        QVERIFY2(made.code == 0, made.err);
        for (const auto& [name, word] : {std::pair("planar", "planar"), {"lab", "Lab"}, {"cmyk", "CMYK"}}) {
            const QString file = dir.filePath(QLatin1String(name) + QStringLiteral(".tiff"));
            const CliResult asked = python({QStringLiteral("-c"),
                                            QStringLiteral("import sys, app\n"
                                                           "try: app.classify(sys.argv[1])\n"
                                                           "except ValueError as e: print('told', e)"),
                                            file},
                                           space_);
            QVERIFY2(asked.code == 0 && asked.out.startsWith("told The TIFF ") && asked.out.contains(word),
                     asked.err + name + asked.out);
        }
        // It is a picture to us.
        const CliResult ours =
            runTrain({QStringLiteral("classify"), run_, dir.filePath(QStringLiteral("planar.tiff"))});
        QVERIFY2(ours.code == 0, ours.err);
    }

    void thePageAnswersOverHttpWithoutTheNet() {
        if (!has("gradio"))
            QSKIP("gradio is not installed: its page was not started");
        const CliResult asked =
            python(QStringList{QStringLiteral(STUDIO_SOURCE_DIR "/tests/support/ask_space.py"), space_} + examples_ +
                   QStringList{QStringLiteral(STUDIO_SOURCE_DIR "/README.md")});
        QVERIFY2(asked.code == 0, asked.err);
        const QList<QByteArray> lines = asked.out.trimmed().split('\n');
        QCOMPARE(lines.size(), 4);
        const QJsonArray labels = QJsonDocument::fromJson(contentOf(space_ + QStringLiteral("/space.json")))
                                      .object()[QStringLiteral("labels")]
                                      .toArray();
        const auto ours = ourAnswers(run_, examples_);
        for (qsizetype i = 0; i < 2; ++i) {
            const QJsonObject answer = QJsonDocument::fromJson(lines[i + 1]).object();
            QCOMPARE(answer[QStringLiteral("event")].toString(), QStringLiteral("complete"));
            const QJsonArray found = answer[QStringLiteral("data")][0][QStringLiteral("confidences")].toArray();
            QCOMPARE(found.size(), 3);
            for (const auto& one : found) {
                const auto index = std::find(labels.begin(), labels.end(), one[QStringLiteral("label")]);
                QVERIFY(index != labels.end());
                const double wanted =
                    ours[static_cast<std::size_t>(i)][static_cast<std::size_t>(index - labels.begin())];
                QVERIFY(std::abs(one[QStringLiteral("confidence")].toDouble() - wanted) <= kAnswerTolerance);
            }
        }
        QVERIFY2(lines[3].contains("\"error\""), lines[3]); // README.md is no picture
    }

    void whatCannotBeExportedLeavesNothingBehind_data() {
        QTest::addColumn<QStringList>("more");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("words");
        const QString picture = QStringLiteral("EXAMPLE"), text = QStringLiteral("TEXT");
        const QString example = QStringLiteral("--example"), licence = QStringLiteral("--examples-licence");
        QTest::newRow("no licence") << QStringList{example, picture} << 64 << licence;
        QTest::newRow("an empty licence")
            << QStringList{example, picture, licence, QStringLiteral(" ")} << 64 << licence;
        QTest::newRow("no picture") << QStringList{example, picture, text, licence, QStringLiteral("CC0")} << 65
                                    << QStringLiteral("text.txt");
        QTest::newRow("no such checkpoint")
            << QStringList{QStringLiteral("--checkpoint"), QStringLiteral("99")} << 65 << QStringLiteral("99");
        QTest::newRow("replace") << QStringList{QStringLiteral("--replace")} << 64 << QStringLiteral("--replace");
    }
    void whatCannotBeExportedLeavesNothingBehind() {
        QFETCH(QStringList, more);
        QFETCH(int, code);
        QFETCH(QString, words);
        const QTemporaryDir dir;
        const QString text = at(QStringLiteral("text.txt"));
        std::ofstream(text.toStdString()) << "no picture";
        more.replaceInStrings(QStringLiteral("EXAMPLE"), examples_[0]);
        more.replaceInStrings(QStringLiteral("TEXT"), text);
        const CliResult refused = runTrain(exporting(run_, dir.filePath(QStringLiteral("new"))) + more);
        QVERIFY2(refused.code == code && refused.err.contains(words.toUtf8()), refused.err);
        QVERIFY(QDir(dir.path()).isEmpty());
    }

    void aFolderThatHoldsSomethingIsLeftAlone() {
        const QTemporaryDir dir;
        std::ofstream(dir.filePath(QStringLiteral("mine")).toStdString()) << "mine";
        const CliResult refused = runTrain(exporting(run_, dir.path()));
        QVERIFY2(refused.code == 64 && refused.err.contains("already"), refused.err);
        QCOMPARE(QDir(dir.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList{QStringLiteral("mine")});
        const QTemporaryDir empty; // is taken, with its slash
        QVERIFY2(runTrain(exporting(run_, empty.path() + u'/')).code == 0, "an empty folder");
        QVERIFY(QFile::exists(empty.filePath(QStringLiteral("app.py"))));
    }

    void onlyARunBecomesASpaceAndOnlyASpaceHasExamples() {
        const CliResult file =
            runTrain(exporting(space_ + QStringLiteral("/model.safetensors"), at(QStringLiteral("x"))));
        QVERIFY2(file.code == 65, file.err);
        const CliResult example =
            runTrain({QStringLiteral("export"), run_, at(QStringLiteral("net.onnx")), QStringLiteral("--example"),
                      examples_[0], QStringLiteral("--examples-licence"), QStringLiteral("CC0")});
        QVERIFY2(example.code == 64 && example.err.contains("--as space"), example.err);
    }

private:
    QTemporaryDir dir_;
    QString run_, space_;
    QStringList examples_;
};

QTEST_GUILESS_MAIN(TestCliSpace)
#include "tst_cli_space.moc"
