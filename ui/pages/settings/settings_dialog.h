// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include <QDialog>
#include <QList>

class QVBoxLayout;

namespace studio {

class Card;
class ElidedLabel;
class FormRow;
class Studio;

/// How the studio looks and where it works: each choice holds at once and for the next start. Child of the window.
class SettingsDialog final : public QDialog {
    Q_OBJECT

public:
    explicit SettingsDialog(Studio& studio, QWidget* parent = nullptr);

private:
    void fit();
    Card* addCard(QVBoxLayout& column, const QString& title);
    void buildLook(Card& card);
    void buildRuns(Card& card);
    void buildMore(Card& card);
    void addRow(Card& card, const char* key, const QString& label, QWidget* editor);
    void chooseFolder();
    void setFolder(const std::string& folder);
    void showFolder();

    Studio& studio_;
    ElidedLabel* folder_ = nullptr;
    QList<Card*> cards_;
    QList<FormRow*> rows_;
};

/// Opens it, or brings the one that is open to the front.
void showSettings(Studio& studio, QWidget* parent);

} // namespace studio
