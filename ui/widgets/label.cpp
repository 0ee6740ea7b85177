// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/label.h"

#include <QPalette>

namespace studio {

Label::Label(TextRole role, Ink ink, const QString& text, QWidget* parent)
    : QLabel(parent)
    , ink_(ink)
    , role_(role) {
    setTextFormat(Qt::PlainText);
    setText(text);
    onTheme(this, [this] { restyle(); });
}

void Label::setInk(Ink ink) {
    if (ink == ink_)
        return;
    ink_ = ink;
    restyle();
}

void Label::setRole(TextRole role, int weight) {
    role_ = role;
    weight_ = weight;
    restyle();
}

Label* Label::wrapped() {
    setWordWrap(true);
    return this;
}

Label* Label::strong() {
    weight_ = QFont::DemiBold;
    restyle();
    return this;
}

void Label::restyle() {
    if (const QFont mine = roleFont(role_, weight_); font() != mine)
        setFont(mine);
    QPalette mine = palette();
    mine.setColor(QPalette::WindowText, inkColor(ink_));
    mine.setColor(QPalette::Text, inkColor(ink_));
    setPalette(mine);
}

} // namespace studio
