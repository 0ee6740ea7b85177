// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QString>

namespace studio {

/// A number as a person types it, written with the point that files have: the language's own sign between whole and
/// parts, a comma and a point are all taken, and so is the minus of formatNumber().
QString withPoint(QString number);
/// Its value; nothing where it is no number.
std::optional<double> typedNumber(const QString& text);

/// Hands what is being typed to who waits for it, as Return does: a field is read when it is left, and a command that
/// comes by its key leaves none. To be called first by each command that acts on what the fields say.
void commitTyped();

} // namespace studio
