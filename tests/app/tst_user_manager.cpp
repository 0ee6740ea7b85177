// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/run/run_database.h"
#include "core/run/run_folder.h"
#include "test_places.h"
#include "tests/support/cli_runner.h"
#include "tests/support/picture_folders.h"

using namespace studio;
using namespace studio::test;

/// Trainings as services of a real systemd, on a machine that can be switched off (tests/support/user_manager.sh).
class UserManagerTest : public QObject {
    Q_OBJECT

    QTemporaryDir dir_;
    QString place(const char* name) const { return dir_.filePath(QLatin1String(name)); }
    QByteArray trainWords(const char* run) const {
        return "--data " + place("data").toUtf8() + " --run " + place(run).toUtf8() + ' ' +
               tinyRecipe(400).join(QLatin1Char(' ')).toUtf8();
    }
    /// What the script printed, run there; it knows `train` (the program), `runs`, `unit NAME` (puts a unit of ours
    /// into its place) and `until_ COMMAND` (waits for that).
    CliResult run(const QByteArray& script) const {
        QFile file(place("script.sh"));
        if (!file.open(QIODevice::WriteOnly))
            return {};
        file.write("runs=" + dir_.path().toUtf8() +
                   "\n"
                   "export RESNET_STUDIO_RUNS=$runs OMP_NUM_THREADS=1 LC_ALL=C.UTF-8\n"
                   "train() { " STUDIO_BIN_DIR "/resnet-train \"$@\"; }\n"
                   "until_() { for _ in $(seq 900); do \"$@\" >/dev/null 2>&1 && return; sleep 0.1; done; "
                   "echo \"never: $*\"; }\n"
                   "unit() { mkdir -p \"$HOME/.config/systemd/user/$1.d\" \"$HOME/.config/resnet-studio\"\n"
                   "sed 's|@STUDIO_TRAIN_PROGRAM@|" STUDIO_BIN_DIR "/resnet-train|' " STUDIO_SOURCE_DIR
                   "/packaging/systemd/$1.in >\"$HOME/.config/systemd/user/$1\"\n"
                   "echo RESNET_STUDIO_RUNS=$runs >\"$HOME/.config/resnet-studio/service.env\"\n"
                   "systemctl --user daemon-reload; }\n" +
                   script);
        file.close();
        return runProgram(QStringLiteral("bash"), {QStringLiteral(STUDIO_SOURCE_DIR "/tests/support/user_manager.sh"),
                                                   dir_.path(), file.fileName()});
    }
    /// The job of packaging/ec2 with its own services, on a machine whose trainer is a script: what it does says a file
    /// fail-VERB, once (an exit code). `job STEP` starts a step, `settled` waits until nothing is under way any more,
    /// `told` says what was told, `again` forgets what was done.
    CliResult runJob(const QByteArray& script) const {
        const QByteArray setUp =
            "root=$runs/ec2; mkdir -p $root/bin $root/data $root/var/lib/resnet-studio $HOME/.config/systemd/user\n"
            "cd $root; rm -f fail-* told\n"
            "printf '%s\\n' config=$root/job.env program=$root/bin/trainer runs=$runs data=$root/data volume_uuid= "
            ">var/lib/resnet-studio/places\n"
            "printf '%s\\n' KIND=imagenet SOURCE=/x/a.tar PACK=max500-q90 RUN=job BACKUP=/copies STOP_AT_END=yes "
            ">job.env\n"
            "printf '#!/bin/sh\\necho ext4\\n' >bin/findmnt; printf '#!/bin/sh\\nexit 1\\n' >bin/sudo\n"
            "cat >bin/trainer <<'END'\n"
            "#!/bin/bash\n"
            "cd \"$STUDIO_ROOT\"; real=" STUDIO_BIN_DIR "/resnet-train\n"
            "case $1 in\n"
            "notify) exec $real \"$@\" ;;\n"
            "runs) echo '[{\"folder\":\"'$2'/job\",\"state\":\"finished\"}]'; exit ;;\n"
            "supervise) [ ! -e resumes ] || exec $real supervise --restarts=0 ${STUDIO_ROOT%/ec2}/job ;;\n"
            "esac\n"
            "if [ -e fail-$1 ]; then code=$(cat fail-$1); rm fail-$1; exit $code; fi\n"
            "echo '{\"complete\":true}'\n"
            "END\n"
            "chmod +x bin/*\n"
            "for unit in " STUDIO_SOURCE_DIR "/packaging/ec2/units/resnet-job-*.service; do\n"
            "sed 's|@HERE@|" STUDIO_SOURCE_DIR "/packaging/ec2|; s|^RestartSec=.*|RestartSec=1|' $unit "
            ">$HOME/.config/systemd/user/${unit##*/}\n"
            "done\n"
            "systemctl --user daemon-reload\n"
            "systemctl --user set-environment STUDIO_ROOT=$root PATH=$root/bin:$PATH LC_ALL=C.UTF-8 OMP_NUM_THREADS=1\n"
            "again() { systemctl --user stop 'resnet-job-*'; systemctl --user reset-failed; rm -f "
            "$root/data/.resnet-job-data $runs/.stopped-*; }\n"
            "again\n"
            "train notify remove job 2>/dev/null; rm -f \"$HOME/.local/state/resnet-studio/told/\"*\n"
            "train notify add command /usr/bin/tee --name job -- -a $root/told >/dev/null\n"
            "job() { systemctl --user start --no-block resnet-job-$1.service; }\n"
            "state() { systemctl --user show -p ActiveState --value resnet-job-$1.service; }\n"
            "is() { [ \"$(state $1)\" = $2 ]; }\n"
            "idle() { [ -z \"$(systemctl --user list-jobs --no-legend 'resnet-*')\" ] && "
            "! systemctl --user list-units --state=activating --no-legend | grep -q resnet-job; }\n"
            "settled() { until_ idle; }\n"
            "told() { [ ! -e told ] || grep -oE '(job|A training) (is [a-z ]*|failed [a-z ]*)|exit-code [0-9]*|unit "
            "[a-z-]*' told | tr '\\n' ' '; echo; rm -f told; }\n";
        return run(setUp + script);
    }
    int resumesOf(const char* run) const {
        const RunDatabase history(RunPaths(place(run).toStdString()).database, RunDatabase::Mode::Read);
        int count = 0;
        for (const EventRecord& event : history.events())
            count += event.kind == EventKind::Resumed ? 1 : 0;
        return count;
    }
    RunState stateOf(const char* run) const { return summariseRun(place(run).toStdString()).state; }

private Q_SLOTS:
    void initTestCase() {
        const CliResult machine = run("true\n");
        if (machine.code == 77)
            QSKIP(machine.out.constData());
        QCOMPARE(machine.code, 0);
        writePictureFolders(place("data").toStdString(), 3, 40, 6);
    }

    void aBackgroundRunHasAScopeOfItsOwn() {
        const CliResult result =
            run("train train " + trainWords("background") +
                " --background\n"
                "grep -oE '[^/]*\\.scope$' /proc/$(cat $runs/background/.lock)/cgroup | sort -u\n"
                "echo \"own: $(grep -c . < <(systemctl --user list-units --type=scope --no-legend | grep run-))\"\n"
                "train stop $runs/background\n"
                "until_ bash -c '! systemctl --user list-units --type=scope --no-legend | grep -q run-'\n"
                "echo gone\n");
        QVERIFY2(result.out.contains("run-r") && result.out.contains("own: 1\n"), result.out + result.err);
        QVERIFY2(result.out.endsWith("gone\n"), result.out + result.err);
        QCOMPARE(stateOf("background"), RunState::Stopped);
    }

    void aTrainingThatHangsIsStartedAgainAndGoesOn() {
        const CliResult result =
            run("train train " + trainWords("hangs") +
                " --background >/dev/null; train snapshot $runs/hangs >/dev/null; train stop $runs/hangs >/dev/null\n"
                "unit resnet-train@.service\n"
                "printf '[Service]\\nWatchdogSec=3s\\nTimeoutAbortSec=2s\\nRestartSec=1s\\n' "
                ">\"$HOME/.config/systemd/user/resnet-train@.service.d/quick.conf\"\n"
                "systemctl --user daemon-reload\n"
                "unit=$(systemd-escape --path --template=resnet-train@.service $runs/hangs)\n"
                "main() { systemctl --user show -p MainPID --value $unit; }\n"
                "again_() { tr '\\0' '\\n' </proc/$(main)/environ | grep -c RESNET_STUDIO_STARTED_AGAIN; }\n"
                "systemctl --user start $unit; first=$(main); echo \"by hand: $(again_)\"; kill -STOP $first\n"
                "again() { [ \"$(main)\" != 0 ] && [ \"$(main)\" != $first ] && "
                "[ \"$(systemctl --user is-active $unit)\" = active ]; }\n"
                "until_ again; systemctl --user show -p NRestarts $unit; echo \"by itself: $(again_)\"\n"
                "systemctl --user stop $unit; systemctl --user show -p Result -p ExecMainStatus $unit\n");
        QVERIFY2(result.out.contains("by hand: 0\n") && result.out.contains("by itself: 1\n"), // told anew, told once
                 result.out + result.err);
        QVERIFY2(result.out.contains("NRestarts=1\n"), result.out + result.err);
        QVERIFY2(result.out.contains("Result=success\n") && result.out.contains("ExecMainStatus=0\n"),
                 result.out + result.err);
        QCOMPARE(resumesOf("hangs"), 2);
        QCOMPARE(stateOf("hangs"), RunState::Stopped);
    }

    void aServiceThatIsGivenUpIsToldOf() {
        const CliResult result =
            run("train train " + trainWords("dies") +
                " --background >/dev/null; train snapshot $runs/dies >/dev/null; train stop $runs/dies >/dev/null\n"
                "unit resnet-train@.service; unit resnet-train-given-up@.service\n"
                "printf '[Unit]\\nStartLimitBurst=2\\n[Service]\\nRestartSec=100ms\\n' "
                ">\"$HOME/.config/systemd/user/resnet-train@.service.d/quick.conf\"\n"
                "systemctl --user daemon-reload\n"
                "train notify add command /usr/bin/tee -- -a $runs/told >/dev/null\n"
                "of() { systemd-escape --path --template=resnet-train@.service $runs/$1; }\n"
                "told() { grep -qs \"$1 \" $runs/told; }\n"
                "dead() { systemctl --user kill -s KILL $(of dies); told dies; }\n"
                "systemctl --user start --no-block $(of dies); until_ dead\n"
                "systemctl --user start $(of nowhere); until_ told nowhere\n" // its volume is not mounted
                "systemctl --user show -p Result $(of dies) $(of nowhere)\n"
                "grep -oE '[a-z]* (is given up|failed before it began)' $runs/told | sort | uniq -c\n");
        // Of a service that failed before its limit was hit some versions of systemd keep the first reason.
        QVERIFY2(result.out.contains("Result=start-limit-hit\n") || result.out.contains("Result=signal\n"),
                 result.out + result.err);
        QVERIFY2(result.out.contains("Result=exit-code\n"), result.out + result.err);
        QVERIFY2(result.out.simplified().endsWith("1 dies is given up 1 nowhere failed before it began"),
                 result.out + result.err);
    }

    void theQueueGoesOnAfterAPowerCut() {
        const CliResult before = run("unit resnet-train-queue.service\n"
                                     "for name in first second; do train queue add " +
                                     trainWords("$name").replace(place("$name").toUtf8(), "$runs/$name") +
                                     " --set epochs=30 >/dev/null || echo refused; done\n"
                                     "systemctl --user enable --now --quiet resnet-train-queue.service\n"
                                     "saved() { ls $runs/first/checkpoints/step-*; }\n"
                                     "until_ saved\n");
        QVERIFY2(before.out.isEmpty(), before.out + before.err);
        QVERIFY(stateOf("first") != RunState::Finished);
        const CliResult after = run("systemctl --user is-active resnet-train-queue.service\n"
                                    "all() { [ $(train queue list | grep -c ' done ') = 2 ]; }\n"
                                    "until_ all; train queue list\n");
        QVERIFY2(after.out.startsWith("active\n") && !after.out.contains("never"), after.out + after.err);
        QCOMPARE(stateOf("first"), RunState::Finished);
        QCOMPARE(stateOf("second"), RunState::Finished);
        QCOMPARE(resumesOf("first"), 1);
        QCOMPARE(resumesOf("second"), 0);
    }

    void aStepOfAJobThatOnlyWaitedIsNotToldOf() {
        const CliResult result = runJob("echo 75 >fail-supervise; job end; until_ is end failed; settled\n"
                                        "systemctl --user show -p NRestarts resnet-job-train.service; told\n"
                                        "again\n"
                                        "echo 78 >fail-prepare; job end; until_ is data failed; settled; told\n");
        // The last one alone fails: its sudo does.
        QCOMPARE(result.out, QByteArray("NRestarts=1\n"
                                        "job is given up exit-code 1 unit resnet-job-end \n"
                                        "job is given up exit-code 78 unit resnet-job-data \n"));
    }

    void aStepOfAJobThatFailedForGoodIsToldOnceAlsoWhereItsRunIsThere() {
        const CliResult result = runJob(
            "train train " + trainWords("job") +
            " --set epochs=1 >/dev/null || echo refused\n"
            "echo 65 >fail-prepare; job data; until_ is data failed; settled; told; again\n"
            "job end; until_ is end failed; settled; told; again\n"
            "cp job.env good.env; echo EPOCHS=3 >>job.env; job data; until_ is data failed; settled; told; again\n"
            "mv good.env job.env; touch resumes; echo broken >$runs/job/recipe.json\n"
            "job train; until_ is train failed; settled; told\n"
            "systemctl --user show -p ExecMainStatus resnet-job-train.service\n");
        QCOMPARE(result.out, QByteArray("job is finished exit-code 65 unit resnet-job-data \n"
                                        "job is finished exit-code 1 unit resnet-job-end \n"
                                        "A training is given up exit-code 78 unit resnet-job-data \n"
                                        "job failed before it began \n"
                                        "ExecMainStatus=78\n"));
    }

    void theServiceOfTheQueueWaitsForARunnerThatServesItAlready() {
        const CliResult result =
            run("unit resnet-train-queue-given-up.service; unit resnet-train-queue.service\n"
                "printf '[Unit]\\nStartLimitBurst=2\\n[Service]\\nRestartSec=100ms\\n' "
                ">\"$HOME/.config/systemd/user/resnet-train-queue.service.d/quick.conf\"\n"
                "systemctl --user daemon-reload; systemctl --user stop resnet-train-queue.service; "
                "systemctl --user reset-failed\n"
                "train notify add command /usr/bin/tee --name waits -- -a $runs/told-waits >/dev/null\n"
                "train queue clear >/dev/null\n" STUDIO_BIN_DIR
                "/resnet-train queue run --devices cpu >$runs/first.log & first=$!\n"
                "until_ grep -q 'is served on' $runs/first.log\n"
                "printf '[Service]\\nStandardOutput=append:%s\\n' $runs/second.log "
                ">>\"$HOME/.config/systemd/user/resnet-train-queue.service.d/quick.conf\"\n"
                "systemctl --user daemon-reload; systemctl --user start resnet-train-queue.service\n"
                "until_ grep -q \"waits: process\" $runs/second.log\n"
                "train queue add " +
                trainWords("served") + " --set epochs=1 >/dev/null; kill -9 $first\n" +
                "all() { [ $(train queue list | grep -c ' done ') = 1 ]; }\n"
                "until_ all\n"
                "systemctl --user show -p NRestarts resnet-train-queue.service\n"
                "systemctl --user is-active resnet-train-queue.service; [ ! -e $runs/told-waits ] || "
                "grep -o 'is given up' $runs/told-waits\n"
                "systemctl --user stop resnet-train-queue.service; train notify remove waits\n");
        QCOMPARE(result.out, QByteArray("NRestarts=0\nactive\n"));
        QCOMPARE(stateOf("served"), RunState::Finished);
    }

    void aQueueWhoseRunnerDiesEachTimeIsToldOf() {
        const CliResult result =
            run("unit resnet-train-queue-given-up.service; unit resnet-train-queue.service\n"
                "printf '[Unit]\\nStartLimitBurst=2\\n[Service]\\nRestartSec=100ms\\n' "
                ">\"$HOME/.config/systemd/user/resnet-train-queue.service.d/quick.conf\"\n"
                "systemctl --user daemon-reload; systemctl --user reset-failed\n"
                "train notify add command /usr/bin/tee --name queue -- -a $runs/told-queue >/dev/null\n"
                "dead() { systemctl --user kill -s KILL resnet-train-queue.service\n"
                "grep -qs 'queue of runs is given up' $runs/told-queue; }\n"
                "systemctl --user restart --no-block resnet-train-queue.service; until_ dead\n"
                "grep -o 'queue of runs is given up' $runs/told-queue\n");
        QCOMPARE(result.out, QByteArray("queue of runs is given up\n"));
    }
};

QTEST_GUILESS_MAIN(UserManagerTest)
#include "tst_user_manager.moc"
