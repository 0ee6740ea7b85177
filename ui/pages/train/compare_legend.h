// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include <QWidget>

class QGridLayout;

namespace studio {

class TrainOverlay;
struct ComparedRun;

/// The compared runs by name, above the plots: a click hides and shows one, the cross beside it takes it away, pointing
/// at a grey one makes it stand out. Takes no room while nothing is compared. Owned by the plots of the Train page; GUI
/// thread.
class CompareLegend final : public QWidget {
    Q_OBJECT

public:
    explicit CompareLegend(TrainOverlay& overlay, QWidget* parent = nullptr);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void refresh();
    QWidget* makeEntry(const ComparedRun& run);
    QString wordsFor(const ComparedRun& run) const;

    TrainOverlay& overlay_;
    QGridLayout* grid_;
    QStringList shown_; ///< what the entries say, to make them anew only where that changed
};

} // namespace studio
