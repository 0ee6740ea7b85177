// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/notice/notice_settings.h"
#include "ui/job/background_job.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QMenu;
class QPushButton;
class QVBoxLayout;

namespace studio {

class Card;
class Label;
class Studio;

/// One channel of notices as a card: where it goes, which notices it gets, and a test whose answer stands beside it. An
/// address is a secret and is shown masked.
class NoticeRow final : public QWidget {
    Q_OBJECT

public:
    NoticeRow(Studio& studio, ChannelSettings channel, QWidget* parent = nullptr);

    /// As the fields say now.
    const ChannelSettings& channel() const { return channel_; }

Q_SIGNALS:
    void changed();
    void removeClicked();

private:
    void buildHead(Card& card);
    QLineEdit* buildTarget(QVBoxLayout& column);
    void buildChoices(QVBoxLayout& column);
    void buildTest(QVBoxLayout& column);
    QMenu* kindsMenu();
    void setTarget(const QString& text);
    void applyChange();
    void sendTest();
    /// Why a test cannot be sent now; empty = it can.
    QString blocker() const;

    Studio& studio_;
    ChannelSettings channel_;
    QPushButton* kinds_ = nullptr;
    QPushButton* test_ = nullptr;
    Label* answer_ = nullptr;
    BackgroundJob job_;
};

} // namespace studio
