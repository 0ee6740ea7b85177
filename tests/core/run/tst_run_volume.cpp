// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <fstream>

#include <QTemporaryDir>
#include <QTest>

#include <linux/magic.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include "core/run/run_volume.h"

using namespace studio;

namespace {

void write(const std::string& path, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path) << text;
}

} // namespace

class RunVolumeTest : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    std::string sys() const { return dir_.path().toStdString(); }
    /// A block device as sysfs shows it: a link by number to the device's folder.
    void addDevice(const std::string& place, int majorNumber, int minorNumber) const {
        std::filesystem::create_directories(sys() + "/dev/block");
        std::filesystem::create_directories(sys() + "/" + place);
        std::filesystem::create_directory_symlink(sys() + "/" + place, sys() + "/dev/block/" +
                                                                           std::to_string(majorNumber) + ":" +
                                                                           std::to_string(minorNumber));
    }

private Q_SLOTS:
    void theVolumeOfAFolderThatIsNotThereYetIsThatOfTheNearestOne() {
        const RunVolume here = volumeOf(sys());
        const RunVolume below = volumeOf(sys() + "/not/there/yet");
        QVERIFY(here.totalBytes > 0 && here.freeBytes <= here.totalBytes);
        QCOMPARE(below.totalBytes, here.totalBytes);
    }

    void aVolumeInMemoryIsTold() {
        struct statfs info {};
        if (::statfs("/dev/shm", &info) != 0 || info.f_type != TMPFS_MAGIC) {
            QSKIP("there is no volume in memory at /dev/shm");
        }
        const RunVolume volume = volumeOf("/dev/shm");
        QVERIFY(volume.inMemory);
        QCOMPARE(volumeWarnings("/dev/shm", volume, 0, 1).size(), std::size_t{1});
    }

    void anInstanceStoreIsKnownByItsModel() {
        addDevice("devices/pci/nvme1/nvme1n1", 259, 1);
        write(sys() + "/devices/pci/nvme1/nvme1n1/device/model", "Amazon EC2 NVMe Instance Storage\n");
        addDevice("devices/pci/nvme1/nvme1n1/nvme1n1p1", 259, 2); // its partition
        addDevice("devices/pci/nvme0/nvme0n1", 259, 3);
        write(sys() + "/devices/pci/nvme0/nvme0n1/device/model", "Amazon Elastic Block Store\n");
        QVERIFY(isInstanceStore(makedev(259, 1), sys()));
        QVERIFY(isInstanceStore(makedev(259, 2), sys()));
        QVERIFY(!isInstanceStore(makedev(259, 3), sys()));
        QVERIFY(!isInstanceStore(makedev(7, 7), sys()));
    }

    void aRaidOfInstanceStoresIsOneToo() {
        addDevice("devices/virtual/md0", 9, 0);
        std::filesystem::create_directories(sys() + "/devices/virtual/md0/slaves");
        addDevice("devices/pci/nvme2/nvme2n1", 259, 9);
        write(sys() + "/devices/pci/nvme2/nvme2n1/device/model", "Amazon EC2 NVMe Instance Storage\n");
        std::filesystem::create_directory_symlink(sys() + "/devices/pci/nvme2/nvme2n1",
                                                  sys() + "/devices/virtual/md0/slaves/nvme2n1");
        QVERIFY(isInstanceStore(makedev(9, 0), sys()));
    }

    void checkpointsThatWillNotFitAreCountedWithTheOneThatIsBeingWritten() {
        RunVolume volume;
        volume.freeBytes = 500;
        QVERIFY(volumeWarnings("/runs/a", volume, 100, 4).empty());
        const std::vector<Message> warnings = volumeWarnings("/runs/a", volume, 101, 4);
        QCOMPARE(warnings.size(), std::size_t{1});
        const QString text = QString::fromStdString(warnings.front().text());
        QVERIFY2(text.contains(QLatin1String("4 checkpoints")) && text.contains(QLatin1String("/runs/a")),
                 qPrintable(text));
    }

    void everyWarningSaysWhatToDo() {
        RunVolume volume;
        volume.inMemory = volume.instanceStore = volume.readOnly = true;
        const std::vector<Message> warnings = volumeWarnings("/runs/a", volume, 1, 1);
        QCOMPARE(warnings.size(), std::size_t{4});
        for (const Message& warning : warnings) {
            QVERIFY(!warning.next.empty());
        }
    }
};

QTEST_APPLESS_MAIN(RunVolumeTest)
#include "tst_run_volume.moc"
