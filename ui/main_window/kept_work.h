// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QJsonObject>
#include <QObject>

#include "core/dataset/image_folder.h"

namespace studio {

class Studio;

/// Keeps the recipe that is edited and the pictures that are chosen between two starts, also where the first one
/// crashed: each change is written down in the window's settings, both in one note, so that what comes back is of one
/// window, and the recipe is back when this is made. Owned by the window. GUI thread.
class KeptWork final : public QObject {
    Q_OBJECT

public:
    explicit KeptWork(Studio& studio, QObject* parent = nullptr);
    /// The studio ends as it should: what is being looked through then is no suspect at the next start.
    ~KeptWork() override;
    /// Looks through the pictures of the last start as if they were chosen now; what is wrong with them by now is told on
    /// their page. Nothing where some are chosen already, or where the studio ended twice while it looked through these.
    void bringBackPictures();

private:
    void restoreRecipe();
    void keepRecipe();
    void keepData();
    void writeData(const DataSpec& spec);
    bool isKept(const DataSpec& spec) const;
    void keep(const QString& part, const QJsonObject& note);

    Studio& studio_;
    QJsonObject kept_; ///< the note as it is written
    int begun_ = 0;    ///< looks through these pictures that have not come to an end, one for each start
    std::optional<DataSpec> looked_; ///< in this start
};

} // namespace studio
