// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace studio {

/// Gives tr("%n picture(s)", nullptr, n) its plural forms (i18n), which English needs too; "%Ln" also groups the digits
/// as the locale does. Once, after the application object and before the first widget.
void installTranslation();

} // namespace studio
