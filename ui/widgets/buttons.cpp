// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/buttons.h"

#include <utility>

#include <QAction>
#include <QIconEngine>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QVariant>

#include "ui/theme/fonts.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"

namespace studio {

namespace {

const char* kindName(ButtonKind kind) {
    switch (kind) {
    case ButtonKind::Plain:
        return "plain";
    case ButtonKind::Primary:
        return "primary";
    case ButtonKind::Link:
        return "link";
    case ButtonKind::Icon:
        return "icon";
    case ButtonKind::Tool:
        return "tool";
    case ButtonKind::Menu:
        return "menu";
    }
    return "plain";
}

ButtonKind kindOf(const QPushButton& button) {
    const QString name = button.property("kind").toString();
    for (const ButtonKind kind :
         {ButtonKind::Primary, ButtonKind::Link, ButtonKind::Icon, ButtonKind::Tool, ButtonKind::Menu}) {
        if (name == QLatin1String(kindName(kind)))
            return kind;
    }
    return ButtonKind::Plain;
}

/// The style puts an icon in the middle of the button, and words a little below it: the middle of a letter is not that
/// of its line. This one stands where the words do; the drawing leaves so much room at its edges.
class BesideWords final : public QIconEngine {
public:
    explicit BesideWords(QIcon icon)
        : icon_(std::move(icon)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
        icon_.paint(painter, rect.translated(0, qRound(rect.height() / 16.0)), Qt::AlignCenter, mode, state);
    }
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }
    QIconEngine* clone() const override { return new BesideWords(icon_); }

private:
    QIcon icon_;
};

Ink iconInk(ButtonKind kind) {
    if (kind == ButtonKind::Primary)
        return Ink::OnAccent;
    return kind == ButtonKind::Link ? Ink::Accent : Ink::Text2;
}

void applyKind(QPushButton* button, ButtonKind kind) {
    button->setProperty("kind", QString::fromLatin1(kindName(kind)));
    button->setFont(roleFont(TextRole::Body, kind == ButtonKind::Primary ? QFont::Medium : QFont::Normal));
    const QString icon = button->property("iconName").toString();
    if (icon.isEmpty())
        return;
    const QIcon drawing = themeIcon(icon, iconInk(kind));
    button->setIcon(button->text().isEmpty() ? drawing : QIcon(new BesideWords(drawing)));
}

/// Of a button without words: its name, the key, and in a second line what it does, where that says more.
QString toolTipOfIcon(const QAction& action) {
    // As Qt takes the mnemonic and the dots out of a text that it shows as a tooltip.
    QString name = action.text();
    name.remove(QStringLiteral("...")).replace(QStringLiteral("&&"), QStringLiteral("\n"));
    name.remove(QLatin1Char('&')).replace(QLatin1Char('\n'), QLatin1Char('&'));
    const QString key = action.shortcut().toString(QKeySequence::NativeText);
    const QString head = key.isEmpty() ? name : QStringLiteral("%1 (%2)").arg(name, key);
    return action.toolTip() == name || action.toolTip() == action.iconText()
               ? toolTipText(head)
               : QString(toolTipText(head) + QStringLiteral("<br>") + toolTipText(action.toolTip()));
}

} // namespace

QPushButton* makeButton(const QString& objectName, const QString& text, const QString& icon, ButtonKind kind,
                        QWidget* parent) {
    auto* button = new QPushButton(text, parent);
    button->setObjectName(objectName);
    button->setProperty("iconName", icon);
    button->setIconSize(QSize(16, 16));
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    button->setAutoDefault(false);
    onTheme(button, [button, kind] { applyKind(button, button->property("kind").isValid() ? kindOf(*button) : kind); });
    return button;
}

QPushButton* makeIconButton(const QString& objectName, const QString& icon, const QString& name, QWidget* parent) {
    QPushButton* button = makeButton(objectName, {}, icon, ButtonKind::Icon, parent);
    button->setAccessibleName(name);
    button->setToolTip(toolTipText(name));
    return button;
}

QPushButton* makeToggle(const QString& objectName, const QString& text, const QString& icon, QWidget* parent) {
    QPushButton* button = makeButton(objectName, text, icon, ButtonKind::Tool, parent);
    button->setCheckable(true);
    return button;
}

QPushButton* makeMenuButton(const QString& objectName, const QString& text, const QString& icon, QMenu* menu,
                            QWidget* parent) {
    QPushButton* button =
        makeButton(objectName, text, icon, text.isEmpty() ? ButtonKind::Icon : ButtonKind::Menu, parent);
    menu->setParent(button, menu->windowFlags());
    button->setMenu(menu);
    return button;
}

void setButtonKind(QPushButton* button, ButtonKind kind) {
    if (button->property("kind").toString() == QLatin1String(kindName(kind)))
        return;
    applyKind(button, kind);
    // A changed dynamic property takes effect only after this.
    button->style()->unpolish(button);
    button->style()->polish(button);
}

QString toolTipWithKey(const QAction& action) {
    const QString key = action.shortcut().toString(QKeySequence::NativeText);
    return key.isEmpty() ? action.toolTip() : QStringLiteral("%1 (%2)").arg(action.toolTip(), key);
}

void bindButton(QPushButton* button, QAction* action) {
    const auto follow = [button, action] {
        const ButtonKind kind = kindOf(*button);
        if (kind == ButtonKind::Icon)
            button->setAccessibleName(action->iconText());
        else
            button->setText(withoutMnemonic(action->iconText()));
        if (const QVariant icon = action->property("iconName"); icon.isValid())
            button->setProperty("iconName", icon);
        applyKind(button, kind);
        button->setEnabled(action->isEnabled());
        button->setCheckable(action->isCheckable());
        button->setChecked(action->isChecked());
        button->setToolTip(kind == ButtonKind::Icon ? toolTipOfIcon(*action) : toolTipText(toolTipWithKey(*action)));
    };
    follow();
    QObject::connect(action, &QAction::changed, button, follow);
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
}

void setBlocked(QPushButton* button, const QString& blocker, const QString& toolTip) {
    button->setEnabled(blocker.isEmpty());
    button->setToolTip(toolTipText(blocker.isEmpty() ? toolTip : blocker));
}

} // namespace studio
