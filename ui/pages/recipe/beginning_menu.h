// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/job/background_job.h"
#include "ui/widgets/elided_combo.h"

namespace studio {

class Studio;

/// What the next run begins with: random weights, or those of a run, a checkpoint or a file from somewhere else. What
/// is chosen is looked into, and the recipe gets its network; what cannot be read is said and changes nothing. GUI
/// thread.
class BeginningMenu final : public ElidedCombo {
    Q_OBJECT

public:
    explicit BeginningMenu(Studio& studio, QWidget* parent = nullptr);

protected:
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void fill();
    void choose();
    void lookInto(const std::string& path);

    Studio& studio_;
    BackgroundJob look_; ///< of the choice made last
};

} // namespace studio
