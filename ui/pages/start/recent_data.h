// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <vector>

#include <QWidget>

#include "ui/pages/start/data_glance.h"

class QGridLayout;

namespace studio {

class DataRow;
class Studio;

/// The data sets that were opened last, on Start; hidden where there are none. Each folder is looked at off the GUI
/// thread, whenever the page comes into view: one on a disk that hangs holds up nothing. GUI thread.
class RecentData final : public QWidget {
    Q_OBJECT

public:
    /// `studio` outlives it.
    explicit RecentData(Studio& studio, QWidget* parent = nullptr);
    void setColumns(int columns);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void refresh();
    void place();
    void look();
    void tell(const std::string& root, const DataGlance& glance);

    Studio& studio_;
    QGridLayout* grid_;
    std::vector<DataRow*> rows_;
    std::set<std::string> looking_; ///< roots that a thread looks at now
    int columns_ = 2;
};

} // namespace studio
