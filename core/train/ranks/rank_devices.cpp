// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/ranks/rank_devices.h"

#include <array>
#include <chrono>
#include <exception>
#include <functional>
#include <map>
#include <unistd.h>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/patient_thread.h"
#include "core/base/text.h"
#include "core/device/compute_device_internal.h"
#include "core/device/precision.h"
#include "core/distributed/peer_processes.h"
#include "core/distributed/ranks_internal.h"

namespace studio {
namespace {

using namespace std::chrono_literals;

std::string hostName() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

/// Machines may have one name (a fixed one of a container's, "localhost"), and alike ones have their cards at the same
/// places: what tells them apart is drawn by the kernel at each start.
std::string machineId() {
    const std::string start = machineStart();
    return start.empty() ? hostName() : start;
}

/// One a line; the names of machines and devices have none.
struct Told {
    std::string kind, precision, host, machine, identity;
};

std::string textOf(const Told& told) {
    std::string text;
    for (const std::string* part : {&told.kind, &told.precision, &told.host, &told.machine, &told.identity}) {
        text += *part + "\n";
    }
    return text;
}

Told toldBy(const std::string& text) {
    Told told;
    std::size_t at = 0;
    for (std::string* part : {&told.kind, &told.precision, &told.host, &told.machine, &told.identity}) {
        const std::size_t end = text.find('\n', at);
        if (end == std::string::npos) {
            throw Error(ErrorKind::Internal, "Another rank sends what is no device");
        }
        *part = text.substr(at, end - at);
        at = end + 1;
    }
    return told;
}

std::string rankText(std::size_t rank) {
    return "rank " + std::to_string(rank);
}

/// Gradients can only be summed where all are of one kind and scale.
void requireAlike(const std::vector<Told>& all) {
    for (std::size_t rank = 1; rank < all.size(); ++rank) {
        const Told &first = all.front(), &other = all[rank];
        if (other.kind != first.kind) {
            throw Error(ErrorKind::Usage,
                        Message{.title = "Some ranks compute on a card, others on the CPU",
                                .place = rankText(0) + ": " + first.kind + ", " + rankText(rank) + ": " + other.kind,
                                .done = "Training did not start.",
                                .next = "See with resnet-train system-info on each machine why its cards cannot be "
                                        "used, or add --device cpu."});
        }
        if (other.precision != first.precision) {
            throw Error(ErrorKind::Usage, Message{.title = "The ranks' cards compute in different precisions",
                                                  .place = rankText(0) + ": " + first.precision + ", " +
                                                           rankText(rank) + ": " + other.precision,
                                                  .done = "Training did not start.",
                                                  .next = "Set precision to one that all of them have, for example "
                                                          "--set precision=fp16."});
        }
    }
}

void requireOwnCards(const std::vector<Told>& all) {
    std::map<std::pair<std::string, std::string>, std::size_t> owners;
    for (std::size_t rank = 0; rank < all.size(); ++rank) {
        const auto [owner, isFree] = owners.try_emplace({all[rank].machine, all[rank].identity}, rank);
        if (!isFree) {
            throw Error(ErrorKind::Usage,
                        Message{.title = "Two ranks have the same card",
                                .place = rankText(owner->second) + " and " + rankText(rank) + ", card " +
                                         displayText(all[rank].identity) + " of " + displayText(all[rank].host),
                                .done = "Training did not start: each rank needs a card of its own.",
                                .next = "Start no more ranks on a machine than it has cards, with --device cuda."});
        }
    }
}

/// On a thread of its own, because a process that ends meanwhile is never met: it is left behind then.
std::unique_ptr<DeviceSums> met(Ranks& ranks, std::function<std::unique_ptr<DeviceSums>()> meeting) {
    struct Answer {
        std::unique_ptr<DeviceSums> sums;
        std::exception_ptr failure;
    };
    const auto answer = std::make_shared<Answer>();
    PatientThread thread([answer, meeting = std::move(meeting)](const std::stop_token&) {
        try {
            answer->sums = meeting();
        } catch (...) {
            answer->failure = std::current_exception();
        }
    });
    ranks.await([&thread] { return thread.endsWithin(1ms); });
    if (answer->failure) {
        std::rethrow_exception(answer->failure);
    }
    return std::move(answer->sums);
}

} // namespace

std::unique_ptr<DeviceSums> meetOnDevices(Ranks& ranks, ComputeDevice& device, Precision precision) {
    const std::string identity = device.identity();
    const Told mine{identity.empty() ? "CPU" : "card", precisionName(precision), hostName(), machineId(), identity};
    std::vector<Told> all;
    for (const std::string& text : ranks.gatherTexts(textOf(mine))) {
        all.push_back(toldBy(text));
    }
    requireAlike(all);
    if (identity.empty()) {
        return nullptr;
    }
    requireOwnCards(all);
    ranks.setKept("the checkpoints saved before were kept.");
    const std::string meeting = ranks.broadcastText(ranks.rank() == 0 ? device.drawMeeting() : std::string());
    if (meeting.empty()) {
        throw Error(ErrorKind::Usage, Message{.title = "This device cannot train with others",
                                              .place = device.info().name,
                                              .done = "It sums no gradients between processes.",
                                              .next = "Train in one process, or add --device cpu."});
    }
    return met(ranks, device.meeting(meeting, ranks.rank(), ranks.count()));
}

} // namespace studio
