// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QImage>
#include <QList>
#include <QWidget>

#include "core/dataset/image_folder.h"
#include "core/transform/augment.h"
#include "core/transform/auto_augment.h"
#include "core/transform/mixing.h"
#include "ui/job/background_job.h"

namespace studio {

class Studio;

/// The first training batch of an epoch as the network gets it: real pictures through the recipe's crops, flips,
/// colours and mixtures, the very ones a run of this recipe begins the epoch with. Made off the GUI thread. GUI thread.
class BatchPreview final : public QWidget {
    Q_OBJECT

public:
    /// Shows the first `pictures` of the batch, in as many columns as give the largest cells.
    explicit BatchPreview(Studio& studio, int pictures = 18, QWidget* parent = nullptr);
    /// Draws the batch again if the data or what the recipe does to pictures changed, as soon as somebody sees it;
    /// `another` takes the next epoch.
    void refresh(bool another);
    int count() const { return static_cast<int>(images_.size()); }
    std::uint32_t epoch() const { return epoch_; }
    bool isLoading() const { return job_.isRunning(); }
    /// What is shown in place of pictures; empty when there are some.
    QString placeholder() const;
    QSize sizeHint() const override { return {330, 180}; }

Q_SIGNALS:
    void changed(); ///< another epoch, or its pictures are there

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    /// What a batch follows from.
    struct Wish {
        std::shared_ptr<const ImageFolder> data;
        std::int64_t seed = 0, batchSize = 0, imageSize = 0;
        double cropMin = 0, cropMax = 0;
        AugmentSpec augment;
        AutoAugmentSpec autoAugment;
        MixSpec mix;
        std::uint32_t epoch = 0;
        bool operator==(const Wish&) const = default;
    };
    struct Shown {
        QImage image;
        QString note; ///< file and what was done to it
    };
    Wish wish() const;
    static QList<Shown> makeBatch(const Wish& wish, std::size_t pictures, const std::stop_token& stop);
    static void mix(QList<Shown>& images, const BatchMix& mix);
    QRectF cell(int index) const;

    Studio& studio_;
    BackgroundJob job_;
    QList<Shown> images_;
    QString failure_;
    Wish wish_; ///< of what is shown or being made
    bool stale_ = true;
    std::uint32_t epoch_ = 1;
    int pictures_;
};

} // namespace studio
