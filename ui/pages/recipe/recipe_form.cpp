// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/recipe/recipe_form.h"

#include <algorithm>

#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QSpinBox>
#include <QStyle>

#include "core/base/error.h"
#include "core/recipe/key_use.h"
#include "ui/session/recipe_draft.h"
#include "ui/theme/narrow.h"
#include "ui/theme/paint.h"
#include "ui/theme/typed.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_combo.h"
#include "ui/widgets/form_row.h"
#include "ui/widgets/layouts.h"

namespace studio {

namespace {

/// `start` is the value that it has where nothing is changed.
QString toolTipOf(const RecipeRow& spec, const QString& start) {
    QStringList lines{spec.effect};
    if (!start.isEmpty())
        lines << RecipeForm::tr("Default here: %1.").arg(start);
    if (!spec.range.isEmpty())
        lines << RecipeForm::tr("Range: %1.").arg(spec.range);
    if (*spec.paper != '\0')
        lines << RecipeForm::tr("Paper: %1.").arg(QLatin1String(spec.paper));
    lines << RecipeForm::tr("Key: %1.").arg(QLatin1String(spec.key));
    return lines.join(u' ');
}

/// A value of recipe.json as the language writes it: its sign between whole and parts.
QString shown(QString value, RowKind kind) {
    return kind == RowKind::Number ? value.replace(u'.', QLocale().decimalPoint()) : value;
}

/// Lets its text be reached.
class WholeField final : public QSpinBox {
public:
    using QAbstractSpinBox::lineEdit;
};

/// What is typed into; null where values are chosen.
QLineEdit* textOf(QWidget* editor) {
    if (qobject_cast<QSpinBox*>(editor) != nullptr) // the form makes no other
        return static_cast<WholeField*>(editor)->lineEdit();
    return qobject_cast<QLineEdit*>(editor);
}

/// Scrolling the page must not change a value under the pointer. A step back is the recipe's where nothing is being
/// typed: the field's own would show a value that the recipe does not have.
class FieldGuard final : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override {
        auto* editor = static_cast<QWidget*>(watched);
        if (event->type() == QEvent::ShortcutOverride) {
            const auto* key = static_cast<QKeyEvent*>(event);
            const QLineEdit* text = textOf(editor);
            const bool isStep = key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo);
            if (text == nullptr || text->isModified() || !isStep)
                return false;
            event->ignore();
            return true;
        }
        return event->type() == QEvent::Wheel && !editor->hasFocus();
    }
};

} // namespace

RecipeForm::RecipeForm(RecipeDraft& draft, QWidget* parent)
    : QWidget(parent)
    , draft_(draft)
    , left_(makeColumn())
    , right_(makeColumn()) {
    auto* columns = studio::makeRow(8, this);
    columns->addLayout(left_, 1);
    columns->addLayout(right_, 1);
    int widest = 0;
    for (const RecipeCard& spec : recipeCards()) {
        auto* card = new Card(spec.title);
        card->body()->setSpacing(4);
        (spec.right ? right_ : left_)->addWidget(card);
        for (const RecipeRow& row : spec.rows) {
            FormRow* made = makeRow(row.key, row.label, row.kind, QLatin1String(row.choices), row.hint);
            rows_[row.key].spec = row;
            card->body()->addWidget(made);
            widest = std::max(widest, made->labelWidthHint());
        }
    }
    for (auto& [key, binding] : rows_)
        binding.row->setLabelWidth(widest);
    left_->addStretch(1);
    right_->addStretch(1);
    connect(&draft_, &RecipeDraft::changed, this, &RecipeForm::refresh);
    refresh();
}

FormRow* RecipeForm::makeRow(const std::string& key, const QString& label, RowKind kind, const QString& words,
                             const QString& hint) {
    QStringList choices = words.split(u'|', Qt::SkipEmptyParts);
    if (words == QStringLiteral("models")) {
        choices.clear();
        for (const std::string& model : modelNames())
            choices << QString::fromStdString(model);
    }
    QWidget* editor = makeEditor(key, kind, choices);
    editor->setAccessibleName(label);
    auto* row = new FormRow(QString::fromStdString(key), label, editor, hint);
    rows_[key] = {row, editor, {}, {}};
    connect(row, &FormRow::resetClicked, this, [this, key] { draft_.resetValue(key); });
    connect(row, &FormRow::fixClicked, this, [this, key] { commit(key, rows_[key].fix); });
    return row;
}

QWidget* RecipeForm::makeEditor(const std::string& key, RowKind kind, const QStringList& choices) {
    QWidget* editor = nullptr;
    if (kind == RowKind::Choice || kind == RowKind::OnOff) {
        auto* box = new ElidedCombo;
        if (kind == RowKind::OnOff) {
            box->addItem(tr("Off"), QStringLiteral("false"));
            box->addItem(tr("On"), QStringLiteral("true"));
        }
        for (const QString& choice : choices)
            box->addItem(key == "model" ? QString::fromStdString(modelDisplayName(choice.toStdString())) : choice,
                         choice);
        connect(box, &QComboBox::activated, this, [this, key, box] { commit(key, box->currentData().toString()); });
        editor = box;
    } else if (kind == RowKind::Whole) {
        auto* spin = new WholeField;
        spin->setRange(-1, 2'000'000'000);
        spin->setKeyboardTracking(false);
        connect(spin, &QSpinBox::valueChanged, this, [this, key](int value) { commit(key, QString::number(value)); });
        connect(spin, &QSpinBox::editingFinished, this, [this, key] { showCommitted(key); }); // typed as it was
        editor = spin;
    } else {
        auto* line = new QLineEdit;
        connect(line, &QLineEdit::editingFinished, this, [this, key, kind, line] {
            if (!line->isModified() && !isRefused(key))
                return;
            const QString text = line->text().trimmed();
            commit(key, kind == RowKind::Text ? text : withPoint(text));
        });
        editor = line;
    }
    editor->setObjectName(QStringLiteral("edit_") + QString::fromStdString(key));
    editor->setFocusPolicy(Qt::StrongFocus);
    editor->installEventFilter(new FieldGuard(editor));
    // One width, so that the units stand in line; names of networks, schedules and augmentations need more, and have
    // none.
    const bool isWide = key == "model" || key == "schedule" || key == "auto_augment" || key == "freeze";
    editor->setFixedWidth(editor->fontMetrics().horizontalAdvance(u'0') * (isWide ? 19 : 10) + 28);
    return editor;
}

void RecipeForm::commit(const std::string& key, const QString& text) {
    try {
        draft_.setValue(key, text.toStdString());
        showCommitted(key);
    } catch (const Error& error) {
        draft_.refuse(key, error.message().title + " " + error.message().next);
        if (QLineEdit* line = textOf(rows_[key].editor))
            line->setModified(false); // it is the draft's to take back
    }
}

bool RecipeForm::isRefused(const std::string& key) const {
    return draft_.isRefused(key);
}

/// Nothing is being typed any more: what the field would take back by itself is forgotten.
void RecipeForm::showCommitted(const std::string& key) {
    const Binding& binding = rows_[key];
    showValue(binding.editor, shown(QString::fromStdString(configValue(draft_.config(), key)), binding.spec.kind));
    if (QLineEdit* text = textOf(binding.editor)) {
        const QSignalBlocker quiet(text);
        text->setText(text->text());
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

/// A change from elsewhere takes nobody's words away: those that are being typed, and those that are no value.
bool RecipeForm::isTyped(const std::string& key) const {
    QWidget* editor = rows_.at(key).editor;
    const QLineEdit* text = textOf(editor);
    return isRefused(key) || (text != nullptr && text->isModified() && editor->hasFocus());
}

void RecipeForm::refresh() {
    for (auto& [key, binding] : rows_) {
        const RowKind kind = binding.spec.kind;
        const QString value = shown(QString::fromStdString(configValue(draft_.config(), key)), kind);
        const QString was = shown(QString::fromStdString(configValue(draft_.base(), key)), kind);
        if (!isTyped(key))
            showValue(binding.editor, value);
        binding.row->setChanged(value != was, was);
        const QString toolTip = toolTipText(toolTipOf(binding.spec, was));
        if (binding.editor->toolTip() != toolTip)
            binding.editor->setToolTip(toolTip);
        binding.row->setMessage({});
        binding.fix.clear();
    }
    for (const ConfigIssue& issue : draft_.issues()) {
        const auto at = rows_.find(issue.key);
        if (at == rows_.end() || !at->second.row->message().isEmpty())
            continue;
        at->second.fix = QString::fromStdString(issue.fix);
        at->second.row->setMessage(QString::fromStdString(issue.message), issue.warning,
                                   issue.fix.empty() ? QString()
                                                     : tr("Use %1").arg(shown(at->second.fix, at->second.spec.kind)));
    }
    setUsed("stem", tr("built in"), {});
    setUsed("final_learning_rate", tr("not in this shape"), {});
    setUsed("schedule_power", tr("not in this shape"), tr("polynomial"));
    setUsed("ema_steps", tr("no average"), tr("steps"));
    setUsed("step_epochs", tr("step only"), tr("epochs"));
    setUsed("step_factor", tr("step only"), tr("of before"));
    setUsed("flip", tr("alternating"), tr("chance"));
    setUsed("randaugment_ops", tr("not used"), tr("a picture"));
    setUsed("randaugment_magnitude", tr("not used"), tr("of 30"));
    for (const char* key : {"grow_from", "grow_until"})
        setUsed(key, tr("one size"), tr("of the run"));
}

// A field without effect cannot be edited, unless it holds what must be put right.
void RecipeForm::setUsed(const std::string& key, const QString& why, const QString& unit) {
    const bool used = whyUnused(draft_.config(), key).empty();
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
