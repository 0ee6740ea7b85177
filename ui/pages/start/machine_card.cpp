// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/start/machine_card.h"

#include <algorithm>

#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>

#include "core/base/system_info.h"
#include "ui/models/device_words.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"

namespace studio {

MachineCard::MachineCard(Studio& studio, QWidget* parent)
    : QWidget(parent)
    , studio_(studio) {
    auto* card = new Card(tr("This machine"));
    makeColumn(0, this)->addWidget(card);
    QPushButton* copy =
        makeButton(QStringLiteral("copyDetails"), tr("Copy details"), QStringLiteral("copy"), ButtonKind::Link);
    card->addToHead(copy);
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(systemText(studio_)); });
    const QString names[kLines] = {tr("GPU"), tr("CPU"), tr("Memory"), tr("Runs go to"), tr("Sleep")};
    int widest = 0;
    for (const QString& name : names)
        widest = std::max(widest, textWidth(name, roleFont(TextRole::Body, QFont::DemiBold)));
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        auto* line = makeRow(kSpaceS);
        rows_[i].icon = new IconView(QStringLiteral("dots"), 14, Ink::Text3);
        line->addWidget(rows_[i].icon);
        auto* name = (new Label(TextRole::Body, Ink::Text, names[i]))->strong();
        name->setMinimumWidth(widest + kSpaceS);
        line->addWidget(name);
        rows_[i].text = new ElidedLabel(TextRole::Body, Ink::Text2);
        line->addWidget(rows_[i].text, 1);
        rows_[i].box = boxed(line);
        card->body()->addWidget(rows_[i].box);
    }
    rows_[kSleep].box->setObjectName(QStringLiteral("machineSleep"));
    rows_[kSleep].box->hide();
    card->body()->addStretch();
    connect(&studio_.monitor, &SystemMonitor::infoKnown, this, &MachineCard::showAll);
    connect(&studio_.monitor, &SystemMonitor::changed, this, &MachineCard::showAll);
    connect(&studio_.cards, &CardsSession::changed, this, &MachineCard::showCards);
    showAll();
    askForSleep();
}

void MachineCard::show(Line line, bool isKnown, bool isGood, const QString& text) {
    rows_[line].icon->set(!isKnown ? QStringLiteral("dots")
                          : isGood ? QStringLiteral("check")
                                   : QStringLiteral("triangle"),
                          !isKnown ? Ink::Text3
                          : isGood ? Ink::Ok
                                   : Ink::Warning);
    rows_[line].text->setText(text);
}

void MachineCard::showCards() {
    const DeviceInfo* best = studio_.cards.find("auto");
    if (best != nullptr && best->accelerator)
        return show(kGpu, true, true, deviceText(*best));
    const QString why = whyNoCard(studio_);
    const bool isKnown = studio_.monitor.info().cores > 0 && !studio_.cards.isLooking();
    show(kGpu, isKnown, why.isEmpty(),
         !isKnown        ? unknownText()
         : why.isEmpty() ? tr("none: the CPU is fine for small pictures")
                         : why);
}

void MachineCard::showAll() {
    constexpr std::uint64_t kLeastMemory = 1ull << 30, kLeastRoom = 2'000'000'000;
    const SystemInfo& info = studio_.monitor.info();
    const std::uint64_t room = studio_.monitor.diskFreeBytes();
    const bool known = info.cores > 0;
    showCards();
    show(kCpu, known, true,
         known ? tr("%n core(s), %1", nullptr, info.cores).arg(QString::fromStdString(info.cpuName)) : unknownText());
    show(kMemory, known, info.memoryFreeBytes > kLeastMemory,
         known ? tr("%1, %2 free").arg(formatMemory(info.memoryBytes), formatMemory(info.memoryFreeBytes))
               : unknownText());
    show(kRunsFolder, room > 0, room > kLeastRoom,
         tr("%1 free in %2").arg(room > 0 ? formatBytes(room) : unknownText(), displayOf(studio_.runs.folder())));
}

/// Where nothing puts the machine to sleep there is nothing to say of it.
void MachineCard::askForSleep() {
    if (!studio_.services.awakeRefusal)
        return;
    sleepJob_.start([ask = studio_.services.awakeRefusal](const JobControl&) { return ask(); },
                    [this](const std::optional<std::string>& refusal) {
                        if (!refusal)
                            return;
                        const QString text = refusal->empty()
                                                 ? tr("held off while a run trains")
                                                 : tr("may come while a run trains: turn automatic sleep off");
                        show(kSleep, true, refusal->empty(), text);
                        rows_[kSleep].box->setToolTip(refusal->empty() ? QString() : toolTipText(displayOf(*refusal)));
                        rows_[kSleep].box->show();
                    });
}

} // namespace studio
