// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/device/card.h"
#include "core/device/card_report.h"
#include "core/device/card_verdict.h"
#include "core/device/nvml.h"
#include "core/device/visible_cards.h"

using namespace studio;

namespace {

std::vector<GraphicsCard> threeCards() {
    std::vector<GraphicsCard> cards(3);
    const char* const uuids[]{"GPU-11111111-aaaa", "GPU-11222222-bbbb", "GPU-33333333-cccc"};
    for (int i = 0; i < 3; ++i) {
        cards[static_cast<std::size_t>(i)].index = i;
        cards[static_cast<std::size_t>(i)].name = "NVIDIA A10";
        cards[static_cast<std::size_t>(i)].uuid = uuids[i];
    }
    return cards;
}

QString numbersOf(const VisibleCards& visible) {
    QString text;
    for (const GraphicsCard& card : visible.cards)
        text += QString::number(card.index);
    return text;
}

} // namespace

/// What is known of a card and a driver by their numbers, and which cards CUDA's variables show.
class TestCards final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cudaIsAskedForACardAsItWritesItself() {
        QCOMPARE(shortBusId("00000000:00:1E.0"), std::string("0000:00:1E.0")); // the driver's, the usual one
        QCOMPARE(shortBusId("00010000:3B:00.0"), std::string("00010000:3B:00.0"));
        QCOMPARE(shortBusId("0001:3B:00.0"), std::string("0001:3B:00.0"));
    }
    void aChipTellsWhichPrecisionsItHas_data() {
        QTest::addColumn<int>("major");
        QTest::addColumn<int>("minor");
        QTest::addColumn<bool>("usable");
        QTest::addColumn<QString>("precisions");
        QTest::newRow("Volta is too old") << 7 << 0 << false << QString();
        QTest::newRow("Xavier is too old") << 7 << 2 << false << QString();
        QTest::newRow("Turing") << 7 << 5 << true << QStringLiteral("fp16");
        QTest::newRow("Ampere") << 8 << 0 << true << QStringLiteral("fp16, bf16, TF32");
        QTest::newRow("Ada") << 8 << 9 << true << QStringLiteral("fp16, bf16, TF32");
        QTest::newRow("Hopper") << 9 << 0 << true << QStringLiteral("fp16, bf16, TF32");
        QTest::newRow("Blackwell") << 12 << 0 << true << QStringLiteral("fp16, bf16, TF32");
        QTest::newRow("Pascal") << 6 << 1 << false << QString();
    }
    void aChipTellsWhichPrecisionsItHas() {
        QFETCH(int, major);
        QFETCH(int, minor);
        const CardAbility ability = abilityOf({major, minor});
        QTEST(ability.usable, "usable");
        QTEST(QString::fromStdString(precisionText(ability)), "precisions");
    }

    void aDriverTellsWhichLibtorchFits_data() {
        QTest::addColumn<QString>("driver");
        QTest::addColumn<LibtorchSet>("set");
        QTest::newRow("new") << QStringLiteral("580.95.05") << LibtorchSet::Cu130;
        QTest::newRow("first of CUDA 13") << QStringLiteral("580.00") << LibtorchSet::Cu130;
        QTest::newRow("newer than all known") << QStringLiteral("1000.1") << LibtorchSet::Cu130;
        QTest::newRow("last before CUDA 13") << QStringLiteral("575.64.03") << LibtorchSet::Cu126;
        QTest::newRow("first of CUDA 12") << QStringLiteral("525.60.13") << LibtorchSet::Cu126;
        QTest::newRow("just too old") << QStringLiteral("525.53") << LibtorchSet::TooOld;
        QTest::newRow("of Debian 12") << QStringLiteral("535.183.01") << LibtorchSet::Cu126;
        QTest::newRow("much too old") << QStringLiteral("470.256.02") << LibtorchSet::TooOld;
        QTest::newRow("one number") << QStringLiteral("580") << LibtorchSet::Cu130;
        QTest::newRow("nothing") << QString() << LibtorchSet::Unknown;
        QTest::newRow("words") << QStringLiteral("unknown") << LibtorchSet::Unknown;
    }
    void aDriverTellsWhichLibtorchFits() {
        QFETCH(QString, driver);
        QTEST(libtorchSetFor(driver.toStdString()), "set");
    }

    void aNewChipWaitsForCuda13() {
        const ComputeCapability blackwell{12, 0}, hopper{9, 0};
        QCOMPARE(libtorchSetFor("575.64.03", blackwell), LibtorchSet::TooOld);
        QCOMPARE(libtorchSetFor("580.95.05", blackwell), LibtorchSet::Cu130);
        QCOMPARE(libtorchSetFor("575.64.03", hopper), LibtorchSet::Cu126);
        QCOMPARE(std::string(leastDriverFor(blackwell)), std::string("580"));
        QCOMPARE(std::string(leastDriverFor(std::nullopt)), std::string(kLeastDriver));
    }

    void aDriverThatIsTooOldForThisBuildIsNamed() {
        GraphicsCard card;
        card.capability = ComputeCapability{8, 6};
        CardReport report;
        report.driver = "535.183.01";
        report.cuda = "12.2";
        const std::string why = whyUnusable(card, report, LibtorchSet::Cu130);
        QVERIFY2(why.find("driver 535.183.01 is too old. Install driver 580") != why.npos, why.c_str());
        report.cards = {card};
        QVERIFY(whyNoCardIsUsable(report, LibtorchSet::Cu130).find(why) != why.npos); // what auto and Start say
        QCOMPARE(whyNoCardIsUsable(report, LibtorchSet::Cu126), std::string());
        QCOMPARE(cardLines(report, true, LibtorchSet::Cu130).back().second, why); // after what the card is
        QCOMPARE(cardLines(report, false, LibtorchSet::Cu130).back().second, std::string(kNoCudaHere));
        QCOMPARE(whyUnusable(card, report, LibtorchSet::Cu126), std::string());
        QCOMPARE(whyUnusable(card, report, LibtorchSet::Unknown), std::string());
        report.cuda = "13.0"; // NVIDIA's compatibility package
        QCOMPARE(whyUnusable(card, report, LibtorchSet::Cu130), std::string());
        report.driver = "580.95.05";
        QCOMPARE(whyUnusable(card, report, LibtorchSet::Cu130), std::string());
        card.capability = ComputeCapability{12, 0};
        const std::string tooNew = whyUnusable(card, report, LibtorchSet::Cu126);
        QVERIFY2(tooNew.find("CUDA 12.6, which has no kernels") != tooNew.npos, tooNew.c_str());
        QCOMPARE(whyUnusable(card, report, LibtorchSet::Cu130), std::string());
    }

    void visibleDevicesAreReadAsCudaDoes_data() {
        QTest::addColumn<QString>("list");
        QTest::addColumn<QString>("numbers");
        QTest::newRow("empty hides all") << QString() << QString();
        QTest::newRow("-1 hides all") << QStringLiteral("-1") << QString();
        QTest::newRow("one") << QStringLiteral("1") << QStringLiteral("1");
        QTest::newRow("another order") << QStringLiteral("2, 0") << QStringLiteral("20");
        QTest::newRow("what follows -1 is hidden") << QStringLiteral("2,-1,0") << QStringLiteral("2");
        QTest::newRow("what follows a number too high is hidden") << QStringLiteral("0,3,1") << QStringLiteral("0");
        QTest::newRow("what follows a word is hidden") << QStringLiteral("0,none,1") << QStringLiteral("0");
        QTest::newRow("a huge number") << QStringLiteral("99999999999999999999999") << QString();
        QTest::newRow("one twice hides all") << QStringLiteral("0,1,0") << QString();
        QTest::newRow("a uuid") << QStringLiteral("GPU-33333333-cccc") << QStringLiteral("2");
        QTest::newRow("beginnings") << QStringLiteral("GPU-3,GPU-111") << QStringLiteral("20");
        QTest::newRow("a beginning of two names none") << QStringLiteral("GPU-3,GPU-11,GPU-111") << QStringLiteral("2");
        QTest::newRow("a number among uuids ends them") << QStringLiteral("GPU-3,0") << QStringLiteral("2");
        QTest::newRow("a uuid among numbers ends them") << QStringLiteral("0,GPU-3") << QStringLiteral("0");
        QTest::newRow("a part of a card names none") << QStringLiteral("MIG-5c89852c") << QString();
    }
    void visibleDevicesAreReadAsCudaDoes() {
        QFETCH(QString, list);
        const VisibleCards visible = visibleCards(threeCards(), {list.toStdString(), std::nullopt});
        QTEST(numbersOf(visible), "numbers");
        QVERIFY2(visible.hidden.starts_with("CUDA_VISIBLE_DEVICES=" + list.toStdString() + " "),
                 visible.hidden.c_str());
        QCOMPARE(visible.cards.empty(), !visible.next.empty());
    }

    void theWayOutIsOfWhatHidesThem() {
        const auto of = [](const char* list) { return visibleCards(threeCards(), {list, "FASTEST_FIRST"}); };
        QCOMPARE(of("-1").next, std::string("Unset the variable, or name others in it."));
        const VisibleCards parts = of("MIG-5c89852c");
        QVERIFY2(parts.hidden.ends_with("which this program does not compute on."), parts.hidden.c_str());
        QVERIFY2(parts.next.starts_with("Name a whole card"), parts.next.c_str());
        QVERIFY2(of("NoDevFiles").next.starts_with("Ask the batch system for a card"), of("NoDevFiles").next.c_str());
    }

    void withoutTheVariableAllAreVisibleAndNothingIsSaid() {
        const VisibleCards visible = visibleCards(threeCards(), {});
        QCOMPARE(numbersOf(visible), QStringLiteral("012"));
        QVERIFY(visible.note().empty() && visible.orderIsSure);
    }

    void theOrderOfDifferentCardsIsSureOnlyByBusOrUuid() {
        std::vector<GraphicsCard> cards = threeCards();
        cards[1].name = "NVIDIA H200";
        QVERIFY(!visibleCards(cards, {}).orderIsSure);
        QVERIFY(!visibleCards(cards, {"1", "FASTEST_FIRST"}).orderIsSure);
        QVERIFY(visibleCards(cards, {"1", "PCI_BUS_ID"}).orderIsSure);
        QVERIFY(visibleCards(cards, {"GPU-3", std::nullopt}).orderIsSure);
        const std::string note = visibleCards(cards, {}).note();
        QVERIFY2(note.find("CUDA_DEVICE_ORDER=PCI_BUS_ID") != note.npos, note.c_str());
        QVERIFY(visibleCards(cards, {"-1", std::nullopt}).order.empty()); // there is nothing to number
    }

    void cardsAreNumberedAsByTheDriverUnlessSomebodySaidOtherwise() {
        qunsetenv("CUDA_DEVICE_ORDER");
        setCudaEnvironment();
        QCOMPARE(cudaEnvironment().deviceOrder, std::optional<std::string>("PCI_BUS_ID"));
        qputenv("CUDA_DEVICE_ORDER", "FASTEST_FIRST");
        setCudaEnvironment();
        QCOMPARE(cudaEnvironment().deviceOrder, std::optional<std::string>("FASTEST_FIRST"));
        qunsetenv("CUDA_DEVICE_ORDER");
    }

    void processesThatSumOnCardsConnectWhenTheyMeet() {
        qunsetenv("NCCL_RUNTIME_CONNECT");
        setCudaEnvironment();
        QCOMPARE(qgetenv("NCCL_RUNTIME_CONNECT"), QByteArray("0"));
        qputenv("NCCL_RUNTIME_CONNECT", "1");
        setCudaEnvironment();
        QCOMPARE(qgetenv("NCCL_RUNTIME_CONNECT"), QByteArray("1"));
        qunsetenv("NCCL_RUNTIME_CONNECT");
    }

    void whereCudaHidesACardItsVariablesAreNamed() {
        QVERIFY(hiddenByCuda({std::nullopt, "FASTEST_FIRST"}).why.empty());
        const CardHiddenByCuda order = hiddenByCuda({"1", "FASTEST_FIRST"});
        QCOMPARE(order.why, std::string("CUDA_VISIBLE_DEVICES=1 may hide it: CUDA_DEVICE_ORDER=FASTEST_FIRST does not "
                                        "number the cards as nvidia-smi does."));
        QVERIFY2(order.next.starts_with("Set CUDA_DEVICE_ORDER=PCI_BUS_ID, or"), order.next.c_str());
        QVERIFY(hiddenByCuda({"1", std::nullopt}).why.find("without CUDA_DEVICE_ORDER") != std::string::npos);
        for (const CudaEnvironment& other : {CudaEnvironment{"1", "PCI_BUS_ID"}, {"GPU-3", "FASTEST_FIRST"}}) {
            const CardHiddenByCuda list = hiddenByCuda(other);
            QCOMPARE(list.why, "CUDA_VISIBLE_DEVICES=" + *other.visibleDevices + " may hide it.");
            QVERIFY2(list.next.starts_with("Unset CUDA_VISIBLE_DEVICES, or"), list.next.c_str());
        }
    }

    void whatSlowsACardIsToldInWords() {
        QVERIFY(slowedByWords(0x1).empty()); // idle
        QCOMPARE(slowedByWords(0x4), std::vector<std::string>{"power limit"});
        const std::vector<std::string> both{"heat", "emergency brake (heat or power)", "another reason (0x8000)"};
        QCOMPARE(slowedByWords(0x8028), both);
        for (const unsigned long long bits : {0x8ull, 0x24ull, 0x40ull, 0x81ull})
            QVERIFY(isThrottle(bits));
        QVERIFY(!isThrottle(0x1) && !isThrottle(0x4) && !isThrottle(0x112)); // idle, limits, clocks that were set
    }
};

QTEST_APPLESS_MAIN(TestCards)
#include "tst_cards.moc"
