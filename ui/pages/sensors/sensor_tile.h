// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include <QWidget>

#include "ui/pages/sensors/sensor_history.h"

class QPainter;

namespace studio {

/// One sensor of the details on Train: its name, its value now, and below a small picture. Painted, with the same in
/// words for screen readers and as tooltip.
class SensorTile : public QWidget {
    Q_OBJECT

public:
    SensorTile(const QString& objectName, const QString& name, QWidget* parent = nullptr);
    QString value() const { return value_; }
    QSize sizeHint() const override;

protected:
    /// `about`: more than name and value, as a whole sentence of words.
    void say(const QString& value, const QString& about);
    QString name() const { return name_; }
    virtual void paintPicture(QPainter& painter, const QRectF& place) = 0;
    void paintEvent(QPaintEvent* event) override;

private:
    QString name_, value_;
};

/// A curve of the last minutes beside its highest and lowest value. Its scale begins at 0.
class SensorCurve final : public SensorTile {
    Q_OBJECT

public:
    /// `unit`: behind the value; the values are given in it.
    SensorCurve(const QString& objectName, const QString& name, const QString& unit, int decimals,
                QWidget* parent = nullptr);
    /// Nothing = the sensor does not tell. `top`: end of the scale; what is higher raises it, 0 = not known. Cheap:
    /// words and picture follow with refresh().
    void add(std::optional<double> value, double top, SensorHistory::Clock::time_point now);
    bool isTold() const { return isTold_; }
    void clear();
    const SensorHistory& history() const { return history_; }
    /// Says and paints what was added.
    void refresh();

protected:
    void paintPicture(QPainter& painter, const QRectF& place) override;

private:
    void paintCurve(QPainter& painter, const QRectF& place) const;
    QString number(double value) const;

    SensorHistory history_;
    QString unit_;
    int decimals_;
    double top_ = 0;
    bool isTold_ = false;
};

/// How full a volume is.
class VolumeTile final : public SensorTile {
    Q_OBJECT

public:
    VolumeTile(const QString& objectName, const QString& name, QWidget* parent = nullptr);
    /// `total` 0 = not known: not yet, or since it is silent.
    void set(std::uint64_t free, std::uint64_t total, bool isSilent);

protected:
    void paintPicture(QPainter& painter, const QRectF& place) override;

private:
    std::uint64_t free_ = 0, total_ = 0;
};

} // namespace studio
