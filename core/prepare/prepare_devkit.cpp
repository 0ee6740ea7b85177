// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <set>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/prepare/prepare_archive_internal.h"
#include "core/prepare/prepare_devkit_internal.h"
#include "core/prepare/prepare_mat_internal.h"

namespace studio {

namespace {

constexpr std::size_t kMaxListBytes = 64u << 20;
constexpr std::uint64_t kMaxDevkitBytes = 256u << 20;
constexpr int kMaxDevkitMembers = 10'000;
constexpr std::size_t kMaxValPictures = 1'000'000;
constexpr std::string_view kValPrefix = "ILSVRC2012_val_";
constexpr std::string_view kPictureEnd = ".JPEG";

bool allDigits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

[[noreturn]] void fail(const std::string& place, const std::string& why) {
    throw Error(ErrorKind::Data, {"The lists of ImageNet's classes cannot be used", displayText(place), why,
                                  "Download this file again."});
}

/// The whole of the present member.
std::string contentOf(TarReader& tar, std::uint64_t size) {
    if (size > kMaxListBytes)
        fail(tar.place(), "A list in it is larger than it can be.");
    std::string content;
    std::array<char, 16384> buffer;
    while (const std::size_t got = tar.read(buffer)) {
        content.append(buffer.data(), got);
        if (content.size() > kMaxListBytes)
            fail(tar.place(), "A list in it is larger than it can be.");
    }
    return content;
}

double numberOf(const MatCell& cell) {
    return cell.numbers.size() == 1 && std::isfinite(cell.numbers[0]) ? cell.numbers[0] : -1;
}

/// Fills the classes; returns the WordNet id of each ILSVRC2012_ID.
std::map<std::int64_t, std::string> readClasses(const std::string& mat, const std::string& place,
                                                ImageNetLists& lists) {
    const MatStruct table = readMatStruct(mat, "synsets");
    const std::size_t id = table.column("ILSVRC2012_ID"), wnid = table.column("WNID"), words = table.column("words");
    const std::size_t children = table.column("num_children"), images = table.column("num_train_images");
    std::map<std::int64_t, std::string> ids;
    for (const auto& row : table.rows) {
        if (numberOf(row[children]) != 0)
            continue; // a group of classes
        const double number = numberOf(row[id]), trainImages = numberOf(row[images]);
        const std::string& name = row[wnid].text;
        if (!(number >= 1 && number <= 1e6) || !isWordNetId(name) || !(trainImages >= 0 && trainImages <= 1e9))
            fail(place, "A row of its list of classes makes no sense.");
        const bool fresh = ids.emplace(static_cast<std::int64_t>(number), name).second;
        if (!fresh ||
            !lists.classes
                 .emplace(name, SynsetInfo{displayText(row[words].text), static_cast<std::int64_t>(trainImages)})
                 .second)
            fail(place, "It lists class " + name + " twice.");
    }
    if (lists.classes.size() < 2)
        fail(place, "It lists fewer than two classes.");
    return ids;
}

/// Calls `use(line)` for each line that is not empty.
template<typename Use>
void eachLine(std::string_view text, const Use& use) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
            line.remove_suffix(1);
        if (!line.empty())
            use(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

void readTruth(const std::string& text, const std::map<std::int64_t, std::string>& ids, const std::string& place,
               ImageNetLists& lists) {
    eachLine(text, [&](std::string_view line) {
        std::int64_t number = 0;
        const auto parsed = std::from_chars(line.data(), line.data() + line.size(), number);
        const auto found = ids.find(number);
        if (parsed.ec != std::errc{} || parsed.ptr != line.data() + line.size() || found == ids.end())
            fail(place, "Its ground truth names a class that it does not list.");
        if (lists.valClass.size() >= kMaxValPictures)
            fail(place, "Its ground truth is longer than it can be.");
        std::array<char, 48> name{};
        std::snprintf(name.data(), name.size(), "ILSVRC2012_val_%08zu", lists.valClass.size() + 1);
        lists.valClass.emplace(name.data(), found->second);
    });
    if (lists.valClass.empty())
        fail(place, "Its ground truth is empty.");
}

} // namespace

std::int64_t ImageNetLists::trainImages() const {
    std::int64_t sum = 0;
    for (const auto& [id, info] : classes)
        sum += info.trainImages;
    return sum;
}

void checkValClasses(const ImageNetLists& lists, const std::string& place) {
    constexpr std::size_t kClasses = 1'000, kValPictures = 50'000;
    if (lists.classes.size() != kClasses || lists.valClass.size() != kValPictures)
        return;
    constexpr std::array<std::ptrdiff_t, 4> kIndices{65, 970, 230, 809}; // of sea snake, alp, sheepdog, soup bowl
    auto picture = lists.valClass.begin();                               // in the order of their numbers
    for (const std::ptrdiff_t index : kIndices) {
        const auto found = lists.classes.find(picture->second);
        if (std::distance(lists.classes.begin(), found) != index)
            fail(place, displayText(picture->first) + " has class " + displayText(picture->second) + ", number " +
                            std::to_string(std::distance(lists.classes.begin(), found)) +
                            " in torchvision's order, instead of number " + std::to_string(index) + ".");
        ++picture;
    }
}

bool isWordNetId(std::string_view text) {
    return text.size() == 9 && text[0] == 'n' && allDigits(text.substr(1));
}

bool isTrainPicture(std::string_view file, std::string_view wordNetId) {
    constexpr std::size_t kMaxDigits = 12;
    const std::size_t fixed = wordNetId.size() + 1 + kPictureEnd.size();
    return file.size() > fixed && file.size() <= fixed + kMaxDigits && file.starts_with(wordNetId) &&
           file[wordNetId.size()] == '_' && file.ends_with(kPictureEnd) &&
           allDigits(file.substr(wordNetId.size() + 1, file.size() - fixed));
}

bool isValPicture(std::string_view file) {
    constexpr std::size_t kDigits = 8;
    return file.size() == kValPrefix.size() + kDigits + kPictureEnd.size() && file.starts_with(kValPrefix) &&
           file.ends_with(kPictureEnd) && allDigits(file.substr(kValPrefix.size(), kDigits));
}

ImageNetLists readDevkit(const std::string& path) {
    TarReader tar(path, TarReader::Packing::Gzip);
    std::string mat, truth;
    TarMember member;
    std::uint64_t bytes = 0;
    for (int members = 0; tar.next(member); ++members) { // to the end, where its checksum is
        if (members == kMaxDevkitMembers)
            fail(path, "It holds far more files than a devkit.");
        bytes += member.size;
        if (bytes > kMaxDevkitBytes) // not even to skip it: inflating takes as long
            fail(path, "It holds far more than a devkit.");
        if (!member.refusedAs.empty() || member.folder)
            continue;
        const std::string name = baseName(member.name);
        if (name == "meta.mat" && mat.empty())
            mat = contentOf(tar, member.size);
        else if (name == "ILSVRC2012_validation_ground_truth.txt" && truth.empty())
            truth = contentOf(tar, member.size);
    }
    if (mat.empty() || truth.empty())
        fail(path, "It has no data/meta.mat or no data/ILSVRC2012_validation_ground_truth.txt.");
    ImageNetLists lists;
    readTruth(truth, readClasses(mat, path, lists), path, lists);
    return lists;
}

ImageNetLists readKaggleLists(const std::string& mapping, const std::string& solution) {
    ImageNetLists lists;
    eachLine(readSmallFile(mapping, kMaxListBytes), [&](std::string_view line) {
        const std::string id(line.substr(0, line.find(' ')));
        const std::string words(line.size() > id.size() ? line.substr(id.size() + 1) : std::string_view{});
        if (!isWordNetId(id) || !lists.classes.emplace(id, SynsetInfo{displayText(words), 0}).second)
            fail(mapping, "A line does not start with a WordNet id of its own.");
    });
    if (lists.classes.size() < 2)
        fail(mapping, "It lists fewer than two classes.");
    bool first = true;
    eachLine(readSmallFile(solution, kMaxListBytes), [&](std::string_view line) {
        const std::size_t comma = std::min(line.find(','), line.size());
        const std::string picture(line.substr(0, comma));
        const std::string id(line.substr(std::min(comma + 1, line.size()), 9));
        if (std::exchange(first, false) && picture == "ImageId")
            return;
        if (isWordNetId(id) && !lists.classes.contains(id))
            fail(mapping, "It lacks class " + id + ", which the other list has: it seems to be cut off.");
        if (!isValPicture(picture + std::string(kPictureEnd)) || !isWordNetId(id))
            fail(solution, "A line is not \"picture,WordNet id ...\" of a listed class.");
        lists.valClass[picture] = id;
    });
    if (lists.valClass.empty())
        fail(solution, "It lists no picture.");
    return lists;
}

std::string classesJson(const ImageNetLists& lists) {
    const auto shortName = [](const std::string& words) { return words.substr(0, words.find(", ")); };
    std::map<std::string, int> shortNames, allWords;
    for (const auto& [id, info] : lists.classes) {
        ++shortNames[shortName(info.words)];
        ++allWords[info.words];
    }
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const auto& [id, info] : lists.classes) {
        // "crane" is a bird and a machine: a name that two classes share gets longer.
        std::string name = shortName(info.words);
        if (name.empty())
            name = id;
        else if (shortNames[name] > 1)
            name = allWords[info.words] > 1 ? info.words + " (" + id + ")" : info.words;
        rows.push_back({{"folder", id}, {"name", name}, {"words", info.words}});
    }
    return nlohmann::ordered_json{{"classes", rows}}.dump(1) + "\n";
}

} // namespace studio
