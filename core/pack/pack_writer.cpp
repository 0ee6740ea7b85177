// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pack/pack_writer.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <unistd.h>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/base/system_info.h"
#include "core/base/text.h"
#include "core/pack/pack_encode_internal.h"
#include "core/pack/pack_lock_internal.h"
#include "core/pack/pack_look_internal.h"
#include "core/pack/pack_names_internal.h"
#include "core/pack/pack_places.h"
#include "core/pack/pack_preset.h"
#include "core/pack/pack_store_internal.h"

namespace studio {

namespace {

constexpr std::size_t kMaxNamed = 1000;
constexpr std::uint32_t kSamples = 64;
constexpr std::uint64_t kIndexBytesAPicture = 20;

std::string countText(std::int64_t done, std::int64_t total) {
    return grouped(done) + " of " + grouped(total) + " pictures";
}

class PackJob {
public:
    PackJob(const ImageFolder& data, const PackOptions& options, const std::stop_token& stop)
        : data_(data)
        , options_(options)
        , stop_(stop)
        , preset_(findPackPreset(options.preset))
        , layout_(data)
        , threads_(options.workers > 0 ? options.workers : std::max(1, systemInfo().cores)) {
        result_.folder = packFolder(data, preset_.name, options.out);
        result_.pictures = layout_.size();
    }

    PackResult run(const std::function<void(const PackEstimate&)>& announce,
                   const std::function<void(const PackStatus&)>& progress) {
        // Before anything is written: the place may be read-only, and the pack there whole.
        if (::access((result_.folder + kIndexFile).c_str(), F_OK) == 0 && (!look() || isDone()))
            return noted();
        makePlace();
        const PackLock lock(result_.folder);
        if (!look() || isDone()) // again, as what was there may have changed until nobody else writes it
            return noted();
        if (!found_.foreign.empty() && !options_.replace)
            throw Error(ErrorKind::Usage,
                        {"This folder holds a packed set that does not match", displayText(result_.folder),
                         found_.foreign + ".", "Replace it (--replace), or give another folder (--out FOLDER)."});
        const std::optional<PackEstimate> estimate = estimateWork();
        if (!estimate)
            return result_;
        if (announce)
            announce(*estimate);
        if (stop_.stop_requested())
            return result_;
        refuseIfTooLarge(*estimate);
        PackStore store(lock, layout_, preset_, found_.kept);
        result_.resumedAt = static_cast<std::int64_t>(store.table().entries.size());
        pack(store, progress);
        describe(store.table(), store.bytes());
        return noted();
    }

    std::optional<PackEstimate> estimate() {
        if (!look())
            return std::nullopt;
        if (!isDone()) {
            refusePlace();
            return estimateWork();
        }
        PackEstimate nothing;
        nothing.folder = result_.folder;
        nothing.pictures = nothing.done = result_.pictures;
        nothing.bytes = result_.bytes;
        nothing.already = true;
        return nothing;
    }

private:
    /// False on a stop request.
    bool look() {
        auto found = lookAtPack(result_.folder, layout_, preset_, options_.comparing, stop_);
        if (!found)
            return false;
        found_ = std::move(*found);
        result_.resumedAt = found_.kept;
        result_.changed = found_.changed;
        return true;
    }

    /// A whole pack of these pictures as they are.
    bool isDone() {
        if (!found_.whole)
            return false;
        result_.complete = result_.already = true;
        describe(found_.table, found_.bytes);
        return true;
    }

    const PackResult& noted() const {
        if (result_.complete)
            note();
        return result_;
    }

    Error placeError(const Error& error) const {
        return Error(error.kind(), {"The folder for the pack cannot be made", error.message().place,
                                    error.message().title + ".", "Give another folder (--out FOLDER)."});
    }

    void makePlace() {
        try {
            makeFolder(result_.folder);
        } catch (const Error& error) {
            throw placeError(error);
        }
    }

    /// Throws what makePlace() would.
    void refusePlace() const {
        const std::string nearest = nearestExisting(result_.folder);
        if (::access((nearest + "/.").c_str(), W_OK | X_OK) == 0)
            return;
        const int problem = errno;
        throw placeError(problem == ENOTDIR
                             ? Error(ErrorKind::Usage, {"There is a file in its place", displayText(nearest), {}, {}})
                             : systemError("Cannot create a folder", displayText(nearest), problem));
    }

    /// Encodes some of the pictures that are left; nothing on a stop request.
    std::optional<PackEstimate> estimateWork() {
        const std::uint32_t first = found_.kept;
        const std::uint32_t left = layout_.size() - first, samples = std::min(left, kSamples);
        PackEstimate estimate;
        estimate.folder = result_.folder;
        estimate.pictures = result_.pictures;
        estimate.done = first;
        estimate.changed = found_.changed;
        estimate.replaces = found_.foreign;
        if (!found_.foreign.empty())
            estimate.replacedBytes = folderBytes(result_.folder);
        if (const std::uint64_t free = freeBytes(result_.folder); free > 0 || found_.givenBack > 0)
            estimate.freeBytes = free + found_.givenBack; // a full disk is not one of which nothing is known
        std::uint64_t bytes = 0;
        const double begin = monotonicSeconds();
        if (samples > 0) {
            // The pictures stand in random order: the next ones are a fair sample.
            PackEncoders encoders(layout_, data_, preset_, first, threads_, options_.maxPixels);
            PackPicture picture;
            for (std::uint32_t i = 0; i < samples; ++i) {
                if (!encoders.next(picture, stop_))
                    return std::nullopt;
                bytes += picture.bytes.size();
            }
            const double share = static_cast<double>(left) / samples;
            estimate.seconds = (monotonicSeconds() - begin) * share;
            estimate.bytesToWrite = preset_.size == PackPreset::Size::AsItIs
                                        ? lengthOfFiles(first)
                                        : static_cast<std::uint64_t>(static_cast<double>(bytes) * share);
        }
        estimate.bytesToWrite += kIndexBytesAPicture * layout_.size();
        estimate.bytes = found_.keptEnd + estimate.bytesToWrite;
        return estimate;
    }

    /// Of the pictures from position `first` on, as they are.
    std::uint64_t lengthOfFiles(std::uint32_t first) const {
        std::uint64_t sum = 0;
        for (std::uint32_t position = first; position < layout_.size(); ++position) {
            PackEntry entry;
            noteFile(layout_.at(position).path(), entry);
            sum += entry.fileLength;
        }
        return sum;
    }

    void refuseIfTooLarge(const PackEstimate& estimate) const {
        if (estimate.freeBytes == 0 || estimate.bytesToWrite <= estimate.freeBytes)
            return;
        const bool old = found_.outdated || !found_.foreign.empty();
        throw Error(ErrorKind::DiskFull,
                    {"There is not enough space for the packed set", displayText(result_.folder),
                     "It needs " + byteText(estimate.bytesToWrite) + " more, " + byteText(estimate.freeBytes) +
                         " are free. Nothing was written." +
                         (old ? " The one that is there stays until the new one is whole." : ""),
                     old ? "Free some space, delete the one that is there (--delete), or give another folder (--out "
                           "FOLDER)."
                         : "Free some space, give another folder (--out FOLDER), or choose a smaller preset."});
    }

    void pack(PackStore& store, const std::function<void(const PackStatus&)>& progress) {
        PackEncoders encoders(layout_, data_, preset_, static_cast<std::uint32_t>(result_.resumedAt), threads_,
                              options_.maxPixels);
        PackStatus status{result_.resumedAt, result_.pictures, store.bytes(), -1};
        const double begin = monotonicSeconds();
        PackPicture picture;
        try {
            while (status.done < status.total) {
                if (!encoders.next(picture, stop_)) {
                    store.keep();
                    return;
                }
                store.add(picture);
                ++status.done;
                status.bytes = store.bytes();
                const double each = (monotonicSeconds() - begin) / static_cast<double>(status.done - result_.resumedAt);
                status.secondsLeft = each * static_cast<double>(status.total - status.done);
                if (progress)
                    progress(status);
            }
            store.finish();
        } catch (const Error& error) {
            throw keptSoFar(store, error);
        }
        result_.complete = true;
    }

    /// What was packed stays for the next call; the error says so.
    Error keptSoFar(PackStore& store, const Error& error) const {
        const bool full = error.kind() == ErrorKind::DiskFull;
        try {
            if (full)
                store.keepOnFullDisk();
            else
                store.keep();
        } catch (const Error&) { // what was noted before is there
        }
        Message message = error.message();
        message.done +=
            (message.done.empty() ? "" : " ") + countText(store.kept(), result_.pictures) + " are packed and kept.";
        message.next = full ? "Free some space and run the same command again: it goes on where it stopped."
                            : "Run the same command again when that is mended: it goes on where it stopped.";
        return Error(error.kind(), std::move(message));
    }

    /// So that a run finds it; that it cannot be noted is no fault of the pack.
    void note() const {
        try {
            if (!options_.out.empty())
                notePackFolder(data_, options_.out);
        } catch (const Error& error) {
            logLine(LogLevel::Warning, error.what());
        }
    }

    void describe(const PackTable& table, std::uint64_t bytes) {
        result_.bytes = bytes;
        result_.damagedCount = static_cast<std::int64_t>(table.damaged.size());
        for (const auto& [position, reason] : table.damaged) {
            if (result_.damaged.size() < kMaxNamed)
                result_.damaged.push_back(displayText(layout_.at(position).path()) + ": " + reason);
        }
    }

    const ImageFolder& data_;
    const PackOptions& options_;
    std::stop_token stop_;
    PackPreset preset_;
    PackLayout layout_;
    int threads_;
    PackFound found_;
    PackResult result_;
};

} // namespace

PackResult packPictures(const ImageFolder& data, const PackOptions& options,
                        const std::function<void(const PackEstimate&)>& announce,
                        const std::function<void(const PackStatus&)>& progress, std::stop_token stop) {
    return PackJob(data, options, stop).run(announce, progress);
}

std::optional<PackEstimate> estimatePack(const ImageFolder& data, const PackOptions& options,
                                         const std::stop_token& stop) {
    return PackJob(data, options, stop).estimate();
}

} // namespace studio
