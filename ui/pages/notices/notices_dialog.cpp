// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/notices/notices_dialog.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QAction>
#include <QEvent>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>

#include "ui/pages/notices/notice_row.h"
#include "ui/pages/notices/notice_words.h"
#include "ui/session/studio.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"

namespace studio {

NoticesDialog::NoticesDialog(Studio& studio, QWidget* parent)
    : QDialog(parent)
    , studio_(studio)
    , file_(noticeSettingsFile()) {
    setObjectName(QStringLiteral("noticesDialog"));
    setWindowTitle(tr("Notices"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kSpaceXl, kSpaceL, kSpaceXl, kSpaceL);
    column->setSpacing(kSpaceS);
    column->addWidget(new Label(TextRole::Title, Ink::Text, tr("Notices")));
    column->addWidget((new Label(TextRole::Caption, Ink::Text3,
                                 tr("How you hear of a run when you are not looking: that it finished or failed, was "
                                    "rolled back, waits, or runs out of room. resnet-train uses the same channels.")))
                          ->wrapped());
    auto* list = new QWidget;
    rows_ = makeColumn(kSpaceS, list);
    empty_ = new Label(TextRole::Body, Ink::Text2, tr("No channels yet"));
    empty_->setObjectName(QStringLiteral("noticesEmpty"));
    rows_->addWidget(empty_);
    rows_->addStretch(1);
    auto* area = new QScrollArea;
    area->setObjectName(QStringLiteral("noticesArea"));
    area->setAccessibleName(tr("Channels"));
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(list);
    column->addWidget(area, 1);
    told_ = (new Label(TextRole::Caption, Ink::Text3))->wrapped();
    told_->setObjectName(QStringLiteral("noticesTold"));
    column->addWidget(told_);
    buildButtons(*column);
    resize(640, 560);
    if (parent != nullptr)
        parent->window()->installEventFilter(this);
    read();
}

void NoticesDialog::buildButtons(QVBoxLayout& column) {
    auto* row = makeRow(kSpaceS);
    add_ = buildAdd();
    row->addWidget(add_);
    row->addStretch(1);
    QPushButton* close = makeButton(QStringLiteral("noticesClose"), tr("Close"));
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    row->addWidget(close);
    save_ = makeButton(QStringLiteral("noticesSave"), tr("Save"), {}, ButtonKind::Primary);
    save_->setDefault(true);
    connect(save_, &QPushButton::clicked, this, &NoticesDialog::save);
    row->addWidget(save_);
    column.addLayout(row);
}

QPushButton* NoticesDialog::buildAdd() {
    auto* menu = new QMenu;
    const std::array<std::pair<ChannelType, WebhookShape>, 7> kinds{{
        {ChannelType::Desktop, WebhookShape::Json},
        {ChannelType::Mail, WebhookShape::Json},
        {ChannelType::Ntfy, WebhookShape::Json},
        {ChannelType::Webhook, WebhookShape::Slack},
        {ChannelType::Webhook, WebhookShape::Discord},
        {ChannelType::Webhook, WebhookShape::Json},
        {ChannelType::Command, WebhookShape::Json},
    }};
    for (const auto& [type, shape] : kinds) {
        ChannelSettings channel;
        channel.type = type;
        channel.shape = shape;
        QAction* action = menu->addAction(channelWords(channel));
        connect(action, &QAction::triggered, this, [this, type = type, shape = shape] { add(type, shape); });
    }
    return makeMenuButton(QStringLiteral("noticesAdd"), tr("Add a channel"), QStringLiteral("plus"), menu);
}

void NoticesDialog::read() {
    job_.start([file = file_](const JobControl&) { return readNoticeSettings(file); },
               [this](const NoticeSettings& settings) { showChannels(settings); },
               [this](const Message& message) {
                   refresh();
                   tell(QString::fromStdString(message.text()), true);
               },
               BackgroundJob::Begin::AtOnce);
    refresh();
}

void NoticesDialog::showChannels(const NoticeSettings& settings) {
    usable_ = true;
    saved_ = settings;
    for (const ChannelSettings& channel : settings.channels)
        addRow(channel);
    refresh();
}

void NoticesDialog::addRow(const ChannelSettings& channel) {
    auto* row = new NoticeRow(studio_, channel);
    rows_->insertWidget(rows_->count() - 1, row); // above the stretch
    shown_.push_back(row);
    connect(row, &NoticeRow::changed, this, &NoticesDialog::refresh);
    connect(row, &NoticeRow::removeClicked, this, [this, row] { remove(row); });
}

void NoticesDialog::add(ChannelType type, WebhookShape shape) {
    ChannelSettings channel;
    channel.type = type;
    channel.shape = shape;
    channel.name = settings().freeName(type);
    addRow(channel);
    refresh();
}

void NoticesDialog::remove(NoticeRow* row) {
    std::erase(shown_, row);
    rows_->removeWidget(row);
    row->hide();
    row->deleteLater();
    refresh();
}

NoticeSettings NoticesDialog::settings() const {
    NoticeSettings now;
    for (const NoticeRow* row : shown_)
        now.channels.push_back(row->channel());
    return now;
}

void NoticesDialog::refresh() {
    const NoticeSettings now = settings();
    empty_->setVisible(usable_ && shown_.empty());
    setBlocked(add_, !usable_                              ? tr("The settings are not read")
                     : now.channels.size() >= kMaxChannels ? tr("There are as many channels as there can be")
                                                           : QString());
    const QString problem = this->problem();
    setBlocked(save_, !usable_             ? tr("The settings are not read")
                      : job_.isRunning()   ? tr("The settings are being saved")
                      : !problem.isEmpty() ? problem
                      : now == saved_      ? tr("Nothing was changed")
                                           : QString());
    tell(problem, false);
}

QString NoticesDialog::problem() const {
    for (const NoticeRow* row : shown_) {
        const ChannelSettings channel = row->channel();
        if (const std::string why = channelProblem(channel); !why.empty())
            return tr("%1 cannot be used yet: %2")
                .arg(QString::fromStdString(channel.name), QString::fromStdString(why));
    }
    return {};
}

bool NoticesDialog::isUnsaved() const {
    return usable_ && !(settings() == saved_);
}

void NoticesDialog::reject() {
    if (asking_)
        return;
    if (!isUnsaved())
        return QDialog::reject();
    closes_ = job_.isRunning(); // what is being saved may be all there is
    if (closes_)
        return;
    const QString why = problem();
    const QString title = tr("The notices were changed"), text = tr("What was changed is not saved yet.");
    asking_ = true;
    const int answer = why.isEmpty() ? studio_.dialogs.ask(title, text, {tr("Save"), tr("Discard")}, false)
                                     : studio_.dialogs.ask(title, text + u' ' + why, {tr("Discard")}, true) + 1;
    asking_ = false;
    if (answer == 1)
        return QDialog::reject();
    closes_ = answer == 0 && why.isEmpty();
    if (closes_)
        save();
}

/// The window behind it takes the dialog along.
bool NoticesDialog::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::Close || !isVisible() || !isUnsaved() ||
        studio_.isStoppingWork()) // the program ends: nobody is there to answer
        return QDialog::eventFilter(watched, event);
    raise();
    reject();
    if (!isVisible())
        return false;
    closesParent_ = closes_;
    event->ignore();
    return true;
}

void NoticesDialog::save() {
    const NoticeSettings now = settings();
    job_.start(
        [file = file_, now](const JobControl&) {
            writeNoticeSettings(file, now);
            return true;
        },
        [this, now](bool) {
            saved_ = now;
            refresh();
            if (std::exchange(closes_, false)) {
                QWidget* window = std::exchange(closesParent_, false) ? parentWidget()->window() : nullptr;
                reject();
                if (window != nullptr && !isVisible())
                    window->close();
                return;
            }
            tell(tr("Saved. A run that trains now uses it from its next notice on."), false);
        },
        [this](const Message& message) {
            closes_ = closesParent_ = false;
            refresh();
            tell(QString::fromStdString(message.text()), true);
        });
    refresh();
}

void NoticesDialog::tell(const QString& text, bool isProblem) {
    told_->setInk(isProblem ? Ink::Error : Ink::Text3);
    told_->setText(text);
    told_->setVisible(!text.isEmpty());
}

void showNotices(Studio& studio, QWidget* parent) {
    static QPointer<NoticesDialog> dialog; // one at a time; it goes when it is closed
    if (dialog == nullptr)
        dialog = new NoticesDialog(studio, parent);
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

} // namespace studio
