// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QList>
#include <QWidget>

class QComboBox;
class QLineEdit;

namespace studio {

class FormRow;
class Studio;

/// Where a backup lies or goes: a place as resnet-train takes it, typed, chosen from those that were used before, or a
/// folder that is picked; and for S3 the address of a store that is not Amazon's. GUI thread; asks no disk.
class BackupPlace final : public QWidget {
    Q_OBJECT

public:
    /// `key` names the parts for tests: KEY, KEY_folder, KEY_endpoint.
    BackupPlace(Studio& studio, const QString& key, const QString& label, QWidget* parent = nullptr);

    std::string place() const;
    std::string endpoint() const; ///< empty unless the place is in S3
    void setPlace(const std::string& place, const std::string& endpoint);
    /// Why it is no place; empty = it may be one.
    QString problem() const;
    /// For the next time.
    void remember();
    const QList<FormRow*>& rows() const { return rows_; }

Q_SIGNALS:
    void changed();

private:
    void fillRecent();
    void pickFolder();
    void follow();

    Studio& studio_;
    QComboBox* place_;
    QLineEdit* endpoint_;
    QList<FormRow*> rows_; ///< the place, the store
};

} // namespace studio
