// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QSet>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

#include "test_places.h"
#include "tests/support/cli_runner.h"

using studio::test::CliResult;

/// packaging/ec2 on a machine that is a folder: tests/support/fake_machine.sh stands in for what would look at disks
/// and cards, and for what would change anything.
class TestEc2 final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        const QString from = QStringLiteral(STUDIO_SOURCE_DIR "/packaging/");
        QVERIFY(QDir().mkpath(place("project/packaging/ec2/units")) && QDir().mkpath(place("bin")));
        QVERIFY(QFile::copy(from + QStringLiteral("common.sh"), place("project/packaging/common.sh")));
        for (const char* folder : {"ec2/", "ec2/units/"}) {
            const QDir all(from + QLatin1String(folder));
            for (const QString& name : all.entryList(QDir::Files))
                QVERIFY(QFile::copy(all.filePath(name), place("project/packaging/") + QLatin1String(folder) + name));
        }
        for (const char* name :
             {"uname", "id", "getent", "runuser", "chown", "modprobe", "dpkg-query", "apt-cache", "apt-get", "modinfo",
              "nvidia-smi", "lsblk", "blkid", "mkfs.ext4", "findmnt", "mount", "loginctl", "systemctl", "sudo"})
            QVERIFY(QFile::link(QStringLiteral(STUDIO_SOURCE_DIR "/tests/support/fake_machine.sh"),
                                place("bin/") + QLatin1String(name)));
        script("project/packaging/setup-libtorch.sh",
               "echo \"setup-libtorch $*\" >>\"$STUDIO_ROOT/fake/calls\"\n"
               "[ \"$(wc -l <\"$STUDIO_ROOT/fake/calls\")\" != \"$KILL_AT\" ] || kill -9 0");
        script("project/packaging/run.sh", "b=$STUDIO_ROOT/project/build/headless-cuda/bin; mkdir -p \"$b\"\n"
                                           "cp \"$STUDIO_ROOT/portable/resnet-train\" \"$b/\"");
        script("portable/resnet-train", "echo 'ResNet Studio 0.9'");
        write("portable/VERSION", "glibc 2.17\nset cu130\n");
        write("etc/os-release", "ID=ubuntu\nVERSION_ID=\"24.04\"\n");
        write("etc/fstab", "# root");
        write("proc/sys/kernel/random/boot_id", "boot1");
        write("sys/bus/pci/devices/0/vendor", "0x10de");
        write("sys/bus/pci/devices/0/class", "0x030200");
        write("fake/disks", "nvme0n1 8589934592 vol0aaa Amazon Elastic Block Store\n"
                            "nvme1n1 107374182400 vol0bbb Amazon Elastic Block Store\n"
                            "nvme2n1 125000000000 AWS1 Amazon EC2 NVMe Instance Storage\n");
        write("fake/fs/nvme0n1", "ext4");
        for (const char* name : {"dev/nvme1n1", "dev/nvme2n1", "dev/nvme3n1"})
            write(name, QByteArray(1 << 20, '\0'));
        write("fake/mounts", place("dev/nvme0n1").toUtf8() + " /\n");
        write("fake/installed", "");
        write("fake/loaded", "");
        job("PROGRAM=/portable\nFORMAT_EMPTY=yes\nKIND=imagenet\nSOURCE=s3://bucket/a.tar\n");
    }

    void aMachineWithADriverIsMadeReadyAndOnlyOnce() {
        const CliResult first = setup({});
        QVERIFY2(first.code == 0 && first.err.endsWith("== ready\n"), first.err);
        QVERIFY2(log().contains("mkfs.ext4 -q -F -L resnet-studio " + place("dev/nvme1n1").toUtf8()), log());
        QVERIFY2(read("etc/fstab").contains("\nUUID=uuid-nvme1n1 " + volume() + " ext4 defaults,nofail,"),
                 read("etc/fstab"));
        QVERIFY2(log().endsWith("systemctl --user start --no-block resnet-job-end.service\n"), log());
        const QByteArray state = endState();
        QFile::remove(place("fake/calls"));
        const CliResult second = setup({});
        QVERIFY2(second.code == 0, second.err);
        QCOMPARE(endState(), state);
        QVERIFY2(!log().contains("mkfs") && !log().contains("apt-get") && !log().contains("mount "), log());
    }

    void aDryRunChangesNothing() {
        const QSet<QString> before = files();
        const CliResult result = setup({QStringLiteral("--dry-run")});
        QVERIFY2(result.code == 0 && result.err.contains("would run: mkfs.ext4"), result.err);
        QCOMPARE(files(), before);
        QVERIFY2(log().isEmpty(), log());
    }

    void withoutADriverItIsInstalledAndGoesOnAfterTheReboot() {
        QFile::remove(place("fake/loaded"));
        const CliResult first = setup({});
        QCOMPARE(first.code, 75);
        QVERIFY2(first.err.contains("sudo systemctl reboot"), first.err);
        QVERIFY2(log().contains("nvidia-headless-no-dkms-580-server-open"), log());
        QVERIFY(setup({QStringLiteral("--status")}).err.contains("driver: reboot boot1"));
        write("proc/sys/kernel/random/boot_id", "boot2");
        const CliResult broken = setup({});
        QVERIFY2(broken.code == 1 && broken.err.contains("does not load after a reboot"), broken.err);
        write("fake/loaded", "");
        const CliResult last = setup({});
        QVERIFY2(last.code == 0 && last.err.contains("driver: NVIDIA driver 580.95.05, Tesla T4"), last.err);
    }

    void debianTakesItsDriverFromNonFree() {
        write("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
        QFile::remove(place("fake/loaded"));
        const CliResult result = setup({QStringLiteral("--unattended")});
        QVERIFY2(result.code == 0 && log().endsWith("systemctl reboot\n"), result.err + log());
        QVERIFY2(log().contains(" nvidia-driver nvidia-smi "), log());
    }

    void withoutACardTheInstanceIsTheWrongOne() {
        QFile::remove(place("fake/loaded"));
        write("sys/bus/pci/devices/0/vendor", "0x1d0f");
        const CliResult result = setup({});
        QVERIFY2(result.code == 78 && result.err.contains("g4dn.xlarge"), result.err);
    }

    void anEmptyVolumeIsFormattedOnlyWhenThatIsSaid() {
        job("PROGRAM=/portable\n");
        const CliResult refused = setup({});
        QVERIFY2(refused.code == 78 && refused.err.contains("setup.sh --format"), refused.err);
        QCOMPARE(setup({QStringLiteral("--format")}).code, 64); // nobody can be asked
        QVERIFY2(!log().contains("mkfs"), log());
        QCOMPARE(setup({QStringLiteral("--format"), QStringLiteral("--yes")}).code, 0);
        QCOMPARE(log().count("mkfs"), 1);
    }

    void whatAVolumeHoldsIsKept_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("code");
        QTest::newRow("data of no known kind") << QByteArray() << 78;
        QTest::newRow("a file system") << QByteArray("xfs") << 0;
        QTest::newRow("partitions") << QByteArray("partitions") << 78;
        QTest::newRow("a member of something") << QByteArray("LVM2_member") << 78;
    }
    void whatAVolumeHoldsIsKept() {
        QFETCH(QByteArray, content);
        QFETCH(int, code);
        if (content.isEmpty())
            write("dev/nvme1n1", QByteArray(4096, '\0') + "somebody's data");
        else
            write("fake/fs/nvme1n1", content);
        const CliResult result = setup({QStringLiteral("--format"), QStringLiteral("--yes")});
        QVERIFY2(result.code == code, result.err);
        QCOMPARE(read("fake/fs/nvme1n1"), content);
        QVERIFY2(!log().contains("mkfs"), log());
        QCOMPARE(read("etc/fstab").contains(" xfs defaults,nofail"), code == 0);
    }

    void ofSeveralVolumesNoneIsGuessed() {
        write("fake/disks", read("fake/disks") + "nvme3n1 214748364800 vol0ccc Amazon Elastic Block Store\n");
        const CliResult result = setup({});
        QVERIFY2(result.code == 78 && result.err.contains("VOLUME=vol-"), result.err);
        job("PROGRAM=/portable\nFORMAT_EMPTY=yes\nVOLUME=200G\n");
        QCOMPARE(setup({}).code, 0);
        QVERIFY2(log().contains("mkfs.ext4 -q -F -L resnet-studio " + place("dev/nvme3n1").toUtf8()), log());
    }

    void aVolumeThatIsGoneIsNotReplacedByAnother() {
        QCOMPARE(setup({}).code, 0);
        write("fake/disks", "nvme0n1 8589934592 vol0aaa Amazon Elastic Block Store\n"
                            "nvme3n1 107374182400 vol0ccc Amazon Elastic Block Store\n");
        write("fake/mounts", place("dev/nvme0n1").toUtf8() + " /\n");
        const CliResult result = setup({});
        QVERIFY2(result.code == 75 && result.err.contains("UUID=uuid-nvme1n1) is not attached"), result.err);
        QCOMPARE(log().count("mkfs"), 1);
    }

    void runsNeverGoToAnInstanceStore() {
        write("fake/disks", "nvme0n1 8589934592 vol0aaa Amazon Elastic Block Store\n"
                            "nvme2n1 125000000000 AWS1 Amazon EC2 NVMe Instance Storage\n");
        job("PROGRAM=/portable\nFORMAT_EMPTY=yes\nDATA_PLACE=scratch\n");
        const CliResult result = setup({});
        QVERIFY2(result.code == 0 && result.err.contains("on the root volume"), result.err);
        const QByteArray places = read("var/lib/resnet-studio/places");
        QVERIFY2(places.contains("runs=" + volume() + "/runs\n"), places);
        QVERIFY2(places.contains("data=" + place("mnt/resnet-scratch/resnet-data").toUtf8()), places);
        write("fake/mounts", place("dev/nvme2n1").toUtf8() + ' ' + volume() + '\n'); // by whatever way it came there
        const CliResult refused = setup({});
        QVERIFY2(refused.code == 78 && refused.err.contains("erased when the instance is stopped"), refused.err);
    }

    void killedBeforeAnyChangeTheSameCommandComesToTheSameEnd() {
        QCOMPARE(setup({}).code, 0);
        const QByteArray whole = endState();
        const int changes = static_cast<int>(log().count('\n'));
        QVERIFY(changes >= 8);
        for (int at = 1; at <= changes; ++at) {
            dir_.reset();
            init();
            QVERIFY(setup({}, at).code != 0);
            const CliResult again = setup({});
            QVERIFY2(again.code == 0, again.err);
            QCOMPARE(endState(), whole);
            QVERIFY(!QFile::exists(place("fake/lost")));
        }
    }

    void theFileIsReadAndNeverExecuted_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("said");
        QTest::newRow("a command") << QByteArray("RUN=$(touch /tmp/x)") << QByteArray("no value for RUN");
        QTest::newRow("two commands") << QByteArray("SETTINGS=epochs=1;reboot") << QByteArray("no value for SETTINGS");
        QTest::newRow("a secret") << QByteArray("AWS_SECRET_ACCESS_KEY=x") << QByteArray("no secrets belong here");
        QTest::newRow("a slip") << QByteArray("BACKUPS=s3://bucket/x") << QByteArray("there is no key \"BACKUPS\"");
        QTest::newRow("no line") << QByteArray("reboot") << QByteArray("is not KEY=value");
        QTest::newRow("upwards") << QByteArray("BACKUP=/srv/../etc") << QByteArray(".. cannot be in BACKUP");
        QTest::newRow("no sum") << QByteArray("PROGRAM=https://host/x.tar.gz") << QByteArray("needs PROGRAM_SHA256");
        QTest::newRow("too many") << QByteArray("KIND=classes\nSOURCE=/a /b") << QByteArray("does not go with 2");
    }
    void theFileIsReadAndNeverExecuted() {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, said);
        job(line + '\n');
        const CliResult result = setup({});
        QVERIFY2(result.code == 78 && result.err.contains(said), result.err);
        QVERIFY2(log().isEmpty(), log());
    }

    void theStepsGoOnWhereTheyWereAndEndOnce() {
        jobOnAReadyMachine("STOP_AT_END=yes\nSETTINGS='epochs=2 batch_size=8'\nSPOT_WATCH=yes\n");
        QVERIFY2(read("etc/sudoers.d/resnet-studio-stop") == "tester ALL=(root) NOPASSWD: /usr/sbin/shutdown -P +5\n",
                 read("etc/sudoers.d/resnet-studio-stop"));
        for (const char* name : {"data", "pack", "train", "backup", "end", "data", "end"}) {
            const CliResult result = step(name);
            QVERIFY2(result.code == 0, result.err);
        }
        const QByteArray run = volume() + "/runs/run";
        const QByteArray words = log();
        QCOMPARE(words.count("resnet-train prepare s3://bucket/a.tar s3://bucket/b.tar "), 1);
        QVERIFY2(words.contains("--run " + run +
                                " --resume auto --device auto --set epochs=2 --set batch_size=8 "
                                "--spot-watch --backup s3://bucket/runs --backup-interrupted\nresnet-train runs"),
                 words);
        QVERIFY2(words.contains("resnet-train backup " + run + " s3://bucket/runs --notices --json\n"), words);
        QVERIFY2(words.contains("start --no-block resnet-job-train.service"), words);
        QCOMPARE(words.count("sudo -n /usr/sbin/shutdown -P +5"), 1);
    }

    void whatWasStoppedStartsNothingBehindIt() {
        jobOnAReadyMachine("STOP_AT_END=yes\n");
        write("fake/state", "stopped");
        QCOMPARE(step("train").code, 130);
        QVERIFY2(!log().contains("start --no-block resnet-job-backup"), log());
        QCOMPARE(step("end").code, 78);
        write("fake/code", "75");
        QCOMPARE(step("train").code, 75);
        QVERIFY2(!log().contains("shutdown") && !log().contains("resnet-job-backup"), log());
    }

    void aStepThatTheServiceManagerStartsAgainSaysSo() {
        jobOnAReadyMachine("BACKUP=\nSPOT_WATCH=yes\n");
        QCOMPARE(step("train").code, 0);
        QVERIFY2(log().contains("--spot-watch\n") && !log().contains("(again)"), log());
        write("fake/restarts", "2\n");
        QCOMPARE(step("train").code, 0);
        QVERIFY2(log().contains("--spot-watch (again)\n"), log());
    }

    void aStepThatFailedForGoodIsToldOf() {
        jobOnAReadyMachine("");
        const auto told = [this](const char* name) {
            QFile::remove(place("fake/calls"));
            const CliResult result =
                start(QStringLiteral("bash"), {place("project/packaging/ec2/job.sh"), QStringLiteral("notice"),
                                               QStringLiteral("resnet-job-") + QLatin1String(name)});
            return result.code == 0 ? log() : result.err;
        };
        const QByteArray given = "resnet-train notify given-up --unit resnet-job-", run = volume() + "/runs/run\n";
        QCOMPARE(told("data"), QByteArray()); // it waits to be started again, or waited for another step
        for (const char* name : {"data", "train", "backup", "end"})
            write(("fake/failed/resnet-job-" + std::string(name) + ".service").c_str(), "");
        QCOMPARE(told("data"), given + "data.service --untold " + run);
        QCOMPARE(told("end"), given + "end.service --untold " + run);
        QCOMPARE(told("train"), given + "train.service " + run); // tells by itself
        QCOMPARE(told("backup"), given + "backup.service " + run);
        job("PROGRAM=/portable\nEPOCHS=3\n"); // which no step takes
        QCOMPARE(told("data"), given + "data.service --untold\n");
        QCOMPARE(step("notice").code, 64);
        for (const char* name : {"data", "pack", "train", "backup", "end"})
            QVERIFY2(read(("etc/systemd/user/resnet-job-" + std::string(name) + ".service").c_str())
                         .contains("\nOnFailure=resnet-job-notice@%p.service\n"),
                     name);
    }

    void halfACopyIsNotTakenForAWholeOne() {
        jobOnAReadyMachine("STOP_AT_END=yes\n");
        script("portable/resnet-train", "echo '{\"complete\":false}'");
        QCOMPARE(step("backup").code, 130);
        QVERIFY2(!log().contains("resnet-job-end"), log());
    }

    void aStopIsPassedOnOnceAndWaitedFor() {
        jobOnAReadyMachine("");
        script("portable/resnet-train", "case $1 in runs) echo '[]' ;; supervise)\n"
                                        "trap 'echo told >>\"$STUDIO_ROOT/fake/calls\"; sleep 0.2; echo saved "
                                        ">>\"$STUDIO_ROOT/fake/calls\"; exit 0' TERM\n"
                                        "touch \"$STUDIO_ROOT/fake/started\"; while :; do sleep 0.05; done ;; esac");
        QProcess process;
        process.setProcessEnvironment(environment(0));
        process.start(QStringLiteral("bash"), {place("project/packaging/ec2/job.sh"), QStringLiteral("train")});
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(place("fake/started")), 60'000);
        process.terminate();
        const CliResult result = studio::test::resultOf(process, 60'000);
        QVERIFY2(result.code == 130, result.err);
        QCOMPARE(log(), QByteArray("told\nsaved\n"));
    }

    void aRunDoesNotBeginAnewWhereItsVolumeIsMissing() {
        jobOnAReadyMachine("");
        write("fake/mounts", place("dev/nvme0n1").toUtf8() + " /\n");
        const CliResult result = step("train");
        QVERIFY2(result.code == 75 && result.err.contains("is not mounted on"), result.err);
        QVERIFY2(!log().contains("resnet-train supervise"), log());
    }

    void systemdTakesTheUnits() {
        if (QStandardPaths::findExecutable(QStringLiteral("systemd-analyze")).isEmpty())
            QSKIP("systemd-analyze is not installed");
        QCOMPARE(setup({}).code, 0);
        const QString here = place("project/packaging/ec2/");
        for (const char* name : {"setup.sh", "job.sh"})
            QFile::setPermissions(here + QLatin1String(name), QFile::ReadOwner | QFile::ExeOwner);
        for (const QString& user : {QStringLiteral("user"), QStringLiteral("system")}) {
            const QDir units(place("etc/systemd/") + user);
            QStringList words{QStringLiteral("verify"), QLatin1String("--") + user};
            for (const QString& name : units.entryList({QStringLiteral("resnet-*")}, QDir::Files))
                words << units.filePath(name);
            QVERIFY(words.size() > 2);
            const CliResult result = start(QStringLiteral("systemd-analyze"), words);
            if (result.err.contains("initialize manager"))
                QSKIP("systemd-analyze cannot verify here");
            QVERIFY2(result.code == 0 && result.err.isEmpty(), result.err);
        }
    }

private:
    QString place(const char* name) const { return dir_->filePath(QLatin1String(name)); }
    QByteArray volume() const { return place("srv/resnet-studio").toUtf8(); }
    QByteArray read(const char* name) const {
        QFile file(place(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QByteArray log() const { return read("fake/calls"); }
    void write(const char* name, const QByteArray& text) const {
        QVERIFY(QDir().mkpath(QFileInfo(place(name)).path()));
        QFile file(place(name));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(text) == text.size());
    }
    void script(const char* name, const QByteArray& body) const {
        write(name, "#!/bin/bash\n" + body + "\n");
        QFile::setPermissions(place(name), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    void job(const QByteArray& lines) const { write("etc/resnet-studio/job.env", "JOB_USER=tester\n" + lines); }
    /// Set up, with a stand-in for resnet-train that writes down its words.
    void jobOnAReadyMachine(const QByteArray& lines) const {
        script("portable/resnet-train",
               "[ \"$1\" != --version ] || { echo 'ResNet Studio 0.9'; exit; }\n"
               "echo \"resnet-train $*${RESNET_STUDIO_STARTED_AGAIN:+ (again)}\" >>\"$STUDIO_ROOT/fake/calls\"\n"
               "code=$(cat \"$STUDIO_ROOT/fake/code\" 2>/dev/null || echo 0)\n"
               "case $1 in runs) echo \"[{\\\"folder\\\":\\\"$2/run\\\",\\\"state\\\":\\\"$(cat "
               "\"$STUDIO_ROOT/fake/state\")\\\"}]\" ;;\n"
               "*) echo '{\"complete\":true}' ;; esac\nexit \"$code\"");
        write("fake/state", "finished");
        job("PROGRAM=/portable\nFORMAT_EMPTY=yes\nKIND=imagenet\nSOURCE=\"s3://bucket/a.tar s3://bucket/b.tar\"\n"
            "BACKUP=s3://bucket/runs\n" +
            lines);
        const CliResult ready = setup({});
        QVERIFY2(ready.code == 0, ready.err);
        QFile::remove(place("fake/calls"));
    }

    /// What must be the same however often it was stopped on the way: files that were written and what disks hold.
    QByteArray endState() const {
        QByteArray all;
        for (const char* name :
             {"etc/fstab", "var/lib/resnet-studio/places", "fake/mounts", "fake/fs/nvme1n1", "fake/linger",
              "etc/systemd/system/resnet-studio-setup.service", "etc/systemd/user/resnet-job-train.service"})
            all += name + QByteArray(":\n") + read(name);
        return all.replace(dir_->path().toUtf8(), "ROOT");
    }
    QSet<QString> files() const {
        QSet<QString> all;
        QDirIterator at(dir_->path(), QDir::AllEntries | QDir::NoDotAndDotDot | QDir::System,
                        QDirIterator::Subdirectories);
        while (at.hasNext())
            all.insert(at.next());
        return all;
    }

    QProcessEnvironment environment(int killAt) const {
        auto all = QProcessEnvironment::systemEnvironment();
        all.insert(QStringLiteral("PATH"), place("bin") + u':' + all.value(QStringLiteral("PATH")));
        all.insert(QStringLiteral("STUDIO_ROOT"), dir_->path());
        all.insert(QStringLiteral("XDG_RUNTIME_DIR"), dir_->path());
        all.insert(QStringLiteral("KILL_AT"), QString::number(killAt));
        return all;
    }
    CliResult start(const QString& program, const QStringList& words, int killAt = 0) const {
        QProcess process;
        process.setProcessEnvironment(environment(killAt));
        process.setStandardInputFile(QProcess::nullDevice());
        process.start(program, words);
        return studio::test::resultOf(process, 120'000);
    }
    /// In a session of its own, which the stand-ins kill at change number `killAt`.
    CliResult setup(const QStringList& words, int killAt = 0) const {
        return start(
            QStringLiteral("setsid"),
            QStringList{QStringLiteral("-w"), QStringLiteral("bash"), place("project/packaging/ec2/setup.sh")} + words,
            killAt);
    }
    CliResult step(const char* name) const {
        return start(QStringLiteral("bash"), {place("project/packaging/ec2/job.sh"), QLatin1String(name)});
    }

    std::unique_ptr<QTemporaryDir> dir_;
};

QTEST_GUILESS_MAIN(TestEc2)
#include "tst_ec2.moc"
