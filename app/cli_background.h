// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace studio {

class BackgroundTrainer;

/// The words of the command line after the program's name: a run in the background is started with the same.
void rememberCommandLine(const std::vector<std::string>& words);

/// Runs a verb that trains, with whoever waits for its start; or starts this program anew in the background, where the
/// option says so, and tells how that went.
using BackgroundAction = std::function<int(const std::function<int(BackgroundTrainer*)>& verb)>;

/// --background. The action is called once, on main's thread.
BackgroundAction addBackgroundOption(CLI::App& verb);

} // namespace studio
