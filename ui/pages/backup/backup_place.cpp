// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/backup/backup_place.h"

#include <QComboBox>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>

#include "core/net/url.h"
#include "ui/session/studio.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/form_row.h"
#include "ui/widgets/layouts.h"

namespace studio {

namespace {

bool isInStore(const std::string& place) {
    return place.starts_with("s3://");
}

/// An address with a user, a password or a signature in it.
bool holdsSecret(const std::string& address) {
    const auto at = address.find('@');
    return (address.find("://") != std::string::npos && displayUrl(address) != address) ||
           (at != std::string::npos && address.substr(0, at).find(':') != std::string::npos);
}

} // namespace

BackupPlace::BackupPlace(Studio& studio, const QString& key, const QString& label, QWidget* parent)
    : QWidget(parent)
    , studio_(studio)
    , place_(new QComboBox)
    , endpoint_(new QLineEdit) {
    auto* line = new QWidget;
    line->setObjectName(key + QStringLiteral("_line"));
    auto* row = makeRow(kSpaceS, line);
    place_->setObjectName(key);
    place_->setAccessibleName(label);
    place_->setEditable(true);
    place_->setInsertPolicy(QComboBox::NoInsert);
    place_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // places are long
    place_->setMinimumContentsLength(36);
    fillRecent();
    place_->lineEdit()->setPlaceholderText(tr("s3://BUCKET/FOLDER, HOST:FOLDER or a folder"));
    QPushButton* folder = makeButton(key + QStringLiteral("_folder"), tr("Choose folder..."));
    connect(folder, &QPushButton::clicked, this, &BackupPlace::pickFolder);
    row->addWidget(place_, 1);
    row->addWidget(folder);
    endpoint_->setObjectName(key + QStringLiteral("_endpoint"));
    endpoint_->setAccessibleName(tr("Address of the store"));
    endpoint_->setPlaceholderText(tr("AWS_ENDPOINT_URL_S3, else Amazon's"));
    rows_ = {new FormRow(key, label, line), new FormRow(key + QStringLiteral("_store"), tr("Store"), endpoint_)};
    auto* column = makeColumn(kSpaceS, this);
    for (FormRow* each : rows_) {
        each->widenEditor();
        each->dropReset();
        column->addWidget(each);
    }
    connect(place_, &QComboBox::editTextChanged, this, &BackupPlace::follow);
    // One that was used before comes with the store that it is in; what is typed keeps what stands there.
    connect(place_, &QComboBox::activated, this,
            [this] { endpoint_->setText(displayOf(studio_.settings.backupEndpoint(place()))); });
    connect(endpoint_, &QLineEdit::textChanged, this, &BackupPlace::changed);
    follow();
}

std::string BackupPlace::place() const {
    return bytesOf(place_->currentText().trimmed());
}

std::string BackupPlace::endpoint() const {
    return isInStore(place()) ? endpoint_->text().trimmed().toStdString() : std::string();
}

void BackupPlace::setPlace(const std::string& place, const std::string& endpoint) {
    place_->setEditText(QFile::decodeName(place.c_str()));
    endpoint_->setText(displayOf(endpoint));
}

QString BackupPlace::problem() const {
    const std::string now = place();
    if (now.empty())
        return tr("Say where: s3://BUCKET/FOLDER, HOST:FOLDER or a folder");
    if (now.find(':') == std::string::npos && !now.starts_with('/'))
        return tr("A folder is written from the root on: /media/disk/backups");
    if (holdsSecret(now) || holdsSecret(endpoint()))
        return tr("Names and passwords do not belong in an address");
    if (!endpoint().empty() && endpoint().find("://") == std::string::npos)
        return tr("The address of a store begins with https://");
    return {};
}

void BackupPlace::remember() {
    studio_.settings.addRecentBackup(place());
    if (isInStore(place()))
        studio_.settings.setBackupEndpoint(place(), endpoint());
    fillRecent();
}

/// The text stays.
void BackupPlace::fillRecent() {
    const QSignalBlocker quiet(place_);
    const QString text = place_->currentText();
    place_->clear();
    for (const std::string& recent : studio_.settings.recentBackups())
        place_->addItem(QFile::decodeName(recent.c_str()));
    place_->setEditText(text);
}

void BackupPlace::pickFolder() {
    if (const auto folder = studio_.dialogs.pickFolder(tr("Choose a folder"), {}))
        place_->setEditText(*folder);
}

void BackupPlace::follow() {
    const std::string now = place();
    rows_.last()->setVisible(isInStore(now));
    Q_EMIT changed();
}

} // namespace studio
