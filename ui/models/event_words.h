// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace studio {

struct EventRecord;

/// The title of a journal's event in the language of the window; what is not known here stays as the engine wrote it,
/// and so do all details: they are the record's. Safe to show. Called on the GUI thread.
QString eventTitle(const EventRecord& event);

} // namespace studio
