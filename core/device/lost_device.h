// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>

namespace studio {

/// Whether an error is one of LibTorch's that say that a card, or what CUDA knows of it, answers no more; no lack of
/// memory, and no call that it refuses. A process that heard one gets none but such answers from then on.
bool isErrorOfALostCard(const std::exception& error);
/// Whether this program, or LibTorch, has no code that the card or its driver takes: the next try ends as this one.
bool isErrorOfTheBuild(const std::exception& error);

/// A card that is lost (an Xid error, memory that ECC gives up, a card that falls off its bus) answers every call with
/// an error, also those that LibTorch makes in destructors, from which nothing may escape: C++ ends the process then.
/// From this call on it ends with `exitCode` and a word for the person, in place of an abort; all else that ends a
/// process ends it as before. The folder of the run that was trained gets a crash report. Checkpoints come to their
/// names when they are whole: the newest one stays. Call it once in main(), before other threads are there.
void endInOrderWhereACardIsLost(int exitCode);

} // namespace studio
