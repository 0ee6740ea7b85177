// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/part_file_internal.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/paths.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"

namespace studio {

namespace {

constexpr int kFormat = 1;

std::string textIn(const nlohmann::json& json, const char* key) {
    return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : std::string();
}

} // namespace

PartFile::PartFile(const std::string& out, const std::string& from, bool foreign)
    : out_(out)
    , from_(from)
    , path_(out + ".part")
    , notePath_(out + ".part.json") {
    makeFolder(folderOf(out));
    file_ = FileDescriptor(::open(path_.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0644));
    struct stat info {};
    if (!file_.isOpen() || ::fstat(file_.get(), &info) != 0)
        throw systemError("Cannot create a file for the download", path_, errno);
    if (!S_ISREG(info.st_mode) || tryLockFile(file_.get()) != 0)
        throw Error(ErrorKind::Locked, {"Another program downloads this file now",
                                        displayText(path_),
                                        {},
                                        "Wait for it, or choose another folder."});
    size_ = static_cast<std::uint64_t>(info.st_size);
    bool noted = false;
    try {
        noted = load();
    } catch (const Error&) {
        etag_.clear(); // without a note nobody knows what the part is of
        modified_.clear();
    }
    isOfAnother_ = size_ > 0 && !noted;
    if (foreign && isOfAnother_) // browsers call theirs the same
        throw Error(ErrorKind::Usage, {"There is an unfinished download of this name already", displayText(path_),
                                       "It is not from this address, so it was left as it is.",
                                       "Move it away, or choose another folder for downloads."});
}

bool PartFile::load() {
    const auto json = parseStrictJson(readSmallFile(notePath_, 1u << 16), notePath_);
    if (!json.is_object() || json.value("format", nlohmann::json()) != kFormat || textIn(json, "from") != from_)
        return false;
    etag_ = textIn(json, "etag");
    modified_ = textIn(json, "modified");
    if (json.contains("total") && json["total"].is_number_unsigned())
        total_ = json["total"].get<std::uint64_t>();
    return true;
}

void PartFile::note() const {
    const nlohmann::ordered_json json = {
        {"format", kFormat}, {"from", from_}, {"etag", etag_}, {"modified", modified_}, {"total", total_}};
    writeFileAtomically(notePath_, json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

void PartFile::begin(const std::string& etag, const std::string& modified, std::uint64_t total) {
    if (::ftruncate(file_.get(), 0) != 0)
        throw systemError("Cannot write a download", path_, errno);
    size_ = 0;
    isOfAnother_ = false;
    etag_ = etag;
    modified_ = modified;
    total_ = total;
    note();
}

void PartFile::setTotal(std::uint64_t total) {
    if (total == total_)
        return;
    total_ = total;
    note();
}

void PartFile::write(std::span<const char> bytes) {
    const std::size_t written = writeAllAt(file_.get(), std::as_bytes(bytes), size_);
    size_ += written;
    if (written < bytes.size())
        throw systemError("Cannot write a download", path_, errno);
}

void PartFile::publish() {
    if (::fsync(file_.get()) != 0)
        throw systemError("Cannot make a download durable", path_, errno);
    if (::rename(path_.c_str(), out_.c_str()) != 0)
        throw systemError("Cannot give a download its name", out_, errno);
    ::unlink(notePath_.c_str());
    syncFolder(folderOf(out_));
}

void PartFile::discard() {
    ::unlink(path_.c_str());
    ::unlink(notePath_.c_str());
}

} // namespace studio
