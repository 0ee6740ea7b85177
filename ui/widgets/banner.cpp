// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/banner.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QStringList>
#include <QVBoxLayout>

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"

namespace studio {

namespace {

QString iconOf(Tone tone) {
    switch (tone) {
    case Tone::Ok:
        return QStringLiteral("check");
    case Tone::Warning:
        return QStringLiteral("triangle");
    case Tone::Error:
        return QStringLiteral("failed");
    default:
        return QStringLiteral("info");
    }
}

} // namespace

Banner::Banner(Tone tone, const QString& title, const QString& text, QWidget* parent)
    : QWidget(parent)
    , tone_(tone) {
    setObjectName(QStringLiteral("banner"));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(42, kSpaceS, kSpaceS, kSpaceS);
    row->setSpacing(kSpaceS);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    title_ = (new Label(TextRole::Body, Ink::Text))->strong()->wrapped();
    title_->setObjectName(QStringLiteral("bannerTitle"));
    text_ = (new Label(TextRole::Caption, Ink::Text2))->wrapped();
    text_->setObjectName(QStringLiteral("bannerText"));
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addStretch(1);
    column->addWidget(title_);
    column->addWidget(text_);
    column->addStretch(1);
    row->addLayout(column, 1);
    buttons_ = new QHBoxLayout;
    buttons_->setContentsMargins(0, 0, 0, 0);
    buttons_->setSpacing(kSpaceS);
    row->addLayout(buttons_);
    setTexts(title, text);
    repaintOnTheme(this);
}

Banner* Banner::fromMessage(const Message& message, Tone tone, QWidget* parent) {
    QStringList parts;
    const auto add = [&parts](const std::string& part) {
        QString text = QString::fromUtf8(part.c_str(), static_cast<qsizetype>(part.size())).trimmed();
        if (text.isEmpty())
            return;
        if (!text.endsWith(QLatin1Char('.')))
            text += QLatin1Char('.');
        parts += text;
    };
    add(message.place);
    add(message.done);
    add(message.next);
    const QString title = QString::fromUtf8(message.title.c_str(), static_cast<qsizetype>(message.title.size()));
    return (new Banner(tone, title, parts.join(QLatin1Char(' ')), parent))->closable();
}

void Banner::setTexts(const QString& title, const QString& text) {
    title_->setText(title);
    text_->setText(text);
    text_->setVisible(!text.isEmpty());
    setAccessibleName(QString(title + QStringLiteral(". ") + text));
}

QString Banner::title() const {
    return title_->text();
}

QString Banner::text() const {
    return text_->text();
}

QPushButton* Banner::addButton(const QString& objectName, const QString& text, bool primary) {
    QPushButton* button = makeButton(objectName, text, {}, primary ? ButtonKind::Primary : ButtonKind::Plain);
    buttons_->addWidget(button, 0, Qt::AlignVCenter);
    return button;
}

Banner* Banner::closable() {
    if (isClosable_)
        return this;
    isClosable_ = true;
    QPushButton* close =
        makeIconButton(QStringLiteral("bannerClose"), QStringLiteral("close"), tr("Close this message"));
    layout()->addWidget(close);
    connect(close, &QPushButton::clicked, this, [this] {
        hide();
        Q_EMIT closed();
    });
    return this;
}

void Banner::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    QColor edge = toneColor(tone_);
    edge.setAlpha(tone_ == Tone::Accent ? 110 : 170);
    paintRoundBox(painter, rect(), kRadiusCard, toneTint(tone_), edge);
    paintIcon(painter, iconOf(tone_), QRectF(14, std::min(height() / 2.0 - 9, 14.0), 18, 18), toneColor(tone_));
}

} // namespace studio
