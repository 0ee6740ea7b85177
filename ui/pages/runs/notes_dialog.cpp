// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/notes_dialog.h"

#include <optional>
#include <utility>

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/run/run_folder.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"

namespace studio {

namespace {

/// What is told of one limit: how much is left once that is little, or how much is too much.
struct LimitWords {
    QString text;
    bool exceeded = false;
};

LimitWords limitWords(const QString& field, std::size_t used, std::size_t limit) {
    const int over = static_cast<int>(used) - static_cast<int>(limit);
    if (over > 0)
        return {NotesDialog::tr("%1: %Ln character(s) too many.", nullptr, over).arg(field), true};
    if (used * 5 < limit * 4)
        return {};
    return {NotesDialog::tr("%1: %Ln character(s) left.", nullptr, -over).arg(field)};
}

/// Of several the one that says most.
LimitWords limitWords(const RunNotes& notes) {
    std::vector<LimitWords> all{limitWords(NotesDialog::tr("Name"), charactersOf(notes.name), kMaxRunName),
                                limitWords(NotesDialog::tr("Note"), charactersOf(notes.note), kMaxRunNote)};
    for (const std::string& tag : notes.tags)
        all.push_back(limitWords(NotesDialog::tr("Tag \"%1\"").arg(QString::fromStdString(tag).left(20)),
                                 charactersOf(tag), kMaxRunTag));
    if (notes.tags.size() > kMaxRunTags)
        all.push_back({NotesDialog::tr("At most %Ln tag(s).", nullptr, static_cast<int>(kMaxRunTags)), true});
    LimitWords most;
    for (const LimitWords& one : all) {
        if (one.exceeded > most.exceeded || most.text.isEmpty())
            most = one;
    }
    return most;
}

} // namespace

NotesDialog::NotesDialog(Studio& studio, const RunSummary& run, const RunNotes& notes, std::function<void()> written,
                         QWidget* parent)
    : QDialog(parent)
    , studio_(studio)
    , folder_(run.folder)
    , before_(notes)
    , written_(std::move(written)) {
    setObjectName(QStringLiteral("runNotesDialog"));
    setWindowTitle(tr("Name, tags and note"));
    setAttribute(Qt::WA_DeleteOnClose);
    setModal(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kSpaceXl, kSpaceL, kSpaceXl, kSpaceL);
    column->setSpacing(kSpaceS);
    column->addWidget(new Label(TextRole::Title, Ink::Text, windowTitle()));
    column->addWidget(
        (new Label(TextRole::Caption, Ink::Text3, tr("The run's folder keeps its name: %1").arg(displayOf(run.folder))))
            ->wrapped());
    name_ = addLine(*column, "runNotesName", tr("Name"), QString::fromStdString(notes.name),
                    QString::fromStdString(run.name));
    tags_ = addLine(*column, "runNotesTags", tr("Tags"), QString::fromStdString(tagText(notes.tags)),
                    tr("baseline, reference"));
    auto* label = new Label(TextRole::Caption, Ink::Text2, tr("Note"));
    note_ = new QPlainTextEdit(QString::fromStdString(notes.note));
    note_->setObjectName(QStringLiteral("runNotesText"));
    note_->setAccessibleName(tr("Note"));
    note_->setTabChangesFocus(true);
    label->setBuddy(note_);
    column->addWidget(label);
    column->addWidget(note_, 1);
    addButtons(*column);
    connect(note_, &QPlainTextEdit::textChanged, this, &NotesDialog::refresh);
    const QFontMetrics metrics = fontMetrics();
    resize(metrics.averageCharWidth() * 70, metrics.height() * 24);
    name_->setFocus();
    name_->selectAll();
    refresh();
}

QLineEdit* NotesDialog::addLine(QVBoxLayout& column, const char* objectName, const QString& name, const QString& text,
                                const QString& hint) {
    auto* label = new Label(TextRole::Caption, Ink::Text2, name);
    auto* line = new QLineEdit(text);
    line->setObjectName(QLatin1String(objectName));
    line->setAccessibleName(name);
    line->setPlaceholderText(hint);
    label->setBuddy(line);
    column.addWidget(label);
    column.addWidget(line);
    connect(line, &QLineEdit::textChanged, this, &NotesDialog::refresh);
    return line;
}

void NotesDialog::addButtons(QVBoxLayout& column) {
    told_ = (new Label(TextRole::Caption, Ink::Text2))->wrapped();
    told_->setObjectName(QStringLiteral("runNotesTold"));
    column.addWidget(told_);
    keep_ = makeButton(QStringLiteral("saveRunNotes"), tr("Save"), {}, ButtonKind::Primary);
    QPushButton* cancel = makeButton(QStringLiteral("cancelRunNotes"), tr("Cancel"));
    keep_->setDefault(true);
    auto* buttons = makeRow(kSpaceS);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(keep_);
    column.addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(keep_, &QPushButton::clicked, this, &NotesDialog::save);
}

RunNotes NotesDialog::typed() const {
    return cleanNotes(
        {name_->text().toStdString(), note_->toPlainText().toStdString(), tagsOf(tags_->text().toStdString())});
}

void NotesDialog::tell(const QString& problem) {
    problem_ = problem;
    refresh();
}

void NotesDialog::refresh() {
    const LimitWords limit = limitWords(typed());
    for (QWidget* field : {static_cast<QWidget*>(name_), static_cast<QWidget*>(tags_), static_cast<QWidget*>(note_)})
        field->setEnabled(!saving_);
    setBlocked(keep_, saving_ ? tr("It is being saved.") : limit.exceeded ? limit.text : QString());
    told_->setInk(!saving_ && (limit.exceeded || !problem_.isEmpty()) ? Ink::Error : Ink::Text2);
    told_->setText(saving_               ? tr("Saving...")
                   : limit.exceeded      ? limit.text
                   : !problem_.isEmpty() ? problem_
                                         : limit.text);
    told_->setVisible(!told_->text().isEmpty());
}

void NotesDialog::save() {
    const RunNotes now = typed();
    if (saving_ || limitWords(now).exceeded)
        return;
    if (now == before_)
        return accept();
    saving_ = true;
    refresh();
    studio_.files.writeBy(
        folder_ + "/notes.json", [folder = folder_, now] { writeRunNotes(folder, now); },
        [dialog = QPointer<NotesDialog>(this), studio = &studio_,
         written = written_](const std::optional<Message>& problem) {
            if (dialog)
                dialog->saved(problem ? &*problem : nullptr);
            else if (problem)
                studio->report(*problem);
            if (!problem)
                written();
        });
}

void NotesDialog::saved(const Message* problem) {
    saving_ = false;
    problem_ = problem != nullptr ? QString::fromStdString(problem->text()) : QString();
    refresh();
    if (problem == nullptr)
        accept();
    else
        name_->setFocus();
}

void NotesDialog::reject() {
    if (asking_)
        return;
    const RunNotes now = typed();
    if (saving_ || now == before_) // a disk that hangs keeps nobody here; the write is named when the window closes
        return QDialog::reject();
    const QString title = tr("The notes were changed"), text = tr("What was changed is not saved yet.");
    const LimitWords limit = limitWords(now);
    asking_ = true;
    const int answer = limit.exceeded ? studio_.dialogs.ask(title, text + u' ' + limit.text, {tr("Discard")}, true) + 1
                                      : studio_.dialogs.ask(title, text, {tr("Save"), tr("Discard")}, false);
    asking_ = false;
    if (answer == 1)
        QDialog::reject();
    else if (answer == 0 && !limit.exceeded)
        save();
}

} // namespace studio
