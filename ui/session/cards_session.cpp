// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/cards_session.h"

#include <tuple>
#include <utility>

namespace studio {

CardsSession::CardsSession(const StudioServices& services, QObject* parent)
    : QObject(parent) {
    if (services.devices)
        devices_ = services.devices();
    if (!services.findCards || !services.devices)
        return;
    using Answer = std::pair<CardsFound, std::vector<DeviceInfo>>;
    job_.start(
        [find = services.findCards, list = services.devices](const JobControl& control) {
            CardsFound found = find(control.stop());
            return Answer(std::move(found), list());
        },
        [this](Answer answer) {
            std::tie(found_, devices_) = std::move(answer);
            Q_EMIT changed();
        },
        [this](const Message& message) {
            found_.hasPlugin = found_.report.hasCard = true;
            found_.report.problem = message.text();
            Q_EMIT changed();
        });
}

const DeviceInfo* CardsSession::find(const std::string& request) const {
    for (const DeviceInfo& device : devices_) {
        if (request == "auto" || device.id == request || (request == "cuda" && device.accelerator))
            return &device;
    }
    return nullptr;
}

} // namespace studio
