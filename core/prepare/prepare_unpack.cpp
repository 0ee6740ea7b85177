// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prepare/prepare_unpack_internal.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <unordered_set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/prepare/prepare_archive_internal.h"
#include "core/prepare/prepare_devkit_internal.h"
#include "core/prepare/prepare_folder_internal.h"
#include "core/prepare/prepare_job_internal.h"
#include "core/prepare/prepare_journal_internal.h"
#include "core/prepare/prepare_sources_internal.h"
#include "core/prepare/prepare_survey_internal.h"

namespace studio {

namespace {

constexpr std::uint64_t kMaxPictureBytes = 64u << 20;
constexpr std::int64_t kMaxMembers = 2'000'000;
constexpr std::size_t kMaxRefused = 100;
constexpr std::size_t kMaxShownName = 80;
constexpr std::chrono::seconds kSaveEvery{5};

/// "./x" is what tar makes of "tar -cf a.tar ."; it names the same file.
std::string plainName(const std::string& name) {
    return name.starts_with("./") ? name.substr(2) : name;
}

class Unpacker {
public:
    Unpacker(PrepareJob& job, PrepareJournal& journal)
        : job_(job)
        , journal_(journal) {}

    bool train(const std::string& path);
    bool val(const std::string& path);

private:
    bool trainClass(TarReader& outer, const PinnedFolder& train, const TarMember& member);
    /// Whether it is a regular file of possible size; refuses it by name if not.
    bool isPlain(const TarReader& tar, const TarMember& member, std::uint64_t maxBytes);
    void refuse(const TarReader& tar, const TarMember& member, const std::string& why);
    void picture(PrepareJournal::Part& done, TarReader& tar, const PinnedFolder& folder, const TarMember& member,
                 const std::string& name);
    void saveNowAndThen();
    bool isFinished(const std::string& part, std::int64_t listed);
    void addThere(const PinnedFolder& folder, PrepareJournal::Part& there);
    void finish(const std::string& part, const PrepareJournal::Part& done, const PrepareJournal::Part& there,
                std::int64_t listed);

    PrepareJob& job_;
    PrepareJournal& journal_;
    std::int64_t members_ = 0;
    std::uint64_t bytes_ = 0;              ///< of the present archive's pictures
    std::unordered_set<std::string> seen_; ///< names in the present archive
    std::set<std::string> classes_;        ///< archives of classes that came
    std::chrono::steady_clock::time_point saved_ = std::chrono::steady_clock::now();
};

void Unpacker::refuse(const TarReader& tar, const TarMember& member, const std::string& why) {
    const std::string name = displayText(member.name.substr(0, kMaxShownName));
    job_.result.refused.push_back(displayText(tar.place()) + ": " + (name.empty() ? "(no name)" : name) + ": " + why);
    if (job_.result.refused.size() >= kMaxRefused)
        throw Error(ErrorKind::Data, {"This is another archive than its name says", displayText(tar.place()),
                                      "Of what it holds, " + grouped(kMaxRefused) +
                                          " things were refused, first: " + job_.result.refused.front() + ".",
                                      "Give the archives of ILSVRC2012 as they were published."});
}

bool Unpacker::isPlain(const TarReader& tar, const TarMember& member, std::uint64_t maxBytes) {
    if (++members_ > kMaxMembers)
        throw Error(ErrorKind::Data,
                    {"An archive holds more files than ImageNet has", displayText(tar.place()), {}, {}});
    if (member.folder)
        return false; // folders are made as the pictures need them
    if (!member.refusedAs.empty())
        refuse(tar, member, "it is " + member.refusedAs);
    else if (member.size == 0)
        refuse(tar, member, "it is empty");
    else if (member.size > maxBytes)
        refuse(tar, member, "it claims to be " + byteText(member.size) + " long");
    else
        return true;
    return false;
}

/// What is there may be of a job that was killed, of a bad archive or of anybody: its content decides.
void Unpacker::picture(PrepareJournal::Part& done, TarReader& tar, const PinnedFolder& folder, const TarMember& member,
                       const std::string& name) {
    if (!seen_.insert(name).second) {
        refuse(tar, member, "another one of this name came before");
        return;
    }
    ++done.pictures;
    done.bytes += member.size;
    bytes_ += member.size;
    if (bytes_ > tar.fileSize()) // a sparse or repeating archive
        throw Error(ErrorKind::Data, {"An archive holds more than its own length", displayText(tar.place()), {}, {}});
    if (!folder.putUnlessSame(name, member.size, [&](std::span<char> buffer) { return tar.read(buffer); })) {
        job_.meter.skip(1, member.size);
        return;
    }
    ++job_.result.written;
    job_.meter.add(1, member.size);
}

void Unpacker::saveNowAndThen() {
    const auto now = std::chrono::steady_clock::now();
    if (now - saved_ < kSaveEvery)
        return;
    journal_.save(job_.out);
    saved_ = std::chrono::steady_clock::now();
}

/// Noted as finished, as long as the lists say (`listed`, 0 = they do not), and nobody changed anything since.
bool Unpacker::isFinished(const std::string& part, std::int64_t listed) {
    const PrepareJournal::Part* done = journal_.find(part);
    if (done == nullptr || *done != job_.there.part(part) || (listed > 0 && done->pictures != listed))
        return false;
    job_.meter.skip(done->pictures, done->bytes);
    return true;
}

/// What lies in OUT of the part that was just unpacked; pictures that did not come out of the archive are remembered.
void Unpacker::addThere(const PinnedFolder& folder, PrepareJournal::Part& there) {
    for (const PinnedFolder::File& file : folder.files()) {
        ++there.pictures;
        there.bytes += file.bytes;
        there.newest = std::max(there.newest, file.time);
        if (!seen_.contains(file.name))
            job_.extras.push_back(folder.path() + "/" + file.name);
    }
}

void Unpacker::finish(const std::string& part, const PrepareJournal::Part& done, const PrepareJournal::Part& there,
                      std::int64_t listed) {
    if (there.pictures == done.pictures && there.bytes == done.bytes && (listed == 0 || done.pictures == listed))
        journal_.finish(part, there);
}

bool Unpacker::trainClass(TarReader& outer, const PinnedFolder& train, const TarMember& member) {
    const std::string name = plainName(member.name), id = name.substr(0, name.find('.'));
    const auto listed = job_.lists.classes.find(id);
    if (name != id + ".tar" || listed == job_.lists.classes.end()) {
        refuse(outer, member, "it is not the archive of a class that the devkit lists");
        return true;
    }
    if (!classes_.insert(id).second) {
        refuse(outer, member, "another archive of this class came before");
        return true;
    }
    if (isFinished(id, listed->second.trainImages))
        return true;
    const PinnedFolder folder(train, id);
    TarReader inner(outer, name);
    PrepareJournal::Part done;
    seen_.clear();
    const std::size_t refusedBefore = job_.result.refused.size();
    for (TarMember file; inner.next(file);) {
        if (job_.stop.stop_requested())
            return false;
        if (!isPlain(inner, file, kMaxPictureBytes))
            continue;
        const std::string pictureName = plainName(file.name);
        if (isTrainPicture(pictureName, id))
            picture(done, inner, folder, file, pictureName);
        else
            refuse(inner, file, "its name is not that of a picture of this class");
    }
    PrepareJournal::Part there;
    addThere(folder, there);
    if (job_.result.refused.size() == refusedBefore)
        finish(id, done, there, listed->second.trainImages);
    saveNowAndThen();
    return true;
}

bool Unpacker::train(const std::string& path) {
    TarReader outer(path, TarReader::Packing::Plain);
    bytes_ = 0;
    const PinnedFolder train(job_.out, "train");
    for (TarMember member; outer.next(member);) {
        if (job_.stop.stop_requested())
            return false;
        if (isPlain(outer, member, outer.fileSize()) && !trainClass(outer, train, member))
            return false;
    }
    return true;
}

bool Unpacker::val(const std::string& path) {
    TarReader tar(path, TarReader::Packing::Plain);
    bytes_ = 0;
    const auto listed = std::ssize(job_.lists.valClass);
    if (isFinished("val", listed)) {
        for (TarMember member; tar.next(member);) { // what is deleted later was whole now, too
            if (job_.stop.stop_requested())
                return false;
        }
        return true;
    }
    const PinnedFolder val(job_.out, "val");
    seen_.clear();
    const std::size_t refusedBefore = job_.result.refused.size();
    PrepareJournal::Part done;
    for (TarMember member; tar.next(member);) {
        if (job_.stop.stop_requested())
            return false;
        if (!isPlain(tar, member, kMaxPictureBytes))
            continue;
        const std::string name = plainName(member.name);
        const auto found =
            isValPicture(name) ? job_.lists.valClass.find(name.substr(0, name.find('.'))) : job_.lists.valClass.end();
        if (found == job_.lists.valClass.end())
            refuse(tar, member, "its name is not that of a picture that the devkit lists");
        else
            picture(done, tar, PinnedFolder(val, found->second), member, name);
    }
    PrepareJournal::Part there;
    for (const std::string& id : val.list().folders)
        addThere(PinnedFolder(val, id), there);
    if (job_.result.refused.size() == refusedBefore)
        finish("val", done, there, listed);
    return true;
}

} // namespace

bool unpackArchives(PrepareJob& job, const PrepareSources& sources, PrepareJournal& journal) {
    Unpacker unpacker(job, journal);
    bool finished = false;
    journal.save(job.out);
    try {
        finished = (sources.train.empty() || unpacker.train(sources.train)) &&
                   (sources.val.empty() || unpacker.val(sources.val));
    } catch (const Error& error) {
        try {
            if (error.kind() == ErrorKind::Data)
                journal.forgetAll(); // nobody knows where the damage begins
            journal.save(job.out);
        } catch (const Error&) { // the first error is the one to tell
        }
        throw;
    }
    journal.save(job.out);
    return finished;
}

} // namespace studio
