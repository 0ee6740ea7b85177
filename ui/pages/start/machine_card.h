// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>
#include <string>

#include <QWidget>

#include "ui/job/background_job.h"

namespace studio {

class ElidedLabel;
class IconView;
class Studio;

/// What this machine offers a run, on the page Start: each line with a check, or a triangle where something is wrong; a
/// dash where it is not known yet, or not any more. Owned by the page; GUI thread.
class MachineCard final : public QWidget {
    Q_OBJECT

public:
    explicit MachineCard(Studio& studio, QWidget* parent = nullptr);

private:
    enum Line { kGpu, kCpu, kMemory, kRunsFolder, kSleep, kLines };
    struct Row {
        QWidget* box = nullptr;
        IconView* icon = nullptr;
        ElidedLabel* text = nullptr;
    };
    void show(Line line, bool isKnown, bool isGood, const QString& text);
    void showAll();
    void showCards();
    void askForSleep();

    Studio& studio_;
    std::array<Row, kLines> rows_;
    BackgroundJob sleepJob_; ///< the login manager may take its time
};

} // namespace studio
