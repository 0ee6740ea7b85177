// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pack/pack_layout_internal.h"

#include <algorithm>

#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/loader/sampler.h"
#include "core/pack/pack_handle_internal.h"
#include "core/pack/pack_names_internal.h"

namespace studio {

namespace {

constexpr std::uint32_t kVal = 1u << 31;

/// Folders are listed one by one, so a folder's name as a whole comes before longer ones: "s/1.jpg" before "s-1/1.jpg",
/// although '-' is a lower byte than '/'.
bool isListedBefore(std::string_view a, std::string_view b) {
    const auto rank = [](char c) { return c == '/' ? 0 : static_cast<int>(static_cast<unsigned char>(c)) + 1; };
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                        [&](char x, char y) { return rank(x) < rank(y); });
}

bool comesBefore(const ImageSet& a, std::size_t i, const ImageSet& b, std::size_t j) {
    return a.classOf(i) != b.classOf(j) ? a.classOf(i) < b.classOf(j) : isListedBefore(a.fileOf(i), b.fileOf(j));
}

/// Both sides in the order that the set has without a split.
std::vector<std::uint32_t> merged(const ImageSet& train, const ImageSet& val) {
    std::vector<std::uint32_t> all;
    all.reserve(train.size() + val.size());
    std::size_t i = 0, j = 0;
    while (i < train.size() || j < val.size()) {
        if (j == val.size() || (i < train.size() && comesBefore(train, i, val, j)))
            all.push_back(static_cast<std::uint32_t>(i++));
        else
            all.push_back(kVal | static_cast<std::uint32_t>(j++));
    }
    return all;
}

std::vector<std::uint32_t> inOrder(const ImageSet& train, const ImageSet& val) {
    std::vector<std::uint32_t> all(train.size() + val.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = static_cast<std::uint32_t>(i < train.size() ? i : kVal | (i - train.size()));
    return all;
}

/// The first 64 bits of a digest in hexadecimal digits.
std::uint64_t seedOf(const std::string& identity) {
    return std::stoull(identity.substr(0, 16), nullptr, 16);
}

} // namespace

PackLayout::PackLayout(const ImageFolder& data)
    : data_(data)
    , order_(data.valIsSplit ? merged(data.train, data.val) : inOrder(data.train, data.val))
    , shuffled_(static_cast<std::uint32_t>(data.valIsSplit ? order_.size() : data.train.size())) {
    Sha256 hash;
    std::string row;
    for (std::uint32_t i = 0; i < size(); ++i) {
        const Picture picture = at(i);
        const std::string_view file = picture.set->fileOf(picture.index);
        row.assign(i < shuffled_ ? "T" : "V");
        row += std::to_string(picture.set->classOf(picture.index));
        row += '/';
        row += file;
        row += '\0';
        hash.update(std::as_bytes(std::span(row.data(), row.size())));
    }
    identity_ = hash.hex();
    const std::vector<std::uint32_t> asListed(order_.begin(), order_.begin() + shuffled_);
    const std::vector<std::uint32_t> shuffle = epochOrder(seedOf(identity_), 0, shuffled_);
    std::transform(shuffle.begin(), shuffle.end(), order_.begin(), [&](std::uint32_t i) { return asListed[i]; });
}

std::uint32_t PackLayout::pagePictures() const {
    return std::clamp<std::uint32_t>(shuffled_ / 256, 16, 128);
}

PackLayout::Picture PackLayout::at(std::uint32_t position) const {
    const std::uint32_t picture = order_[position];
    return {(picture & kVal) != 0 ? &data_.val : &data_.train, picture & ~kVal};
}

std::vector<std::uint32_t> PackLayout::positionsOf(const ImageSet& set) const {
    std::vector<std::uint32_t> positions(set.size());
    for (std::uint32_t i = 0; i < size(); ++i) {
        if (const Picture picture = at(i); picture.set == &set)
            positions[picture.index] = i;
    }
    return positions;
}

PackIndex loadPackIndex(const std::string& folder, const PackLayout& layout) {
    const PackHandle file = PackHandle::toRead(folder + kIndexFile);
    const std::uint64_t length = file.length();
    const std::string begin = file.read(0, kPackHeaderBytes);
    // Whose it is comes first: how long it may be depends on that.
    const bool known = begin.size() == kPackHeaderBytes && begin.starts_with(kIndexMagic);
    if (known && begin.substr(kIndexMagic.size(), kIdentityBytes) != layout.identity())
        throw otherPicturesError(folder);
    const std::uint32_t damaged = packNumber(file.read(packDamagedAt(layout.size()), 4));
    if (!known || damaged > layout.size() || length > maxPackIndexBytes(layout.size(), damaged))
        static_cast<void>(readPackIndex(begin, file.path())); // throws: it is none, or its checksum is wrong
    PackIndex index = readPackIndex(file.read(0, length), file.path());
    if (index.shuffled != layout.shuffled() || index.table.entries.size() != layout.size())
        throw otherPicturesError(folder);
    return index;
}

Error otherPicturesError(const std::string& folder) {
    return Error(ErrorKind::Data, {"The packed set was made from other pictures", displayText(folder),
                                   "Files came, went or changed since.", "Pack the pictures again."});
}

} // namespace studio
