// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/translation.h"

#include <QCoreApplication>
#include <QTranslator>

// The resource file sits in a static library: without this call the linker drops it. Global namespace by Qt's rule.
static void initialiseTranslations() {
    Q_INIT_RESOURCE(translations);
}

namespace studio {

void installTranslation() {
    initialiseTranslations();
    QCoreApplication* app = QCoreApplication::instance();
    auto* translator = new QTranslator(app);
    const bool loaded = translator->load(QStringLiteral(":/translations/studio_en.qm"));
    Q_ASSERT(loaded);
    if (loaded)
        QCoreApplication::installTranslator(translator);
}

} // namespace studio
