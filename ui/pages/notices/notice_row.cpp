// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/notices/notice_row.h"

#include <utility>

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>

#include "ui/pages/notices/notice_words.h"
#include "ui/session/studio.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"

namespace studio {

namespace {

bool hasAddress(ChannelType type) {
    return type == ChannelType::Webhook || type == ChannelType::Ntfy;
}

QString targetName(ChannelType type) {
    return type == ChannelType::Command ? NoticeRow::tr("Command") : NoticeRow::tr("Address");
}

QString targetHint(ChannelType type) {
    switch (type) {
    case ChannelType::Webhook:
        return NoticeRow::tr("https://..., as the service gave it to you");
    case ChannelType::Ntfy:
        return NoticeRow::tr("https://ntfy.sh/your-topic");
    case ChannelType::Command:
        return NoticeRow::tr("/usr/bin/program word \"another word\"");
    case ChannelType::Mail:
        return NoticeRow::tr("you@example.org");
    case ChannelType::Desktop:
        break;
    }
    return {};
}

} // namespace

NoticeRow::NoticeRow(Studio& studio, ChannelSettings channel, QWidget* parent)
    : QWidget(parent)
    , studio_(studio)
    , channel_(std::move(channel)) {
    const QString name = QString::fromStdString(channel_.name);
    setObjectName(QStringLiteral("notice_") + name);
    auto* card = new Card(name);
    card->setNote(channelWords(channel_));
    makeColumn(0, this)->addWidget(card);
    buildHead(*card);
    if (channel_.type != ChannelType::Desktop)
        buildTarget(*card->body());
    buildChoices(*card->body());
    buildTest(*card->body());
    applyChange();
}

void NoticeRow::buildHead(Card& card) {
    auto* on = new QCheckBox(tr("On"));
    on->setObjectName(QStringLiteral("noticeOn"));
    on->setAccessibleName(tr("Send notices to %1").arg(QString::fromStdString(channel_.name)));
    on->setChecked(channel_.enabled);
    connect(on, &QCheckBox::toggled, this, [this](bool isOn) {
        channel_.enabled = isOn;
        applyChange();
    });
    card.addToHead(on);
    QPushButton* remove = makeIconButton(QStringLiteral("noticeRemove"), QStringLiteral("trash"),
                                         tr("Remove %1").arg(QString::fromStdString(channel_.name)));
    connect(remove, &QPushButton::clicked, this, &NoticeRow::removeClicked);
    card.addToHead(remove);
}

QLineEdit* NoticeRow::buildTarget(QVBoxLayout& column) {
    auto* edit = new QLineEdit;
    edit->setObjectName(QStringLiteral("noticeTarget"));
    edit->setAccessibleName(targetName(channel_.type));
    edit->setPlaceholderText(targetHint(channel_.type));
    if (hasAddress(channel_.type)) {
        edit->setEchoMode(QLineEdit::PasswordEchoOnEdit);
        edit->setText(QString::fromStdString(channel_.url));
        edit->setToolTip(tr("It is a secret: who knows it can write to you. Only the server is shown."));
    } else if (channel_.type == ChannelType::Command) {
        edit->setText(commandLine(channel_));
        edit->setToolTip(
            tr("Gets the notice as JSON on its standard input and in variables RESNET_NOTICE_...; no shell "
               "reads this line"));
    } else {
        edit->setText(QString::fromStdString(channel_.to));
    }
    connect(edit, &QLineEdit::textChanged, this, &NoticeRow::setTarget);
    auto* line = makeRow(kSpaceS);
    line->addWidget(new Label(TextRole::Body, Ink::Text, targetName(channel_.type)));
    line->addWidget(edit, 1);
    column.addLayout(line);
    return edit;
}

void NoticeRow::setTarget(const QString& text) {
    const QString target = text.trimmed();
    if (hasAddress(channel_.type))
        channel_.url = target.toStdString();
    else if (channel_.type == ChannelType::Command)
        setCommandLine(channel_, target);
    else
        channel_.to = target.toStdString();
    applyChange();
}

void NoticeRow::buildChoices(QVBoxLayout& column) {
    auto* level = new QComboBox;
    level->setObjectName(QStringLiteral("noticeLevel"));
    level->setAccessibleName(tr("Level"));
    for (const NoticeLevel each : {NoticeLevel::Info, NoticeLevel::Warning, NoticeLevel::Error})
        level->addItem(levelWords(each));
    level->setCurrentIndex(static_cast<int>(channel_.level));
    connect(level, &QComboBox::currentIndexChanged, this, [this](int index) {
        channel_.level = static_cast<NoticeLevel>(index);
        applyChange();
    });
    kinds_ = makeMenuButton(QStringLiteral("noticeKinds"), kindsWords(channel_), {}, kindsMenu());
    auto* line = makeRow(kSpaceS);
    line->addWidget(level);
    line->addWidget(kinds_);
    line->addStretch(1);
    column.addLayout(line);
}

/// Nothing chosen is everything: a channel that gets nothing is one that is off.
QMenu* NoticeRow::kindsMenu() {
    auto* menu = new QMenu;
    for (int i = 0; i + 1 < kNoticeKinds; ++i) { // a test goes to each
        const auto kind = static_cast<NoticeKind>(i);
        QAction* action = menu->addAction(kindWords(kind));
        action->setCheckable(true);
        action->setChecked(channel_.kinds.empty() || channel_.kinds.contains(kind));
    }
    connect(menu, &QMenu::triggered, this, [this, menu] {
        std::set<NoticeKind> chosen;
        const QList<QAction*> actions = menu->actions();
        for (int i = 0; i < actions.size(); ++i) {
            if (actions[i]->isChecked())
                chosen.insert(static_cast<NoticeKind>(i));
        }
        if (chosen.empty()) {
            for (QAction* action : actions)
                action->setChecked(true);
        }
        const bool all = static_cast<qsizetype>(chosen.size()) == actions.size();
        channel_.kinds = all ? std::set<NoticeKind>() : chosen;
        applyChange();
    });
    return menu;
}

void NoticeRow::buildTest(QVBoxLayout& column) {
    test_ = makeButton(QStringLiteral("noticeTest"), tr("Send a test"));
    connect(test_, &QPushButton::clicked, this, &NoticeRow::sendTest);
    answer_ = (new Label(TextRole::Caption, Ink::Text3))->wrapped();
    answer_->setObjectName(QStringLiteral("noticeAnswer"));
    auto* line = makeRow(kSpaceM);
    line->addWidget(test_);
    line->addWidget(answer_, 1);
    column.addLayout(line);
}

QString NoticeRow::blocker() const {
    if (!studio_.services.testNotice)
        return tr("This program sends no notices");
    if (job_.isRunning())
        return tr("A test is being sent");
    return QString::fromStdString(channelProblem(channel_));
}

void NoticeRow::applyChange() {
    kinds_->setText(kindsWords(channel_));
    const QString problem = blocker();
    setBlocked(test_, problem, tr("Sends one notice to this channel now"));
    answer_->setInk(Ink::Text3);
    answer_->setText(!problem.isEmpty() ? problem
                     : channel_.type == ChannelType::Desktop
                         ? QString()
                         : tr("To %1").arg(QString::fromStdString(channel_.place())));
    Q_EMIT changed();
}

void NoticeRow::sendTest() {
    job_.start([send = studio_.services.testNotice,
                channel = channel_](const JobControl& control) { return send(channel, control.stop()); },
               [this](const Delivery& delivery) {
                   applyChange();
                   const QString said = QString::fromStdString(delivery.said);
                   answer_->setInk(delivery.ok ? Ink::Ok : Ink::Error);
                   answer_->setText(delivery.ok ? tr("Delivered: %1").arg(said) : tr("Not delivered: %1").arg(said));
               },
               [this](const Message& message) {
                   applyChange();
                   answer_->setInk(Ink::Error);
                   answer_->setText(QString::fromStdString(message.text()));
               },
               BackgroundJob::Begin::AtOnce);
    applyChange();
    answer_->setText(tr("Sending..."));
}

} // namespace studio
