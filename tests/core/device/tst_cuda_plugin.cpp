// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/torch.h"
#include "test_places.h"

#include <filesystem>
#include <future>
#include <latch>

#include <QTemporaryDir>
#include <QTest>

#include <dlfcn.h>

#include "core/base/error.h"
#include "core/device/compute_device_internal.h"
#include "core/device/cuda_plugin.h"

using namespace studio;
namespace fs = std::filesystem;

namespace {

GraphicsCard card(const char* name, std::uint64_t memory, ComputeCapability chip, const char* bus) {
    GraphicsCard made;
    made.name = name;
    made.memoryBytes = memory;
    made.capability = chip;
    made.pciBusId = bus;
    return made;
}

CardReport reportOf(std::vector<GraphicsCard> cards, std::string problem = {}) {
    CardReport report;
    report.driver = "580.95.05";
    report.cards = std::move(cards);
    report.problem = std::move(problem);
    return report;
}

const GraphicsCard kT4 = card("NVIDIA T4", 16'000'000'000, {7, 5}, "00000000:00:1E.0");
const GraphicsCard kOld = card("Tesla P40", 24'000'000'000, {6, 1}, "00000000:00:1F.0");
const GraphicsCard kH200 = card("NVIDIA H200", 150'000'000'000, {9, 0}, "00000000:01:00.0");

/// The message of the Error that `call` throws; an empty one if it throws none.
template<class Call>
Message errorOf(const Call& call, ErrorKind kind = ErrorKind::Device) {
    try {
        call();
    } catch (const Error& error) {
        return error.kind() == kind ? error.message() : Message{"another kind", {}, {}, {}};
    }
    return {};
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != text.npos;
}

} // namespace

/// The program's side of the CUDA plug-in: found, its cards listed, loaded when one is opened. The plug-in is a
/// stand-in (fake_cuda.cpp).
class TestCudaPlugin final : public QObject {
    Q_OBJECT

private:
    /// A plug-in of its own: what one is like stays known by its path.
    CudaPlugin plugin(const char* folder, const char* from = STUDIO_FAKE_CUDA) {
        const fs::path made = fs::path(dir_.path().toStdString()) / folder;
        fs::create_directories(made);
        fs::copy_file(from, made / CudaPlugin::kFileName, fs::copy_options::overwrite_existing);
        return findCudaPlugin(made.native());
    }

private Q_SLOTS:
    void cleanup() { qunsetenv("FAKE_CUDA"); }

    void isFoundBesideTheProgramAndInItsLibraryFolder() {
        const fs::path home = fs::path(dir_.path().toStdString()) / "home", bin = home / "bin";
        const fs::path library = home / "lib/resnet-studio";
        fs::create_directories(bin);
        fs::create_directories(library / CudaPlugin::kFileName);
        QCOMPARE(findCudaPlugin(bin.native()).path, std::string()); // a folder is none
        fs::remove(library / CudaPlugin::kFileName);
        fs::copy_file(STUDIO_FAKE_CUDA, library / CudaPlugin::kFileName);
        QCOMPARE(findCudaPlugin(bin.native()).path, (library / CudaPlugin::kFileName).native());
        fs::copy_file(STUDIO_FAKE_CUDA, bin / CudaPlugin::kFileName);
        QCOMPARE(findCudaPlugin(bin.native()).path, (bin / CudaPlugin::kFileName).native());
    }

    void withoutAPlugInNoCardIsADevice() {
        registerCards(reportOf({kT4, kH200}), CudaPlugin{});
        QCOMPARE(listDevices().size(), std::size_t{1});
        QVERIFY(contains(errorOf([] { findDevice("cuda"); }, ErrorKind::Config).done, kNoCudaHere));
    }

    void whereNoCardCanBeUsedTheErrorIsTheReports() {
        registerCards(reportOf({}, "No NVIDIA driver is installed."), {"/nowhere/libstudio_cuda.so"});
        QCOMPARE(errorOf([] { findDevice("cuda"); }).done, std::string("No NVIDIA driver is installed."));
        QCOMPARE(findDevice("auto").id, std::string("cpu"));
        registerCards(reportOf({kOld}, "The card cannot be used: it is too old."), {"/nowhere/libstudio_cuda.so"});
        QVERIFY(contains(errorOf([] { findDevice("cuda:0"); }, ErrorKind::Config).done, // no time changes that
                         "Tesla P40: Its compute capability 6.1 is too old: 7.5 or newer is needed."));
        QVERIFY(contains(errorOf([] { findDevice("cuda:3"); }).done, "The card cannot be used"));
        CardReport driver = reportOf({kT4}, "The NVIDIA driver 470.256.02 is too old.");
        driver.driver = "470.256.02";
        registerCards(driver, {"/nowhere/libstudio_cuda.so"});
        QVERIFY(contains(errorOf([] { findDevice("cuda:0"); }, ErrorKind::Config).done,
                         "Install driver 525.60.13 or newer."));
        CardReport hidden = reportOf({}, "CUDA_VISIBLE_DEVICES=-1 hides 1 of 1 card.");
        hidden.isSettled = hidden.hasCard = true;
        registerCards(hidden, {"/nowhere/libstudio_cuda.so"});
        QVERIFY(contains(errorOf([] { findDevice("cuda"); }, ErrorKind::Config).done, "hides 1 of 1 card."));
        QVERIFY(contains(whyNoCard().why, "hides 1 of 1 card.") && whyNoCard().lasts);
        hidden.isSettled = false; // a card that does not answer comes back, perhaps
        registerCards(hidden, {"/nowhere/libstudio_cuda.so"});
        QVERIFY(!whyNoCard().why.empty() && !whyNoCard().lasts);
        QCOMPARE(listDevices().size(), std::size_t{1});
    }

    void aCardIsADeviceOfTheFormatsOfItsChip() {
        const DeviceInfo turing = cardDevice(kT4, 0), hopper = cardDevice(kH200, 3);
        QCOMPARE(turing.id, std::string("cuda:0"));
        QCOMPARE(turing.memoryBytes, std::uint64_t{16'000'000'000});
        QVERIFY(turing.accelerator);
        QVERIFY((turing.precisions == std::vector{Precision::Fp16, Precision::Fp32}));
        QCOMPARE(hopper.id, std::string("cuda:3"));
        QVERIFY((hopper.precisions == std::vector{Precision::Fp16, Precision::Bf16, Precision::Tf32, Precision::Fp32}));
        QVERIFY((cardDevice(GraphicsCard{}, 1).precisions == std::vector{Precision::Fp16, Precision::Fp32}));
        QCOMPARE(cardDevice(GraphicsCard{}, 1).name, std::string("NVIDIA card"));
    }

    void theBestCardComesFirstAndKeepsItsNumber() {
        registerCards(reportOf({kT4, kOld, kH200}), plugin("good"));
        const auto devices = listDevices();
        QCOMPARE(devices.size(), std::size_t{3});
        QCOMPARE(devices[0].id, std::string("cuda:2"));
        QCOMPARE(devices[1].id, std::string("cuda:0"));
        QCOMPARE(devices[2].id, std::string("cpu"));
        QCOMPARE(findDevice("auto").id, std::string("cuda:2"));
        QCOMPARE(findDevice("cuda").id, std::string("cuda:2"));
        QCOMPARE(findDevice("cuda:0").name, std::string("NVIDIA T4"));
        QVERIFY(contains(errorOf([] { findDevice("cuda:1"); }, ErrorKind::Config).done,
                         "Tesla P40: Its compute capability 6.1"));
        const Message none = errorOf([] { findDevice("cuda:7"); });
        QVERIFY2(contains(none.done, "There are these: cuda:2, cuda:0, cpu."), none.done.c_str());
    }

    void aCardIsOpenedByItsPlaceOnTheBus() {
        registerCards(reportOf({kT4, kOld, kH200}), plugin("good"));
        QCOMPARE(openDevice("auto")->info().name, std::string("NVIDIA H200 at 00000000:01:00.0"));
        QCOMPARE(openDevice("cuda:0")->info().name, std::string("NVIDIA T4 at 00000000:00:1E.0"));
    }

    void twoThreadsThatOpenACardLoadThePlugInOnce() {
        const CudaPlugin fresh = plugin("threads");
        registerCards(reportOf({kT4}), fresh);
        std::latch both(2);
        const auto open = [&both] {
            both.arrive_and_wait();
            return openDevice("cuda:0")->info().name;
        };
        auto first = std::async(std::launch::async, open), second = std::async(std::launch::async, open);
        QCOMPARE(first.get(), second.get());
        void* const library = ::dlopen(fresh.path.c_str(), RTLD_NOW | RTLD_NOLOAD);
        QVERIFY2(library != nullptr, ::dlerror());
        QCOMPARE(reinterpret_cast<int (*)()>(::dlsym(library, "fakeCudaAsked"))(), 1);
    }

    void whatIsWrongIsToldWithTheWayOut_data() {
        QTest::addColumn<QByteArray>("fault");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("done");
        QTest::addColumn<bool>("stays");
        const QString fake = QStringLiteral(STUDIO_FAKE_CUDA);
        const auto text = [](const char* words) { return QString::fromLatin1(words); };
        QTest::newRow("no library") << QByteArray() << text(STUDIO_SOURCE_DIR "/README.md")
                                    << text("The CUDA plug-in cannot be loaded") << text("libstudio_cuda.so: ")
                                    << false;
        QTest::newRow("another library") << QByteArray() << text(STUDIO_FAKE_NVML)
                                         << text("This file is no plug-in of ResNet Studio") << text("studioCudaPlugin")
                                         << true;
        QTest::newRow("offers nothing") << QByteArray("entry") << fake
                                        << text("This file is no plug-in of ResNet Studio") << text("does not offer")
                                        << true;
        QTest::newRow("another build") << QByteArray("build") << fake
                                       << text("The CUDA plug-in is of another build than the program")
                                       << text(", the plug-in 0.0.1 (LibTorch 9.9.9, 0123456789ab).") << true;
        QTest::newRow("the card is gone")
            << QByteArray("error") << fake << text("The card is gone") << text("It was there before.") << false;
        QTest::newRow("CUDA fails") << QByteArray("exception") << fake << text("The card cannot be opened")
                                    << text("CUDA error: out of memory") << false;
        QTest::newRow("no reason") << QByteArray("nothing") << fake << text("The card cannot be opened")
                                   << text("does not say why") << false;
    }
    void whatIsWrongIsToldWithTheWayOut() {
        QFETCH(QByteArray, fault);
        QFETCH(QString, from);
        QFETCH(QString, title);
        QFETCH(QString, done);
        QFETCH(bool, stays);
        registerCards(reportOf({kT4}), plugin(QTest::currentDataTag(), qPrintable(from)));
        qputenv("FAKE_CUDA", fault);
        const Message message = errorOf([] { openDevice("cuda:0"); },
                                        stays ? ErrorKind::Config : ErrorKind::Device); // a retry may help, or not
        QCOMPARE(QString::fromStdString(message.title), title);
        QVERIFY2(contains(message.done, done.toStdString()), message.text().c_str());
        QVERIFY2(!message.place.empty() && !message.next.empty(), message.text().c_str());
    }

    void aPlugInThatIsTakenAwayIsMissedAndFoundAgain() {
        const CudaPlugin taken = plugin("taken");
        registerCards(reportOf({kT4}), taken);
        fs::remove(taken.path);
        QCOMPARE(errorOf([] { openDevice("cuda:0"); }).title, std::string("The CUDA plug-in is not there any more"));
        plugin("taken");
        QCOMPARE(openDevice("cuda:0")->info().id, std::string("cuda:0"));
    }

private:
    QTemporaryDir dir_;
};

QTEST_APPLESS_MAIN(TestCudaPlugin)
#include "tst_cuda_plugin.moc"
