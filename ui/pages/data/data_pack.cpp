// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/data_pack.h"

#include <QComboBox>
#include <QPushButton>

#include "core/base/text.h"
#include "ui/models/engine_words.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/elided_combo.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/progress_line.h"

namespace studio {

DataPack::DataPack(Studio& studio, QWidget* parent)
    : QWidget(parent)
    , studio_(studio)
    , presets_(new ElidedCombo)
    , text_(new ElidedLabel(TextRole::Caption, Ink::Text2))
    , progress_(new ProgressLine)
    , go_(makeButton(QStringLiteral("packGo"), {}))
    , cancel_(makeButton(QStringLiteral("packCancel"), tr("Cancel"))) {
    text_->setObjectName(QStringLiteral("packText"));
    progress_->setObjectName(QStringLiteral("packProgress"));
    presets_->setObjectName(QStringLiteral("packPreset"));
    presets_->setAccessibleName(tr("Form of the packed set"));
    for (const PackPreset& preset : packPresets()) {
        presets_->addItem(QString::fromStdString(preset.name));
        presets_->setItemData(presets_->count() - 1, toolTipText(engineWords(preset.about)), Qt::ToolTipRole);
    }
    presets_->setCurrentText(QString::fromStdString(PackOptions().preset));
    auto* row = makeRow(8, this);
    row->addWidget(new Label(TextRole::Caption, Ink::Text2, tr("Packed set:")));
    row->addWidget(presets_);
    row->addWidget(text_, 1);
    row->addWidget(progress_, 1);
    row->addWidget(go_);
    row->addWidget(cancel_);
    connect(presets_, &QComboBox::activated, this, [this] {
        if (studio_.pack.state() != PackState::Missing)
            studio_.pack.estimate(presets_->currentText().toStdString());
        else
            showState();
    });
    connect(go_, &QPushButton::clicked, this, &DataPack::press);
    connect(cancel_, &QPushButton::clicked, this, [this] { studio_.pack.cancel(); });
    connect(&studio_.pack, &PackSession::changed, this, &DataPack::showState);
    showState();
}

void DataPack::press() {
    PackSession& pack = studio_.pack;
    switch (pack.state()) {
    case PackState::Missing:
        pack.estimate(presets_->currentText().toStdString());
        return;
    case PackState::Estimated:
        if (mayReplace())
            pack.start();
        return;
    case PackState::Stopped:
        pack.start();
        return;
    case PackState::Ready: {
        const std::string asked = pack.found()->folder; // the answer is for this one, whatever is found by then
        if (studio_.dialogs.ask(tr("Delete the packed set?"),
                                tr("%1, %2. The pictures it was made from stay as they are.")
                                    .arg(displayOf(asked), formatBytes(pack.found()->bytes)),
                                {tr("Delete")}, true) == 0 &&
            pack.state() == PackState::Ready && pack.found()->folder == asked)
            pack.remove();
        return;
    }
    default:
        return;
    }
}

bool DataPack::mayReplace() const {
    const PackSession& pack = studio_.pack;
    const PackEstimate takes = pack.estimate(); // a copy: the answer is for this one, whatever is estimated by then
    if (takes.replaces.empty())
        return true;
    const int choice = studio_.dialogs.ask(
        tr("Replace the packed set that is there?"),
        tr("%1, %2: it cannot be used for these pictures (%3). It is deleted when the new one "
           "is whole. The pictures it was made from stay as they are.")
            .arg(displayOf(takes.folder), formatBytes(takes.replacedBytes), QString::fromStdString(takes.replaces)),
        {tr("Replace")}, true);
    return choice == 0 && pack.state() == PackState::Estimated && pack.estimate().folder == takes.folder &&
           pack.estimate().replaces == takes.replaces;
}

QString DataPack::stateText() const {
    const PackSession& pack = studio_.pack;
    const PackEstimate& takes = pack.estimate();
    switch (pack.state()) {
    case PackState::Missing:
        return engineWords(findPackPreset(presets_->currentText().toStdString()).about);
    case PackState::Estimating:
        return tr("Encoding some pictures to see what it takes");
    case PackState::Estimated:
        return (takes.replaces.empty()
                    ? QString()
                    : tr("Replaces one of %1 that is there. ").arg(formatBytes(takes.replacedBytes))) +
               (takes.changed > 0 ? tr("Files that changed since it was made: %1. ").arg(formatCount(takes.changed))
                                  : QString()) +
               (takes.done > 0 ? tr("Goes on at picture %1. ").arg(formatCount(takes.done)) : QString()) +
               tr("Takes %1 beside the pictures and about %2; %3 free")
                   .arg(formatBytes(takes.bytesToWrite), formatRemaining(takes.seconds), formatBytes(takes.freeBytes));
    case PackState::Stopped:
        return tr("Stopped at picture %1 of %2; it goes on from there")
            .arg(formatCount(pack.status().done), formatCount(pack.status().total));
    case PackState::Ready: {
        const QString what = tr("%1, %2: training reads it in place of the files")
                                 .arg(QString::fromStdString(pack.found()->preset), formatBytes(pack.found()->bytes));
        return pack.found()->damaged > 0 ? tr("%1; %2").arg(what, tr("%n picture(s) could not be packed", nullptr,
                                                                     static_cast<int>(pack.found()->damaged)))
                                         : what;
    }
    case PackState::Deleting:
        return tr("Deleting it");
    default:
        return tr("Looking for one");
    }
}

void DataPack::showState() {
    const PackSession& pack = studio_.pack;
    const PackState state = pack.state();
    const bool packing = state == PackState::Packing, working = packing || state == PackState::Estimating;
    const bool hadFocus = working ? go_->hasFocus() : cancel_->hasFocus();
    text_->setText(stateText());
    text_->setVisible(!packing);
    progress_->setVisible(packing);
    if (packing) {
        const PackStatus& status = pack.status();
        progress_->setCaptions(
            pack.isStopping() ? tr("Stopping")
            : pack.hasNext()  ? tr("Packing %1 first: %2 of %3")
                                   .arg(displayOf(baseName(pack.data()->spec.root)), formatCount(status.done),
                                        formatCount(status.total))
                             : tr("Packing: %1 of %2").arg(formatCount(status.done), formatCount(status.total)),
            status.secondsLeft < 0 ? QString() : tr("%1 left").arg(formatRemaining(status.secondsLeft)));
        progress_->setFraction(status.total > 0 ? static_cast<double>(status.done) / static_cast<double>(status.total)
                                                : -1);
    }
    presets_->setVisible(state != PackState::Ready && state != PackState::NoData && state != PackState::Deleting);
    presets_->setEnabled(!packing && state != PackState::Estimating);
    go_->setVisible(!working && state != PackState::NoData && state != PackState::Deleting);
    go_->setText(state == PackState::Missing ? tr("Make a packed set...")
                 : state == PackState::Estimated
                     ? (pack.estimate().replaces.empty() ? tr("Make it") : tr("Replace it..."))
                 : state == PackState::Stopped ? tr("Continue")
                                               : tr("Delete..."));
    go_->setToolTip(state == PackState::Missing
                        ? tr("Packs the pictures into one file that is read and decoded faster; tells first what it "
                             "takes")
                        : QString());
    cancel_->setVisible(working || state == PackState::Estimated);
    cancel_->setEnabled(!pack.isStopping());
    if (hadFocus && state != PackState::Deleting)
        (working ? cancel_ : go_)->setFocus(); // a button that goes takes the focus to some other one
}

} // namespace studio
