// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/recipe/beginning_menu.h"

#include "core/base/text.h"
#include "core/recipe/source_weights.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"

namespace studio {

/// Weights that were looked into.
struct BeginningFound {
    std::string path;
    ModelSpec network;
    bool hasBlurPool = false; ///< network.blurPool is known
};

namespace {

enum Entry { kRandom, kChosen, kRun, kFile };

BeginningFound foundIn(const std::string& path) {
    const SourceWeights source = openSourceWeights(path);
    BeginningFound found{path, source.match.spec, source.blurPool.has_value()};
    found.network.blurPool = source.blurPool.value_or(false);
    return found;
}

} // namespace

BeginningMenu::BeginningMenu(Studio& studio, QWidget* parent)
    : ElidedCombo(parent)
    , studio_(studio) {
    setObjectName(QStringLiteral("beginsWith"));
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // a long name does not widen the page
    connect(&studio_.recipe, &RecipeDraft::changed, this, &BeginningMenu::fill);
    connect(this, &QComboBox::activated, this, &BeginningMenu::choose);
    fill();
}

void BeginningMenu::fill() {
    const std::string& path = studio_.recipe.beginsWith();
    clear();
    addItem(tr("random weights"), kRandom);
    if (!path.empty()) {
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
    if (entry == kRandom)
        return studio_.recipe.setBeginsWith({});
    if (entry == kRun) {
        const auto folder =
            studio_.dialogs.pickFolder(tr("Begin with the weights of a run"), displayOf(studio_.settings.runsFolder()));
        if (folder)
            lookInto(bytesOf(*folder));
    } else if (entry == kFile) {
        const QStringList files = studio_.dialogs.pickFiles(tr("Begin with the weights of a file"),
                                                            tr("Weights (*.safetensors *.pth *.pt *.bin *.tar)"));
        if (!files.isEmpty())
            lookInto(bytesOf(files.front()));
    }
}

void BeginningMenu::lookInto(const std::string& path) {
    studio_.files.run(
        this, [path](const JobControl&) { return foundIn(path); },
        [this](const BeginningFound& found) { take(found); });
}

void BeginningMenu::take(const BeginningFound& found) {
    RecipeDraft& recipe = studio_.recipe;
    recipe.setValue("model", found.network.name);
    if (!isCifarFamily(found.network.name))
        recipe.setValue("stem", found.network.stem == Stem::Small ? "small" : "standard");
    if (found.hasBlurPool)
        recipe.setValue("blurpool", found.network.blurPool ? "true" : "false");
    recipe.setBeginsWith(found.path);
}

} // namespace studio
