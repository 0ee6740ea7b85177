// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/label.h"

#include <QPalette>

namespace studio {

Label::Label(TextRole role, Ink ink, const QString& text, QWidget* parent)
    : QLabel(parent)
    , ink_(ink) {
    setTextFormat(Qt::PlainText);
    setFont(roleFont(role));
    setText(text);
    onTheme(this, [this] { recolour(); });
}

void Label::setInk(Ink ink) {
    if (ink == ink_)
        return;
    ink_ = ink;
    recolour();
}

void Label::setRole(TextRole role, int weight) {
    setFont(roleFont(role, weight));
}

Label* Label::wrapped() {
    setWordWrap(true);
    return this;
}

Label* Label::strong() {
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    setFont(bold);
    return this;
}

void Label::recolour() {
    QPalette mine = palette();
    mine.setColor(QPalette::WindowText, inkColor(ink_));
    mine.setColor(QPalette::Text, inkColor(ink_));
    setPalette(mine);
}

} // namespace studio
