// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page_frame.h"

class QPushButton;

namespace studio {

class Banner;
class Card;
class GetDataForm;
class Label;
class ProgressLine;
class SegmentedControl;
class Studio;

/// Page Get pictures, beside Data: from archives to a folder that Data can open, with progress, cancel and going on.
class GetDataPage final : public PageFrame {
    Q_OBJECT

public:
    explicit GetDataPage(Studio& studio);

private:
    QWidget* makeProgress();
    GetDataForm* form() const;
    void press();
    void showState();
    void showProgress();
    void showButtons();
    void showBanner();

    Studio& studio_;
    QPushButton* back_;
    QPushButton* go_;
    SegmentedControl* way_;
    GetDataForm* forms_[3] = {};
    Card* progressCard_ = nullptr;
    ProgressLine* progress_ = nullptr;
    Label* note_ = nullptr;
    QPushButton* cancel_ = nullptr;
    Banner* failed_ = nullptr;
};

} // namespace studio
