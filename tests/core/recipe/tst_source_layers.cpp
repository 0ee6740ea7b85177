// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/recipe/source_weights.h"
#include "tests/support/foreign_weights.h"

using namespace studio;
using namespace studio::test;

namespace {

/// Networks pickled whole; each weight is one number that is shown often, so that the files are small.
constexpr const char* kScript = R"(
import functools, sys, torch, torchvision
from torch import nn
models = torchvision.models
def save(name, net, **how):
    for tensor in list(net.parameters()) + list(net.buffers()):
        tensor.data = torch.ones((), dtype=tensor.dtype).expand(tensor.shape)
    torch.save(net, sys.argv[1] + '/' + name, **how)
def changed(**parts):
    net = models.resnet18(num_classes=5)
    for name, part in parts.items():
        setattr(net, name, part)
    return net
norm = functools.partial(nn.BatchNorm2d, eps=1e-3)
small = nn.Conv2d(3, 64, 3, 1, 1, bias=False)
save('plain', changed())
save('parallel', nn.DataParallel(changed()))
save('old', changed(), _use_new_zipfile_serialization=False)
save('groups', models.resnext50_32x4d(num_classes=5))
save('small', changed(conv1=small, maxpool=nn.Identity()))
save('ends', changed(fc=nn.Sequential(nn.Dropout(), nn.Linear(512, 5), nn.LogSoftmax(1))))
class SynchronizedBatchNorm2d(nn.BatchNorm2d): pass
class LabelSmoothingCrossEntropy(nn.Module): pass
class Held(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = models.resnet18(num_classes=5, norm_layer=SynchronizedBatchNorm2d)
        self.criterion = LabelSmoothingCrossEntropy()
save('held', Held())
save('pool', changed(conv1=small))
save('stride', changed(conv1=nn.Conv2d(3, 64, 3, 2, 1, bias=False), maxpool=nn.Identity()))
save('no pool', changed(maxpool=nn.Identity()))
save('dilated', models.resnet50(num_classes=5, replace_stride_with_dilation=[False, True, True]))
save('eps', models.resnet18(num_classes=5, norm_layer=norm))
save('old eps', models.resnet18(num_classes=5, norm_layer=norm), _use_new_zipfile_serialization=False)
save('sigmoid', changed(fc=nn.Sequential(nn.Linear(512, 5), nn.Sigmoid())))
save('silu', changed(relu=nn.SiLU()))
)";

} // namespace

/// What a network that was pickled whole says of how it computes.
class TestSourceLayers final : public QObject {
    Q_OBJECT

private:
    std::string at(const char* name) const { return dir_.filePath(QLatin1String(name)).toStdString(); }
    /// Why it is refused; empty = it is not.
    QString refusal(const char* name) const {
        try {
            openForeignWeights(at(name), {});
        } catch (const Error& error) {
            return QString::fromStdString(error.message().text());
        }
        return {};
    }
    static QString joined(const SourceWeights& source) {
        QString all;
        for (const std::string& note : source.notes)
            all += QString::fromStdString(note) + u'\n';
        return all;
    }

private Q_SLOTS:
    void initTestCase() {
        QProcess python;
        python.start(QStringLiteral("/usr/bin/python3"), {QStringLiteral("-c"), QLatin1String(kScript), dir_.path()});
        if (!python.waitForFinished(240'000) || python.exitCode() != 0)
            QSKIP("There is no Python with torch and torchvision here");
    }

    void aNetworkThatComputesAsOursIsTaken() {
        for (const char* name : {"plain", "parallel", "old", "groups", "small", "ends", "held"})
            QCOMPARE(refusal(name), QString());
    }

    void oneThatComputesOtherwiseIsRefusedWithWhatDiffers_data() {
        QTest::addColumn<QString>("clause");
        const auto row = [](const char* name, const char* clause) {
            QTest::newRow(name) << QString::fromLatin1(clause);
        };
        row("pool", "maxpool is MaxPool2d there, which the network has not");
        row("stride", "conv1 has stride 2 there, not 1");
        row("no pool", "maxpool is Identity there, not MaxPool2d");
        row("dilated", "layer3.0.conv2 has stride 1 there, not 2");
        row("eps", "bn1 has eps 0.001 there, not 1e-05");
        row("old eps", "bn1 has eps 0.001 there, not 1e-05");
        row("sigmoid", "fc.1 is Sigmoid there, which the network has not");
        row("silu", "relu is SiLU there, which the network has not");
    }
    void oneThatComputesOtherwiseIsRefusedWithWhatDiffers() {
        QFETCH(QString, clause);
        const QString refused = refusal(QTest::currentDataTag());
        QVERIFY2(refused.contains(clause) && refused.contains(QStringLiteral("--init")), qPrintable(refused));
    }

    void aTrainingMayBeginWithItAndIsToldOfIt() {
        const SourceWeights source = openSourceWeights(at("dilated"));
        QCOMPARE(source.match.spec.name, "resnet50");
        QVERIFY2(joined(source).contains(QStringLiteral("layer3.0.conv2 has stride 1 there")),
                 qPrintable(joined(source)));
        QVERIFY(!joined(openSourceWeights(at("plain"))).contains(QStringLiteral("otherwise")));
    }

    void whatAStateDictDoesNotTellIsSaid() {
        const QString assumed = QStringLiteral("no max pool behind it");
        const auto notes = [this](const ModelSpec& spec) {
            const QString file = writeForeignWeights(dir_.filePath(QStringLiteral("state.safetensors")), spec);
            return joined(openForeignWeights(file.toStdString(), {}));
        };
        QVERIFY(notes({"resnet18", 5, Stem::Small}).contains(assumed));
        QVERIFY(!notes({"resnet18", 5, Stem::Standard}).contains(assumed));
        QVERIFY(!notes({"resnet20", 5, Stem::Small}).contains(assumed)); // which has no other
    }

private:
    QTemporaryDir dir_;
};

QTEST_GUILESS_MAIN(TestSourceLayers)
#include "tst_source_layers.moc"
