// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QWidget>

class QLineEdit;

namespace studio {

class FormRow;
class Studio;

/// What goes into a Space beside the network: pictures for its page to offer, and the licence that they are under.
/// Owned by the export's dialog. GUI thread.
class SpaceExamples final : public QWidget {
    Q_OBJECT

public:
    explicit SpaceExamples(Studio& studio, QWidget* parent = nullptr);

    const std::vector<std::string>& pictures() const { return pictures_; }
    std::string licence() const;
    /// Why the Space cannot be made so; empty = it can.
    QString problem() const;
    /// Of the widest label, for a form that this is a part of.
    int labelWidthHint() const;
    void setLabelWidth(int width);

Q_SIGNALS:
    void changed();

private:
    void choose();
    void showCount();

    Studio& studio_;
    FormRow* picturesRow_ = nullptr;
    FormRow* licenceRow_ = nullptr;
    QLineEdit* licence_ = nullptr;
    std::vector<std::string> pictures_;
};

} // namespace studio
