// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/net/file_sum.h"
#include "ui/pages/get_data/get_data_form.h"
#include "ui/session/remote_length.h"
#include "ui/session/target_look.h"

class QLineEdit;

namespace studio {

class Card;
class ElidedLabel;
class GetDataTarget;
class Studio;

/// Any archive of class folders, a file or an address.
class GetDataAny final : public GetDataForm {
    Q_OBJECT

public:
    explicit GetDataAny(Studio& studio);

    void setSource(const QString& source);
    QString verb() const override;
    QString blocker() const override;
    QString about() const override;
    void start() override;
    void refresh() override;

private:
    QWidget* makeSource();
    QWidget* makeFacts();
    std::string source() const;
    /// False if the text is neither empty nor a sum.
    bool readSums(FileSums& sums) const;
    std::string out() const;
    void showSource();
    void showFacts();
    void showSpace();
    void chooseFile();
    void chooseTarget();

    Studio& studio_;
    std::string parent_;
    QLineEdit* source_ = nullptr;
    QLineEdit* sum_ = nullptr;
    Card* factCard_ = nullptr; ///< of an address; what is known before it is fetched
    ElidedLabel* size_ = nullptr;
    ElidedLabel* check_ = nullptr;
    GetDataTarget* target_ = nullptr;
    RemoteLength length_;
    TargetLook look_;
};

} // namespace studio
