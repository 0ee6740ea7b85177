// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/classify/attention_card.h"

#include <initializer_list>

#include <QSlider>

#include "ui/pages/classify/classify_views.h"
#include "ui/session/classify_session.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_combo.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"

namespace studio {

AttentionCard::AttentionCard(ClassifySession& session, QWidget* parent)
    : QWidget(parent)
    , session_(session)
    , card_(new Card(tr("Where it looks")))
    , class_(new ElidedCombo)
    , view_(new CropView(true))
    , strength_(new QSlider(Qt::Horizontal))
    , words_((new Label(TextRole::Caption, Ink::Text2))->wrapped()) {
    class_->setObjectName(QStringLiteral("attentionClass"));
    class_->setAccessibleName(tr("Class that is looked for"));
    class_->setMinimumContentsLength(16); // where there is room
    onTheme(this, [this] { class_->setMinimumWidth(QFontMetrics(baseFont()).averageCharWidth() * 12); });
    class_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    class_->setToolTip(tr("What in the picture speaks for this class (Grad-CAM)"));
    view_->setObjectName(QStringLiteral("attentionView"));
    strength_->setObjectName(QStringLiteral("attentionStrength"));
    strength_->setAccessibleName(tr("Strength of the map over the picture"));
    strength_->setToolTip(tr("How strongly the map is drawn over the picture; 0 shows the picture alone"));
    strength_->setRange(0, 100);
    strength_->setValue(70);
    words_->setObjectName(QStringLiteral("attentionWords"));
    card_->addToHead(class_);
    card_->body()->addWidget(view_, 1);
    card_->body()->addWidget(words_);
    card_->body()->addWidget(strength_);
    makeColumn(0, this)->addWidget(card_);
    connect(&session_, &ClassifySession::attentionChanged, this, [this] {
        ask(); // what was computed may be dropped with a network or at a stop
        showHeat();
    });
    connect(class_, &QComboBox::activated, this, &AttentionCard::ask);
    connect(strength_, &QSlider::valueChanged, this, &AttentionCard::showHeat);
    setItem(nullptr);
}

const ClassifyItem* AttentionCard::item() const {
    const ClassifyItem* item = session_.find(id_);
    return item != nullptr && item->state == ClassifyItem::State::Done ? item : nullptr;
}

void AttentionCard::setItem(const ClassifyItem* given) {
    const int before = id_;
    const std::int32_t chosen =
        class_->currentIndex() >= 0 ? classes_[static_cast<std::size_t>(class_->currentIndex())] : -1;
    id_ = given != nullptr ? given->id : 0;
    classes_.clear();
    class_->clear();
    const ClassifyItem* shown = item();
    if (shown != nullptr) {
        for (const auto& answer : shown->prediction.top) {
            classes_.push_back(answer.classIndex);
            class_->addItem(shown->className(answer.classIndex));
            if (before == id_ && answer.classIndex == chosen)
                class_->setCurrentIndex(class_->count() - 1);
        }
    }
    for (QWidget* control : std::initializer_list<QWidget*>{class_, strength_})
        control->setEnabled(shown != nullptr);
    ask();
    showHeat();
}

void AttentionCard::ask() {
    if (isVisible() && class_->currentIndex() >= 0 && item() != nullptr)
        session_.look(id_, classes_[static_cast<std::size_t>(class_->currentIndex())]);
}

void AttentionCard::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    ask();
}

void AttentionCard::showHeat() {
    const ClassifyItem* shown = item();
    const ClassifyAttention& attention = session_.attention();
    const bool isHere = shown != nullptr && attention.id == id_ && attention.isKnown;
    view_->setPixels(shown != nullptr ? shown->seen : QImage());
    view_->setHeat(isHere ? attention.heat : QImage(), strength_->value() / 100.0);
    words_->setText(shown == nullptr               ? QString()
                    : !isHere                      ? tr("Looking")
                    : !attention.problem.isEmpty() ? attention.problem
                    : attention.isNothing          ? tr("Nothing in it speaks for %1").arg(class_->currentText())
                                                   : tr("Yellow speaks most for %1").arg(class_->currentText()));
}

} // namespace studio
