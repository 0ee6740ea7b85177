// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <unordered_set>

#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/base/text.h"
#include "core/dataset/folder_names.h"
#include "core/dataset/image_folder.h"
#include "core/prepare/set_archive_internal.h"

namespace studio {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kMaxPicture = 64u << 20, kSlackPerPicture = 2'048;
constexpr std::uint64_t kMaxGrowth = 200; ///< pictures are packed already; more is a bomb
constexpr std::int64_t kMaxMembers = 5'000'000;
constexpr std::size_t kMaxPath = 1'000, kMaxDepth = 16, kMaxFolders = 100'000, kMaxShownName = 80;

using Parts = std::vector<std::string>;
using FolderCounts = std::map<Parts, std::int64_t>; ///< pictures by the folder they lie in

/// Where one picture belongs.
struct Place {
    bool val = false;
    std::string folder, file;
};

[[noreturn]] void refuse(const TarReader& reader, const TarMember& member, const std::string& why) {
    const std::string name = displayText(member.name.substr(0, kMaxShownName));
    throw Error(ErrorKind::Data, {"Something in the archive was refused", displayText(reader.place()),
                                  (name.empty() ? "A file without a name" : name) + ": " + why +
                                      ". Nothing of the archive was unpacked for it.",
                                  "If you trust the archive, unpack it yourself and open the folder."});
}

/// The folders and the name of a member; throws for what could lead elsewhere.
Parts partsOf(const TarReader& reader, const TarMember& member) {
    const std::string& name = member.name;
    if (!member.refusedAs.empty())
        refuse(reader, member, "it is " + member.refusedAs);
    if (name.empty() || name.size() > kMaxPath)
        refuse(reader, member, "its name has an impossible length");
    if (name[0] == '/' || (name.size() > 1 && name[1] == ':'))
        refuse(reader, member, "its name leads to a fixed place");
    if (std::any_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\\'; }))
        refuse(reader, member, "its name holds a character that no picture has");
    Parts parts;
    for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t end = std::min(name.find('/', begin), name.size());
        const std::string part = name.substr(begin, end - begin);
        if (part == "..")
            refuse(reader, member, "its name leads out of the folder");
        if (!part.empty() && part != ".")
            parts.push_back(part);
        begin = end + 1;
    }
    if (parts.size() > kMaxDepth)
        refuse(reader, member, "it lies too deep");
    return parts;
}

/// Regular files with a picture's extension whose name and folders are not hidden.
bool isPicture(const TarMember& member, const Parts& parts) {
    return !member.folder && member.size > 0 && !parts.empty() && hasPictureExtension(parts.back()) &&
           parts.front() != "__MACOSX" &&
           std::none_of(parts.begin(), parts.end(), [](const std::string& part) { return part[0] == '.'; });
}

enum class Side { None, Train, Val, Test };

Side sideOf(const std::string& name) {
    switch (setRoleOf(name)) {
    case SetRole::Train:
        return Side::Train;
    case SetRole::Val:
        return Side::Val;
    case SetRole::Test:
        return Side::Test;
    case SetRole::None:
        break;
    }
    return Side::None;
}

/// How the folders of an archive become classes.
class Layout {
public:
    explicit Layout(const FolderCounts& folders);
    /// nullopt: a picture that belongs to no class.
    std::optional<Place> place(const Parts& parts) const;
    bool hasTest() const { return sides_.contains(Side::Test) && sides_.contains(Side::Val); }
    void leaveOutVal() { valSide_ = Side::None; }

private:
    std::size_t strip_ = 0; ///< folders around everything
    bool split_ = false;    ///< the next one is train or val
    std::set<Side> sides_;
    Side valSide_ = Side::None;
};

Layout::Layout(const FolderCounts& folders) {
    for (bool more = true; more;) {
        std::set<std::string> names;
        bool deeper = false;
        for (const auto& [folder, pictures] : folders) {
            if (folder.size() > strip_)
                names.insert(folder[strip_]);
            deeper = deeper || folder.size() > strip_ + 1;
        }
        more = names.size() == 1 && deeper && sideOf(*names.begin()) == Side::None;
        strip_ += more ? 1 : 0;
    }
    for (const auto& [folder, pictures] : folders) {
        if (folder.size() > strip_ + 1)
            sides_.insert(sideOf(folder[strip_]));
    }
    sides_.erase(Side::None);
    split_ = !sides_.empty();
    valSide_ = sides_.contains(Side::Val) ? Side::Val : Side::Test;
}

std::optional<Place> Layout::place(const Parts& parts) const {
    const std::size_t at = strip_ + (split_ ? 1 : 0);
    if (parts.size() < at + 2)
        return {};
    Place place;
    if (split_) {
        const Side side = sideOf(parts[strip_]);
        if (side == Side::None || (side != Side::Train && side != valSide_))
            return {};
        place.val = side != Side::Train;
    }
    place.folder = parts[at];
    for (std::size_t i = at + 1; i < parts.size(); ++i)
        place.file += (i > at + 1 ? "_" : "") + parts[i];
    return place;
}

class ClassFolders {
public:
    ClassFolders(SetJob& job, SetCounts& counts)
        : job_(job)
        , counts_(counts) {}
    bool look();
    bool unpack();

private:
    bool collect(FolderCounts& folders);
    void checkSize(const TarReader& reader, const TarMember& member);
    void checkGrowth(const TarReader& reader, const TarMember& member) const;
    bool passOver(TarReader& reader, const TarMember& member);
    /// Calls `take` for each picture. False if it was stopped.
    bool each(const std::function<void(TarReader&, const TarMember&, const Parts&)>& take);

    SetJob& job_;
    SetCounts& counts_;
    std::optional<Layout> layout_;
    std::uint64_t bytes_ = 0; ///< of the pictures
    std::uint64_t grown_ = 0; ///< of everything
    std::int64_t members_ = 0;
    bool looking_ = true; ///< nothing is unpacked yet
};

void ClassFolders::checkSize(const TarReader& reader, const TarMember& member) {
    if (member.size > kMaxPicture)
        refuse(reader, member, "it claims to be " + byteText(member.size) + " long");
    bytes_ += member.size;
}

void ClassFolders::checkGrowth(const TarReader& reader, const TarMember& member) const {
    if (grown_ / kMaxGrowth > reader.fileSize() + kMaxPicture / kMaxGrowth)
        refuse(reader, member, "with it the archive would grow more than pictures can");
}

/// What must be unpacked to get behind it is read piece by piece: it may be long. False if it was stopped.
bool ClassFolders::passOver(TarReader& reader, const TarMember& member) {
    static thread_local std::array<char, 256u << 10> block;
    std::uint64_t passed = 0;
    while (const std::size_t got = reader.read(block)) {
        passed += got;
        if (passed > member.size) { // more than its header told
            grown_ += got;
            checkGrowth(reader, member);
        }
        if (job_.stop.stop_requested())
            return false;
        if (looking_)
            job_.listed(reader.position(), reader.fileSize());
    }
    return true;
}

bool ClassFolders::each(const std::function<void(TarReader&, const TarMember&, const Parts&)>& take) {
    TarReader reader(job_.archive, TarReader::Packing::Any);
    bytes_ = grown_ = 0;
    members_ = 0;
    job_.result.passedOver = 0;
    for (TarMember member; reader.next(member);) {
        if (job_.stop.stop_requested())
            return false;
        if (++members_ > kMaxMembers)
            refuse(reader, member, "there are more than " + grouped(kMaxMembers) + " files");
        const Parts parts = partsOf(reader, member);
        grown_ += member.size;
        if (isPicture(member, parts)) {
            checkSize(reader, member);
            checkGrowth(reader, member);
            take(reader, member, parts);
        } else {
            checkGrowth(reader, member);
            job_.result.passedOver += member.folder ? 0 : 1;
            if (reader.isPacked() && !passOver(reader, member))
                return false;
        }
    }
    return true;
}

bool ClassFolders::collect(FolderCounts& folders) {
    std::unordered_set<std::size_t> seen; // a name that comes twice is one file
    return each([&](TarReader& reader, const TarMember& member, const Parts& parts) {
        std::string path;
        for (const std::string& part : parts)
            path += "/" + part;
        if (seen.insert(std::hash<std::string>{}(path)).second)
            ++folders[Parts(parts.begin(), parts.end() - 1)];
        if (folders.size() > kMaxFolders)
            refuse(reader, member, "there are more than " + grouped(std::ssize(folders)) + " folders");
        job_.listed(reader.position(), reader.fileSize());
    });
}

/// Only when all folders are known can be told which are classes.
bool ClassFolders::look() {
    FolderCounts folders;
    if (!collect(folders))
        return false;
    layout_.emplace(folders);
    for (const auto& [folder, pictures] : folders) {
        Parts parts = folder;
        parts.emplace_back("x");
        if (const auto place = layout_->place(parts))
            (place->val ? counts_.val : counts_.train)[place->folder] += pictures;
    }
    if (counts_.train.empty())
        throw Error(ErrorKind::Data, {"The archive holds no class folders with pictures",
                                      displayText(job_.archive),
                                      {},
                                      "It should hold one folder per class, or train and val with such folders."});
    if (layout_->hasTest())
        job_.result.notes.emplace_back("The archive has validation and test pictures; those for test were left out.");
    const auto isStrange = [&](const auto& row) { return !counts_.train.contains(row.first); };
    if (const auto odd = std::find_if(counts_.val.begin(), counts_.val.end(), isStrange); odd != counts_.val.end()) {
        job_.result.notes.push_back("The validation pictures were left out: their folder " + displayText(odd->first) +
                                    " is no class of training.");
        layout_->leaveOutVal();
        counts_.val.clear();
    }
    needSpace(job_.staging, counts_.pictures(), bytes_);
    looking_ = false;
    return true;
}

bool ClassFolders::unpack() {
    const PinnedFolder train(job_.staging, "train");
    const std::int64_t total = counts_.pictures();
    std::int64_t done = 0;
    std::optional<PinnedFolder> val, folder;
    if (!counts_.val.empty())
        val.emplace(job_.staging, "val");
    std::string open;
    return each([&](TarReader& reader, const TarMember& member, const Parts& parts) {
        const auto place = layout_->place(parts);
        if (!place) {
            ++job_.result.passedOver;
            return;
        }
        const PinnedFolder& side = place->val ? *val : train;
        if (const std::string key = side.path() + "/" + place->folder; key != open) {
            folder.emplace(side, place->folder);
            open = key;
        }
        if (!folder->has(place->file, member.size))
            folder->put(place->file, member.size, [&](std::span<char> buffer) { return reader.read(buffer); });
        job_.unpacked(++done, total);
    });
}

} // namespace

std::int64_t SetCounts::sum(const ClassCounts& counts) {
    std::int64_t sum = 0;
    for (const auto& [name, count] : counts)
        sum += count;
    return sum;
}

void needSpace(const PinnedFolder& folder, std::int64_t pictures, std::uint64_t bytes) {
    std::uint64_t needed = bytes + static_cast<std::uint64_t>(pictures) * kSlackPerPicture, held = 0;
    std::error_code error;
    for (auto at = fs::recursive_directory_iterator(folder.path(), error); !error && at != end(at);
         at.increment(error)) {
        std::error_code none;
        const std::uint64_t size = at->is_regular_file(none) ? at->file_size(none) : 0;
        held += size == 0 || none ? 0 : size + kSlackPerPicture;
    }
    needed -= std::min(needed, held);
    const std::uint64_t there = freeBytes(folder.path());
    if (needed > there)
        throw Error(ErrorKind::DiskFull, {"There is not enough space for the pictures", displayText(folder.path()),
                                          "Needed: " + byteText(needed) + ", free: " + byteText(there) + ".",
                                          "Free space, or choose a folder on another volume."});
}

bool unpackClassFolders(SetJob& job, SetCounts& counts) {
    ClassFolders folders(job, counts);
    return folders.look() && folders.unpack();
}

} // namespace studio
