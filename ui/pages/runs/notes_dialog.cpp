// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/runs/notes_dialog.h"

#include <QCoreApplication>
#include <QDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/run/run_folder.h"
#include "ui/session/studio.h"
#include "ui/theme/paint.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"

namespace studio {

namespace {

struct NotesWords {
    Q_DECLARE_TR_FUNCTIONS(studio::RunNotes)
};

QLineEdit* addLine(QVBoxLayout& column, const char* objectName, const QString& name, const QString& text,
                   const QString& hint) {
    auto* label = new Label(TextRole::Caption, Ink::Text2, name);
    auto* line = new QLineEdit(text);
    line->setObjectName(QLatin1String(objectName));
    line->setAccessibleName(name);
    line->setPlaceholderText(hint);
    label->setBuddy(line);
    column.addWidget(label);
    column.addWidget(line);
    return line;
}

} // namespace

QDialog* editRunNotes(const RunSummary& run, const RunNotes& notes, const std::function<void(const RunNotes&)>& save,
                      QWidget* parent) {
    auto* dialog = new QDialog(parent);
    dialog->setObjectName(QStringLiteral("runNotesDialog"));
    dialog->setWindowTitle(NotesWords::tr("Name, tags and note"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setModal(true);
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(kSpaceXl, kSpaceL, kSpaceXl, kSpaceL);
    column->setSpacing(kSpaceS);
    column->addWidget((new Label(TextRole::Caption, Ink::Text3,
                                 NotesWords::tr("The run's folder keeps its name: %1").arg(displayOf(run.folder))))
                          ->wrapped());
    QLineEdit* name = addLine(*column, "runNotesName", NotesWords::tr("Name"), QString::fromStdString(notes.name),
                              QString::fromStdString(run.name));
    name->setMaxLength(static_cast<int>(kMaxRunName));
    QLineEdit* tags = addLine(*column, "runNotesTags", NotesWords::tr("Tags"),
                              QString::fromStdString(tagText(notes.tags)), NotesWords::tr("baseline, reference"));
    auto* label = new Label(TextRole::Caption, Ink::Text2, NotesWords::tr("Note"));
    auto* note = new QPlainTextEdit(QString::fromStdString(notes.note));
    note->setObjectName(QStringLiteral("runNotesText"));
    note->setAccessibleName(NotesWords::tr("Note"));
    note->setTabChangesFocus(true);
    label->setBuddy(note);
    column->addWidget(label);
    column->addWidget(note, 1);
    QPushButton* keep = makeButton(QStringLiteral("saveRunNotes"), NotesWords::tr("Save"), {}, ButtonKind::Primary);
    QPushButton* cancel = makeButton(QStringLiteral("cancelRunNotes"), NotesWords::tr("Cancel"));
    keep->setDefault(true);
    auto* buttons = makeRow(kSpaceS);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(keep);
    column->addLayout(buttons);
    QObject::connect(cancel, &QPushButton::clicked, dialog, &QDialog::reject);
    QObject::connect(keep, &QPushButton::clicked, dialog, [dialog, name, tags, note, save] {
        save({name->text().toStdString(), note->toPlainText().toStdString(), tagsOf(tags->text().toStdString())});
        dialog->accept();
    });
    const QFontMetrics metrics = dialog->fontMetrics();
    dialog->resize(metrics.averageCharWidth() * 70, metrics.height() * 24);
    dialog->open();
    name->setFocus();
    name->selectAll();
    return dialog;
}

} // namespace studio
