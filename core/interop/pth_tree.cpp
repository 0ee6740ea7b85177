// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/pth_tree_internal.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/interop/pth_facts_internal.h"
#include "core/interop/pth_layer_internal.h"
#include "core/interop/pth_tensor_internal.h"

namespace studio {

using Kind = PickleNode::Kind;

PicklePairs pairsOf(const Pickle& pickle, std::uint32_t index, std::size_t most) {
    const PickleNode& node = pickle.at(index);
    PicklePairs pairs;
    if (node.kind != Kind::Dict && node.kind != Kind::Object)
        return pairs;
    if (node.kind == Kind::Object && pickle.globalName(index) == "collections.OrderedDict") {
        const PickleNode& args = pickle.at(node.args); // as old pickles write it: a list of pairs
        const std::uint32_t list = args.items.empty() ? 0 : args.items[0];
        const auto& items = pickle.at(list).items;
        for (std::size_t i = 0; i < std::min(items.size(), most); ++i) {
            const std::uint32_t item = items[i];
            if (pickle.at(item).items.size() == 2)
                pairs.emplace_back(pickle.at(item).items[0], pickle.at(item).items[1]);
        }
    }
    if (node.kind == Kind::Dict || node.hasPairs) {
        for (std::size_t i = 0; i + 1 < node.items.size() && pairs.size() < most; i += 2)
            pairs.emplace_back(node.items[i], node.items[i + 1]);
    }
    return pairs;
}

std::uint32_t valueOf(const Pickle& pickle, const PicklePairs& pairs, std::string_view key) {
    for (auto pair = pairs.rbegin(); pair != pairs.rend(); ++pair) {
        if (pickle.at(pair->first).kind == Kind::Text && pickle.at(pair->first).text == key)
            return pair->second;
    }
    return 0;
}

namespace {

using Pairs = PicklePairs;

constexpr std::size_t kMaxTensors = 10'000;
constexpr std::size_t kMaxPairs = 20'000;   ///< of one set
constexpr std::size_t kMaxLooked = 500'000; ///< pairs in all: a file may name one large dictionary many times
constexpr std::size_t kLongestName = 500;
constexpr int kDeepestPart = 3, kDeepestModule = 32;

/// What a pickled torch.nn.Module had as its attributes; empty for all else.
Pairs moduleAttributes(const Pickle& pickle, std::uint32_t index) {
    if (pickle.at(index).kind != Kind::Object || pickle.at(index).state == 0)
        return {};
    Pairs attributes = pairsOf(pickle, pickle.at(index).state);
    if (valueOf(pickle, attributes, "_parameters") == 0 || valueOf(pickle, attributes, "_modules") == 0)
        return {};
    return attributes;
}

/// `looked`: is raised by as many as were looked at.
std::set<std::string_view> textsIn(const Pickle& pickle, std::uint32_t set, std::size_t& looked) {
    std::set<std::string_view> texts;
    std::uint32_t list = set;
    if (const PickleNode& node = pickle.at(set); node.kind == Kind::Object && !pickle.at(node.args).items.empty())
        list = pickle.at(node.args).items[0]; // set([...]), as protocol 2 writes it
    const auto& items = pickle.at(list).items;
    const std::size_t count = std::min(items.size(), kMaxPairs);
    for (std::size_t i = 0; i < count; ++i) {
        const PickleNode& text = pickle.at(items[i]);
        if (text.kind == Kind::Text && text.text.size() <= kLongestName)
            texts.insert(text.text);
    }
    looked += count;
    return texts;
}

/// Collects the tensors of one dictionary or module.
class TensorWalk {
public:
    TensorWalk(const Pickle& pickle, const std::string& place, PthContent& into)
        : pickle_(pickle)
        , place_(place)
        , into_(into) {}

    void walk(std::uint32_t index) {
        const Pairs attributes = moduleAttributes(pickle_, index);
        if (attributes.empty())
            takeTensors(pairsOf(pickle_, index), "", {});
        else
            walkModule(index, attributes, "", 0);
    }

private:
    void takeTensors(const Pairs& pairs, const std::string& prefix, const std::set<std::string_view>& but) {
        for (const auto& [key, value] : pairs) {
            const PickleNode& name = pickle_.at(key);
            if (name.kind == Kind::Text && !but.contains(name.text) && isPthTensor(pickle_, value))
                take(prefix + std::string(name.text), value);
        }
    }
    void take(const std::string& name, std::uint32_t value) {
        if (into_.tensors.size() + into_.unread.size() >= kMaxTensors || name.size() > kLongestName)
            throw tooMany();
        std::string why;
        std::optional<StoredTensor> tensor = pthTensor(pickle_, value, why);
        if (!tensor) {
            into_.unread.push_back(displayText(name) + ": " + why);
            return;
        }
        tensor->name = name;
        into_.tensors.push_back(std::move(*tensor));
    }
    void walkModule(std::uint32_t index, const Pairs& attributes, const std::string& prefix, int depth) {
        const auto part = [&](const char* name) {
            Pairs pairs = pairsOf(pickle_, valueOf(pickle_, attributes, name));
            looked_ += 1 + pairs.size();
            return pairs;
        };
        looked_ += attributes.size();
        if (depth > kDeepestModule || looked_ > kMaxLooked || prefix.size() > kLongestName)
            throw tooMany(); // a module may be said to hold itself
        const std::size_t before = into_.tensors.size() + into_.unread.size();
        takeTensors(part("_parameters"), prefix, {});
        const std::set<std::string_view> passing =
            textsIn(pickle_, valueOf(pickle_, attributes, "_non_persistent_buffers_set"), looked_);
        takeTensors(part("_buffers"), prefix, passing);
        const Pairs modules = part("_modules");
        if (modules.empty())
            takeLayer(index, attributes, prefix, into_.tensors.size() + into_.unread.size() > before);
        for (const auto& [key, value] : modules) {
            const Pairs inner = moduleAttributes(pickle_, value);
            looked_ += 1 + inner.size();
            if (looked_ > kMaxLooked)
                throw tooMany();
            if (pickle_.at(key).kind == Kind::Text && !inner.empty())
                walkModule(value, inner, prefix + std::string(pickle_.at(key).text) + ".", depth + 1);
        }
    }
    void takeLayer(std::uint32_t index, const Pairs& attributes, const std::string& prefix, bool hasTensors) {
        if (prefix.empty())
            return;
        if (into_.layers.size() >= kMaxTensors)
            throw tooMany();
        into_.layers.push_back(storedLayer(pickle_, index, attributes));
        into_.layers.back().name = prefix.substr(0, prefix.size() - 1);
        into_.layers.back().hasTensors = hasTensors;
    }
    Error tooMany() const {
        return Error(ErrorKind::Data, {"This file holds more tensors than any ResNet has", place_,
                                       "Nothing of it was used.", "Save the network's state_dict alone."});
    }

    const Pickle& pickle_;
    const std::string& place_;
    PthContent& into_;
    std::size_t looked_ = 0;
};

/// Somewhere in the file that tensors stand under names.
struct Part {
    std::uint32_t node = 0;
    std::string path; ///< keys, with dots between; empty = the file's only value
    std::string key;  ///< the last of them
    int depth = 0;
    std::size_t tensors = 0;
};

/// Common names of what holds the weights, the usual ones first.
std::size_t rankOf(const Part& part) {
    constexpr std::array<std::string_view, 14> kKeys{
        "state_dict", "model_state_dict", "model",  "net",       "model_state",    "network",   "weights",
        "params",     "net_state_dict",   "module", "model_ema", "state_dict_ema", "ema_model", "ema"};
    if (part.depth == 0)
        return 0;
    const auto found = std::find(kKeys.begin(), kKeys.end(), part.key);
    return 1 + static_cast<std::size_t>(found - kKeys.begin());
}

/// A single tensor beside the weights may be a figure.
bool isBetter(const Part& a, const Part& b) {
    constexpr std::size_t kFew = 4;
    if ((a.tensors >= kFew) != (b.tensors >= kFew))
        return a.tensors >= kFew;
    return rankOf(a) != rankOf(b) ? rankOf(a) < rankOf(b) : a.tensors > b.tensors;
}

std::size_t tensorsIn(const Pickle& pickle, const Part& part, const Pairs& pairs) {
    constexpr std::size_t kMany = 1000; // of a module it is enough to know that it is one
    if (!moduleAttributes(pickle, part.node).empty())
        return kMany;
    return static_cast<std::size_t>(std::count_if(pairs.begin(), pairs.end(), [&](const auto& pair) {
        return pickle.at(pair.first).kind == Kind::Text && isPthTensor(pickle, pair.second);
    }));
}

/// What may hold tensors or lead to them: a dictionary's values, or those of a short list: [state_dict, epoch].
Pairs partsOf(const Pickle& pickle, std::uint32_t index) {
    constexpr std::size_t kShort = 8;
    const PickleNode& node = pickle.at(index);
    if (node.kind != Kind::List && node.kind != Kind::Tuple)
        return pairsOf(pickle, index);
    Pairs pairs;
    for (std::size_t i = 0; i < node.items.size() && node.items.size() <= kShort; ++i)
        pairs.emplace_back(0, node.items[i]);
    return pairs;
}

bool mayHold(const PickleNode& value) {
    return value.kind == Kind::Dict || value.kind == Kind::Object || value.kind == Kind::List ||
           value.kind == Kind::Tuple;
}

/// The name of one of them: its number in a list, and nothing for the only one there.
std::string wordOf(const Pickle& pickle, const Part& part, const Pairs& pairs, std::size_t number) {
    constexpr std::size_t kLongestKey = 60;
    const Kind kind = pickle.at(part.node).kind;
    if (kind == Kind::List || kind == Kind::Tuple)
        return pairs.size() == 1 ? std::string() : std::to_string(number);
    return std::string(pickle.at(pairs[number].first).text.substr(0, kLongestKey));
}

/// Level by level, each value once.
std::vector<Part> findParts(const Pickle& pickle) {
    constexpr std::size_t kMostQueued = 20'000;
    std::vector<Part> queue{{pickle.root(), {}, {}, 0, 0}}, found;
    std::vector<bool> seen(pickle.count());
    std::size_t looked = 0;
    for (std::size_t i = 0; i < queue.size() && looked < kMaxLooked; ++i) {
        Part part = queue[i];
        const Pairs pairs = partsOf(pickle, part.node);
        looked += 1 + pairs.size() + pickle.at(pickle.at(part.node).state).items.size() / 2;
        part.tensors = tensorsIn(pickle, part, pairs);
        if (part.tensors > 0)
            found.push_back(part);
        for (std::size_t n = 0; n < pairs.size(); ++n) {
            const auto [key, value] = pairs[n];
            const bool isNamed = key == 0 || pickle.at(key).kind == Kind::Text;
            if (part.depth == kDeepestPart || !isNamed || !mayHold(pickle.at(value)) || seen[value] ||
                queue.size() >= kMostQueued || isPthTensor(pickle, value))
                continue;
            seen[value] = true;
            const std::string word = wordOf(pickle, part, pairs, n);
            const std::string dot = part.path.empty() || word.empty() ? "" : ".";
            queue.push_back({value, part.path + dot + word, word, part.depth + 1, 0});
        }
    }
    std::stable_sort(found.begin(), found.end(), isBetter);
    return found;
}

} // namespace

std::map<std::string, PthStorage> storagesOf(const Pickle& pickle, const std::string& place) {
    std::map<std::string, PthStorage> storages;
    for (std::uint32_t i = 1; i < pickle.count(); ++i) {
        const auto storage = pthStorage(pickle, i);
        if (!storage)
            continue;
        const auto [at, isNew] = storages.emplace(storage->key, storage->about);
        if (isNew || storage->about.trouble != nullptr)
            continue; // what is not read says nothing against it
        if (at->second.trouble != nullptr)
            at->second = storage->about;
        if (at->second.type != storage->about.type || at->second.count != storage->about.count)
            throw Error(ErrorKind::Data, {"This file is not one that PyTorch writes, or it is damaged",
                                          place + ": it says two things of storage " + displayText(storage->key),
                                          "Nothing of it was used.",
                                          {}});
    }
    return storages;
}

static Error noWeights(const Pickle& pickle, const std::string& place) {
    for (std::uint32_t i = 1; i < pickle.count(); ++i) {
        if (pickle.at(i).kind == Kind::Global && pickle.globalName(i).ends_with("multiarray._reconstruct"))
            return Error(ErrorKind::Data,
                         {"There are no weights in this file", place, "It holds arrays of NumPy, not tensors.",
                          "Save tensors: torch.save({k: torch.from_numpy(v) for k, v in state.items()}, "
                          "\"weights.pth\")"});
    }
    return Error(ErrorKind::Data, {"There are no weights in this file", place,
                                   "It was written by Python, but holds no dictionary of tensors and no network.",
                                   "Save the network's state_dict: torch.save(model.state_dict(), \"weights.pth\")"});
}

PthContent contentOf(const Pickle& pickle, const std::string& place) {
    const std::vector<Part> parts = findParts(pickle);
    if (parts.empty())
        throw noWeights(pickle, place);
    PthContent content;
    content.part = parts.front().path;
    TensorWalk(pickle, place, content).walk(parts.front().node);
    constexpr std::size_t kFew = 4, kMostNamed = 5;
    for (std::size_t i = 1; i < parts.size() && content.otherParts.size() < kMostNamed; ++i) {
        if (parts[i].tensors >= kFew)
            content.otherParts.push_back(parts[i].path.empty() ? "the file itself" : displayText(parts[i].path));
    }
    content.part = displayText(content.part);
    content.stated = factsIn(pickle, content.statedTensors);
    return content;
}

} // namespace studio
