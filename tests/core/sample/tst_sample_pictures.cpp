// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>

#include "core/base/error.h"
#include "core/dataset/image_folder.h"
#include "core/image/resize.h"
#include "core/sample/sample_pictures.h"
#include "tests/support/picture_folders.h"

using namespace studio;
namespace fs = std::filesystem;

namespace {

constexpr SampleSpec kSmall{6, 3, 32, 5};

/// Every file below `root` with its bytes.
std::map<std::string, std::vector<std::uint8_t>> contentOf(const std::string& root) {
    std::map<std::string, std::vector<std::uint8_t>> content;
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        if (entry.is_regular_file()) {
            readImageFile(entry.path().string(), content[fs::relative(entry.path(), root).string()]);
        }
    }
    return content;
}

/// 16 x 16 pixels of a picture as one point.
std::array<double, 768> pointOf(const Picture& picture) {
    std::array<std::uint8_t, 768> small;
    Resizer().resize(picture, {0, 0, static_cast<double>(picture.width), static_cast<double>(picture.height), false},
                     16, 16, small.data());
    std::array<double, 768> point;
    std::copy(small.begin(), small.end(), point.begin());
    return point;
}

} // namespace

class SamplePicturesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        dir_ = std::make_unique<QTemporaryDir>();
        root_ = dir_->path().toStdString();
    }
    void sameSeedGivesTheSameBytes() {
        writeSamplePictures(root_ + "/one", kSmall);
        writeSamplePictures(root_ + "/two", kSmall);
        QVERIFY(contentOf(root_ + "/one") == contentOf(root_ + "/two"));
        SampleSpec other = kSmall;
        other.seed = 6;
        QVERIFY(drawSamplePicture(0, 0, kSmall).rgb != drawSamplePicture(0, 0, other).rgb);
        QVERIFY(drawSamplePicture(0, 0, kSmall).rgb != drawSamplePicture(0, 1, kSmall).rgb);
    }
    void setHasTheCountsAndNamesAskedFor() {
        int last = 0, total = 0;
        writeSamplePictures(root_, kSmall, [&](int done, int all) {
            last = done;
            total = all;
        });
        QCOMPARE(last, 90);
        QCOMPARE(total, 90);
        const ImageFolder data = openImageFolder({root_, {}, 0.1, 0});
        QCOMPARE(data.classes.size(), static_cast<std::size_t>(kSampleClasses));
        QCOMPARE(data.train.countPerClass(10), std::vector<std::int64_t>(10, 6));
        QCOMPARE(data.val.countPerClass(10), std::vector<std::int64_t>(10, 3));
        QVERIFY(!data.valIsSplit);
        QCOMPARE(data.unused.count(), std::int64_t{0});
        QCOMPARE(data.classes[0].folder, std::string("arc"));
        QCOMPARE(data.classes[0].name, std::string("open arc"));
        const Picture picture = loadPicture(data.val.pathOf(0));
        QCOMPARE(picture.width, 32);
        QCOMPARE(picture.height, 32);
    }
    void foreignFolderIsLeftAlone() {
        for (const char* file : {"letter.txt", "train/cats/1.jpg"}) {
            const std::string folder = root_ + "/" + std::to_string(std::string(file).size());
            fs::create_directories(fs::path(folder + "/" + file).parent_path());
            test::writeBytes(folder + "/" + file, {'x'});
            std::optional<Error> found;
            try {
                writeSamplePictures(folder, kSmall);
            } catch (const Error& error) {
                found = error;
            }
            QVERIFY(found && found->kind() == ErrorKind::Usage);
            QCOMPARE(contentOf(folder).size(), std::size_t{1});
        }
    }
    void completeSetIsKeptAsItIs() {
        writeSamplePictures(root_, kSmall);
        const std::string file = root_ + "/train/star/0000.jpg";
        test::writeBytes(file, {'x'});
        int calls = 0;
        writeSamplePictures(root_, kSmall, [&](int, int) { ++calls; });
        QCOMPARE(calls, 0);
        QCOMPARE(fs::file_size(file), std::uintmax_t{1});
        SampleSpec larger = kSmall;
        larger.trainPerClass = 7;
        writeSamplePictures(root_, larger); // another set: drawn anew
        QVERIFY(fs::file_size(file) > 100 && fs::exists(root_ + "/train/star/0006.jpg"));
    }
    void interruptedSetIsFinishedLater() {
        std::stop_source stop;
        writeSamplePictures(
            root_, kSmall, [&](int, int) { stop.request_stop(); }, stop.get_token());
        QVERIFY(!fs::exists(root_ + "/classes.json"));
        writeSamplePictures(root_, kSmall);
        QCOMPARE(contentOf(root_).size(), std::size_t{92});
    }
    void pixelsAloneDoNotTellTheClasses() {
        const SampleSpec spec{60, 25, 48, 1};
        std::array<std::array<double, 768>, kSampleClasses> means{};
        for (int c = 0; c < kSampleClasses; ++c) {
            for (int i = 0; i < spec.trainPerClass; ++i) {
                const auto point = pointOf(drawSamplePicture(c, static_cast<std::uint64_t>(i), spec));
                for (std::size_t k = 0; k < point.size(); ++k) {
                    means[static_cast<std::size_t>(c)][k] += point[k] / spec.trainPerClass;
                }
            }
        }
        int right = 0;
        for (int c = 0; c < kSampleClasses; ++c) {
            for (int i = 0; i < spec.valPerClass; ++i) {
                const auto point =
                    pointOf(drawSamplePicture(c, static_cast<std::uint64_t>(spec.trainPerClass + i), spec));
                const auto distance = [&](const auto& mean) {
                    double sum = 0;
                    for (std::size_t k = 0; k < point.size(); ++k) {
                        sum += (point[k] - mean[k]) * (point[k] - mean[k]);
                    }
                    return sum;
                };
                const auto nearest = std::min_element(means.begin(), means.end(), [&](const auto& a, const auto& b) {
                    return distance(a) < distance(b);
                });
                right += nearest - means.begin() == c;
            }
        }
        const double share = right / static_cast<double>(kSampleClasses * spec.valPerClass);
        QVERIFY2(share < 0.3, std::to_string(share).c_str()); // chance is 0.1
    }

private:
    std::unique_ptr<QTemporaryDir> dir_;
    std::string root_;
};

QTEST_APPLESS_MAIN(SamplePicturesTest)
#include "tst_sample_pictures.moc"
