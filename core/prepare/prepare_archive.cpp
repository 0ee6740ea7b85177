// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/read_error.h"
#include "core/base/text.h"
#include "core/prepare/byte_source_internal.h"
#include "core/prepare/prepare_archive_internal.h"
#include "core/prepare/zip_name_internal.h"

namespace studio {

namespace {

constexpr std::size_t kBlock = 256u << 10;
constexpr std::uint64_t kTarBlock = 512, kMaxRecord = 1u << 20;
constexpr std::string_view kTarNoun = "an archive (tar)", kZipNoun = "an archive (zip)"; ///< as foreign_kinds.h says

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

/// Whether so many zeros between a tar's end mark and its end can be what fills the last record: ten kilobytes as tar
/// writes them, or a power of two where its -b or a disk wanted that.
bool isPadding(std::uint64_t zeros, std::uint64_t length) {
    constexpr std::uint64_t kTarRecord = 10'240;
    const auto fills = [&](std::uint64_t record) { return zeros < record && length % record == 0; };
    bool fits = zeros == 0 || fills(kTarRecord);
    for (std::uint64_t record = kTarBlock; record <= kMaxRecord; record *= 2)
        fits = fits || fills(record);
    return fits;
}

} // namespace

struct TarReader::State {
    archive* reader = archive_read_new();
    FileDescriptor file;
    std::unique_ptr<ByteSource> source; ///< of a packed file
    std::uint64_t fileSize = 0;
    std::string place;
    archive* outer = nullptr;
    std::array<char, kBlock> block{};
    std::uint64_t given = 0;     ///< bytes that came from `source` or `outer`
    std::uint64_t dataEnd = 0;   ///< of them, up to the last one that is not zero
    std::uint64_t memberEnd = 0; ///< no sooner ends the last member; 0 = there was none
    std::exception_ptr thrown;
    bool seenHeader = false;
    bool sized = true; ///< the present member's header tells its size
    const char* kind = "a tar archive";
    bool takesZip = false;

    ~State() { archive_read_free(reader); }

    [[noreturn]] void damaged(const std::string& why) const {
        throw Error(ErrorKind::Data, {"An archive is damaged or cut off", displayText(place), why,
                                      "Download it again, then repeat this command: what is right is kept."});
    }

    [[noreturn]] void fail() const {
        if (thrown)
            std::rethrow_exception(thrown);
        const int number = archive_errno(reader);
        const char* text = archive_error_string(reader);
        const std::string why = text != nullptr ? displayText(text) : std::string("unknown reason");
        if (isVolumeSilent(number) || number == ENOMEM)
            throw systemError("Cannot read an archive", place, number);
        if (!seenHeader && why.find("runcated") == std::string::npos) {
            const std::string is = file.isOpen() ? kindOfFile(file) : std::string();
            if (outer != nullptr || is == kTarNoun || (takesZip && is == kZipNoun))
                damaged(why + ".");
            if (source) // what it is packed with is right: what comes out is not
                throw Error(ErrorKind::Data, {"What is packed here is not a tar archive", displayText(place), why + ".",
                                              "Give another file."});
            throw Error(ErrorKind::Data, {std::string("This is not ") + kind, displayText(place),
                                          is.empty() ? why + "." : "It is " + is + ".",
                                          is.empty() ? "Download it again." : "Give another file."});
        }
        damaged(why + ".");
    }

    /// The next bytes into `block`, 0 at the end.
    la_ssize_t pull() {
        const la_ssize_t got = outer != nullptr ? archive_read_data(outer, block.data(), block.size())
                                                : static_cast<la_ssize_t>(source->read(block));
        for (la_ssize_t i = got; i > 0; --i) {
            if (block[static_cast<std::size_t>(i) - 1] != '\0') {
                dataEnd = given + static_cast<std::uint64_t>(i);
                break;
            }
        }
        given += static_cast<std::uint64_t>(std::max<la_ssize_t>(0, got));
        return got;
    }

    /// libarchive asks for the next bytes. No exception may leave: C is above.
    static la_ssize_t onRead(archive* reader, void* user, const void** bytes) {
        auto* state = static_cast<State*>(user);
        *bytes = state->block.data();
        try {
            const la_ssize_t got = state->pull();
            if (got < 0)
                archive_set_error(reader, archive_errno(state->outer), "%s", archive_error_string(state->outer));
            return std::max<la_ssize_t>(-1, got);
        } catch (...) {
            state->thrown = std::current_exception();
            archive_set_error(reader, EINVAL, "the packed content is damaged");
            return -1;
        }
    }

    void open() {
        const int result = source || outer != nullptr ? archive_read_open(reader, this, nullptr, onRead, nullptr)
                                                      : archive_read_open_fd(reader, file.get(), kBlock);
        if (result != ARCHIVE_OK)
            fail();
    }

    bool isTar() const {
        const int format = archive_format(reader) & ARCHIVE_FORMAT_BASE_MASK;
        return format == 0 || format == ARCHIVE_FORMAT_TAR;
    }
    bool restIsZero(std::uint64_t from);
    void checkEnd();
};

/// Of a plain file or of what is left of the source.
bool TarReader::State::restIsZero(std::uint64_t from) {
    if (source || outer != nullptr)
        return dataEnd <= from;
    while (from < fileSize) {
        const auto got = readAt(file.get(), std::as_writable_bytes(std::span(block)), from);
        if (!got || *got == 0)
            throw systemError("Cannot read an archive", place, got ? EIO : errno);
        if (std::any_of(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(*got),
                        [](char c) { return c != 0; }))
            return false;
        from += *got;
    }
    return true;
}

/// A tar ends where two blocks of zeros stand, and libarchive stops there, or where the file does. A download that was
/// broken off leaves both: zeros from the middle to the end, where room was taken beforehand, or an end without a mark.
void TarReader::State::checkEnd() {
    if (!isTar())
        return;
    const auto end = static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_filter_bytes(reader, 0)));
    if (source || outer != nullptr) {
        while (given - std::min(given, end) <= kMaxRecord) {
            const la_ssize_t got = pull();
            if (got < 0)
                damaged(displayText(archive_error_string(outer)) + ".");
            if (got == 0)
                break;
        }
    }
    const std::uint64_t length = source || outer != nullptr ? given : fileSize;
    if (end > length || (memberEnd > 0 && end <= memberEnd))
        damaged("It has no end mark: it was cut off behind " + grouped(static_cast<std::int64_t>(length)) + " bytes.");
    const bool isLong = length - end > kMaxRecord;
    if (!isLong && restIsZero(end) && isPadding(length - end, length))
        return;
    damaged("Its end mark stands at byte " + grouped(static_cast<std::int64_t>(end)) + ", but it goes on" +
            (isLong ? " for more than a megabyte" : " to byte " + grouped(static_cast<std::int64_t>(length))) +
            ": what belongs between is lost, as a download leaves it that was broken off.");
}

TarReader::TarReader(const std::string& path, Packing packing)
    : state_(std::make_unique<State>()) {
    state_->place = path;
    state_->file = openToRead(path);
    struct stat info {};
    if (!state_->file.isOpen() || ::fstat(state_->file.get(), &info) != 0)
        throw readError("Cannot open an archive", path, errno);
    if (!S_ISREG(info.st_mode))
        throw Error(ErrorKind::Data, {"This archive is not a regular file", displayText(path), {}, {}});
    state_->fileSize = static_cast<std::uint64_t>(info.st_size);
    if (packing != Packing::Plain)
        state_->source = openPacked(state_->file, path);
    archive_read_support_format_tar(state_->reader);
    state_->takesZip = packing == Packing::Any && !state_->source;
    if (state_->takesZip)
        archive_read_support_format_zip(state_->reader);
    state_->kind = packing == Packing::Any ? "an archive that can be read (tar or zip)" : "a tar archive";
    state_->open();
}

TarReader::TarReader(TarReader& outer, const std::string& member)
    : state_(std::make_unique<State>()) {
    state_->place = outer.place() + ": " + member;
    state_->fileSize = outer.fileSize();
    state_->outer = outer.state_->reader;
    archive_read_support_format_tar(state_->reader);
    state_->open();
}

TarReader::~TarReader() = default;

bool TarReader::next(TarMember& member) {
    const NamesAreUtf8 names;
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(state_->reader, &entry);
    if (result == ARCHIVE_EOF) {
        state_->checkEnd();
        return false;
    }
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
        state_->fail();
    state_->seenHeader = true;
    if (archive_entry_is_encrypted(entry) != 0)
        throw Error(ErrorKind::Data, {"This archive needs a password", displayText(state_->place),
                                      "What it holds is encrypted, and passwords are not supported.",
                                      "Unpack it yourself and open the folder."});
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr)
        name = archive_entry_pathname_utf8(entry);
    member.name = name != nullptr ? name : "";
    if (!state_->isTar())
        member.name = zipName(member.name);
    state_->sized = archive_entry_size_is_set(entry) != 0;
    member.size = static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_entry_size(entry)));
    member.refusedAs = kindOf(entry);
    member.folder = member.refusedAs.empty() && archive_entry_filetype(entry) == AE_IFDIR;
    const auto begin = static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_filter_bytes(state_->reader, 0)));
    const bool isPlain = member.refusedAs.empty() && !member.folder && archive_entry_sparse_count(entry) == 0;
    state_->memberEnd = begin + (isPlain ? (member.size + kTarBlock - 1) / kTarBlock * kTarBlock : 0);
    return true;
}

std::size_t TarReader::read(std::span<char> buffer) {
    const la_ssize_t got = archive_read_data(state_->reader, buffer.data(), buffer.size());
    if (got < 0)
        state_->fail();
    return static_cast<std::size_t>(got);
}

bool TarReader::isPacked() const {
    return !state_->sized || state_->source != nullptr;
}

std::uint64_t TarReader::position() const {
    if (state_->source)
        return state_->source->position();
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
