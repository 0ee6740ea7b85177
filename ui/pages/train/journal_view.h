// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

#include "ui/models/journal_model.h"

namespace studio {

/// Icon, title, time and detail of each event.
class JournalView final : public QListView {
    Q_OBJECT

public:
    explicit JournalView(JournalModel* model, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
};

} // namespace studio
