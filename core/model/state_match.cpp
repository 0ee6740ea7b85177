// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/state_match.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "core/base/text.h"
#include "core/model/architecture.h"

namespace studio {

namespace {

constexpr std::string_view kCounter = ".num_batches_tracked";

/// Wrappers (DataParallel, torch.compile, Lightning, AveragedModel) put their own name before those of the network, one
/// before the other; few of their own may stand beside. Returns what was taken away.
std::string stripPrefix(std::vector<NamedShape>& state) {
    constexpr std::size_t kPart = 10; // of ten names nine have it: no part of a ResNet holds so many
    std::string taken;
    for (;;) {
        std::map<std::string, std::size_t> counts;
        for (const NamedShape& row : state) {
            if (const auto dot = row.name.find('.'); dot != std::string::npos && dot + 1 < row.name.size())
                ++counts[row.name.substr(0, dot + 1)];
        }
        const auto most = std::max_element(counts.begin(), counts.end(),
                                           [](const auto& a, const auto& b) { return a.second < b.second; });
        if (state.size() < 2 || most == counts.end() || (state.size() - most->second) * kPart > state.size())
            return taken;
        const std::string& prefix = most->first;
        std::set<std::string> names;
        for (const NamedShape& row : state)
            names.insert(row.name);
        const bool isTwice = std::any_of(state.begin(), state.end(),
                                         [&](const NamedShape& row) { return names.contains(prefix + row.name); });
        if (isTwice) // two networks: which one is meant is not for us to say
            return taken;
        for (NamedShape& row : state) {
            if (row.name.starts_with(prefix))
                row.name.erase(0, prefix.size());
        }
        taken += prefix;
    }
}

/// Words of torch.compile, FSDP and activation checkpointing, which each part that they wrap has before its own names.
/// Returns those that were taken away.
std::string eraseWrappers(std::vector<NamedShape>& state) {
    constexpr std::array<std::string_view, 3> kWrappers{"_orig_mod.", "_fsdp_wrapped_module.",
                                                        "_checkpoint_wrapped_module."};
    std::vector<NamedShape> plain = state;
    std::string taken;
    for (const std::string_view wrapper : kWrappers) {
        bool isThere = false;
        for (NamedShape& row : plain) {
            for (auto at = row.name.find(wrapper); at != std::string::npos; at = row.name.find(wrapper, at)) {
                const bool isWord = at == 0 || row.name[at - 1] == '.';
                row.name.erase(at, isWord ? wrapper.size() : 0);
                at += isWord ? 0 : 1;
                isThere = isThere || isWord;
            }
        }
        if (isThere)
            taken += (taken.empty() ? "" : ", ") + std::string(wrapper.substr(0, wrapper.size() - 1));
    }
    std::set<std::string> names;
    for (const NamedShape& row : plain)
        names.insert(row.name);
    if (taken.empty() || names.size() != plain.size()) // one name of two: which one is meant is not for us to say
        return {};
    state = std::move(plain);
    return taken;
}

/// Returns what every name had before its own.
std::string unwrap(std::vector<NamedShape>& state, std::vector<std::string>& renamed) {
    std::string prefix = stripPrefix(state);
    if (const std::string words = eraseWrappers(state); !words.empty()) {
        renamed.push_back("names have " + words + " amid them");
        prefix += stripPrefix(state);
    }
    if (!prefix.empty())
        renamed.insert(renamed.begin(), "names begin with \"" + displayText(prefix) + "\"");
    return prefix;
}

/// Names that counters of operations leave in a state_dict.
bool isOfProfiler(const std::string& name) {
    const std::string last = name.substr(name.rfind('.') + 1);
    return last == "total_ops" || last == "total_params" || name == "n_averaged"; // of AveragedModel
}

void renameShortcuts(std::vector<NamedShape>& state, std::vector<std::string>& renamed) {
    constexpr std::string_view kTheirs = ".shortcut.";
    bool any = false;
    for (NamedShape& row : state) {
        const auto at = row.name.find(kTheirs);
        if (at != std::string::npos) {
            row.name.replace(at, kTheirs.size(), ".downsample.");
            any = true;
        }
    }
    if (any)
        renamed.emplace_back("downsample is shortcut there");
}

/// A ResNet has one matrix: the weight of its last layer. Where there are more of them, one that has its usual name.
std::string lastLayerOf(const std::vector<NamedShape>& state) {
    constexpr std::string_view kWeight = ".weight";
    std::string found;
    bool isOne = true;
    for (const NamedShape& row : state) {
        if (row.shape.size() != 2 || !row.name.ends_with(kWeight))
            continue;
        const std::string name = row.name.substr(0, row.name.size() - kWeight.size());
        if (name == "fc" || name == "linear")
            return name;
        isOne = isOne && found.empty();
        found = name;
    }
    return isOne ? found : std::string();
}

std::string lastLayerName(const ModelSpec& spec) {
    return isCifarFamily(spec.name) ? "linear" : "fc";
}

std::string shapeText(const std::vector<std::int64_t>& shape) {
    std::string text;
    for (const std::int64_t size : shape)
        text += (text.empty() ? "" : " x ") + std::to_string(size);
    return text.empty() ? "one number" : text;
}

/// Some old files keep a counter as a list of one.
bool isSameShape(const NamedShape& ours, const std::vector<std::int64_t>& theirs) {
    return ours.shape == theirs || (ours.shape.empty() && theirs == std::vector<std::int64_t>{1});
}

/// `names`: place in the file of each name, the last layer still as the file calls it.
StateMatch compare(const ModelSpec& spec, const std::vector<NamedShape>& state, const std::string& lastLayer,
                   std::vector<std::string> renamed) {
    StateMatch match{spec, modelState(spec), {}, {}, {}, {}, std::move(renamed)};
    const std::string ours = lastLayerName(spec);
    std::map<std::string, std::size_t> names;
    for (std::size_t i = 0; i < state.size(); ++i) {
        const bool isLast = !lastLayer.empty() && state[i].name.starts_with(lastLayer + ".");
        names[isLast ? ours + state[i].name.substr(lastLayer.size()) : state[i].name] = i;
    }
    if (!lastLayer.empty() && lastLayer != ours)
        match.renamed.push_back(ours + " is " + displayText(lastLayer) + " there");
    for (const NamedShape& row : match.wanted) {
        const auto found = names.find(row.name);
        match.source.emplace_back();
        if (found == names.end()) {
            if (!row.name.ends_with(kCounter))
                match.missing.push_back(row.name);
            continue;
        }
        const NamedShape& theirs = state[found->second];
        if (isSameShape(row, theirs.shape))
            match.source.back() = found->second;
        else
            match.wrongShape.push_back(row.name + " is " + shapeText(theirs.shape) + " there, not " +
                                       shapeText(row.shape));
        names.erase(found);
    }
    for (const auto& [name, index] : names) {
        if (!isOfProfiler(name))
            match.leftOver.push_back(displayText(name));
    }
    return match;
}

std::size_t faultsOf(const StateMatch& match) {
    return match.missing.size() + match.wrongShape.size() + match.leftOver.size();
}

/// 3x3 kernels are a small stem; whatever else is no stem of ours stands out by its shape.
Stem stemOf(const std::vector<NamedShape>& state) {
    const auto first =
        std::find_if(state.begin(), state.end(), [](const NamedShape& row) { return row.name == "conv1.weight"; });
    return first != state.end() && first->shape.size() == 4 && first->shape[3] == 3 ? Stem::Small : Stem::Standard;
}

} // namespace

std::optional<StateMatch> matchState(const std::vector<NamedShape>& given, const std::string& model) {
    std::vector<NamedShape> state = given;
    std::vector<std::string> renamed;
    unwrap(state, renamed);
    renameShortcuts(state, renamed);
    const std::string lastLayer = lastLayerOf(state);
    const auto last = std::find_if(state.begin(), state.end(),
                                   [&](const NamedShape& row) { return row.name == lastLayer + ".weight"; });
    const std::int64_t classes = last == state.end() ? 1000 : std::max<std::int64_t>(1, last->shape[0]);
    std::optional<StateMatch> best;
    for (const std::string& name : modelNames()) {
        if (!model.empty() && name != model)
            continue;
        StateMatch match = compare({name, classes, stemOf(state)}, state, lastLayer, renamed);
        if (!best || faultsOf(match) < faultsOf(*best))
            best = std::move(match);
    }
    // Half of a network is told as one with differences; less is another thing.
    const bool isNear = best && (best->missing.size() + best->wrongShape.size()) * 2 < best->wanted.size();
    return isNear || (best && !model.empty()) ? best : std::nullopt;
}

bool lacksHeadOnly(const StateMatch& match) {
    const std::string head = lastLayerName(match.spec) + ".";
    const auto isHead = [&head](const std::string& line) { return line.starts_with(head); };
    return !match.fits() && std::all_of(match.missing.begin(), match.missing.end(), isHead) &&
           std::all_of(match.wrongShape.begin(), match.wrongShape.end(), isHead);
}

void leaveHeadOut(StateMatch& match) {
    const std::string head = lastLayerName(match.spec) + ".";
    const auto isHead = [&head](const std::string& line) { return line.starts_with(head); };
    std::erase_if(match.missing, isHead);
    std::erase_if(match.wrongShape, isHead);
    for (std::size_t i = 0; i < match.wanted.size(); ++i) {
        if (isHead(match.wanted[i].name))
            match.source[i].reset();
    }
}

std::vector<std::string> networksWithin(const std::vector<NamedShape>& given) {
    constexpr std::size_t kShare = 5; // a fifth of the names at least: a student, its teacher, averages of both
    std::vector<NamedShape> state = given;
    std::vector<std::string> renamed, found;
    const std::string prefix = unwrap(state, renamed);
    std::map<std::string, std::vector<NamedShape>> parts;
    for (const NamedShape& row : state) {
        if (const auto dot = row.name.find('.'); dot != std::string::npos)
            parts[row.name.substr(0, dot + 1)].push_back({row.name.substr(dot + 1), row.shape, row.isParameter});
    }
    for (const auto& [word, rows] : parts) {
        if (rows.size() * kShare < state.size())
            continue;
        const std::optional<StateMatch> match = matchState(rows);
        if (match && (match->fits() || lacksHeadOnly(*match)))
            found.push_back(prefix + word);
    }
    return found;
}

std::string someOf(const std::vector<std::string>& names) {
    constexpr std::size_t kShown = 4;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i)
        text += (i > 0 ? ", " : "") + names[i];
    return names.size() > kShown ? text + " and " + std::to_string(names.size() - kShown) + " more" : text;
}

} // namespace studio
