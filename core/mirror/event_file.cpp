// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mirror/event_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <utility>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "core/base/clock.h"
#include "core/base/error.h"

namespace studio {

namespace {

constexpr std::size_t kPart = 1u << 20;
constexpr const char* kGrowing = ".events-growing"; ///< no reader takes this for one
constexpr const char* kEmpty = ".events-empty";
constexpr std::size_t kEmptied = 8; ///< so many are kept, without content
constexpr std::string_view kBegin = "events.out.tfevents.", kEnd = ".resnet-studio";

// Numbers of the fields of event.proto.
constexpr int kTime = 1, kStep = 2, kFileVersion = 3, kSessionLog = 7;

constexpr std::array<std::uint32_t, 256> makeTable() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit)
            value = value >> 1 ^ (value & 1 ? 0x82F63B78u : 0u);
        table[i] = value;
    }
    return table;
}

void appendNumber(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
        out += static_cast<char>(value >> (8 * i) & 0xFF);
}

std::uint32_t crcOf(std::string_view bytes) {
    return maskedCrc(std::as_bytes(std::span(bytes.data(), bytes.size())));
}

/// The number in a name of ours; -1 for any other name.
std::int64_t numberIn(std::string_view name) {
    if (name.size() <= kBegin.size() + kEnd.size() || !name.starts_with(kBegin) || !name.ends_with(kEnd))
        return -1;
    const std::string_view digits = name.substr(kBegin.size(), name.size() - kBegin.size() - kEnd.size());
    if (digits.size() > 12 || !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return -1;
    return std::stoll(std::string(digits));
}

std::vector<std::string> ourNames(int folder) {
    std::vector<std::string> names;
    const int copy = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR* list = copy >= 0 ? ::fdopendir(copy) : nullptr;
    if (list == nullptr && copy >= 0)
        ::close(copy);
    while (const dirent* entry = list != nullptr ? ::readdir(list) : nullptr) {
        if (numberIn(entry->d_name) >= 0)
            names.emplace_back(entry->d_name);
    }
    if (list != nullptr)
        ::closedir(list);
    return names;
}

/// By another file under the name: whatever lies there is not written into.
bool isEmptied(int folder, const std::string& name) {
    struct stat info {};
    if (::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(info.st_mode) && info.st_size == 0)
        return true;
    static_cast<void>(::unlinkat(folder, kEmpty, 0));
    const FileDescriptor empty(::openat(folder, kEmpty, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644));
    return empty.isOpen() && ::renameat(folder, kEmpty, folder, name.c_str()) == 0;
}

} // namespace

std::uint32_t maskedCrc(std::span<const std::byte> bytes) {
    static constexpr std::array<std::uint32_t, 256> kTable = makeTable();
    std::uint32_t crc = ~0u;
    for (const std::byte byte : bytes)
        crc = kTable[(crc ^ static_cast<std::uint32_t>(byte)) & 0xFF] ^ crc >> 8;
    crc = ~crc;
    return (crc >> 15 | crc << 17) + 0xA282EAD8u;
}

bool PublishedFile::isThere() const {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 && info.st_dev == device && info.st_ino == inode &&
           std::cmp_greater_equal(info.st_size, size);
}

EventFolder::EventFolder(std::string path, bool isRuns, const std::string& last)
    : path_(std::move(path))
    , last_(std::filesystem::path(last).filename().string()) {
    std::error_code error;
    if (!isRuns && !std::filesystem::create_directories(path_, error) && error)
        throw systemError("Cannot make a folder", path_, error.value());
    if (isRuns && ::mkdir(path_.c_str(), 0755) != 0 && errno != EEXIST)
        throw systemError("Cannot make a folder", path_, errno);
    folder_ = FileDescriptor(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | (isRuns ? O_NOFOLLOW : 0)));
    if (!folder_.isOpen())
        throw systemError("Cannot open a folder", path_, errno);
}

std::string EventFolder::nextName() const {
    std::int64_t number = std::max(utcMilliseconds() / 1000, numberIn(last_) + 1);
    for (const std::string& name : ourNames(file()))
        number = std::max(number, numberIn(name) + 1);
    std::string digits = std::to_string(number);
    digits.insert(0, 10 - std::min<std::size_t>(10, digits.size()), '0');
    return std::string(kBegin) + digits + std::string(kEnd);
}

bool EventFolder::holdsMoreThan(std::uint64_t bytes) const {
    const std::vector<std::string> names = ourNames(file());
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        struct stat info {};
        return ::fstatat(file(), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 &&
               std::cmp_greater(info.st_size, bytes);
    });
}

void EventFolder::emptyOthers(const std::string& kept) const {
    std::vector<std::string> names = ourNames(file());
    std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return numberIn(a) > numberIn(b); });
    std::size_t count = 0;
    for (const std::string& name : names) {
        if (name == kept || (++count <= kEmptied && isEmptied(file(), name)))
            continue;
        if (::unlinkat(file(), name.c_str(), 0) != 0 && errno != ENOENT)
            throw systemError("Cannot remove a file", path_ + "/" + name, errno);
    }
}

EventFile::EventFile(const EventFolder& folder, double utcSeconds)
    : folder_(folder) {
    if (::unlinkat(folder.file(), kGrowing, 0) != 0 && errno != ENOENT) // of a process that was killed
        throw systemError("Cannot remove a file", folder.path() + "/" + kGrowing, errno);
    file_ =
        FileDescriptor(::openat(folder.file(), kGrowing, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (!file_.isOpen())
        throw systemError("Cannot create a file", folder.path() + "/" + kGrowing, errno);
    addRecord(Proto().real64(kTime, utcSeconds).bytes(kFileVersion, "brain.Event:2").text());
    // A session that starts at step 0: one that knew another past of the run drops all of it.
    add(utcSeconds, 0, Proto().message(kSessionLog, Proto().number(1, 1)));
}

EventFile::~EventFile() {
    if (!isPublished_)
        ::unlinkat(folder_.file(), kGrowing, 0);
}

void EventFile::add(double utcSeconds, std::int64_t step, const Proto& fields) {
    Proto event;
    event.real64(kTime, utcSeconds).number(kStep, static_cast<std::uint64_t>(step));
    addRecord(event.text() + fields.text());
    if (buffer_.size() >= kPart)
        flush();
}

void EventFile::addRecord(const std::string& bytes) {
    std::string head;
    appendNumber(head, bytes.size(), 8);
    buffer_ += head;
    appendNumber(buffer_, crcOf(head), 4);
    buffer_ += bytes;
    appendNumber(buffer_, crcOf(bytes), 4);
}

void EventFile::flush() {
    const auto bytes = std::as_bytes(std::span(buffer_.data(), buffer_.size()));
    if (writeAllAt(file_.get(), bytes, size_) < bytes.size()) {
        const int problem = errno;
        static_cast<void>(::ftruncate(file_.get(), static_cast<off_t>(size_)) == 0); // a torn tail harms no reader
        throw systemError("Cannot write a file", folder_.path(), problem);
    }
    size_ += bytes.size();
    buffer_.clear();
}

void EventFile::publish() {
    flush();
    const std::string name = folder_.nextName();
    if (::renameat(folder_.file(), kGrowing, folder_.file(), name.c_str()) != 0)
        throw systemError("Cannot put a file in its place", folder_.path() + "/" + name, errno);
    isPublished_ = true;
    name_ = name;
    folder_.emptyOthers(name);
}

PublishedFile EventFile::published() const {
    struct stat info {};
    static_cast<void>(::fstat(file_.get(), &info));
    return {folder_.path() + "/" + name_, info.st_dev, info.st_ino, size_};
}

} // namespace studio
