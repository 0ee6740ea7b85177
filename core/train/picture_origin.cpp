// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/picture_origin_internal.h"

#include <filesystem>
#include <optional>

#include "core/base/error.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/loader/sampler.h"
#include "core/pack/pack_names_internal.h"
#include "core/pack/pack_places.h"

namespace studio {
namespace {

constexpr const char* kFiles = "files";
constexpr const char* kOriginals = "originals";

std::string originOf(const Pack& pack) {
    return pack.preset().name + " " + pack.identity() + " " + pack.digest();
}

std::string presetOf(const std::string& origin) {
    return origin.substr(0, origin.find(' '));
}

std::string folderBefore(const RunSession& session) {
    if (!session.recorder) {
        return {}; // a rank that writes no run
    }
    return unescapeBytes(session.recorder->history()
                             .call([](RunDatabase& database) { return database.value(kPictureFolderKey); })
                             .value_or(""));
}

Error unreachablePack(const RunSession& session, const std::string& place, const std::string& why) {
    const std::string mount = "Connect or mount its volume and resume again";
    return Error(ErrorKind::Io, Message{.title = "The packed set of this run cannot be reached",
                                        .place = displayText(place),
                                        .done = "The run had its pictures from there. " + why + " Nothing was changed.",
                                        .next = session.config.order == "paged"
                                                    ? mount + "."
                                                    : mount + "; or go on from the files: resnet-train resume " +
                                                          shellWord(session.paths.folder) + " --set pack=off"});
}

/// The pack that the run had; null where it had none, or it was deleted. A run would never come back to one that was
/// given up because its volume was not mounted, so that is an error.
std::shared_ptr<Pack> packOfBefore(const RunSession& session, const std::string& before) {
    const std::string last = folderBefore(session);
    std::vector<std::string> folders = packFolders(session.data, presetOf(before));
    std::error_code unknown; // then opening it tells
    if (!last.empty() && (std::filesystem::exists(last + kIndexFile, unknown) || unknown)) {
        folders.push_back(last);
    }
    std::optional<Error> unread;
    for (const std::string& folder : folders) {
        try {
            std::shared_ptr<Pack> pack = Pack::open(folder, session.data);
            if (originOf(*pack) == before) {
                return pack;
            }
        } catch (const Error& error) { // another may match
            if (mayPass(error.kind())) {
                unread = unreachablePack(session, folder, error.message().title + ".");
            }
        }
    }
    if (unread) {
        throw *unread;
    }
    const std::string lastPlace = std::filesystem::path(last).parent_path().string();
    for (const std::string& place : missingPackPlaces(session.data)) {
        if (last.empty() || place == lastPlace) {
            throw unreachablePack(session, place, "It is not there, or it is empty.");
        }
    }
    return nullptr;
}

std::shared_ptr<Pack> chosenPack(const RunSession& session, const std::string& before) {
    const std::string& preset = session.config.pack;
    if (preset == "off" || (preset == "auto" && before == kFiles)) {
        return nullptr;
    }
    if (!before.empty() && (preset == "auto" || presetOf(before) == preset)) {
        if (std::shared_ptr<Pack> pack = packOfBefore(session, before)) {
            return pack;
        }
    }
    if (preset == "auto") {
        return findPack(session.data);
    }
    std::shared_ptr<Pack> pack = findPack(session.data, preset);
    if (!pack) {
        throw Error(ErrorKind::Data,
                    Message{.title = "There is no packed set " + preset + " of these pictures",
                            .place = displayText(session.data.spec.root),
                            .done = "The recipe's pack asks for it. Files may have come or gone "
                                    "since it was made.",
                            .next = "Make it with resnet-train pack --preset " + preset + ", or set pack to auto."});
    }
    return pack;
}

/// In words.
std::string originText(const RunSession& session) {
    return session.pack ? "the packed set " + displayText(session.pack->folder()) : "the files themselves";
}

} // namespace

void openPictureOrigin(RunSession& session, const std::string& before) {
    session.pack = chosenPack(session, before);
    session.pages = {};
    if (session.config.order != "paged") {
        return;
    }
    if (!session.pack) {
        throw Error(ErrorKind::Config, Message{.title = "An order by pages needs a packed set",
                                               .place = displayText(session.data.spec.root),
                                               .done = "There is none of these pictures.",
                                               .next = "Make one with resnet-train pack, or set order to random."});
    }
    session.pages = session.pack->trainPages();
    session.pack->readWholePages();
}

std::string pictureOrigin(const RunSession& session) {
    return session.pack ? originOf(*session.pack) : kFiles;
}

std::string pictureOriginBefore(RunSession& session, bool isLossy) {
    return session.recorder->history()
        .call([](RunDatabase& database) { return database.value(kPictureOriginKey); })
        .value_or(isLossy ? "" : kFiles);
}

void tellLostOrigin(RunSession& session) {
    session.recorder->event(
        EventKind::Notice, "Where the pictures came from is not known any more",
        "They come from " + originText(session) +
            " now. If they came from elsewhere before, training goes on, but not to the same bits.");
}

void notePictureOrigin(RunSession& session, const std::string& before) {
    const std::string now = pictureOrigin(session);
    RunRecorder& recorder = *session.recorder;
    if (session.pack) {
        recorder.setValue(kPictureFolderKey, escapeBytes(session.pack->folder()));
    }
    if (before == now) {
        return;
    }
    recorder.setValue(kPictureOriginKey, now);
    if (before.empty()) {
        if (session.pack) {
            recorder.event(EventKind::Notice, "The pictures come from a packed set",
                           displayText(session.pack->folder()) + ", " + session.pack->preset().name);
        }
        return;
    }
    const bool same =
        (before == kFiles || presetOf(before) == kOriginals) && (now == kFiles || presetOf(now) == kOriginals);
    recorder.event(EventKind::Notice, "The pictures come from elsewhere now",
                   (before == kFiles ? "From the files" : "From the packed set " + presetOf(before)) +
                       " before, from now on from " + originText(session) +
                       (same ? ", which are the same bytes unless files were changed"
                             : "; training goes on, but not to the same bits"));
}

std::vector<std::uint32_t> trainingOrder(const RunSession& session, std::uint32_t epoch) {
    const auto seed = static_cast<std::uint64_t>(session.config.seed);
    if (session.config.order == "paged") {
        return pagedEpochOrder(seed, epoch, session.pages, defaultPageWindow(session.pages));
    }
    return epochOrder(seed, epoch, session.data.train.size());
}

} // namespace studio
