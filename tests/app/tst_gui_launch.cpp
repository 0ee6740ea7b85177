// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <QTest>

#include "app/gui/gui_launch.h"

using namespace studio;

/// The command line with which the window has another process train.
class TestGuiLaunch final : public QObject {
    Q_OBJECT

private:
    static std::string after(const std::vector<std::string>& words, const std::string& option) {
        const auto at = std::find(words.begin(), words.end(), option);
        return at == words.end() || at + 1 == words.end() ? std::string() : at[1];
    }

private Q_SLOTS:
    void aNewRunIsAskedForInFull() {
        TrainRequest request;
        request.runFolder = "/runs/a b";
        request.setup.data = {"/pictures/flowers", "/pictures/held back", 0.1 + 0.2, 7};
        request.setup.device = "cuda:1";
        request.setup.workers = 3;
        request.setup.threads = 5;
        const auto words = backgroundWords(request, "/tmp/x/my recipe");
        QCOMPARE(words.front(), std::string("train"));
        QCOMPARE(after(words, "--run"), std::string("/runs/a b"));
        QCOMPARE(after(words, "--recipe"), std::string("/tmp/x/my recipe"));
        QCOMPARE(after(words, "--data"), std::string("/pictures/flowers"));
        QCOMPARE(after(words, "--val"), std::string("/pictures/held back"));
        QCOMPARE(std::stod(after(words, "--split")), 0.1 + 0.2); // to the last bit: it decides on what is held back
        QCOMPARE(after(words, "--split-seed"), std::string("7"));
        QCOMPARE(after(words, "--device"), std::string("cuda:1"));
        QCOMPARE(after(words, "--workers"), std::string("3"));
        QCOMPARE(after(words, "--threads"), std::string("5"));
    }

    void itBeginsWithTheWeightsThatWereChosen() {
        TrainRequest request;
        request.runFolder = "/runs/night";
        request.beginsWith = "/weights/my net.pth";
        auto words = backgroundWords(request, "/tmp/recipe");
        QVERIFY(std::find(words.begin(), words.end(), "--init=/weights/my net.pth") != words.end());
        request.resume = true; // and goes on with its own
        words = backgroundWords(request, {});
        QVERIFY(std::find(words.begin(), words.end(), "--init=/weights/my net.pth") == words.end());
    }

    void aResumeNamesTheRunAndHowLongItShallBe() {
        TrainRequest request;
        request.resume = true;
        request.runFolder = "/runs/night";
        request.config.epochs = 120;
        const auto words = backgroundWords(request, {});
        QCOMPARE(words[0], std::string("resume"));
        QCOMPARE(words[1], std::string("/runs/night"));
        QCOMPARE(after(words, "--set"), std::string("epochs=120"));
        QVERIFY(std::find(words.begin(), words.end(), "--data") == words.end());
    }

    void itIsBackedUpAsIsWished() {
        TrainRequest request;
        request.runFolder = "/runs/night";
        const auto plain = backgroundWords(request, "/tmp/recipe");
        auto words = backgroundWords(request, "/tmp/recipe", {"s3://bucket/runs", "https://store.example.org", true});
        QCOMPARE(std::vector(words.begin() + static_cast<std::ptrdiff_t>(plain.size()), words.end()),
                 (std::vector<std::string>{"--backup=s3://bucket/runs", "--backup-best",
                                           "--backup-endpoint=https://store.example.org"}));
        words = backgroundWords(request, "/tmp/recipe", {"/media/disk", {}, false});
        QCOMPARE(words.back(), std::string("--backup=/media/disk"));
    }
};

QTEST_GUILESS_MAIN(TestGuiLaunch)
#include "tst_gui_launch.moc"
