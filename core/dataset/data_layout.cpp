// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/data_layout.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>

#include "core/base/read_error.h"
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/dataset/folder_names.h"

namespace studio {

namespace {

namespace fs = std::filesystem;

Error refused(const std::string& what, const std::string& place, const std::string& done, const std::string& next) {
    return Error(ErrorKind::Data, {what, displayText(place), done, next});
}

std::string quoted(const std::string& name) {
    return "\"" + displayText(name) + "\"";
}

std::string listed(const std::vector<std::string>& names) {
    constexpr std::size_t kShown = 5;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i)
        text += (i > 0 ? ", " : "") + displayText(names[i]);
    return text + (names.size() > kShown ? " and " + std::to_string(names.size() - kShown) + " more" : "");
}

/// A folder, or a link to nowhere, whose name is that of a set.
struct Side {
    std::string name;
    SetRole role = SetRole::None;
    bool broken = false;
    FolderLook look;

    bool hasClasses() const { return !look.folders.empty(); }
};

/// What lies in a folder, sorted by what the names say.
struct Sight {
    std::string root;
    FolderLook look;
    std::vector<Side> sides;
    std::vector<std::string> others; ///< folders that are not named as sets

    Sight(const std::string& folder, FolderScan& scan)
        : root(folder)
        , look(scan.look(folder)) {
        for (const std::string& name : look.folders) {
            if (setRoleOf(name) == SetRole::None)
                others.push_back(name);
            else
                sides.push_back({name, setRoleOf(name), false, scan.look(root + "/" + name)});
        }
        for (const std::string& name : look.brokenLinks) {
            if (setRoleOf(name) != SetRole::None)
                sides.push_back({name, setRoleOf(name), true, {}});
        }
    }

    std::vector<const Side*> of(SetRole role) const {
        std::vector<const Side*> found;
        for (const Side& side : sides) {
            if (side.role == role)
                found.push_back(&side);
        }
        return found;
    }
    bool isSplit() const {
        return std::any_of(sides.begin(), sides.end(),
                           [](const Side& side) { return side.role == SetRole::Train && side.hasClasses(); });
    }
};

void requireThere(const Sight& sight, const Side& side) {
    if (!side.broken)
        return;
    const std::string path = sight.root + "/" + side.name;
    std::error_code error;
    static_cast<void>(fs::status(path, error));
    if (!error || isNoRight(error.value()) || !isAboutName(error.value()))
        throw readError("The " + std::string(setRoleText(side.role)) + " folder cannot be looked at", displayText(path),
                        error ? error.value() : EAGAIN); // or it could not a moment ago
    throw refused("The " + std::string(setRoleText(side.role)) + " folder is a link that leads nowhere", path,
                  "Nothing was guessed in its place.", "Mount what it leads to, or mend the link.");
}

/// The one side of a role; null if there is none.
const Side* onlySide(const Sight& sight, SetRole role) {
    std::vector<const Side*> found = sight.of(role);
    if (role == SetRole::Train && found.size() > 1)
        std::erase_if(found, [](const Side* side) { return !side->hasClasses() && !side->broken; });
    if (found.size() > 1)
        throw refused("Two folders could hold the " + std::string(setRoleText(role)) + " pictures", sight.root,
                      quoted(found[0]->name) + " and " + quoted(found[1]->name) + " are both there.",
                      role == SetRole::Val ? "Say which one with --val, or rename the other."
                                           : "Rename the one that is not meant.");
    if (found.empty())
        return nullptr;
    requireThere(sight, *found.front());
    return found.front();
}

/// Whether "train" beside "bus" and "car" is a set or a class cannot be told where it holds folders.
void refuseClassesBeside(const Sight& sight, const Side& train, FolderScan& scan) {
    constexpr std::size_t kFew = 20; // what more folders hold does not change the answer
    if (sight.sides.size() > 1)
        return;
    std::vector<std::string> classes;
    for (std::size_t i = 0; i < std::min(sight.others.size(), kFew); ++i) {
        if (scan.look(sight.root + "/" + sight.others[i]).pictures > 0)
            classes.push_back(sight.others[i]);
    }
    if (classes.size() > 1)
        throw refused("A folder may be the training set or a class", sight.root + "/" + train.name,
                      "It holds the folders " + listed(train.look.folders) + "; beside it are " + listed(classes) +
                          " with pictures in them.",
                      "Choose " + quoted(train.name) + " itself as the data set, or rename it if it is a class.");
}

/// Sets beside each other.
DataLayout splitLayout(const DataSpec& spec, const Sight& sight, FolderScan& scan) {
    DataLayout layout;
    const Side* train = onlySide(sight, SetRole::Train);
    layout.train = sight.root + "/" + train->name;
    layout.val = spec.val;
    std::string valName;
    if (spec.val.empty()) {
        if (const Side* val = onlySide(sight, SetRole::Val)) {
            valName = val->name;
            layout.val = sight.root + "/" + val->name;
        }
    }
    refuseClassesBeside(sight, *train, scan);
    static_cast<void>(scan.subfolders(sight.root)); // notes what lies beside the sets
    for (const std::string& name : sight.look.folders) {
        std::error_code error;
        const std::string path = sight.root + "/" + name;
        if (name != train->name && name != valName && !fs::equivalent(path, layout.val, error))
            scan.unused().add(path, UnusedReason::BesideSets);
    }
    return layout;
}

/// A set without the one to train on.
[[noreturn]] void refuseWithoutTraining(const Sight& sight, const Side& side) {
    throw refused("There is a " + std::string(setRoleText(side.role)) + " folder, but no training folder", sight.root,
                  quoted(side.name) + " holds the folders " + listed(side.look.folders) + ".",
                  sight.others.empty() ? "Put the training pictures into a folder \"train\" beside it."
                                       : "Put the class folders into a folder \"train\" beside it, or move " +
                                             quoted(side.name) + " elsewhere.");
}

[[noreturn]] void refuseFlatSets(const Sight& sight) {
    const auto trains = sight.of(SetRole::Train);
    const Side& side = trains.empty() ? sight.sides.front() : *trains.front();
    const std::string count = side.look.pictures == 0 ? "It is empty."
                                                      : grouped(side.look.pictures) + " pictures lie in it directly, " +
                                                            displayText(side.look.firstPicture) + " for example.";
    throw refused("The " + std::string(setRoleText(side.role)) + " folder has no class folders",
                  sight.root + "/" + side.name, count,
                  side.look.pictures == 0 ? "Put one folder per class into it, or mount what belongs there."
                                          : "Put the pictures into one folder per class.");
}

bool sharesNames(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::any_of(a.begin(), a.end(),
                       [&](const std::string& name) { return std::find(b.begin(), b.end(), name) != b.end(); });
}

/// Class folders directly. A class may be named as a set is ("train" beside "bus" and "car").
DataLayout flatLayout(const DataSpec& spec, const Sight& sight) {
    DataLayout layout;
    layout.train = sight.root;
    layout.val = spec.val;
    for (const Side& side : sight.sides)
        requireThere(sight, side);
    for (const Side& side : sight.sides) {
        if (side.hasClasses() && (sight.others.empty() || sharesNames(side.look.folders, sight.others)))
            refuseWithoutTraining(sight, side);
    }
    if (sight.sides.empty())
        return layout;
    if (sight.others.empty() || sight.sides.size() > 1)
        refuseFlatSets(sight);
    const Side& side = sight.sides.front();
    layout.notes.push_back(displayText(side.name) + " is taken as a class: " +
                           (side.hasClasses() ? "the folders in it are not the classes beside it"
                                              : "it holds pictures, no class folders"));
    return layout;
}

/// One folder around everything, as archives are unpacked: the folder inside, else empty.
std::string wrappedFolder(const Sight& sight, FolderScan& scan) {
    if (sight.look.folders.size() != 1 || !sight.sides.empty() || sight.look.pictures > 0)
        return {};
    std::string inner = sight.root + "/" + sight.look.folders.front();
    const Sight inside(inner, scan);
    return inside.isSplit() || (inside.look.folders.size() > 1 && inside.look.pictures == 0) ? inner : std::string();
}

/// Whether a set's folder holds anything. A mount point that nobody may look into is how some keep programs out until
/// the volume is there: `closed` tells why it could not be looked into, where one is waited for.
bool hasEntries(const std::string& folder, bool waits, std::string& closed) {
    std::error_code error;
    const bool any = fs::is_directory(folder, error) && !fs::is_empty(folder, error) && !error;
    const bool isClosed = isNoRight(error.value());
    if (error && (!isAboutName(error.value()) || (isClosed && !waits)))
        throw readError("Cannot look at a folder", displayText(folder), error.value());
    closed = isClosed ? error.message() + "." : std::string();
    return any;
}

} // namespace

DataLayout findLayout(const DataSpec& spec, FolderScan& scan) {
    const Sight sight(spec.root, scan);
    if (sight.isSplit())
        return splitLayout(spec, sight, scan);
    const std::string inner = wrappedFolder(sight, scan);
    if (inner.empty())
        return flatLayout(spec, sight);
    const Sight inside(inner, scan);
    DataLayout layout = inside.isSplit() ? splitLayout(spec, inside, scan) : flatLayout(spec, inside);
    layout.notes.push_back("The pictures are taken from the folder inside: " + displayText(inner));
    return layout;
}

Error picturesGone(bool moved, const std::string& title, const std::string& folder, const std::string& found) {
    const std::string done = (found.empty() ? "" : found + " ") + "The run was left as it was.";
    if (moved)
        return refused("These are not the pictures of the run", folder, title + ". " + done,
                       "Name the folder that holds the run's pictures, or start a new run with these.");
    return Error(ErrorKind::Io, {title, displayText(folder), done,
                                 "Mount their volume or put them back, then repeat this; if they were moved, name the "
                                 "new place with --data or --val."});
}

DataLayout knownLayout(const DataSpec& spec, const KnownSets& known, FolderScan& scan) {
    const auto below = [&](const std::string& name) { return name.empty() ? spec.root : spec.root + "/" + name; };
    DataLayout layout;
    layout.train = below(known.train);
    if (!known.split)
        layout.val = spec.val.empty() ? below(known.val) : spec.val;
    const auto require = [&known](const std::string& folder, const char* what, bool moved) {
        std::string closed;
        if (!hasEntries(folder, known.resumes && !moved, closed))
            throw picturesGone(moved, "The " + std::string(what) + " pictures of the run are not there", folder,
                               closed);
    };
    require(layout.train, "training", known.movedTrain);
    if (!known.split)
        require(layout.val, "validation", known.movedVal);
    else if (const Sight sight(spec.root, scan); !known.train.empty() && spec.val.empty()) {
        for (const Side* side : sight.of(SetRole::Val))
            layout.notes.push_back(displayText(side->name) +
                                   " came after the run was started; it goes on with the part that it held back");
    }
    return layout;
}

MeasuredFolder findMeasured(const std::string& root, FolderScan& scan) {
    const Sight outer(root, scan);
    const std::string inner = wrappedFolder(outer, scan);
    const Sight sight = inner.empty() || outer.isSplit() ? outer : Sight(inner, scan);
    const bool sets = sight.isSplit() || sight.others.empty();
    for (const SetRole role : {SetRole::Val, SetRole::Test}) {
        if (!sets)
            break;
        const Side* side = onlySide(sight, role);
        if (side != nullptr && side->hasClasses())
            return {sight.root + "/" + side->name, role};
    }
    if (sight.isSplit())
        throw refused("There is nothing here to measure but training pictures", sight.root,
                      "It holds no validation or test folder.",
                      "Name the folder to measure: --data " +
                          shellWord(sight.root + "/" + onlySide(sight, SetRole::Train)->name) +
                          " measures the training pictures.");
    return {sight.root, SetRole::None};
}

Error emptyClass(const std::string& folder, const UnusedNames& unused, std::int64_t unusedBefore) {
    const std::int64_t here = unused.count() - unusedBefore;
    std::string done = "It is empty.";
    if (here > 0)
        done = "None of the " + grouped(here) +
               " names in it can be used: " + unused.line(static_cast<std::size_t>(unusedBefore)) + ".";
    return refused("A class folder has no pictures", folder, done,
                   here > 0 ? "Mend or fetch them, or move the folder out of the data set if it is no class."
                            : "Put pictures into it, or move it out of the data set if it is no class.");
}

Error noClassFolders(const std::string& folder, const std::string& what, FolderScan& scan) {
    const FolderLook look = scan.look(folder);
    if (look.pictures > 0)
        return refused("The " + what + " folder has pictures, but no class folders", folder,
                       grouped(look.pictures) + " pictures lie in it directly, " + displayText(look.firstPicture) +
                           " for example.",
                       "Put them into one folder per class.");
    return refused("There are no class folders here", folder, "It is the " + what + " folder, and it has none.",
                   "Choose a folder that holds train and val, or one folder per class.");
}

} // namespace studio
