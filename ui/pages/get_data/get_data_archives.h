// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/get_data/get_data_form.h"

class QCheckBox;
class QLineEdit;
class QPushButton;

namespace studio {

class ElidedLabel;
class GetDataTarget;
class IconView;
class Label;
class Studio;

/// ImageNet's archives, or Kaggle's folder, to class folders.
class GetDataArchives final : public GetDataForm {
    Q_OBJECT

public:
    explicit GetDataArchives(Studio& studio);

    QString verb() const override;
    QString blocker() const override;
    QString about() const override;
    void start() override;

private:
    struct Row {
        IconView* icon = nullptr;
        ElidedLabel* text = nullptr;
    };
    QWidget* makeSources();
    QLayout* makeAddress(const QString& widest);
    QWidget* makeOptions();
    void showLook();
    void showRow(const Row& row, const std::string& path, const QString& missing);
    void showProblem();
    void showSpace();
    void setOptions();
    void chooseFiles();
    void addAddress();
    void chooseSourceFolder();
    void chooseTarget();

    Studio& studio_;
    Row train_, val_, devkit_;
    QLineEdit* address_ = nullptr;
    QPushButton* add_ = nullptr;
    Label* withoutVal_ = nullptr;
    Label* problem_ = nullptr;
    QWidget* problemLine_ = nullptr;
    GetDataTarget* target_ = nullptr;
    QCheckBox* sums_ = nullptr;
    QCheckBox* remove_ = nullptr;
    Label* sumsHint_ = nullptr;
    Label* removeHint_ = nullptr;
};

} // namespace studio
