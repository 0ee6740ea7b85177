// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/base/file.h"
#include "core/interop/proto.h"

namespace studio {

/// CRC32C (Castagnoli) of the bytes, rotated and shifted as TFRecord files have it.
std::uint32_t maskedCrc(std::span<const std::byte> bytes);

/// A file as it was published: by its path, and by which file that was, since another one may have the name now.
struct PublishedFile {
    std::string path;
    std::uint64_t device = 0, inode = 0, size = 0;

    /// Whether it still lies there, as long as it was; no: it was removed, moved, replaced or cut.
    bool isThere() const;
};

/// A folder for files of events. One of ours is there at a time; what others put there stays.
class EventFolder {
public:
    /// Makes the folder where it is missing. `isRuns`: it lies in a run folder, which may come from somebody else: a
    /// link in its place is refused. `last`: path of one of our files that lay there, if it is known. Throws Error.
    EventFolder(std::string path, bool isRuns, const std::string& last = {});

    int file() const { return folder_.get(); }
    const std::string& path() const { return path_; }
    /// A name for the next file that sorts behind those of ours that are there, and behind `last`: readers take them in
    /// that order, and go on in a file that has the old name.
    std::string nextName() const;
    /// Whether one of our files there is larger than that.
    bool holdsMoreThan(std::uint64_t bytes) const;
    /// Empties our files but for that name ("" = all of them), and removes the oldest. A TensorBoard that is open goes
    /// on from the file that it read last to the next one only as long as that is there.
    void emptyOthers(const std::string& kept) const;

private:
    std::string path_, last_;
    FileDescriptor folder_;
};

/// A file of events as TensorBoard reads it. It grows under a name that no reader looks for and takes the place of the
/// one before as a whole; later events are appended. It always ends with a whole event, also where the disk was full.
/// Not durable: what it says stands in run.db, too. Owned by the caller; one thread.
class EventFile {
public:
    /// Writes the head, with which readers forget what they knew of the file before. Throws Error.
    EventFile(const EventFolder& folder, double utcSeconds);
    /// One that was not published is removed.
    ~EventFile();
    EventFile(const EventFile&) = delete;
    EventFile& operator=(const EventFile&) = delete;

    /// Fields of Event besides its time and step. Written in large parts, and at flush(). Throws Error.
    void add(double utcSeconds, std::int64_t step, const Proto& fields);
    /// Of what was added so far.
    std::uint64_t size() const { return size_ + buffer_.size(); }
    /// Throws Error.
    void flush();
    /// Under a name of its own, in place of the file that is there. Throws Error.
    void publish();
    /// After publish(): with what is flushed.
    PublishedFile published() const;

private:
    void addRecord(const std::string& bytes);

    const EventFolder& folder_;
    FileDescriptor file_;
    std::string buffer_;
    std::string name_;       ///< once it is published
    std::uint64_t size_ = 0; ///< of whole events in the file
    bool isPublished_ = false;
};

} // namespace studio
