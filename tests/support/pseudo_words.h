// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>

#include <QTranslator>

namespace studio::test {

/// A language that nobody speaks: every text of tr() between ⟦ and ⟧, with accents, two fifths longer. What is drawn
/// without the brackets never was in tr(); what does not fit would be cut in many a real language.
class PseudoWords final : public QTranslator {
public:
    static constexpr QChar kOpen{0x27E6}, kClose{0x27E7};
    static bool has(const QString& text) { return text.contains(kOpen) && text.contains(kClose); }

    QString translate(const char* context, const char* source, const char*, int) const override {
        const QLatin1String own(context);
        if (!own.startsWith(QLatin1String("studio")) && own != QLatin1String("QMainWindow"))
            return {}; // Qt's own words
        QString text = QString::fromUtf8(source);
        const auto more = static_cast<int>(std::max<qsizetype>(1, text.size() * 2 / 5));
        static const QString plain = QStringLiteral("aeiouAEIOU"), accented = QStringLiteral("áéíóúÁÉÍÓÚ");
        for (qsizetype i = 0; i < text.size(); ++i) {
            if (const auto at = plain.indexOf(text[i]); at >= 0 && (i == 0 || text[i - 1] != u'%'))
                text[i] = accented[at];
        }
        QString tail;
        while (tail.size() < more) // breaks where a sentence would
            tail += tail.size() % 6 == 5 ? QChar(u' ') : QChar(u'~');
        return kOpen + text + tail + kClose;
    }
    bool isEmpty() const override { return false; }
};

} // namespace studio::test
