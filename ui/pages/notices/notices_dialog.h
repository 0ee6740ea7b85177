// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QDialog>

#include "core/notice/notice_settings.h"
#include "ui/job/background_job.h"

class QPushButton;
class QVBoxLayout;

namespace studio {

class Label;
class NoticeRow;
class Studio;

/// Where notices about runs go: the channels of this user, which resnet-train uses as well. Read and written off the
/// GUI thread; nothing is changed before "Save", and what was not saved is asked about when it closes, with the window
/// behind it too. A file that is damaged is told and left as it is.
class NoticesDialog final : public QDialog {
    Q_OBJECT

public:
    explicit NoticesDialog(Studio& studio, QWidget* parent = nullptr);
    /// Every way to close it: the button, Esc, its title bar.
    void reject() override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildButtons(QVBoxLayout& column);
    QPushButton* buildAdd();
    void read();
    void showChannels(const NoticeSettings& settings);
    void addRow(const ChannelSettings& channel);
    void add(ChannelType type, WebhookShape shape);
    void remove(NoticeRow* row);
    NoticeSettings settings() const;
    void refresh();
    void save();
    bool isUnsaved() const;
    QString problem() const;
    void tell(const QString& text, bool isProblem);

    Studio& studio_;
    const std::string file_;
    QVBoxLayout* rows_;
    std::vector<NoticeRow*> shown_;
    Label* empty_;
    Label* told_;
    QPushButton* add_ = nullptr;
    QPushButton* save_ = nullptr;
    bool usable_ = false; ///< the file was read
    NoticeSettings saved_;
    bool asking_ = false;
    bool closes_ = false;       ///< once it is saved
    bool closesParent_ = false; ///< then, too
    BackgroundJob job_;
};

/// Opens it, or brings the one that is open to the front.
void showNotices(Studio& studio, QWidget* parent);

} // namespace studio
