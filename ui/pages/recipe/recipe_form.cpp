// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/recipe/recipe_form.h"

#include <QComboBox>
#include <QEvent>
#include <QLineEdit>
#include <QSpinBox>
#include <QStyle>

#include "core/base/error.h"
#include "ui/session/recipe_draft.h"
#include "ui/theme/narrow.h"
#include "ui/theme/paint.h"
#include "ui/widgets/card.h"
#include "ui/widgets/form_row.h"
#include "ui/widgets/layouts.h"

namespace studio {

namespace {

enum Kind { kWhole, kNumber, kChoice, kOnOff };

struct RowSpec {
    const char* card; ///< a new card where it differs from the row before; '|' = in the right column
    const char* key;
    const char* label;
    Kind kind;
    const char* choices; ///< words separated by '|'; "models" = the registry
    const char* hint;    ///< unit, after the editor
    const char* range;   ///< what validate() takes
    const char* effect;
};

constexpr RowSpec kRows[] = {
    {"Model", "model", "Network", kChoice, "models", "", "", "The network that is trained."},
    {"Model", "stem", "First layer", kChoice, "standard|small", "", "",
     "small keeps the resolution: for pictures under about 64 px."},
    {"Model", "image_size", "Picture size", kWhole, "", "px", "16 to 1024",
     "Side of the square the network sees in training."},
    {"Model", "precision", "Precision", kChoice, "fp32|amp", "", "",
     "amp: half precision where the device has it. A CPU computes in fp32."},
    {"Model", "seed", "Seed", kNumber, "", "", "0 or more", "Same seed, same order, same augmentation, same start."},
    {"Optimiser", "learning_rate", "Learning rate", kNumber, "", "after warm-up", "above 0, at most 1000",
     "How far each step goes."},
    {"Optimiser", "momentum", "Momentum", kNumber, "", "of the last", "0 to below 1",
     "Share of the last step that is kept."},
    {"Optimiser", "nesterov", "Nesterov", kOnOff, "", "", "", "Looks ahead along the momentum."},
    {"Optimiser", "weight_decay", "Weight decay", kNumber, "", "per step", "0 to 1", "Pulls weights towards zero."},
    {"Optimiser", "decay_norm_and_bias", "On norms, biases", kOnOff, "", "", "",
     "Whether weight decay also acts on batch norm and biases."},
    {"Checkpoints", "keep_last", "Keep the last", kWhole, "", "and the best", "2 to 1000",
     "Checkpoints kept besides the best."},
    {"Checkpoints", "keep_every", "And one in", kWhole, "", "epochs", "0 to 10,000",
     "Keeps the checkpoint of one epoch in so many for good; 0 = none."},
    {"Checkpoints", "save_minutes", "Save every", kNumber, "", "min", "0 to 100,000",
     "Saves inside long epochs, besides the end of each; 0 = only there."},
    {"Checkpoints", "max_bad_fraction", "Bad pictures", kNumber, "", "of an epoch", "0 to 1",
     "More unreadable pictures than this stop the run."},
    {"Checkpoints", "max_rollbacks", "Go back", kWhole, "", "times at most", "0 to 20",
     "When the loss is no number: back to the last good checkpoint with half the learning rate."},
    {"|Schedule", "epochs", "Epochs", kWhole, "", "passes", "1 to 10,000", "Passes over all training pictures."},
    {"|Schedule", "schedule", "Shape", kChoice, "cosine|step|constant", "", "", "How the learning rate falls."},
    {"|Schedule", "warmup_epochs", "Warm-up", kNumber, "", "epochs", "0 to the number of epochs",
     "The learning rate rises from near zero first."},
    {"|Schedule", "final_learning_rate", "Ends at", kNumber, "", "", "0 to the learning rate",
     "Learning rate of the last step."},
    {"|Schedule", "step_epochs", "Drop every", kNumber, "", "epochs", "above 0, at most 10,000",
     "Epochs between drops."},
    {"|Schedule", "step_factor", "Drop to", kNumber, "", "of before", "above 0, at most 1", "Factor at each drop."},
    {"|Schedule", "label_smoothing", "Label smoothing", kNumber, "", "of certainty", "0 to below 1",
     "Share of certainty given to the other classes."},
    {"|Batches", "batch_size", "Batch size", kWhole, "", "pictures", "1 to 65,536", "Pictures per step."},
    {"|Batches", "eval_size", "Validation size", kWhole, "", "px, crop", "16 to 1024",
     "Side of the square the network sees in validation."},
    {"|Batches", "eval_resize", "Resized to", kWhole, "", "px, short", "the crop's side to 2048",
     "Short side before that crop."},
    {"|Batches", "pack", "Packed set", kChoice, "auto|off|max500-q90|short256-q90|originals", "", "",
     "auto: a packed set of these pictures is used where there is one (resnet-train pack makes it)."},
    {"|Batches", "order", "Order", kChoice, "random|paged", "", "",
     "paged: by pages of the packed set, for disks that are slower than memory."},
    {"|Augmentation", "crop_scale_min", "Smallest crop", kNumber, "", "of the area", "above 0, at most 1",
     "Random crops are at least this share of the picture."},
    {"|Augmentation", "crop_scale_max", "Largest crop", kNumber, "", "of the area", "the smallest crop to 1",
     "Random crops are at most this share of the picture."},
    {"|Augmentation", "flip", "Flip", kNumber, "", "chance", "0 to 1", "Mirrored left to right."},
    {"|Augmentation", "brightness", "Brightness", kNumber, "", "\u00B1", "0 to 10", "Colour jitter."},
    {"|Augmentation", "contrast", "Contrast", kNumber, "", "\u00B1", "0 to 10", "Colour jitter."},
    {"|Augmentation", "saturation", "Saturation", kNumber, "", "\u00B1", "0 to 10", "Colour jitter."},
    {"|Augmentation", "hue", "Hue", kNumber, "", "\u00B1", "0 to 0.5", "Colour jitter."},
};

QString toolTipOf(const RowSpec& spec) {
    QStringList lines{QLatin1String(spec.effect)};
    if (spec.range[0] != '\0')
        lines << RecipeForm::tr("Range: %1.").arg(QLatin1String(spec.range));
    lines << RecipeForm::tr("Key: %1.").arg(QLatin1String(spec.key));
    return lines.join(u' ');
}

/// Scrolling the page must not change a value under the pointer.
class WheelGuard final : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override {
        return event->type() == QEvent::Wheel && !static_cast<QWidget*>(watched)->hasFocus();
    }
};

} // namespace

RecipeForm::RecipeForm(RecipeDraft& draft, QWidget* parent)
    : QWidget(parent)
    , draft_(draft)
    , left_(makeColumn())
    , right_(makeColumn()) {
    auto* columns = makeRow(8, this);
    columns->addLayout(left_, 1);
    columns->addLayout(right_, 1);
    Card* card = nullptr;
    QString title;
    int widest = 0;
    for (const RowSpec& spec : kRows) {
        const QString name = QLatin1String(spec.card).mid(spec.card[0] == '|');
        if (card == nullptr || name != title) {
            title = name;
            card = new Card(name);
            card->body()->setSpacing(4);
            (spec.card[0] == '|' ? right_ : left_)->addWidget(card);
        }
        QStringList choices = QString::fromLatin1(spec.choices).split(u'|', Qt::SkipEmptyParts);
        if (choices == QStringList{QStringLiteral("models")}) {
            choices.clear();
            for (const std::string& model : modelNames())
                choices << QString::fromStdString(model);
        }
        QWidget* editor = makeEditor(spec.key, spec.kind, choices);
        editor->setToolTip(toolTipText(toolTipOf(spec)));
        editor->setAccessibleName(QLatin1String(spec.label));
        auto* row =
            new FormRow(QLatin1String(spec.key), QLatin1String(spec.label), editor, QString::fromUtf8(spec.hint));
        card->body()->addWidget(row);
        const std::string key = spec.key;
        rows_[key] = {row, editor, {}};
        widest = std::max(widest, row->labelWidthHint());
        connect(row, &FormRow::resetClicked, this, [this, key] { draft_.resetValue(key); });
        connect(row, &FormRow::fixClicked, this, [this, key] { commit(key, rows_[key].fix); });
    }
    for (auto& [key, binding] : rows_)
        binding.row->setLabelWidth(widest);
    left_->addStretch(1);
    right_->addStretch(1);
    connect(&draft_, &RecipeDraft::changed, this, &RecipeForm::refresh);
    refresh();
}

QWidget* RecipeForm::makeEditor(const std::string& key, int kind, const QStringList& choices) {
    QWidget* editor = nullptr;
    if (kind == kChoice || kind == kOnOff) {
        auto* box = new QComboBox;
        if (kind == kOnOff) {
            box->addItem(tr("Off"), QStringLiteral("false"));
            box->addItem(tr("On"), QStringLiteral("true"));
        }
        for (const QString& choice : choices)
            box->addItem(key == "model" ? QString::fromStdString(modelDisplayName(choice.toStdString())) : choice,
                         choice);
        connect(box, &QComboBox::activated, this, [this, key, box] { commit(key, box->currentData().toString()); });
        editor = box;
    } else if (kind == kWhole) {
        auto* spin = new QSpinBox;
        spin->setRange(-1, 2'000'000'000);
        spin->setKeyboardTracking(false);
        connect(spin, &QSpinBox::valueChanged, this, [this, key](int value) { commit(key, QString::number(value)); });
        editor = spin;
    } else {
        auto* line = new QLineEdit;
        connect(line, &QLineEdit::editingFinished, this, [this, key, line] {
            if (line->isModified())
                commit(key, line->text().trimmed().replace(u',', u'.')); // a decimal comma is understood too
        });
        editor = line;
    }
    editor->setObjectName(QStringLiteral("edit_") + QString::fromStdString(key));
    editor->setFocusPolicy(Qt::StrongFocus);
    editor->installEventFilter(new WheelGuard(editor));
    // One width, so that the units stand in line; names of networks need more.
    editor->setFixedWidth(editor->fontMetrics().horizontalAdvance(u'0') * (key == "model" ? 17 : 10) + 28);
    return editor;
}

void RecipeForm::commit(const std::string& key, const QString& text) {
    try {
        draft_.setValue(key, text.toStdString());
    } catch (const Error& error) {
        rows_[key].row->setMessage(QString::fromStdString(error.message().title + " " + error.message().next));
    }
}

void RecipeForm::showValue(QWidget* editor, const QString& value) {
    const QSignalBlocker quiet(editor);
    if (auto* box = qobject_cast<QComboBox*>(editor))
        box->setCurrentIndex(box->findData(value));
    else if (auto* spin = qobject_cast<QSpinBox*>(editor))
        spin->setValue(narrowed(value.toLongLong())); // past the end the row says what is wrong
    else if (auto* line = qobject_cast<QLineEdit*>(editor); line->text() != value)
        line->setText(value);
}

void RecipeForm::refresh() {
    for (auto& [key, binding] : rows_) {
        const QString value = QString::fromStdString(configValue(draft_.config(), key));
        const QString was = QString::fromStdString(configValue(draft_.base(), key));
        showValue(binding.editor, value);
        binding.row->setChanged(value != was, was);
        binding.row->setMessage({});
        binding.fix.clear();
    }
    for (const ConfigIssue& issue : draft_.issues()) {
        const auto at = rows_.find(issue.key);
        if (at == rows_.end() || !at->second.row->message().isEmpty())
            continue;
        at->second.fix = QString::fromStdString(issue.fix);
        at->second.row->setMessage(QString::fromStdString(issue.message), issue.warning,
                                   issue.fix.empty() ? QString() : tr("Use %1").arg(at->second.fix));
    }
    const TrainConfig& config = draft_.config();
    setUsed("stem", !isCifarFamily(config.model), tr("built in"), {});
    setUsed("final_learning_rate", config.schedule == "cosine", tr("cosine only"), {});
    setUsed("step_epochs", config.schedule == "step", tr("step only"), tr("epochs"));
    setUsed("step_factor", config.schedule == "step", tr("step only"), tr("of before"));
}

// A field without effect cannot be edited, unless it holds what must be put right.
void RecipeForm::setUsed(const std::string& key, bool used, const QString& why, const QString& unit) {
    Binding& binding = rows_[key];
    binding.editor->setEnabled(used || !binding.row->message().isEmpty());
    binding.row->setHint(used ? unit : why);
}

void RecipeForm::focusFirstError() {
    for (const ConfigIssue& issue : draft_.issues()) {
        if (const auto at = rows_.find(issue.key); !issue.warning && at != rows_.end()) {
            at->second.editor->setFocus();
            return;
        }
    }
}

void RecipeForm::setNarrow(bool narrow) {
    static_cast<QBoxLayout*>(layout())->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

} // namespace studio
