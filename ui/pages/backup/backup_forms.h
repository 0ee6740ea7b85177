// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QWidget>

#include "core/backup/auto_backup.h"
#include "ui/job/background_job.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace studio {

class BackupPlace;
class Label;
class Studio;

/// Which run is backed up, and where. The three forms are children of BackupDialog; GUI thread.
class BackUpForm final : public QWidget {
    Q_OBJECT

public:
    explicit BackUpForm(Studio& studio, QWidget* parent = nullptr);
    /// Empty = the choice stays.
    void chooseRun(const std::string& run);

private:
    void fillRuns();
    void refresh();
    void begin();
    std::string run() const;

    Studio& studio_;
    QComboBox* runs_;
    BackupPlace* target_;
    QCheckBox* all_;
    QPushButton* begin_;
};

/// Where a run comes back from, and the folder that it becomes.
class RestoreForm final : public QWidget {
    Q_OBJECT

public:
    explicit RestoreForm(Studio& studio, QWidget* parent = nullptr);

private:
    void suggest();
    void pickParent();
    void refresh();
    void begin();

    Studio& studio_;
    BackupPlace* source_;
    QLineEdit* folder_;
    QPushButton* begin_;
    QString suggested_; ///< what folder_ was filled with; anything else was written by a person
};

/// What is backed up without being asked for. Nothing is changed before "Save", which first has the target looked at.
class AutoBackupForm final : public QWidget {
    Q_OBJECT

public:
    explicit AutoBackupForm(Studio& studio, QWidget* parent = nullptr);

private:
    BackupWish wish() const;
    void refresh();
    void save();

    Studio& studio_;
    QCheckBox* finished_;
    QCheckBox* best_;
    BackupPlace* target_;
    QPushButton* save_;
    Label* told_;
    BackgroundJob job_;
};

} // namespace studio
