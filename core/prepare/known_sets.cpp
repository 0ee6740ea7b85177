// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prepare/known_sets.h"

#include <algorithm>

namespace studio {

namespace {

using Names = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kCifarBase = "https://www.cs.toronto.edu/~kriz/";
constexpr const char* kCifarTerms = "No licence is stated; its author asks to cite the report \"Learning Multiple "
                                    "Layers of Features from Tiny Images\" (2009)";
constexpr const char* kCifarLink = "https://www.cs.toronto.edu/~kriz/cifar.html";
constexpr const char* kFastBase = "https://s3.amazonaws.com/fast-ai-imageclas/";
constexpr const char* kFastTerms =
    "Pictures from ImageNet: for non-commercial research and education; the selection is by fast.ai (Apache 2.0)";
constexpr const char* kFastLink = "https://github.com/fastai/imagenette";

Names imagenetteNames() {
    return {{"n01440764", "tench"},         {"n02102040", "English springer"}, {"n02979186", "cassette player"},
            {"n03000684", "chain saw"},     {"n03028079", "church"},           {"n03394916", "French horn"},
            {"n03417042", "garbage truck"}, {"n03425413", "gas pump"},         {"n03445777", "golf ball"},
            {"n03888257", "parachute"}};
}

Names imagewoofNames() {
    return {{"n02086240", "Shih-Tzu"},         {"n02087394", "Rhodesian ridgeback"},
            {"n02088364", "beagle"},           {"n02089973", "English foxhound"},
            {"n02093754", "Border terrier"},   {"n02096294", "Australian terrier"},
            {"n02099601", "golden retriever"}, {"n02105641", "Old English sheepdog"},
            {"n02111889", "Samoyed"},          {"n02115641", "dingo"}};
}

KnownSet cifar(int classes, const char* file, std::uint64_t bytes, const char* md5) {
    KnownSet set;
    const std::string number = std::to_string(classes);
    set.id = "cifar" + number;
    set.title = "CIFAR-" + number;
    set.about = "Photos of 32 x 32 pixels in " + number + " classes, as PNG";
    set.base = kCifarBase;
    set.file = file;
    set.bytes = bytes;
    set.exact = true;
    set.sums = {md5, {}};
    set.terms = kCifarTerms;
    set.termsLink = kCifarLink;
    set.classes = classes;
    set.train = 50'000;
    set.val = 10'000;
    set.layout = classes == 10 ? KnownSet::Layout::Cifar10 : KnownSet::Layout::Cifar100;
    return set;
}

struct FastSize {
    const char *id, *words, *file;
    std::uint64_t bytes;
    bool exact;
    const char* md5;
};

KnownSet fastSet(const char* id, const char* title, const std::string& about, const FastSize& size, const Names& names,
                 std::int64_t train, std::int64_t val) {
    KnownSet set;
    set.id = std::string(id) + size.id;
    set.title = std::string(title) + ", " + size.words;
    set.about = about;
    set.base = kFastBase;
    set.file = size.file;
    set.bytes = size.bytes;
    set.exact = size.exact;
    set.sums = {size.md5, {}};
    set.terms = kFastTerms;
    set.termsLink = kFastLink;
    set.classes = 10;
    set.train = train;
    set.val = val;
    set.names = names;
    return set;
}

std::vector<KnownSet> allSets() {
    std::vector<KnownSet> sets{cifar(10, "cifar-10-binary.tar.gz", 170'052'171, "c32a1d4ab5d03f1284b67883e8d87530"),
                               cifar(100, "cifar-100-binary.tar.gz", 168'513'733, "03b5dce01913d631647c71ecec9e9cb8")};
    for (const FastSize& size :
         {FastSize{"160", "160 px", "imagenette2-160.tgz", 99'000'000, false, "e793b78cc4c9e9a4ccc0c1155377a412"},
          FastSize{"320", "320 px", "imagenette2-320.tgz", 341'663'724, true, "3df6f0d01a2c9592104656642f5e78a3"},
          FastSize{"", "full size", "imagenette2.tgz", 1'557'161'267, true, "fe2fc210e6bb7c5664d602c3cd71e612"}})
        sets.push_back(
            fastSet("imagenette", "Imagenette", "Ten easy classes of ImageNet", size, imagenetteNames(), 9'469, 3'925));
    for (const FastSize& size :
         {FastSize{"160", "160 px", "imagewoof2-160.tgz", 93'000'000, false, "3d200a7be99704a0d7509be2a9fbfe15"},
          FastSize{"320", "320 px", "imagewoof2-320.tgz", 328'000'000, false, "0f46d997ec2264e97609196c95897a44"},
          FastSize{"", "full size", "imagewoof2.tgz", 1'344'000'000, false, "9aafe18bcdb1632c4249a76c458465ba"}})
        sets.push_back(
            fastSet("imagewoof", "Imagewoof", "Ten breeds of dogs of ImageNet", size, imagewoofNames(), 9'025, 3'929));
    return sets;
}

} // namespace

std::string KnownSet::url(const std::string& mirror) const {
    const std::string& folder = mirror.empty() ? base : mirror;
    return folder + (folder.ends_with('/') ? "" : "/") + file;
}

std::string KnownSet::sumText() const {
    if (!sums.any())
        return "no checksum is published";
    return sums.sha256.empty() ? "MD5 " + sums.md5 + " (published)" : "SHA-256 " + sums.sha256 + " (published)";
}

const std::vector<KnownSet>& knownSets() {
    static const std::vector<KnownSet> sets = allSets();
    return sets;
}

const KnownSet* findKnownSet(const std::string& id) {
    const auto& sets = knownSets();
    const auto found = std::find_if(sets.begin(), sets.end(), [&](const KnownSet& set) { return set.id == id; });
    return found == sets.end() ? nullptr : &*found;
}

} // namespace studio
