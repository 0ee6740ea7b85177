// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include <QDialog>
#include <QString>

#include "core/recipe/rate_plan.h"

class QLineEdit;
class QPushButton;
class QSpinBox;

namespace studio {

class FormRow;
class Label;
class Studio;

/// Changes learning rate and number of epochs of the run that trains, from its next epoch on; says what comes of it
/// before it is done. Follows the run while it is open, and goes with it. Child of the window. GUI thread.
class PlanDialog final : public QDialog {
    Q_OBJECT

public:
    explicit PlanDialog(Studio& studio, QWidget* parent = nullptr);

private:
    void build();
    void follow();
    void check();
    void showNext();
    void apply();
    void noteOther(int planned);
    PlanPosition position() const;
    PlanWish wish() const;

    Studio& studio_;
    Label* next_ = nullptr;
    QLineEdit* rate_ = nullptr;
    QSpinBox* epochs_ = nullptr;
    FormRow* rateRow_ = nullptr;
    FormRow* epochsRow_ = nullptr;
    QPushButton* change_ = nullptr;
    std::int64_t epoch_ = -1; ///< that the words were written for
    QString elsewhere_;       ///< what another has changed while the dialog was open
};

/// Opens it, or brings the one that is open to the front.
void showPlan(Studio& studio, QWidget* parent);

} // namespace studio
