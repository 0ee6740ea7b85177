// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/export/space_examples.h"

#include <algorithm>

#include <QLineEdit>
#include <QPushButton>

#include "ui/session/studio.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/form_row.h"
#include "ui/widgets/layouts.h"

namespace studio {

SpaceExamples::SpaceExamples(Studio& studio, QWidget* parent)
    : QWidget(parent)
    , studio_(studio) {
    QPushButton* choose = makeButton(QStringLiteral("spacePictures"), tr("Choose pictures..."));
    choose->setAccessibleName(choose->text()); // the row would call it what it is of
    choose->setToolTip(tr("Pictures that the page offers to try. They are copied as they are, with the place and time "
                          "that a camera may have written into them."));
    licence_ = new QLineEdit;
    licence_->setObjectName(QStringLiteral("spaceLicence"));
    licence_->setPlaceholderText(QStringLiteral("CC0 1.0"));
    licence_->setToolTip(tr("The licence of these pictures, as everybody will read it."));
    picturesRow_ = new FormRow(QStringLiteral("space_pictures"), tr("Examples"), choose);
    licenceRow_ = new FormRow(QStringLiteral("space_licence"), tr("Their licence"), licence_);
    auto* rows = makeColumn(4, this);
    for (FormRow* row : {picturesRow_, licenceRow_}) {
        row->dropReset();
        rows->addWidget(row);
    }
    licenceRow_->widenEditor();
    connect(choose, &QPushButton::clicked, this, &SpaceExamples::choose);
    connect(licence_, &QLineEdit::textChanged, this, &SpaceExamples::changed);
    showCount();
}

std::string SpaceExamples::licence() const {
    return licence_->text().trimmed().toStdString();
}

QString SpaceExamples::problem() const {
    return pictures_.empty() || !licence().empty() ? QString() : tr("Say under which licence the pictures are.");
}

int SpaceExamples::labelWidthHint() const {
    return std::max(picturesRow_->labelWidthHint(), licenceRow_->labelWidthHint());
}

void SpaceExamples::setLabelWidth(int width) {
    picturesRow_->setLabelWidth(width);
    licenceRow_->setLabelWidth(width);
}

/// A dialog that is closed chooses none: they are as before.
void SpaceExamples::choose() {
    const QStringList files = studio_.dialogs.pickFiles(
        tr("Choose pictures"), tr("Pictures (*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.JPEG *.JPG)"));
    if (files.isEmpty())
        return;
    pictures_.clear();
    for (const QString& file : files)
        pictures_.push_back(bytesOf(file));
    showCount();
    Q_EMIT changed();
}

void SpaceExamples::showCount() {
    picturesRow_->setHint(pictures_.empty() ? tr("none")
                                            : tr("%n picture(s)", nullptr, static_cast<int>(pictures_.size())));
    licenceRow_->setEnabled(!pictures_.empty());
}

} // namespace studio
