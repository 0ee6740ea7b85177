// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/sensors/sensor_panel.h"

#include <optional>

#include <QGridLayout>

#include "ui/pages/sensors/sensor_tile.h"
#include "ui/pages/train/refresh_pace.h"
#include "ui/session/studio.h"
#include "ui/theme/theme.h"
#include "ui/widgets/layouts.h"

namespace studio {

namespace {

constexpr int kPauseMs = 500;
constexpr int kColumns = 2;
constexpr double kHottest = 100, kWhole = 100;

double inGib(std::uint64_t bytes) {
    return static_cast<double>(bytes) / (1024.0 * 1024 * 1024);
}

} // namespace

SensorPanel::SensorPanel(Studio& studio, QWidget* parent)
    : QWidget(parent)
    , studio_(studio)
    , grid_(plainLayout<QGridLayout>(kSpaceS, this)) {
    const auto curve = [this](const char* objectName, const QString& name, const QString& unit, int decimals) {
        return new SensorCurve(QLatin1String(objectName), name, unit, decimals, this);
    };
    const QString percent = QStringLiteral("%"), gib = QStringLiteral("GiB");
    busy_ = curve("sensorBusy", tr("GPU"), percent, 0);
    cardMemory_ = curve("sensorCardMemory", tr("VRAM"), gib, 1);
    temperature_ = curve("sensorTemperature", tr("Temperature"), QStringLiteral("°C"), 0);
    power_ = curve("sensorPower", tr("Power"), QStringLiteral("W"), 0);
    clock_ = curve("sensorClock", tr("Clock"), QStringLiteral("MHz"), 0);
    cpu_ = curve("sensorCpu", tr("CPU"), percent, 0);
    memory_ = curve("sensorMemory", tr("RAM"), gib, 1);
    disk_ = new VolumeTile(QStringLiteral("sensorDisk"), tr("Disk"), this);
    grid_->setHorizontalSpacing(kSpaceL);
    for (int column = 0; column < kColumns; ++column)
        grid_->setColumnStretch(column, 1);
    pace_ = new RefreshPace(this, [this] { refresh(); });
    pace_->setPause(kPauseMs);
    pace_->obeySlowRefresh(studio);
    connect(&studio.cardMonitor, &CardMonitor::changed, this, &SensorPanel::takeCard);
    connect(&studio.monitor, &SystemMonitor::loadRead, this, &SensorPanel::takeLoad);
    connect(&studio.monitor, &SystemMonitor::changed, pace_, &RefreshPace::ask);
    connect(&studio.training, &TrainingSession::historyReset, this, [this](HistoryChange change) {
        if (change == HistoryChange::OtherRun)
            otherRun();
    });
    takeLoad();
    pace_->now();
}

/// It may train on another card.
void SensorPanel::otherRun() {
    for (SensorCurve* curve : {busy_, cardMemory_, temperature_, power_, clock_})
        curve->clear();
    pace_->ask();
}

void SensorPanel::takeCard() {
    const CardReading none;
    const CardReading& reading = studio_.cardMonitor.reading() ? *studio_.cardMonitor.reading() : none;
    const auto now = SensorHistory::Clock::now();
    const auto used = reading.memoryUsedBytes ? std::optional(inGib(*reading.memoryUsedBytes)) : std::nullopt;
    busy_->add(reading.utilisationPercent, kWhole, now);
    cardMemory_->add(used, inGib(reading.memoryBytes.value_or(0)), now);
    temperature_->add(reading.temperatureCelsius, kHottest, now);
    power_->add(reading.powerWatts, reading.powerLimitWatts.value_or(0), now);
    clock_->add(reading.smClockMhz, reading.smClockMaxMhz.value_or(0), now);
    pace_->ask();
}

void SensorPanel::takeLoad() {
    const SystemLoad& load = studio_.monitor.load();
    const auto now = SensorHistory::Clock::now();
    cpu_->add(load.cpuFraction >= 0 ? std::optional(load.cpuFraction * kWhole) : std::nullopt, kWhole, now);
    memory_->add(load.memoryBytes > 0 ? std::optional(inGib(load.memoryUsedBytes)) : std::nullopt,
                 inGib(load.memoryBytes), now);
    pace_->ask();
}

void SensorPanel::refresh() {
    for (SensorCurve* curve : {busy_, cardMemory_, temperature_, power_, clock_, cpu_, memory_})
        curve->refresh();
    const SystemMonitor& monitor = studio_.monitor;
    disk_->set(monitor.runDiskFreeBytes(), monitor.runDiskTotalBytes(), monitor.isRunDiskSilent());
    arrange();
}

int SensorPanel::mostHeight() const {
    constexpr int kTiles = 8, kRows = (kTiles + kColumns - 1) / kColumns;
    return kRows * disk_->sizeHint().height() + (kRows - 1) * kSpaceS;
}

/// Those that tell something stand side by side, without a hole.
void SensorPanel::arrange() {
    std::vector<SensorTile*> told;
    for (SensorCurve* curve : {busy_, cardMemory_, temperature_, power_, clock_, cpu_, memory_}) {
        if (curve->isTold())
            told.push_back(curve);
        else
            curve->hide();
    }
    told.push_back(disk_);
    if (told == placed_)
        return;
    for (SensorTile* tile : placed_)
        grid_->removeWidget(tile);
    for (int i = 0; i < static_cast<int>(told.size()); ++i) {
        grid_->addWidget(told[i], i / kColumns, i % kColumns);
        told[i]->show();
    }
    placed_ = std::move(told);
}

} // namespace studio
