// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace studio {

class Studio;

/// The pages of the main window, in the order of `enum class Page`. Each is made once, has the objectName "startPage",
/// "dataPage", "recipePage", "trainPage", "runsPage", "classifyPage" or "getDataPage", derives from PageFrame so that the window can
/// show banners on it, and is owned by the caller; `studio` outlives it.
QWidget* makeStartPage(Studio& studio);
QWidget* makeDataPage(Studio& studio);
QWidget* makeRecipePage(Studio& studio);
QWidget* makeTrainPage(Studio& studio);
QWidget* makeRunsPage(Studio& studio);
QWidget* makeClassifyPage(Studio& studio);
QWidget* makeGetDataPage(Studio& studio);

} // namespace studio
