// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/shell_word.h"
#include "core/base/text.h"
#include "core/device/compute_device_internal.h"
#include "core/run/run_database.h"
#include "core/train/run_resume_internal.h"

namespace studio {
namespace {

/// "cuda:0 (NVIDIA T4)"; the CPU's name has its cores, which `threads` tells of.
std::string deviceWords(const std::string& id, const std::string& name) {
    return id == "cpu" || name.empty() ? id : id + " (" + name + ")";
}

} // namespace

/// A card that is broken or not there yet after a start of the machine comes back, perhaps: who starts the run again by
/// itself must not find it on the CPU for days.
void requireItsCard(const RunSession& session) {
    const NoCard none = session.setup.device == "auto" ? whyNoCard() : NoCard();
    if (none.why.empty()) {
        return;
    }
    std::string before;
    try {
        before = RunDatabase(session.paths.database, RunDatabase::Mode::Read).value(kDeviceKey).value_or("");
    } catch (const Error&) { // what is wrong with it is told when it is opened
    }
    if (before.starts_with("cuda:")) {
        throw Error(none.lasts ? ErrorKind::Config : ErrorKind::Device,
                    Message{.title = "The run's card cannot be used now",
                            .place = before,
                            .done = none.why + " The run was left as it is: on the CPU it would take far longer.",
                            .next = std::string(none.lasts ? "" : "Resume it once the card answers. ") +
                                    "To go on without it: resnet-train resume " +
                                    displayText(shellWord(session.paths.folder)) + " --device cpu"});
    }
}

void noteDevice(RunSession& session) {
    const DeviceInfo now = session.device->info();
    const auto stored = [&session](const char* key) {
        return session.recorder->history().call([key](RunDatabase& database) { return database.value(key); });
    };
    const std::string id = stored(kDeviceKey).value_or(now.id);
    const std::string name = stored(kDeviceNameKey).value_or(id == now.id ? now.name : std::string());
    session.recorder->setValue(kDeviceKey, now.id);
    session.recorder->setValue(kDeviceNameKey, now.name);
    if (id == now.id && (name == now.name || !now.accelerator)) {
        return;
    }
    session.recorder->event(EventKind::Notice, "Another device",
                            deviceWords(now.id, now.name) + " now, " + deviceWords(id, name) +
                                " before; results agree within rounding, not to the bit");
    session.isMovedOn = true;
}

} // namespace studio
