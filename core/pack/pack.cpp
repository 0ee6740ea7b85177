// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pack/pack.h"

#include <algorithm>
#include <atomic>
#include <sys/stat.h>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/pack/pack_file_internal.h"
#include "core/pack/pack_layout_internal.h"
#include "core/pack/pack_names_internal.h"
#include "core/pack/pack_preset.h"
#include "core/pack/pack_readahead_internal.h"

namespace studio {

namespace {

/// Pages asked for lately: those in the window of an order by pages, of two epochs where one begins.
constexpr std::size_t kRememberedPages = 4096;

/// Files whose length is looked at when a pack is opened.
constexpr std::uint32_t kWitnesses = 32;

struct Place {
    std::uint64_t offset = 0;
    std::uint32_t length = 0, checksum = 0;
};

std::vector<Place> placesOf(const PackTable& table) {
    std::vector<Place> places;
    places.reserve(table.entries.size());
    std::uint64_t offset = kPackHeaderBytes;
    for (const PackEntry& entry : table.entries) {
        places.push_back({offset, entry.length, entry.checksum});
        offset += entry.length;
    }
    return places;
}

std::string digestOf(const std::vector<Place>& places) {
    Sha256 hash;
    for (const Place& place : places) {
        const std::uint32_t numbers[2] = {place.length, place.checksum};
        hash.update(std::as_bytes(std::span(numbers)));
    }
    return hash.hex();
}

/// Other pictures may have the same names.
void compareWitnesses(const PackLayout& layout, const PackTable& table, const std::string& folder) {
    const std::uint32_t count = std::min(layout.size(), kWitnesses);
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto position =
            static_cast<std::uint32_t>(std::uint64_t{i} * (layout.size() - 1) / std::max(count - 1, 1u));
        struct stat info {};
        const PackEntry& entry = table.entries[position];
        if (::stat(layout.at(position).path().c_str(), &info) == 0 && !table.damaged.contains(position) &&
            static_cast<std::uint64_t>(info.st_size) != entry.fileLength)
            throw otherPicturesError(folder);
    }
}

} // namespace

class Pack::Impl {
public:
    /// One side of the data set.
    class Side final : public PictureSource {
    public:
        Side(const Impl& pack, std::vector<std::uint32_t> positions)
            : pack_(pack)
            , positions_(std::move(positions)) {}
        void read(std::uint32_t index, std::vector<std::uint8_t>& bytes, const std::stop_token& stop) const override {
            pack_.read(positions_[index], bytes, stop);
        }
        void willNeed(std::span<const std::uint32_t> samples) const override;

        const std::vector<std::uint32_t>& positions() const { return positions_; }
        std::atomic<bool> wholePages{false};

    private:
        const Impl& pack_;
        std::vector<std::uint32_t> positions_;
    };

    Impl(std::string folder, const ImageFolder& data, bool compared)
        : Impl(std::move(folder), PackLayout(data), data, compared) {}
    Impl(std::string folder, const PackLayout& layout, const ImageFolder& data, bool compared)
        : folder_(std::move(folder))
        , index_(checkedIndex(folder_, layout, compared))
        , preset_(findPackPreset(index_.preset))
        , places_(placesOf(index_.table))
        , digest_(digestOf(places_))
        , file_(folder_ + kPackFile, index_.packBytes, packHeader(kPackMagic, index_.identity, index_.preset))
        , train(*this, layout.positionsOf(data.train))
        , val(*this, layout.positionsOf(data.val))
        , readahead_(file_) {
        std::vector<PackEntry>().swap(index_.table.entries);
        pagesAsked_.resize(index_.shuffled / index_.pagePictures + 1);
    }

    void read(std::uint32_t position, std::vector<std::uint8_t>& bytes, const std::stop_token& stop) const;
    void askForPages(std::span<const std::uint32_t> samples, const std::vector<std::uint32_t>& positions) const;
    void askFor(std::span<const std::uint32_t> samples, const std::vector<std::uint32_t>& positions) const;
    SamplePages trainPages() const;

private:
    friend class Pack;
    static PackIndex checkedIndex(const std::string& folder, const PackLayout& layout, bool compared);

    std::string folder_;
    PackIndex index_; ///< without its entries
    PackPreset preset_;
    std::vector<Place> places_;
    std::string digest_;
    PackFile file_;

public:
    Side train, val;

private:
    mutable Readahead readahead_;
    mutable std::mutex pagesMutex_;
    mutable std::vector<bool> pagesAsked_;
    mutable std::deque<std::uint32_t> pagesInOrder_;
};

PackIndex Pack::Impl::checkedIndex(const std::string& folder, const PackLayout& layout, bool compared) {
    PackIndex index = loadPackIndex(folder, layout);
    if (compared)
        compareWitnesses(layout, index.table, folder);
    return index;
}

void Pack::Impl::read(std::uint32_t position, std::vector<std::uint8_t>& bytes, const std::stop_token& stop) const {
    if (!index_.table.damaged.empty()) {
        if (const auto found = index_.table.damaged.find(position); found != index_.table.damaged.end())
            throw Error(ErrorKind::Data, found->second);
    }
    const Place& place = places_[position];
    bytes.resize(place.length);
    for (const bool again : {false, true}) {
        if (again)
            file_.forget(place.offset, place.length); // the memory or the bus may have been at fault, not the disk
        file_.read(place.offset, bytes, stop);
        if (packChecksum(bytes) == place.checksum)
            return;
    }
    throw Error(ErrorKind::Data, "This picture is damaged in the packed set");
}

void Pack::Impl::Side::willNeed(std::span<const std::uint32_t> samples) const {
    if (wholePages)
        pack_.askForPages(samples, positions_);
    else
        pack_.askFor(samples, positions_);
}

void Pack::Impl::askFor(std::span<const std::uint32_t> samples, const std::vector<std::uint32_t>& positions) const {
    std::vector<Readahead::Range> ranges;
    ranges.reserve(samples.size());
    for (const std::uint32_t sample : samples) {
        const Place& place = places_[positions[sample]];
        ranges.push_back({place.offset, place.length});
    }
    readahead_.ask(std::move(ranges));
}

void Pack::Impl::askForPages(std::span<const std::uint32_t> samples,
                             const std::vector<std::uint32_t>& positions) const {
    std::vector<Readahead::Range> ranges;
    const std::lock_guard lock(pagesMutex_);
    for (const std::uint32_t sample : samples) {
        const std::uint32_t page = positions[sample] / index_.pagePictures;
        if (pagesAsked_[page])
            continue;
        pagesAsked_[page] = true;
        pagesInOrder_.push_back(page);
        const Place& first = places_[page * index_.pagePictures];
        const std::uint32_t end = std::min((page + 1) * index_.pagePictures, index_.shuffled);
        ranges.push_back({first.offset, places_[end - 1].offset + places_[end - 1].length - first.offset});
        if (pagesInOrder_.size() > std::min(kRememberedPages, pagesAsked_.size() / 2)) {
            pagesAsked_[pagesInOrder_.front()] = false;
            pagesInOrder_.pop_front();
        }
    }
    if (!ranges.empty())
        readahead_.ask(std::move(ranges));
}

SamplePages Pack::Impl::trainPages() const {
    constexpr std::uint32_t kNone = UINT32_MAX;
    std::vector<std::uint32_t> sampleAt(places_.size(), kNone);
    for (std::uint32_t sample = 0; sample < train.positions().size(); ++sample)
        sampleAt[train.positions()[sample]] = sample;
    SamplePages pages;
    for (std::uint32_t position = 0; position < index_.shuffled; ++position) {
        if (position % index_.pagePictures == 0)
            pages.begins.push_back(static_cast<std::uint32_t>(pages.samples.size()));
        if (sampleAt[position] != kNone)
            pages.samples.push_back(sampleAt[position]);
    }
    return pages;
}

Pack::Pack(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}

Pack::~Pack() = default;

std::shared_ptr<Pack> Pack::open(const std::string& folder, const ImageFolder& data) {
    return std::shared_ptr<Pack>(new Pack(std::make_unique<Impl>(folder, data, true)));
}

std::shared_ptr<Pack> Pack::openUncompared(const std::string& folder, const ImageFolder& data) {
    return std::shared_ptr<Pack>(new Pack(std::make_unique<Impl>(folder, data, false)));
}

const PictureSource& Pack::train() const {
    return impl_->train;
}

const PictureSource& Pack::val() const {
    return impl_->val;
}

void Pack::readWholePages() {
    impl_->train.wholePages = true;
}

const std::string& Pack::folder() const {
    return impl_->folder_;
}

const PackPreset& Pack::preset() const {
    return impl_->preset_;
}

const std::string& Pack::identity() const {
    return impl_->index_.identity;
}

const std::string& Pack::digest() const {
    return impl_->digest_;
}

std::uint64_t Pack::bytes() const {
    struct stat info {};
    const bool known = ::stat((impl_->folder_ + kIndexFile).c_str(), &info) == 0;
    return impl_->index_.packBytes + (known ? static_cast<std::uint64_t>(info.st_size) : 0);
}

std::int64_t Pack::damaged() const {
    return static_cast<std::int64_t>(impl_->index_.table.damaged.size());
}

SamplePages Pack::trainPages() const {
    return impl_->trainPages();
}

} // namespace studio
