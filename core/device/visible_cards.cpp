// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/visible_cards.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include "core/base/text.h"

namespace studio {

namespace {

constexpr const char* kVisible = "CUDA_VISIBLE_DEVICES";
constexpr const char* kOrder = "CUDA_DEVICE_ORDER";
constexpr const char* kByBus = "PCI_BUS_ID";

std::optional<std::string> variable(const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

std::string_view trimmed(std::string_view word) {
    constexpr std::string_view kBlank = " \t";
    const auto first = word.find_first_not_of(kBlank);
    return first == word.npos ? std::string_view() : word.substr(first, word.find_last_not_of(kBlank) - first + 1);
}

std::vector<std::string_view> wordsOf(std::string_view text) {
    std::vector<std::string_view> words;
    for (;;) {
        const auto comma = text.find(',');
        words.push_back(trimmed(text.substr(0, comma)));
        if (comma == text.npos)
            return words;
        text.remove_prefix(comma + 1);
    }
}

/// The first word decides how all are read.
bool isByUuid(std::string_view list) {
    return trimmed(list).starts_with("GPU-");
}

/// The position in `all`; nothing for a number that no card has. CUDA reads the digits that a word begins with.
std::optional<std::size_t> byNumber(const std::vector<GraphicsCard>& all, std::string_view word) {
    if (word.starts_with('+'))
        word.remove_prefix(1);
    std::size_t number = 0;
    const auto read = std::from_chars(word.data(), word.data() + word.size(), number);
    return read.ec == std::errc{} && number < all.size() ? std::optional(number) : std::nullopt;
}

/// The one card whose uuid begins so; nothing where none or several do.
std::optional<std::size_t> byUuid(const std::vector<GraphicsCard>& all, std::string_view word) {
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!all[i].uuid.starts_with(word))
            continue;
        if (found)
            return std::nullopt;
        found = i;
    }
    return found;
}

std::vector<GraphicsCard> namedCards(const std::vector<GraphicsCard>& all, std::string_view list) {
    constexpr std::string_view kUuid = "GPU-";
    const std::vector<std::string_view> words = wordsOf(list);
    const bool uuids = words.front().starts_with(kUuid); // the first word decides how all are read
    std::vector<std::size_t> chosen;
    for (const std::string_view word : words) {
        const auto card = !uuids ? byNumber(all, word) : word.starts_with(kUuid) ? byUuid(all, word) : std::nullopt;
        if (!card)
            break;
        if (std::find(chosen.begin(), chosen.end(), *card) != chosen.end())
            return {};
        chosen.push_back(*card);
    }
    std::vector<GraphicsCard> cards;
    cards.reserve(chosen.size());
    for (const std::size_t i : chosen)
        cards.push_back(all[i]);
    return cards;
}

bool areAlike(const std::vector<GraphicsCard>& cards) {
    return std::all_of(cards.begin(), cards.end(),
                       [&](const GraphicsCard& card) { return card.name == cards.front().name; });
}

/// What is hidden, and the way out where that is all.
void tellWhatIsHidden(VisibleCards& visible, const std::vector<GraphicsCard>& all, const std::string& list) {
    const std::string_view word = trimmed(list);
    const std::string variable = "CUDA_VISIBLE_DEVICES=" + displayText(list);
    visible.hidden = variable + " hides " + std::to_string(all.size() - visible.cards.size()) + " of " +
                     std::to_string(all.size()) + (all.size() == 1 ? " card." : " cards.");
    if (!visible.cards.empty())
        return;
    visible.next = "Unset the variable, or name others in it.";
    const auto silent = std::find_if(
        all.begin(), all.end(), [](const GraphicsCard& card) { return card.uuid.empty() && !card.problem.empty(); });
    if (word.starts_with("MIG-")) {
        visible.hidden = variable + " names parts of cards (MIG), which this program does not compute on.";
        visible.next = "Name a whole card in it, by its number or its uuid (nvidia-smi -L).";
    } else if (word == "NoDevFiles") { // of Slurm, for a job without cards
        visible.next = "Ask the batch system for a card (in Slurm: --gres=gpu:1).";
    } else if (word.starts_with("GPU-") && silent != all.end()) {
        visible.hidden = variable + " names none of the cards that tell who they are.";
        visible.next = "It may mean card " + std::to_string(silent->index) + ". " + silent->problem;
    }
}

} // namespace

CudaEnvironment cudaEnvironment() {
    return {variable(kVisible), variable(kOrder)};
}

void setCudaEnvironment() {
    // By default CUDA puts the fastest card first. Where cards differ, a number in CUDA_VISIBLE_DEVICES would then mean
    // another card to CUDA than to nvidia-smi and to us, and the card that is offered could not be opened.
    ::setenv(kOrder, kByBus, 0);
    // By default NCCL connects in the first sum, on the thread that asks for it and without a limit: a process that
    // ended meanwhile would be waited for where nobody looks around, and its memory is taken after what fits was tried.
    ::setenv("NCCL_RUNTIME_CONNECT", "0", 0);
}

CardHiddenByCuda hiddenByCuda(const CudaEnvironment& environment) {
    if (!environment.visibleDevices)
        return {};
    const std::string list = kVisible + ("=" + displayText(*environment.visibleDevices));
    if (isByUuid(*environment.visibleDevices) || environment.deviceOrder == kByBus)
        return {list + " may hide it.",
                "Unset CUDA_VISIBLE_DEVICES, or name the card in it by its uuid (nvidia-smi -L)."};
    return {list + " may hide it: " +
                (environment.deviceOrder ? kOrder + ("=" + displayText(*environment.deviceOrder)) + " does not number"
                                         : std::string("without CUDA_DEVICE_ORDER CUDA does not number")) +
                " the cards as nvidia-smi does.",
            "Set CUDA_DEVICE_ORDER=PCI_BUS_ID, or name the card in CUDA_VISIBLE_DEVICES by its uuid (nvidia-smi -L)."};
}

VisibleCards visibleCards(const std::vector<GraphicsCard>& all, const CudaEnvironment& environment) {
    VisibleCards visible;
    const auto& list = environment.visibleDevices;
    visible.cards = list ? namedCards(all, *list) : all;
    visible.orderIsSure = (list && isByUuid(*list)) || environment.deviceOrder == kByBus || areAlike(all);
    if (visible.cards.size() < all.size())
        tellWhatIsHidden(visible, all, *list);
    if (!visible.orderIsSure && !visible.cards.empty())
        visible.order = std::string("CUDA may number these cards otherwise (fastest first)") +
                        (visible.hidden.empty() ? "" : ", and show others than these,") +
                        " unless CUDA_DEVICE_ORDER=PCI_BUS_ID is set.";
    return visible;
}

} // namespace studio
