// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/data/data_empty.h"

#include <algorithm>

#include <QPainter>
#include <QPushButton>

#include "ui/theme/paint.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"

namespace studio {

namespace {

constexpr int kWidest = 1100; ///< beyond it the lines grow too long to be read

/// A box with a broken edge: something may be dropped here.
class DropBox final : public QWidget {
public:
    explicit DropBox(QWidget* inside) {
        makeColumn(0, this)->addWidget(inside);
        repaintOnTheme(this);
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(colors().surface);
        QPen pen(colors().control, 1.5, Qt::CustomDashLine, Qt::FlatCap);
        pen.setDashPattern({6, 4});
        painter.setPen(pen);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), kRadiusCard, kRadiusCard);
    }
};

struct TreeLine {
    int depth;
    const char* name;
    int pictures; ///< in it; 0 = it holds folders
};

QWidget* makeTree(const QString& title, const QString& spoken, std::initializer_list<TreeLine> lines) {
    auto* card = new Card(title);
    card->setAccessibleName(title);
    card->setAccessibleDescription(spoken);
    card->body()->setSpacing(kSpaceXs);
    for (const TreeLine& line : lines) {
        auto* row = makeRow(kSpaceS);
        row->addSpacing(line.depth * kSpaceXl);
        row->addWidget(new IconView(QStringLiteral("folder"), 15, Ink::Text3));
        row->addWidget(new Label(TextRole::Body, Ink::Text, QLatin1String(line.name)));
        if (line.pictures > 0)
            row->addWidget(
                new Label(TextRole::Caption, Ink::Text3, DataEmpty::tr("%Ln picture(s)", nullptr, line.pictures)));
        row->addStretch(1);
        card->body()->addLayout(row);
    }
    card->body()->addStretch(1);
    return card;
}

} // namespace

DataEmpty::DataEmpty(QWidget* parent)
    : QWidget(parent) {
    auto* cards = makeRow(kSpaceM);
    cards->addWidget(makeTree(tr("Train and val folders"),
                              tr("A train and a val folder, each with one folder per class"),
                              {{0, "pictures/", 0},
                               {1, "train/", 0},
                               {2, "cat/", 1300},
                               {2, "dog/", 1300},
                               {1, "val/", 0},
                               {2, "cat/", 50},
                               {2, "dog/", 50}}),
                     1);
    cards->addWidget(makeTree(tr("One folder per class"), tr("A folder with one folder per class"),
                              {{0, "pictures/", 0}, {1, "cat/", 412}, {1, "dog/", 388}, {1, "horse/", 395}}),
                     1);
    cards->addWidget(makeFacts(), 1);
    auto* column = makeColumn(kSpaceM);
    column->addWidget(makeDrop(), 3);
    column->addLayout(cards);
    column->addStretch(2);
    QWidget* inside = boxed(column);
    inside->setMaximumWidth(kWidest);
    auto* centred = makeRow(0, this);
    centred->addStretch(1);
    centred->addWidget(inside, 1000);
    centred->addStretch(1);
}

QWidget* DataEmpty::makeDrop() {
    auto* empty = new EmptyState(QStringLiteral("pictures"), tr("Drop a folder of pictures here"),
                                 tr("Anywhere in the window works. Files are read, never moved or changed."));
    choose_ = empty->addButton(QStringLiteral("chooseFolder"), tr("Choose folder..."), QStringLiteral("folder"), true);
    sample_ = empty->addButton(QStringLiteral("makeSample"), tr("Make the sample"), QStringLiteral("play"));
    get_ = empty->addButton(QStringLiteral("getDataEmpty"), tr("Get pictures..."), QStringLiteral("download"));
    return new DropBox(empty);
}

QWidget* DataEmpty::makeFacts() {
    auto* card = new Card(tr("Good to know"));
    for (const QString& fact :
         {tr("JPEG, PNG, WebP, BMP and TIFF. The content decides, not the name."),
          tr("Without a val folder, one picture in ten is held back for validation."),
          tr("Unreadable pictures are named, and in training replaced by others of their class.")})
        card->body()->addWidget((new Label(TextRole::Body, Ink::Text2, fact))->wrapped());
    card->body()->addStretch(1);
    return card;
}

} // namespace studio
