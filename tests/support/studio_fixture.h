// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/fake_engine.h"
#include "tests/support/patience.h"
#include "tests/support/picture_folders.h"
#include "ui/session/studio.h"

namespace studio::test {

/// What the drop overlay would say.
inline QString verbOf(const std::vector<std::string>& paths) {
    return dropVerb(kindOfDrop(paths), paths.size());
}

/// A Studio in a folder of its own: runs, settings and pictures; dialogs answer what the test set.
struct StudioFixture {
    explicit StudioFixture(StudioServices services = fakeServices())
        : runs(dir.filePath(QStringLiteral("lib/runs"))) {
        Settings(settingsFile()).setRunsFolder(runs.toStdString());
        studio = std::make_unique<Studio>(std::move(services), settingsFile());
        studio->dialogs.pickFolder = [this](const QString&, const QString&) { return folderAnswer; };
        studio->dialogs.pickFiles = [this](const QString&, const QString&) { return filesAnswer; };
        studio->dialogs.pickSaveFile = [this](const QString&, const QString&, const QString&) { return saveAnswer; };
        studio->dialogs.ask = [this](const QString& title, const QString& text, const QStringList&, bool) {
            asked = title + u'\n' + text;
            return askAnswer;
        };
        studio->dialogs.askNumber = [this](const QString&, const QString&, int, int, int) { return numberAnswer; };
    }
    QString settingsFile() const { return dir.filePath(QStringLiteral("settings.ini")); }
    /// Three classes of plain colours.
    std::string pictures(int trainPerClass = 8) {
        const std::string root = dir.filePath(QStringLiteral("pictures")).toStdString();
        writePictureFolders(root, 3, trainPerClass, 3);
        return root;
    }
    bool openPictures() {
        studio->data.open({pictures(), {}, 0.1, 0});
        return waitFor([this] { return studio->data.state() == DataState::Ready; });
    }
    bool waitIdle(int timeoutMs = kPatienceMs) {
        return QTest::qWaitFor([this] { return !studio->training.isActive(); }, timeoutMs);
    }

    QTemporaryDir dir;
    QString runs;
    std::optional<QString> folderAnswer, saveAnswer;
    QStringList filesAnswer;
    int askAnswer = -1;
    std::optional<int> numberAnswer;
    QString asked;
    std::unique_ptr<Studio> studio;
};

} // namespace studio::test
