// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/cuda_plugin.h"

#include <algorithm>
#include <dlfcn.h>
#include <filesystem>
#include <map>
#include <mutex>
#include <tuple>
#include <utility>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/text.h"
#include "core/device/card_verdict.h"
#include "core/device/compute_device_internal.h"
#include "core/device/cuda/plugin_interface.h"

namespace studio {

namespace {

constexpr const char* kInstallAgain =
    "Install ResNet Studio again, program and plug-in together, or choose the device \"cpu\".";

/// `kind`: Config where the file stays what it is; a library or a volume that is missing may come yet.
Error pluginError(ErrorKind kind, std::string title, const std::string& path, std::string done, std::string next) {
    return Error(kind, {std::move(title), displayText(path), std::move(done), std::move(next)});
}

/// What the loader said last, as a sentence.
std::string loaderText() {
    const char* const said = ::dlerror();
    std::string text = said != nullptr ? displayText(said) : "The system does not say why";
    return text.ends_with('.') ? text : text + ".";
}

/// Never unloaded: a device's streams and threads end with the process.
const CudaPluginEntry& load(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        throw pluginError(ErrorKind::Device, "The CUDA plug-in is not there any more", path,
                          "It was there when the cards were listed.", kInstallAgain);
    void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr)
        throw pluginError(ErrorKind::Device, "The CUDA plug-in cannot be loaded", path, loaderText(),
                          "Install what is missing (the libraries of CUDA and of the LibTorch that this build is for), "
                          "or choose the device \"cpu\".");
    using Function = const CudaPluginEntry* (*)();
    const auto function = reinterpret_cast<Function>(::dlsym(library, kCudaPluginSymbol));
    const CudaPluginEntry* const entry = function != nullptr ? function() : nullptr;
    if (entry == nullptr || entry->build == nullptr || entry->open == nullptr)
        throw pluginError(ErrorKind::Config, "This file is no plug-in of ResNet Studio", path,
                          std::string("It does not offer \"") + kCudaPluginSymbol + "\".", kInstallAgain);
    if (std::string(entry->build) != kPluginBuild)
        throw pluginError(ErrorKind::Config, "The CUDA plug-in is of another build than the program", path,
                          std::string("The program is ") + kPluginBuild + ", the plug-in " + entry->build + ".",
                          kInstallAgain);
    return *entry;
}

/// Loads it once; who comes while that goes on waits. One that failed is tried again.
const CudaPluginEntry& loaded(const std::string& path) {
    static std::mutex mutex;
    static std::map<std::string, const CudaPluginEntry*> plugins;
    const std::lock_guard lock(mutex);
    const CudaPluginEntry*& entry = plugins[path];
    if (entry == nullptr)
        entry = &load(path);
    return *entry;
}

std::unique_ptr<ComputeDevice> openCard(const std::string& path, const DeviceInfo& info, const std::string& pciBusId) {
    const CudaPluginEntry& plugin = loaded(path);
    const auto failed = [&info](const std::string& why) {
        return Error(ErrorKind::Device, {"The card cannot be opened", info.name + " (" + info.id + ")", why,
                                         "Look at what else uses it, try again, or choose the device \"cpu\"."});
    };
    try {
        if (std::unique_ptr<ComputeDevice> device = plugin.open(info, pciBusId))
            return device;
    } catch (const Error&) {
        throw;                              // in words for a person
    } catch (const std::exception& error) { // LibTorch's and CUDA's
        throw failed(messageOf(error).text());
    }
    throw failed("The plug-in does not say why.");
}

} // namespace

void registerCards(const CardReport& report, const CudaPlugin& plugin) {
    if (plugin.path.empty())
        return;
    struct Usable {
        DeviceInfo info;
        const GraphicsCard* card;
    };
    std::vector<Usable> usable;
    for (std::size_t i = 0; i < report.cards.size(); ++i) {
        const GraphicsCard& card = report.cards[i];
        const DeviceInfo info = cardDevice(card, static_cast<int>(i));
        const std::string why = whyUnusable(card, report);
        explainMissing(info.id, {why.empty() ? why : info.name + ": " + why, card.problem.empty()});
        if (why.empty())
            usable.push_back({info, &card});
    }
    const NoCard none{whyNoCardIsUsable(report), report.isSettled};
    explainMissing("cuda", none.why.empty() ? NoCard{report.note, false} : none);
    explainMissing(kCardHere, report.hasCard ? none : NoCard());
    // What a small network gains from a fast chip is less than what a large one loses by a small memory.
    std::stable_sort(usable.begin(), usable.end(), [](const Usable& a, const Usable& b) {
        return std::tie(a.info.memoryBytes, a.card->capability) > std::tie(b.info.memoryBytes, b.card->capability);
    });
    if (!usable.empty())
        loadBeforeComputing([path = plugin.path] {
            try {
                loaded(path);
            } catch (const Error& error) { // who opens a card is told; the CPU computes without
                logLine(LogLevel::Warning, error.message().text());
            }
        });
    for (const Usable& one : usable) {
        registerDevice(one.info, [path = plugin.path, info = one.info, bus = one.card->pciBusId] {
            return openCard(path, info, bus);
        });
    }
}

} // namespace studio
