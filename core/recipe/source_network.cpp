// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recipe/source_network_internal.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/base/text.h"

namespace studio {

namespace {

constexpr const char* kMendTensors =
    "Mend those tensors of the state_dict in Python, and save it again: torch.save(state, \"weights.pth\")";

Error differs(const std::string& title, const std::string& place, const std::string& done, const std::string& next) {
    return Error(ErrorKind::Data, {title, place, done, next});
}

std::string faultsOf(const StateMatch& match, const std::vector<std::string>& unread) {
    std::string done;
    const auto add = [&done](const char* what, const std::vector<std::string>& names) {
        if (!names.empty())
            done += (done.empty() ? "" : " ") + std::string(what) + ": " + someOf(names) + ".";
    };
    add("Not read", unread);
    add("Missing", match.missing);
    add("Other shapes", match.wrongShape);
    add("Left over", match.leftOver);
    return done;
}

/// One of them alone may be what is wanted: which one is not for us to say.
void requireOneNetwork(const std::vector<NamedShape>& state, const std::string& place) {
    std::vector<std::string> names = networksWithin(state);
    if (names.empty())
        return;
    const std::string first = displayText(names.front());
    for (std::string& name : names)
        name = displayText(name.substr(0, name.size() - 1));
    const std::string next = "Save the one that is meant in Python, without what stands before its names: torch.save("
                             "{k.removeprefix(\"" +
                             first + "\"): v for k, v in state.items() if k.startswith(\"" + first +
                             "\")}, \"weights.pth\")";
    if (names.size() == 1)
        throw differs("These weights hold a network and more", place,
                      "The network's names begin with \"" + first + "\", those of the rest do not.", next);
    throw differs("These weights hold more than one network", place, "They are " + someOf(names) + ".", next);
}

void requireFit(const StateMatch& match, const std::vector<NamedShape>& state, const std::string& place,
                const SourceOptions& options, const std::vector<std::string>& unread) {
    const std::string done = faultsOf(match, unread), name = modelDisplayName(match.spec.name);
    const bool isUnreadWanted = std::any_of(unread.begin(), unread.end(), [&match](const std::string& line) {
        const std::string unreadName = line.substr(0, line.find(": ")); // perhaps with what a wrapper puts before it
        return std::any_of(match.missing.begin(), match.missing.end(),
                           [&unreadName](const std::string& missing) { return unreadName.ends_with(missing); });
    });
    if (!match.fits() && isUnreadWanted)
        throw differs("Some tensors of this file cannot be read", place, done, kMendTensors);
    if (lacksHeadOnly(match))
        throw differs("These weights have no last layer of " + name, place, done,
                      "It cannot tell classes without one. Begin a training with them, which makes it anew: "
                      "resnet-train train --init FILE --data FOLDER");
    if (!match.fits())
        requireOneNetwork(state, place);
    if (!match.fits())
        throw differs("These weights do not fit " + name, place, done,
                      options.model.empty() ? "It is the network of this program that comes nearest. Choose weights of "
                                              "one that it has: " +
                                                  modelNamesText() + "."
                                            : "Leave --model out to have the network recognised.");
    if (!match.leftOver.empty() && !options.leaveOut && !options.forTraining)
        throw differs("These weights have parts that " + name + " has not", place, done,
                      "They may be those of another network, which this one would not answer like. If you know that "
                      "they are not needed, resnet-train import FILE RUN --leave-out makes a run without them.");
}

bool isNamedByTransformers(const std::vector<NamedShape>& state) {
    return std::any_of(state.begin(), state.end(), [](const NamedShape& row) {
        return row.name.find("embedder.embedder.convolution.") != std::string::npos;
    });
}

} // namespace

StateMatch findNetwork(const std::vector<NamedShape>& state, const std::string& place, const SourceOptions& options,
                       const std::vector<std::string>& unread) {
    std::optional<StateMatch> match = matchState(state, options.model);
    if (match) {
        if (options.forTraining && lacksHeadOnly(*match))
            leaveHeadOut(*match);
        requireFit(*match, state, place, options, unread);
        return std::move(*match);
    }
    requireOneNetwork(state, place);
    std::vector<std::string> names;
    for (const NamedShape& row : state)
        names.push_back(displayText(row.name));
    const bool isOfTransformers = isNamedByTransformers(state);
    throw differs("The names of these weights are not those that this program knows", place,
                  (names.empty() ? "It holds no tensors that can be read." : "It holds " + someOf(names) + ".") +
                      (isOfTransformers ? " They are named as Hugging Face's transformers names a ResNet." : "") +
                      (unread.empty() ? "" : " Not read: " + someOf(unread) + "."),
                  isOfTransformers
                      ? "Choose the same network with torchvision's names, as torchvision and timm save it."
                      : "Networks that can be imported, with torchvision's names of their tensors, are " +
                            modelNamesText() + ".");
}

Error computesOtherwise(const std::vector<std::string>& others, const StateMatch& match, const std::string& place) {
    return differs(
        "This network computes otherwise than " + modelDisplayName(match.spec.name), place,
        someOf(others) + ". With the same weights it would answer otherwise here.",
        "Begin a training with them: resnet-train train --init FILE --data FOLDER. If you know that it makes "
        "no difference, import its state_dict: torch.save(model.state_dict(), \"weights.pth\")");
}

} // namespace studio
