// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/recipe/beginning_menu.h"

#include <QKeyEvent>
#include <QWheelEvent>

#include "core/base/text.h"
#include "core/recipe/source_weights.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"

namespace studio {

namespace {

enum Entry { kRandom, kChosen, kRun, kFile };

/// Why no run begins before something else is chosen.
Message toldLost(const std::string& path, const Message& problem) {
    return {BeginningMenu::tr("The weights of the last start cannot be read").toStdString(), displayText(path),
            problem.text(),
            BeginningMenu::tr("A run is to begin with them: choose them again, others, or random weights on the page "
                              "Recipe.")
                .toStdString()};
}

BeginningWeights weightsOf(const std::string& path) {
    const SourceWeights source = openSourceWeights(path);
    BeginningWeights weights{path, source.match.spec, source.blurPool.has_value()};
    weights.network.blurPool = source.blurPool.value_or(false);
    return weights;
}

} // namespace

BeginningMenu::BeginningMenu(Studio& studio, QWidget* parent)
    : ElidedCombo(parent)
    , studio_(studio) {
    setObjectName(QStringLiteral("beginsWith"));
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // a long name does not widen the page
    connect(&studio_.recipe, &RecipeDraft::changed, this, &BeginningMenu::fill);
    connect(this, &QComboBox::activated, this, &BeginningMenu::choose);
    if (const std::string path = studio_.recipe.lost(); !path.empty()) // those of the last start
        lookInto(path);
    fill();
}

void BeginningMenu::fill() {
    const std::string path = studio_.recipe.beginsWith();
    clear();
    addItem(tr("random weights"), kRandom);
    if (const std::string& reading = studio_.recipe.reading(); !reading.empty()) {
        addItem(tr("reading %1...").arg(displayOf(baseName(reading))), kChosen);
        setCurrentIndex(count() - 1);
    } else if (const std::string& lost = studio_.recipe.lost(); !lost.empty()) {
        addItem(tr("%1: cannot be read").arg(displayOf(baseName(lost))), kChosen);
        setItemData(count() - 1, displayOf(lost), Qt::ToolTipRole);
        setCurrentIndex(count() - 1);
    } else if (!path.empty()) {
        addItem(displayOf(baseName(path)), kChosen);
        setItemData(count() - 1, displayOf(path), Qt::ToolTipRole);
        setCurrentIndex(count() - 1);
    }
    insertSeparator(count());
    addItem(tr("The weights of a run..."), kRun);
    addItem(tr("A file of weights..."), kFile);
    const QString which = path.empty() ? currentText() : displayOf(path);
    setToolTip(toolTipText(tr("%1. With weights that have learned before, a run needs fewer pictures and epochs "
                              "(fine-tuning): preset fine-tune. Option: --init.")
                               .arg(which)));
}

void BeginningMenu::choose() {
    const int entry = currentData().toInt();
    fill(); // nothing is chosen before it was looked into
    if (entry == kRandom) {
        look_.forget();
        return studio_.recipe.beginWith({});
    }
    if (const std::string lost = studio_.recipe.lost(); entry == kChosen && !lost.empty())
        return lookInto(lost); // its volume may be back
    if (entry == kRun) {
        const auto folder =
            studio_.dialogs.pickFolder(tr("Begin with the weights of a run"), displayOf(studio_.settings.runsFolder()));
        if (folder)
            lookInto(bytesOf(*folder));
    } else if (entry == kFile) {
        const QStringList files = studio_.dialogs.pickFiles(
            tr("Begin with the weights of a file"), tr("Weights (*.safetensors *.pth *.pt *.bin *.ckpt *.tar)"));
        if (!files.isEmpty())
            lookInto(bytesOf(files.front()));
    }
}

/// Whatever is chosen meanwhile, here or elsewhere, takes the wish back: nobody reads them then.
void BeginningMenu::lookInto(const std::string& path) {
    look_.start([path](const JobControl&) { return weightsOf(path); },
                [this](const BeginningWeights& weights) {
                    if (studio_.recipe.reading() == weights.path)
                        studio_.recipe.beginWith(weights);
                },
                [this, path](const Message& problem) {
                    if (studio_.recipe.reading() != path)
                        return;
                    studio_.recipe.setReading({});
                    studio_.report(path == studio_.recipe.lost() ? toldLost(path, problem) : problem);
                },
                BackgroundJob::Begin::AtOnce);
    studio_.recipe.setReading(path);
}

/// The page is scrolled, not the choice.
void BeginningMenu::wheelEvent(QWheelEvent* event) {
    event->ignore();
}

void BeginningMenu::keyPressEvent(QKeyEvent* event) {
    const bool opens = event->key() == Qt::Key_Up || event->key() == Qt::Key_Down || event->key() == Qt::Key_Space ||
                       event->key() == Qt::Key_F4;
    if (opens)
        return showPopup();
    event->ignore();
}

} // namespace studio
