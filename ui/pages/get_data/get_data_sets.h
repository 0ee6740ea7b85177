// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "ui/pages/get_data/get_data_form.h"
#include "ui/session/target_look.h"

class QPushButton;

namespace studio {

class Card;
class ElidedLabel;
class GetDataTarget;
class Studio;
class TableView;
struct KnownSet;

/// A well-known data set: what it is, where it comes from, what it takes; then fetched and unpacked.
class GetDataSets final : public GetDataForm {
    Q_OBJECT

public:
    explicit GetDataSets(Studio& studio);

    QString verb() const override;
    QString blocker() const override;
    QString about() const override;
    void start() override;
    void refresh() override;

private:
    QWidget* makeTable();
    QWidget* makeFacts();
    const KnownSet* set() const;
    std::string out() const;
    void showSet();
    void chooseTarget();

    Studio& studio_;
    std::string parent_; ///< folder in which the set's own folder is made
    TableView* table_ = nullptr;
    Card* factCard_ = nullptr;
    ElidedLabel* from_ = nullptr;
    ElidedLabel* sum_ = nullptr;
    ElidedLabel* terms_ = nullptr;
    QPushButton* termsLink_ = nullptr;
    GetDataTarget* target_ = nullptr;
    TargetLook look_;
};

} // namespace studio
