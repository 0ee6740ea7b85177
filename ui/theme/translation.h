// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace studio {

/// The languages that the window has words of, as the settings name them: "en", "de".
const QStringList& shippedLanguages();

/// What a choice of the settings means: the language chosen if the window has it, else the first of the desktop's
/// languages that it has, else English.
QString languageFor(const QString& chosen, const QStringList& desktop);
QString languageFor(const QString& chosen); ///< with the languages of this desktop

/// Gives tr() its words (i18n): plural forms, which English needs too ("%Ln" also groups the digits as the locale
/// does), and those of another language. What that language lacks stays English. Once, after the application object and
/// before the first widget: no window changes its language while it is open.
void installTranslation(const QString& language = QStringLiteral("en"));

} // namespace studio
