// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/classify/classify_empty.h"

#include <QPushButton>

#include "ui/pages/classify/example_view.h"
#include "ui/session/example_pictures.h"
#include "ui/session/studio.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"

namespace studio {

ClassifyEmpty::ClassifyEmpty(Studio& studio, ExamplePictures& examples, QWidget* parent)
    : QWidget(parent)
    , studio_(studio)
    , examples_(examples)
    , state_(new EmptyState(QStringLiteral("classify"), {}, {}))
    , title_(new Label(TextRole::Body, Ink::Text2)) {
    QPushButton* choose =
        state_->addButton(QStringLiteral("emptyChoose"), tr("Choose pictures..."), QStringLiteral("picture"));
    QPushButton* paste = state_->addButton(QStringLiteral("emptyPaste"), tr("Paste"), QStringLiteral("copy"));
    train_ = state_->addButton(QStringLiteral("emptyTrain"), tr("Go to Recipe"), QStringLiteral("sliders"));
    open_ = state_->addButton(QStringLiteral("emptyOpenRun"), tr("Open run..."), QStringLiteral("folder"));
    connect(choose, &QPushButton::clicked, this, &ClassifyEmpty::chooseClicked);
    connect(paste, &QPushButton::clicked, this, &ClassifyEmpty::pasteClicked);
    connect(train_, &QPushButton::clicked, this, [this] { studio_.show(Page::Recipe); });
    connect(open_, &QPushButton::clicked, this, [this] {
        if (const auto folder = studio_.dialogs.pickFolder(tr("Choose a run folder"), displayOf(studio_.runs.folder())))
            studio_.openRun(bytesOf(*folder));
    });
    QPushButton* others =
        makeButton(QStringLiteral("emptyOthers"), tr("Others"), QStringLiteral("dice"), ButtonKind::Link);
    connect(others, &QPushButton::clicked, &examples, &ExamplePictures::showOthers);
    auto* line = makeRow();
    line->addWidget(title_, 1);
    line->addWidget(others);
    auto* inner = makeColumn();
    inner->addLayout(line);
    inner->addWidget(new ExampleView(studio_, examples_, QStringLiteral("emptyExamples"), 10, 5, 96));
    box_ = boxed(inner);
    auto* card = new Card;
    card->body()->addStretch(1);
    card->body()->addWidget(state_);
    card->body()->addWidget(box_, 0, Qt::AlignHCenter);
    card->body()->addStretch(2);
    makeColumn(0, this)->addWidget(card);
    connect(&examples_, &ExamplePictures::changed, this, &ClassifyEmpty::showExamples);
    setHasNetwork(false);
    showExamples();
}

void ClassifyEmpty::setHasNetwork(bool has) {
    if (has)
        state_->setTexts(tr("Drop pictures here"),
                         tr("Or paste one, or choose files. A folder is looked through; pictures from a folder named "
                            "like a class are marked right or wrong."));
    else
        state_->setTexts(tr("Needs a trained network"), tr("Train one, open a run, or drop a file of weights on the "
                                                           "window. Pictures can wait here already."));
    train_->setVisible(!has);
    open_->setVisible(!has);
}

void ClassifyEmpty::showExamples() {
    box_->setVisible(!examples_.paths().empty());
    title_->setText(examples_.areValidation() ? tr("Or try a validation picture")
                                              : tr("Or try one of the pictures that it was trained on"));
}

} // namespace studio
