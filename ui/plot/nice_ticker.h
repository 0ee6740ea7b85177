// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plot/qcustomplot_include.h"

namespace studio {

/// Ticks at 1, 2 or 5 times a power of ten, with exactly the decimals that step needs: neighbouring labels differ, and
/// none shows digits it does not have.
class NiceTicker final : public QCPAxisTicker {
public:
    /// `wholeSteps`: never between two integers (epochs, steps).
    explicit NiceTicker(bool wholeSteps);
    void setWholeSteps(bool on) { wholeSteps_ = on; }
    int decimals() const { return decimals_; }

protected:
    double getTickStep(const QCPRange& range) override;
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;

private:
    bool wholeSteps_;
    int decimals_ = 0;
};

} // namespace studio
