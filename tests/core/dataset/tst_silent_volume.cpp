// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <tuple>
#include <vector>

#include "core/base/error.h"
#include "core/dataset/image_folder.h"
#include "core/run/run_pictures.h"
#include "tests/support/name_faults.h"

using namespace studio;
using studio::test::NameFault;
namespace fs = std::filesystem;

/// What is bad for good and what comes back are told apart while a data set is listed.
class SilentVolumeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        root_ = dir_->path().toStdString() + "/D";
        other_ = dir_->path().toStdString() + "/other";
        for (const char* name : {"ant", "bee"}) {
            for (int i = 0; i < 6; ++i)
                touch(root_ + "/" + name + "/" + std::to_string(i) + ".jpg");
        }
        touch(other_ + "/far.jpg");
    }

    void aVolumeThatDoesNotAnswerIsWaitedForWhateverItSays_data() {
        QTest::addColumn<int>("number");
        for (const int number : {EIO, ESTALE, ENODEV, ENXIO, ENOTCONN, ESHUTDOWN, ECONNABORTED, EHOSTUNREACH, EHOSTDOWN,
                                 ETIMEDOUT, EREMOTEIO, ENOKEY, EMFILE, ENOMEM})
            QTest::addRow("%s", strerrorname_np(number)) << number;
    }
    void aVolumeThatDoesNotAnswerIsWaitedForWhateverItSays() {
        QFETCH(int, number);
        fs::create_symlink(other_ + "/far.jpg", root_ + "/ant/link.jpg");
        const NameFault volume(other_, number), link(root_ + "/ant/link.jpg", number);
        QCOMPARE(kindOfOpening(), ErrorKind::Io);
    }

    void aNameThatLeadsNowhereIsLeftOut_data() {
        QTest::addColumn<int>("number");
        QTest::addColumn<int>("reason");
        for (const int number : {ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG})
            QTest::addRow("%s", strerrorname_np(number)) << number << static_cast<int>(UnusedReason::BrokenLink);
        for (const int number : {EACCES, EPERM}) // something may well be there
            QTest::addRow("%s", strerrorname_np(number)) << number << static_cast<int>(UnusedReason::Unreadable);
    }
    void aNameThatLeadsNowhereIsLeftOut() {
        QFETCH(int, number);
        QFETCH(int, reason);
        fs::create_symlink(other_ + "/far.jpg", root_ + "/ant/link.jpg");
        const NameFault link(root_ + "/ant/link.jpg", number);
        const ImageFolder data = open();
        QCOMPARE(data.train.size() + data.val.size(), std::size_t{12});
        QCOMPARE(data.unused.count(static_cast<UnusedReason>(reason)), std::int64_t{1});
    }

    void oneBadFileAmongGoodOnesDoesNotStopTheSet() {
        touch(other_ + "/near.jpg"); // what the link's neighbours are is asked where it leads
        fs::create_symlink(other_ + "/far.jpg", other_ + "/hop.jpg");
        fs::create_symlink(other_ + "/hop.jpg", root_ + "/ant/link.jpg");
        touch(root_ + "/bee/stray");
        const NameFault link(root_ + "/ant/link.jpg", EIO), stray(root_ + "/bee/stray", EIO);
        const ImageFolder data = open();
        QCOMPARE(data.train.size() + data.val.size(), std::size_t{12});
        QCOMPARE(data.unused.count(UnusedReason::Unreadable), std::int64_t{2});
        QCOMPARE(data.unused.count(), std::int64_t{2});
    }

    void whatThisProcessIsShortOfSpeaksOfNoFile() {
        touch(other_ + "/near.jpg");
        fs::create_symlink(other_ + "/far.jpg", root_ + "/ant/link.jpg");
        for (const int number : {EMFILE, ENFILE, ENOMEM, EAGAIN, EINTR}) {
            const NameFault link(root_ + "/ant/link.jpg", number);
            QCOMPARE(kindOfOpening(), ErrorKind::Io);
        }
    }

    void aMomentsOutageLosesNothing() {
        touch(other_ + "/near.jpg");
        fs::create_symlink(other_ + "/far.jpg", root_ + "/ant/link.jpg");
        std::ofstream(root_ + "/bee/stray") << "\xFF\xD8\xFF\xE0 and more";
        const NameFault link(root_ + "/ant/link.jpg", ETIMEDOUT, 1), stray(root_ + "/bee/stray", EIO, 1);
        const ImageFolder data = open();
        QCOMPARE(data.train.size() + data.val.size(), std::size_t{14});
        QCOMPARE(data.unused.count(), std::int64_t{0});
    }

    void theRootOfAnotherVolumeHasNoNeighbours() {
        touch(other_ + "/near.jpg"); // it is read, and lies on another volume
        touch(other_ + "/nas/1.jpg");
        fs::create_directory_symlink(other_ + "/nas", root_ + "/cow");
        {
            const NameFault volume(root_ + "/cow", ENOTCONN);
            QCOMPARE(kindOfOpening(), ErrorKind::Io);
        }
        fs::remove(root_ + "/cow");
        toTrainFolder();
        fs::create_directory_symlink(other_ + "/nas", root_ + "/val");
        const NameFault volume(root_ + "/val", ESTALE);
        QCOMPARE(kindOfOpening(), ErrorKind::Io);
    }

    void aFileWhoseNeighboursFailTooIsWaitedFor() {
        touch(root_ + "/bee/stray");
        std::vector<std::unique_ptr<NameFault>> all;
        for (const auto& file : fs::directory_iterator(root_ + "/bee"))
            all.push_back(std::make_unique<NameFault>(file.path().string(), EIO));
        std::ofstream(root_ + "/bee/empty.jpg"); // is "read" without the device
        QCOMPARE(kindOfOpening(), ErrorKind::Io);
    }

    void linksOfASystemAreNotFollowed() {
        std::vector<std::unique_ptr<NameFault>> dead;
        for (const std::string folder : {"", "/ant"}) {
            for (const std::string name : {"/.snapshot", "/@eaDir"}) {
                fs::create_symlink(other_, root_ + folder + name);
                dead.push_back(std::make_unique<NameFault>(root_ + folder + name, EIO));
            }
        }
        const NameFault volume(other_, EIO);
        const ImageFolder data = open();
        QCOMPARE(data.train.size() + data.val.size(), std::size_t{12});
        QCOMPARE(data.unused.count(UnusedReason::System), std::int64_t{4});
    }

    void whatMayNotBeReadEndsWithThat() {
        {
            const NameFault folder(root_ + "/bee", EACCES);
            QCOMPARE(kindOfOpening(), ErrorKind::NoRight);
        }
        toTrainFolder();
        fs::create_directory_symlink(other_, root_ + "/val");
        const NameFault folder(root_ + "/val", EACCES); // a link that "leads nowhere" it is not
        QCOMPARE(kindOfOpening(), ErrorKind::NoRight);
    }

    void picturesOfARunAreWaitedForWhereTheyWereAndNotWhereTheyAreLookedFor() {
        const RunPictures record = picturesOf(open());
        KnownSets known = knownSets(record);
        fs::create_directories(root_ + "/new");
        QCOMPARE(kindOfOpening(&known), ErrorKind::Data); // a class that the run never had: no volume brings it
        fs::remove(root_ + "/new");
        touch(root_ + "/val/ant/1.jpg"); // nor does the run take what somebody put beside its classes
        QCOMPARE(picturesOf(open(&known)).trainNames.size(), record.trainNames.size());
        QCOMPARE(open(&known).notes.size(), std::size_t{1});
        fs::remove_all(root_ + "/val");
        fs::rename(root_ + "/ant", dir_->path().toStdString() + "/ant");
        fs::create_directories(root_ + "/ant");
        QCOMPARE(kindOfOpening(&known), ErrorKind::Io);
        known.movedTrain = known.movedVal = true;
        QCOMPARE(kindOfOpening(&known), ErrorKind::Data);
    }

    void eachSetOfARunIsJudgedByItsOwnPlace_data() {
        QTest::addColumn<bool>("val");
        QTest::newRow("training") << false;
        QTest::newRow("validation") << true;
    }
    void eachSetOfARunIsJudgedByItsOwnPlace() {
        QFETCH(const bool, val);
        toTrainFolder();
        touch(root_ + "/val/ant/1.jpg");
        const RunPictures record = picturesOf(open());
        KnownSets known = knownSets(record);
        const std::string set = root_ + (val ? "/val" : "/train");
        const auto kinds = [&] {
            std::vector<ErrorKind> found;
            for (const auto& [resumes, moved, other] :
                 {std::tuple{false, false, false}, {true, false, false}, {true, false, true}, {true, true, false}}) {
                known.resumes = resumes;
                known.movedTrain = val ? other : moved;
                known.movedVal = val ? moved : other;
                found.push_back(kindOfOpening(&known));
            }
            return found;
        };
        using enum ErrorKind;
        {
            const NameFault silent(set, ESTALE);
            QCOMPARE(kinds(), (std::vector{Io, Io, Io, Io}));
        }
        {
            const NameFault closed(set, EACCES);
            QCOMPARE(kinds(), (std::vector{NoRight, Io, Io, NoRight}));
        }
        {
            const NameFault closed(set + "/ant", EACCES);
            QCOMPARE(kinds(), (std::vector{NoRight, Io, Io, NoRight}));
        }
        fs::remove_all(set);
        QCOMPARE(kinds(), (std::vector{Io, Io, Io, Data}));
    }

private:
    static void touch(const std::string& path) {
        fs::create_directories(fs::path(path).parent_path());
        std::ofstream(path) << "x";
    }
    /// The class folders go into a folder train.
    void toTrainFolder() const {
        fs::rename(root_, root_ + "x");
        fs::create_directories(root_);
        fs::rename(root_ + "x", root_ + "/train");
    }
    ImageFolder open(const KnownSets* known = nullptr) const {
        return openImageFolder({root_, {}, 0.2, 1}, {}, {}, {{}, 0}, known);
    }
    /// Internal: it opens.
    ErrorKind kindOfOpening(const KnownSets* known = nullptr) const {
        try {
            open(known);
        } catch (const Error& error) {
            return error.kind();
        }
        return ErrorKind::Internal;
    }

    std::unique_ptr<QTemporaryDir> dir_;
    std::string root_, other_;
};

QTEST_GUILESS_MAIN(SilentVolumeTest)
#include "tst_silent_volume.moc"
