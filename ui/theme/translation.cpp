// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/translation.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

// The resource file sits in a static library: without this call the linker drops it. Global namespace by Qt's rule.
static void initialiseTranslations() {
    Q_INIT_RESOURCE(translations);
}

namespace studio {

namespace {

const QString kEnglish = QStringLiteral("en");

/// Later ones are asked first.
bool add(const QString& file, const QString& folder) {
    QCoreApplication* app = QCoreApplication::instance();
    auto* translator = new QTranslator(app);
    if (translator->load(file, folder) && QCoreApplication::installTranslator(translator))
        return true;
    delete translator;
    return false;
}

} // namespace

const QStringList& shippedLanguages() {
    static const QStringList languages{kEnglish, QStringLiteral("de")};
    return languages;
}

QString languageFor(const QString& chosen, const QStringList& desktop) {
    if (shippedLanguages().contains(chosen))
        return chosen;
    for (const QString& wish : desktop) { // "de-AT" is German
        const QString language = wish.section(u'-', 0, 0).section(u'_', 0, 0).toLower();
        if (shippedLanguages().contains(language))
            return language;
    }
    return kEnglish;
}

QString languageFor(const QString& chosen) {
    return languageFor(chosen, QLocale::system().uiLanguages());
}

void installTranslation(const QString& language) {
    initialiseTranslations();
    const QString words = QStringLiteral(":/translations");
    [[maybe_unused]] const bool loaded = add(QStringLiteral("studio_en"), words);
    Q_ASSERT(loaded);
    if (language == kEnglish)
        return;
    // Qt's own dialogs, where the machine has its words.
    add(QStringLiteral("qtbase_") + language, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    add(QStringLiteral("studio_") + language, words);
    // Days and months of one language with the words; numbers as the desktop's country writes them.
    const QLocale system = QLocale::system();
    if (const QLocale own(language); system.language() != own.language())
        QLocale::setDefault(QLocale(own.language(), system.territory()));
}

} // namespace studio
