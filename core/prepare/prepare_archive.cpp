// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/prepare/prepare_archive_internal.h"

namespace studio {

namespace {

constexpr std::size_t kBlock = 256u << 10;

const char* kindOf(archive_entry* entry) {
    if (archive_entry_hardlink(entry) != nullptr)
        return "a hard link";
    switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
    case AE_IFDIR:
        return "";
    case AE_IFLNK:
        return "a symbolic link";
    case AE_IFCHR:
    case AE_IFBLK:
        return "a device";
    case AE_IFIFO:
        return "a pipe";
    case AE_IFSOCK:
        return "a socket";
    default:
        return "of an unknown kind";
    }
}

/// Each by libraries in the process: no program is started for a packing that libarchive lacks.
void supportAll(archive* reader) {
    archive_read_support_format_zip(reader);
    for (const auto support : {archive_read_support_filter_gzip, archive_read_support_filter_bzip2,
                               archive_read_support_filter_xz, archive_read_support_filter_zstd})
        support(reader);
}

} // namespace

struct TarReader::State {
    archive* reader = archive_read_new();
    FileDescriptor file;
    std::uint64_t fileSize = 0;
    std::string place;
    archive* outer = nullptr;
    std::array<char, kBlock> block{};
    bool seenHeader = false;
    bool sized = true; ///< the present member's header tells its size
    const char* kind = "a tar archive";

    ~State() { archive_read_free(reader); }

    [[noreturn]] void fail() const {
        const int number = archive_errno(reader);
        const char* text = archive_error_string(reader);
        const std::string why = text != nullptr ? displayText(text) : std::string("unknown reason");
        if (number == EIO || number == ESTALE || number == ENOTCONN || number == ENOMEM)
            throw systemError("Cannot read an archive", place, number);
        if (!seenHeader && why.find("runcated") == std::string::npos)
            throw Error(ErrorKind::Data,
                        {std::string("This is not ") + kind, displayText(place), why + ".", "Download it again."});
        throw Error(ErrorKind::Data, {"An archive is damaged or cut off", displayText(place), why + ".",
                                      "Download it again, then repeat this command: what is done is kept."});
    }

    /// libarchive asks for the inner archive's next bytes. No exception may leave: C is above.
    static la_ssize_t readOuter(archive* inner, void* user, const void** bytes) {
        auto* state = static_cast<State*>(user);
        const la_ssize_t got = archive_read_data(state->outer, state->block.data(), state->block.size());
        *bytes = state->block.data();
        if (got < 0) {
            archive_set_error(inner, archive_errno(state->outer), "%s", archive_error_string(state->outer));
            return -1;
        }
        return got;
    }
};

TarReader::TarReader(const std::string& path, Packing packing)
    : state_(std::make_unique<State>()) {
    state_->place = path;
    state_->file = openToRead(path);
    struct stat info {};
    if (!state_->file.isOpen() || ::fstat(state_->file.get(), &info) != 0)
        throw systemError("Cannot open an archive", path, errno);
    if (!S_ISREG(info.st_mode))
        throw Error(ErrorKind::Data, {"This archive is not a regular file", displayText(path), {}, {}});
    state_->fileSize = static_cast<std::uint64_t>(info.st_size);
    archive_read_support_format_tar(state_->reader);
    if (packing == Packing::Gzip)
        archive_read_support_filter_gzip(state_->reader);
    if (packing == Packing::Any)
        supportAll(state_->reader);
    state_->kind = packing == Packing::Any ? "an archive that can be read (tar or zip)" : "a tar archive";
    if (archive_read_open_fd(state_->reader, state_->file.get(), kBlock) != ARCHIVE_OK)
        state_->fail();
}

TarReader::TarReader(TarReader& outer, const std::string& member)
    : state_(std::make_unique<State>()) {
    state_->place = outer.place() + ": " + member;
    state_->fileSize = outer.fileSize();
    state_->outer = outer.state_->reader;
    archive_read_support_format_tar(state_->reader);
    if (archive_read_open(state_->reader, state_.get(), nullptr, State::readOuter, nullptr) != ARCHIVE_OK)
        state_->fail();
}

TarReader::~TarReader() = default;

bool TarReader::next(TarMember& member) {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(state_->reader, &entry);
    if (result == ARCHIVE_EOF)
        return false;
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
        state_->fail();
    state_->seenHeader = true;
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr)
        name = archive_entry_pathname_utf8(entry);
    member.name = name != nullptr ? name : "";
    state_->sized = archive_entry_size_is_set(entry) != 0;
    member.size = static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_entry_size(entry)));
    member.refusedAs = kindOf(entry);
    member.folder = member.refusedAs.empty() && archive_entry_filetype(entry) == AE_IFDIR;
    return true;
}

std::size_t TarReader::read(std::span<char> buffer) {
    const la_ssize_t got = archive_read_data(state_->reader, buffer.data(), buffer.size());
    if (got < 0)
        state_->fail();
    return static_cast<std::size_t>(got);
}

bool TarReader::isPacked() const {
    constexpr int kPlainFilters = 1; // the file itself
    return !state_->sized || archive_filter_count(state_->reader) > kPlainFilters;
}

std::uint64_t TarReader::position() const {
    return static_cast<std::uint64_t>(
        std::max<la_int64_t>(0, archive_filter_bytes(state_->outer != nullptr ? state_->outer : state_->reader, -1)));
}

std::uint64_t TarReader::fileSize() const {
    return state_->fileSize;
}

const std::string& TarReader::place() const {
    return state_->place;
}

} // namespace studio
