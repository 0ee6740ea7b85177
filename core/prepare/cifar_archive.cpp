// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prepare/cifar_archive_internal.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <set>

#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/image/image_file.h"
#include "core/prepare/set_archive_internal.h"

namespace studio {

namespace {

constexpr int kSide = 32;
constexpr std::size_t kPlane = kSide * kSide, kPixels = 3 * kPlane;
constexpr std::size_t kMaxNames = 1u << 16;
constexpr std::uint64_t kMaxRecords = 1'000'000, kPngBytes = 2'300; ///< as most are
constexpr std::int64_t kPictures = 60'000, kPerBatch = 10'000;

/// What the two sets differ in.
struct Form {
    std::size_t labels; ///< bytes before the pixels; the last one is the class
    std::size_t classes;
    const char* namesFile;
};
constexpr Form kCifar10{1, 10, "batches.meta.txt"}, kCifar100{2, 100, "fine_label_names.txt"};

[[noreturn]] void damaged(const TarReader& reader, const std::string& what) {
    throw Error(ErrorKind::Data, {"The archive is not CIFAR's binary version", displayText(reader.place()), what + ".",
                                  "Download it again."});
}

/// Fills the buffer, or as much of it as is left.
std::size_t readFully(TarReader& reader, std::span<char> buffer) {
    std::size_t filled = 0;
    while (filled < buffer.size()) {
        const std::size_t got = reader.read(buffer.subspan(filled));
        if (got == 0)
            break;
        filled += got;
    }
    return filled;
}

/// A file of the set: "data_batch_3.bin" holds the training pictures from 20,000 on.
struct Batch {
    bool known = false, val = false;
    std::int64_t first = 0;
};
Batch batchOf(const std::string& name) {
    if (name == "test_batch.bin" || name == "test.bin")
        return {true, true, 0};
    if (name == "train.bin")
        return {true, false, 0};
    if (name.size() == 16 && name.starts_with("data_batch_") && name.ends_with(".bin") && name[11] >= '1' &&
        name[11] <= '9')
        return {true, false, (name[11] - '1') * kPerBatch};
    return {};
}

class Cifar {
public:
    Cifar(SetJob& job, const Form& form, SetCounts& counts)
        : job_(job)
        , form_(form)
        , counts_(counts) {}
    bool readNames();
    bool unpack();

private:
    void takeNames(TarReader& reader, std::uint64_t size);
    bool batch(TarReader& reader, const TarMember& member, const Batch& batch);
    void picture(const std::string& side, std::size_t label, std::int64_t number);

    SetJob& job_;
    const Form& form_;
    SetCounts& counts_;
    std::vector<std::string> names_;
    std::vector<char> record_;
    Picture pixels_{kSide, kSide, std::vector<std::uint8_t>(kPixels)};
    std::int64_t done_ = 0;
};

void Cifar::takeNames(TarReader& reader, std::uint64_t size) {
    if (size > kMaxNames)
        damaged(reader, "Its list of classes is " + byteText(size) + " long");
    std::string text(static_cast<std::size_t>(size), '\0');
    text.resize(readFully(reader, text));
    std::set<std::string> seen;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string name = text.substr(begin, end - begin);
        while (!name.empty() && (name.back() == '\r' || name.back() == ' '))
            name.pop_back();
        const bool good = std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        });
        if (!good || name.size() > 100 || (!name.empty() && !seen.insert(name).second))
            damaged(reader, "Its list of classes holds \"" + displayText(name.substr(0, 80)) + "\"");
        if (!name.empty())
            names_.push_back(name);
        begin = end + 1;
    }
    if (names_.size() != form_.classes)
        damaged(reader,
                "It lists " + std::to_string(names_.size()) + " classes instead of " + std::to_string(form_.classes));
}

bool Cifar::readNames() {
    TarReader reader(job_.archive, TarReader::Packing::Any);
    for (TarMember member; reader.next(member);) {
        if (job_.stop.stop_requested())
            return false;
        job_.listed(reader.position(), reader.fileSize());
        if (!member.folder && member.refusedAs.empty() && baseName(member.name) == form_.namesFile) {
            takeNames(reader, member.size);
            return true;
        }
    }
    damaged(reader, std::string("There is no ") + form_.namesFile + " in it");
}

void Cifar::picture(const std::string& side, std::size_t label, std::int64_t number) {
    std::string file = std::to_string(number);
    file = std::string(file.size() < 5 ? 5 - file.size() : 0, '0') + file + ".png";
    const PinnedFolder folder(PinnedFolder(job_.staging, side), names_[label]);
    if (folder.has(file)) // it got its name when it was whole
        return;
    const auto* planes = reinterpret_cast<const unsigned char*>(record_.data() + form_.labels);
    for (std::size_t i = 0; i < kPlane; ++i) {
        std::uint8_t* pixel = pixels_.rgb.data() + 3 * i;
        pixel[0] = planes[i];
        pixel[1] = planes[kPlane + i];
        pixel[2] = planes[2 * kPlane + i];
    }
    const std::vector<std::uint8_t> png = encodePng(pixels_);
    std::span<const std::uint8_t> left(png);
    folder.put(file, png.size(), [&](std::span<char> buffer) {
        const std::size_t count = std::min(buffer.size(), left.size());
        std::memcpy(buffer.data(), left.data(), count);
        left = left.subspan(count);
        return count;
    });
}

bool Cifar::batch(TarReader& reader, const TarMember& member, const Batch& batch) {
    const std::uint64_t length = form_.labels + kPixels;
    if (member.size == 0 || member.size % length != 0 || member.size / length > kMaxRecords)
        damaged(reader, displayText(member.name) + " has " + std::to_string(member.size) + " bytes");
    record_.resize(length);
    for (std::uint64_t i = 0; i < member.size / length; ++i) {
        if (job_.stop.stop_requested())
            return false;
        if (readFully(reader, record_) != length)
            damaged(reader, displayText(member.name) + " is cut off");
        const auto label = static_cast<std::size_t>(static_cast<unsigned char>(record_[form_.labels - 1]));
        if (label >= names_.size())
            damaged(reader, displayText(member.name) + " names class " + std::to_string(label));
        picture(batch.val ? "val" : "train", label, batch.first + static_cast<std::int64_t>(i));
        ++(batch.val ? counts_.val : counts_.train)[names_[label]];
        job_.unpacked(++done_, kPictures);
    }
    return true;
}

bool Cifar::unpack() {
    TarReader reader(job_.archive, TarReader::Packing::Any);
    std::set<std::string> seen;
    for (TarMember member; reader.next(member);) {
        const std::string name = baseName(member.name);
        const Batch what = member.folder || !member.refusedAs.empty() ? Batch{} : batchOf(name);
        if (what.known && !seen.insert(name).second)
            damaged(reader, displayText(name) + " is in it twice");
        if (what.known && !batch(reader, member, what))
            return false;
    }
    if (counts_.train.empty() || counts_.val.empty())
        damaged(reader, "Pictures for training or for validation are missing");
    return true;
}

} // namespace

bool unpackCifar(SetJob& job, KnownSet::Layout layout, SetCounts& counts) {
    needSpace(job.staging, kPictures, static_cast<std::uint64_t>(kPictures) * kPngBytes);
    Cifar cifar(job, layout == KnownSet::Layout::Cifar10 ? kCifar10 : kCifar100, counts);
    return cifar.readNames() && cifar.unpack();
}

} // namespace studio
