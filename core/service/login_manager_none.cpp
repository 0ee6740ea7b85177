// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Instead of login_manager_bus.cpp where libsystemd was not there when the program was built.

#include "core/service/login_manager.h"

namespace studio {

struct LoginManager::State {};

LoginManager::LoginManager(Hooks) {}

LoginManager::~LoginManager() = default;

void LoginManager::hold(bool) {}

void LoginManager::readyToSleep() {}

std::optional<std::string> LoginManager::awakeRefusal() {
    return "This program was built without libsystemd";
}

std::optional<Message> LoginManager::powerOffRefusal() {
    return Message{.title = "This program cannot power the machine off",
                   .place = {},
                   .done = "It was built without libsystemd.",
                   .next = "Leave --power-off-at-end out."};
}

void LoginManager::powerOff() {
    throw Error(ErrorKind::NoRight, *powerOffRefusal());
}

} // namespace studio
