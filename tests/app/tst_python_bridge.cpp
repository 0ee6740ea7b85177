// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QFile>
#include <QProcessEnvironment>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;

/// What docs/python.md says of a run, and its lines of Python as they stand there.
class PythonBridgeTest : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    QString page_;

    /// The lines below that heading; empty where there are none.
    QString linesBelow(const char* heading) const {
        const QString part = page_.section(QLatin1String("\n## ") + QLatin1String(heading) + u'\n', 1)
                                 .section(QStringLiteral("\n## "), 0, 0);
        return part.section(QStringLiteral("```python\n"), 1).section(QStringLiteral("```"), 0, 0);
    }
    CliResult python(const QString& lines) const {
        QProcess process;
        process.setWorkingDirectory(dir_.path());
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("PATH"),
                           QStringLiteral(STUDIO_BIN_DIR ":") + environment.value(QStringLiteral("PATH")));
        environment.insert(QStringLiteral("WANDB_MODE"), QStringLiteral("offline"));
        process.setProcessEnvironment(environment);
        process.start(QStringLiteral("/usr/bin/python3"),
                      {QStringLiteral("-W"), QStringLiteral("error::UserWarning"), QStringLiteral("-c"), lines});
        return resultOf(process, 240'000);
    }
    bool has(const char* modules) const { return python(QLatin1String("import ") + QLatin1String(modules)).code == 0; }

    /// A run that begins with the weights of "my-run".
    QStringList tuning(const QString& run, int epochs) const {
        return QStringList{QStringLiteral("train"),
                           QStringLiteral("--data"),
                           dir_.filePath(QStringLiteral("data/train")),
                           QStringLiteral("--val"),
                           dir_.filePath(QStringLiteral("pictures")),
                           QStringLiteral("--run"),
                           run,
                           QStringLiteral("--init"),
                           dir_.filePath(QStringLiteral("my-run"))} +
               tinyRecipe(epochs);
    }

private Q_SLOTS:
    void initTestCase() {
        QFile page(QStringLiteral(STUDIO_SOURCE_DIR "/docs/python.md"));
        QVERIFY(page.open(QIODevice::ReadOnly));
        page_ = QString::fromUtf8(page.readAll());
        const std::string data = dir_.filePath(QStringLiteral("data")).toStdString();
        writePictureFolders(data, 3, 16, 4);
        const CliResult made =
            runTrain(QStringList{QStringLiteral("train"), QStringLiteral("--data"), QString::fromStdString(data),
                                 QStringLiteral("--run"), dir_.filePath(QStringLiteral("my-run"))} +
                     tinyRecipe(2) + QStringList{QStringLiteral("--set"), QStringLiteral("model=resnet18")});
        QVERIFY2(made.code == 0, made.err.constData());
        std::filesystem::rename(data + "/val", dir_.filePath(QStringLiteral("pictures")).toStdString());
        writeBytes(dir_.filePath(QStringLiteral("pictures/broken.jpg")).toStdString(), {1, 2, 3}); // some always is
    }

    void theSchemaIsTheOneOfRunDb() {
        const CliResult schema =
            python(QStringLiteral("import sqlite3\n"
                                  "db = sqlite3.connect('file:my-run/run.db?mode=ro', uri=True)\n"
                                  "print('PRAGMA user_version is', db.execute('PRAGMA user_version').fetchone()[0])\n"
                                  "for (table,) in db.execute(\"SELECT name FROM sqlite_master WHERE type='table'\"):\n"
                                  "    print(table, *[row[1] for row in db.execute(f'PRAGMA table_info({table})')])"));
        QVERIFY2(schema.code == 0, schema.err.constData());
        const QStringList tables = QString::fromUtf8(schema.out).split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(tables.size(), 6);
        QString told = page_;
        QVERIFY(told.remove(u'`').contains(tables[0]));
        for (const QString& table : tables.mid(1)) {
            const QStringList names = table.split(u' ');
            const QString part = page_.section(QStringLiteral("\n| `") + names[0] + QStringLiteral("` |"), 1)
                                     .section(QStringLiteral("\n\n"), 0, 0)
                                     .section(QStringLiteral("\n| `"), 0, 0);
            static const QRegularExpression word(QStringLiteral("`([a-z0-9_]+)`"));
            QStringList columns;
            const QStringList rows = part.split(u'\n'); // the first lacks the table's name
            for (const QString& row : rows) {
                const int cell = row.startsWith(u'|') ? 2 : 0;
                for (auto found = word.globalMatch(row.section(u'|', cell, cell)); found.hasNext();)
                    columns += found.next().captured(1);
            }
            for (const QString& name : names.mid(1))
                QVERIFY2(columns.removeOne(name),
                         qPrintable(QString(names[0] + u'.' + name + QStringLiteral(" is not told of"))));
            QVERIFY2(columns.isEmpty(),
                     qPrintable(QString(names[0] + QStringLiteral(" has no ") + columns.join(u' '))));
        }
    }

    void curvesToPandas() {
        if (!has("pandas"))
            QSKIP("python3-pandas is not installed");
        const CliResult result =
            python(linesBelow("Curves to pandas") +
                   QStringLiteral("\nassert len(epochs) == 2 and list(epochs.index) == [1, 2]\n"
                                  "assert len(steps) == epochs['step'].iloc[-1] and steps['loss'].notna().all()"));
        QVERIFY2(result.code == 0, result.err.constData());
        QVERIFY2(result.out.contains("loss at the end: "), result.out.constData());
    }

    void aCheckpointToTorchAnswersAsThePredictionsDo() {
        if (!has("torch, torchvision"))
            QSKIP("python3-torch or python3-torchvision is not installed");
        const CliResult result =
            python(linesBelow("A checkpoint to torch") + linesBelow("Predictions") +
                   QStringLiteral("\nassert len(rows) == 12 and len(known) == 12\n"
                                  "for row in rows:\n"
                                  "    ours = torch.tensor([float(row['p:' + name]) for name in classes])\n"
                                  "    assert (answer(row['picture']) - ours).abs().max() < 1e-4, row['picture']"));
        QVERIFY2(result.code == 0, result.err.constData());
        QVERIFY2(result.out.contains("of a resnet18 for 3 classes"), result.out.constData());
        QVERIFY2(result.out.contains(" of 12"), result.out.constData());
    }

    /// The next step of PyTorch's is that of the formula with our buffers, rates and decay: for each parameter that
    /// learns.
    void aCheckpointGoesOnInPyTorch() {
        if (!has("torch, torchvision"))
            QSKIP("python3-torch or python3-torchvision is not installed");
        QStringList line = tuning(dir_.filePath(QStringLiteral("tuned")), 1);
        for (const char* setting : {"model=resnet18", "freeze=conv1, bn1, layer1", "head_rate=7", "nesterov=false",
                                    "decay_norm_and_bias=false", "schedule=constant"})
            line += {QStringLiteral("--set"), QString::fromLatin1(setting)};
        const CliResult begun = runTrain(line);
        QVERIFY2(begun.code == 0, begun.err.constData());
        QString lines = linesBelow("A checkpoint to torch") + linesBelow("Go on in PyTorch");
        lines.replace(QStringLiteral("\"my-run\""), QStringLiteral("\"tuned\""));
        const CliResult result = python(
            lines +
            QStringLiteral(
                "\nwas = {name: parameter.detach().clone() for name, parameter in net.named_parameters()}\n"
                "mean = net.bn1.running_mean.clone()\n"
                "net(torch.randn(4, 3, 64, 64)).sum().backward()\n"
                "grads = {name: parameter.grad for name, parameter in net.named_parameters()}\n"
                "optimizer.step()\n"
                "assert torch.equal(mean, net.bn1.running_mean)\n"
                "moved = 0\n"
                "for name, parameter in net.named_parameters():\n"
                "    if name.startswith(('conv1.', 'bn1.', 'layer1.')):\n"
                "        assert grads[name] is None and torch.equal(parameter, was[name]), name\n"
                "        continue\n"
                "    decay = recipe['weight_decay'] if parameter.dim() > 1 else 0\n"
                "    step = recipe['momentum'] * tensor(head['momentum.' + name]) + grads[name] + decay * was[name]\n"
                "    wanted = was[name] - rate * (7 if name.startswith('fc.') else 1) * step\n"
                "    assert torch.allclose(parameter, wanted, atol=1e-5), name\n"
                "    moved += int(tensor(head['momentum.' + name]).abs().max() > 0)\n"
                "assert moved == 47, moved\n"));
        QVERIFY2(result.code == 0, result.err.constData());
        QVERIFY2(result.out.contains("learning rate"), result.out.constData());
    }

    /// One step of the file's optimiser is that of the lines that read the checkpoint itself, on the same batch.
    void aTrainingStateTakesTheSameStepInPyTorch() {
        if (!has("torch, torchvision"))
            QSKIP("python3-torch or python3-torchvision is not installed");
        const QString run = dir_.filePath(QStringLiteral("averaged"));
        QStringList line = tuning(run, 2);
        for (const char* setting : {"model=resnet18", "freeze=conv1, bn1, layer1", "head_rate=7", "ema_decay=0.9",
                                    "decay_norm_and_bias=false", "schedule=cosine", "nesterov=true"})
            line += {QStringLiteral("--set"), QString::fromLatin1(setting)};
        const CliResult begun = runTrain(line);
        QVERIFY2(begun.code == 0, begun.err.constData());
        const CliResult written =
            runTrain({QStringLiteral("export"), run, dir_.filePath(QStringLiteral("state.pth")), QStringLiteral("--as"),
                      QStringLiteral("training-state"), QStringLiteral("--python")});
        QVERIFY2(written.code == 0, written.err.constData());
        QVERIFY2(written.err.contains("trained weights and their average"), written.err.constData());
        QString lines = linesBelow("A checkpoint to torch") + linesBelow("Go on in PyTorch");
        lines.replace(QStringLiteral("\"my-run\""), QStringLiteral("\"averaged\""));
        const QString step = QStringLiteral("\ntorch.manual_seed(1)\n"
                                            "net(torch.randn(4, 3, 64, 64)).square().sum().backward()\n"
                                            "optimizer.step()\n"
                                            "%1 = net.state_dict()\n");
        const auto compared = [&](const QString& ofState) {
            return python(lines + step.arg(QStringLiteral("wanted")) +
                          QStringLiteral("known, was = recipe, {k[6:]: tensor(e) for k, e in head.items() "
                                         "if k.startswith('model.')}\n") +
                          ofState + step.arg(QStringLiteral("found")) +
                          QStringLiteral("assert list(found) == list(wanted)\n"
                                         "moved = 0\n"
                                         "for name, value in wanted.items():\n"
                                         "    assert torch.allclose(found[name], value, atol=1e-6), name\n"
                                         "    moved += int(not torch.equal(value, was[name]))\n"
                                         "assert moved > 47, moved\n"
                                         "assert len(optimizer.param_groups) == 4\n" // decayed or not, the head or not
                                         "assert state['classes'] == classes and state['step'] == int(about['step'])\n"
                                         "assert state['epoch'] == int(about['epoch'])\n"
                                         "assert state['epoch_done'] and state['num_classes'] == 3\n"
                                         "with sqlite3.connect('file:averaged/run.db?mode=ro', uri=True) as db:\n"
                                         "    (lr,) = db.execute('SELECT learning_rate FROM steps WHERE step = ?',\n"
                                         "                       (state['step'],)).fetchone()\n"
                                         "assert groups[0]['lr'] == lr < 0.9 * known['learning_rate'], (groups, lr)\n"
                                         "assert all(group['nesterov'] for group in groups)\n"
                                         "for key, value in json.loads(state['recipe']).items():\n"
                                         "    assert key == 'version' or known[key] == value, key\n"
                                         "assert list(state['average']) == list(wanted)\n"
                                         "for key, entry in head.items():\n"
                                         "    if key.startswith('ema.'):\n"
                                         "        assert torch.equal(state['average'][key[4:]], tensor(entry)), key\n"
                                         "optimizer.state_dict()\n"));
        };
        const CliResult ofDocs = compared(linesBelow("A training state"));
        QVERIFY2(ofDocs.code == 0, ofDocs.err.constData());
        QVERIFY2(ofDocs.out.contains("goes on after epoch "), ofDocs.out.constData());
        const CliResult ofLines = compared(QString::fromUtf8(written.out));
        QVERIFY2(ofLines.code == 0, ofLines.err.constData());
    }

    /// As it is in the file: SGD takes the numbers that are tensors, too.
    void aTrainingStateIsTakenBySgdAsItIs() {
        if (!has("torch, torchvision"))
            QSKIP("python3-torch or python3-torchvision is not installed");
        const CliResult written = runTrain({QStringLiteral("export"), dir_.filePath(QStringLiteral("my-run")),
                                            dir_.filePath(QStringLiteral("plain.pth")), QStringLiteral("--as"),
                                            QStringLiteral("training-state"), QStringLiteral("--json")});
        QVERIFY2(written.code == 0, written.err.constData());
        const CliResult result =
            python(QStringLiteral("import torch, torchvision\n"
                                  "state = torch.load('plain.pth', weights_only=True)\n"
                                  "assert 'average' not in state\n"
                                  "net = torchvision.models.resnet18(num_classes=3)\n"
                                  "if state['stem'] == 'small':\n"
                                  "    net.conv1 = torch.nn.Conv2d(3, 64, 3, 1, 1, bias=False)\n"
                                  "    net.maxpool = torch.nn.Identity()\n"
                                  "print(net.load_state_dict(state['state_dict'], strict=True))\n"
                                  "parameters = list(net.parameters())\n"
                                  "groups = state['optimizer']['param_groups']\n"
                                  "optimizer = torch.optim.SGD([{'params': [parameters[i] for i in g['params']]}\n"
                                  "                             for g in groups], lr=1)\n"
                                  "optimizer.load_state_dict(state['optimizer'])\n"
                                  "net(torch.randn(4, 3, 64, 64)).sum().backward()\n"
                                  "was = parameters[0].detach().clone()\n"
                                  "optimizer.step()\n"
                                  "assert not torch.equal(was, parameters[0])\n"
                                  "assert all('momentum_buffer' in optimizer.state[p] for p in parameters)\n"));
        QVERIFY2(result.code == 0, result.err.constData());
    }

    void predictionsNeedNothingElse() {
        const CliResult result = python(linesBelow("Predictions"));
        QVERIFY2(result.code == 0, result.err.constData());
        QVERIFY2(result.out.contains(" of 12"), result.out.constData());
        QVERIFY2(result.err.contains("1 could not be read"), result.err.constData());
    }

    void weightsAndBiasesTakesTheHistory() {
        if (!has("wandb"))
            QSKIP("wandb is not installed: its lines were not run");
        QCOMPARE(runTrain({QStringLiteral("export"), dir_.filePath(QStringLiteral("my-run")),
                           dir_.filePath(QStringLiteral("history.json"))})
                     .code,
                 0);
        const CliResult result = python(linesBelow("Weights & Biases"));
        QVERIFY2(result.code == 0, result.err.constData());
    }
};

QTEST_GUILESS_MAIN(PythonBridgeTest)
#include "tst_python_bridge.moc"
