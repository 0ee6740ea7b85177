// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/prepare/prepare_survey_internal.h"

#include <algorithm>
#include <optional>

#include "core/base/error.h"
#include "core/base/text.h"

namespace studio {

namespace {

constexpr std::size_t kMaxNamed = 5;

/// The class that the lists give a validation picture; empty: they do not know it.
std::string valClassOf(const ImageNetLists& lists, const std::string& file) {
    const auto found = isValPicture(file) ? lists.valClass.find(file.substr(0, file.find('.'))) : lists.valClass.end();
    return found == lists.valClass.end() ? std::string() : found->second;
}

bool belongs(const ImageNetLists& lists, bool val, const std::string& id, const std::string& file) {
    if (!val)
        return isTrainPicture(file, id);
    return lists.valClass.empty() ? isValPicture(file) : valClassOf(lists, file) == id;
}

void add(PrepareJournal::Part& part, const PinnedFolder::File& file) {
    part.pictures += 1;
    part.bytes += file.bytes;
    part.newest = std::max(part.newest, file.time);
}

void addStranger(OutSurvey& survey, const std::string& path) {
    if (++survey.strangerCount <= static_cast<std::int64_t>(kMaxNamed))
        survey.strangers.push_back(path);
}

void surveySide(const PinnedFolder& side, bool val, const ImageNetLists& lists, OutSurvey& survey) {
    const PinnedFolder::Listing listing = side.list();
    for (const auto* names : {&listing.files, &listing.others}) {
        for (const std::string& name : *names)
            addStranger(survey, side.path() + "/" + name);
    }
    for (const std::string& id : listing.folders) {
        if (!lists.classes.contains(id)) {
            addStranger(survey, side.path() + "/" + id);
            continue;
        }
        const PinnedFolder folder(side, id);
        const PinnedFolder::Listing inside = folder.list();
        for (const auto* names : {&inside.folders, &inside.others}) {
            for (const std::string& name : *names)
                addStranger(survey, folder.path() + "/" + name);
        }
        PrepareJournal::Part& part = survey.parts[val ? "val" : id];
        for (const PinnedFolder::File& file : folder.files()) {
            if (!belongs(lists, val, id, file.name))
                addStranger(survey, folder.path() + "/" + file.name);
            else if (file.bytes > 0)
                add(part, file);
        }
    }
}

} // namespace

PrepareJournal::Part OutSurvey::part(const std::string& key) const {
    const auto found = parts.find(key);
    return found == parts.end() ? PrepareJournal::Part() : found->second;
}

std::int64_t OutSurvey::trainPictures() const {
    std::int64_t sum = 0;
    for (const auto& [key, part] : parts)
        sum += key == "val" ? 0 : part.pictures;
    return sum;
}

OutSurvey surveyOut(const PinnedFolder& out, const ImageNetLists& lists) {
    OutSurvey survey;
    for (const char* name : {"train", "val"}) {
        if (const std::optional<PinnedFolder> side = out.find(name))
            surveySide(*side, name == std::string("val"), lists, survey);
    }
    return survey;
}

void refuseStrangers(const OutSurvey& survey, const PinnedFolder& out) {
    if (survey.strangerCount == 0)
        return;
    std::string named;
    for (const std::string& path : survey.strangers)
        named += (named.empty() ? "" : ", ") + displayText(path.substr(out.path().size() + 1));
    const std::int64_t more = survey.strangerCount - std::ssize(survey.strangers);
    throw Error(ErrorKind::Data,
                {survey.strangerCount == 1
                     ? "The folder holds something that is not of this set"
                     : "The folder holds " + grouped(survey.strangerCount) + " things that are not of this set",
                 displayText(out.path()), named + (more > 0 ? " and " + grouped(more) + " more" : "") + ".",
                 "Move them away, because they would be trained on; or choose an empty folder."});
}

std::int64_t tidyOut(const PinnedFolder& out, const ImageNetLists& lists) {
    std::int64_t moved = 0;
    for (const bool val : {false, true}) {
        const std::optional<PinnedFolder> side = out.find(val ? "val" : "train");
        if (!side)
            continue;
        for (const std::string& id : side->list().folders) {
            if (!isWordNetId(id))
                continue;
            const PinnedFolder folder(*side, id);
            for (const std::string& file : val ? folder.list().files : std::vector<std::string>()) {
                const std::string right = valClassOf(lists, file);
                if (right.empty() || right == id)
                    continue;
                const PinnedFolder to(*side, right);
                if (!to.has(file)) // what is at the right place already, stays
                    moved += folder.move(file, to) ? 1 : 0;
            }
            if (!lists.classes.contains(id))
                side->removeIfEmpty(id);
        }
    }
    return moved;
}

PrepareJournal::Whole countOut(const PinnedFolder& out) {
    PrepareJournal::Whole sum;
    for (const bool val : {false, true}) {
        const std::optional<PinnedFolder> side = out.find(val ? "val" : "train");
        if (!side)
            continue;
        for (const std::string& id : side->list().folders) {
            PrepareJournal::Part part;
            for (const PinnedFolder::File& file : PinnedFolder(*side, id).files())
                add(part, file);
            (val ? sum.val : sum.train) += part.pictures;
            sum.bytes += part.bytes;
            sum.newest = std::max(sum.newest, part.newest);
        }
    }
    return sum;
}

} // namespace studio
