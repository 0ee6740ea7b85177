// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/dialogs.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QInputDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"

namespace studio {

namespace {

struct SaveDialog {
    Q_DECLARE_TR_FUNCTIONS(studio::SaveDialog)
};

/// ".csv" of "Tables (*.csv)"; of several the first, and nothing of "All (*)".
QString endingIn(const QString& filter) {
    static const QRegularExpression ending(QStringLiteral("\\(\\*(\\.\\w+)"));
    return ending.match(filter).captured(1);
}

/// A name that was typed without an ending gets the filter's. The window of the system asks about the name as it was
/// typed: about a file that has the whole one it is asked here.
std::optional<QString> pickSaveFile(const Dialogs& dialogs, QWidget* parent, const QString& title,
                                    const QString& suggestion, const QString& filter) {
    const QString ending = endingIn(filter);
    for (QString start = suggestion;;) {
        QString file = QFileDialog::getSaveFileName(parent, title, start, filter);
        if (file.isEmpty())
            return std::nullopt;
        if (ending.isEmpty() || !QFileInfo(file).suffix().isEmpty())
            return file;
        file += file.endsWith(u'.') ? ending.mid(1) : ending;
        if (!QFileInfo::exists(file) ||
            dialogs.ask(SaveDialog::tr("There is such a file already"),
                        SaveDialog::tr("%1 would be replaced.").arg(file), {SaveDialog::tr("Replace")}, true) == 0)
            return file;
        start = file;
    }
}

int askWithButtons(QWidget* parent, const QString& title, const QString& text, const QStringList& verbs,
                   bool destructive) {
    QMessageBox box(parent);
    box.setObjectName(QStringLiteral("askDialog"));
    box.setWindowTitle(title);
    box.setTextFormat(Qt::PlainText);
    box.setText(title);
    box.setInformativeText(text);
    if (destructive)
        box.setIconPixmap(themeIcon(QStringLiteral("triangle"), Ink::Warning).pixmap(box.fontMetrics().height() * 2));
    // One verb stands right of Cancel, as in all dialogs; of several the layout would turn the order round.
    const auto role = verbs.size() == 1 ? QMessageBox::AcceptRole : QMessageBox::ActionRole;
    QList<QPushButton*> buttons;
    for (const QString& verb : verbs)
        buttons += box.addButton(withoutMnemonic(verb), role);
    QPushButton* cancel = box.addButton(QMessageBox::Cancel);
    cancel->setIcon({}); // the style's is of another set
    box.setEscapeButton(cancel);
    // What cannot be undone is not one careless Enter away.
    box.setDefaultButton(destructive || buttons.isEmpty() ? cancel : buttons.front());
    box.exec();
    for (qsizetype i = 0; i < buttons.size(); ++i) {
        if (box.clickedButton() == buttons[i])
            return static_cast<int>(i);
    }
    return -1;
}

} // namespace

void setRealDialogs(Dialogs& dialogs, QWidget* parent) {
    if (!dialogs.pickFolder) {
        dialogs.pickFolder = [parent](const QString& title, const QString& start) -> std::optional<QString> {
            const QString folder = QFileDialog::getExistingDirectory(parent, title, start);
            return folder.isEmpty() ? std::nullopt : std::optional(folder);
        };
    }
    if (!dialogs.pickFiles) {
        dialogs.pickFiles = [parent](const QString& title, const QString& filter) {
            return QFileDialog::getOpenFileNames(parent, title, {}, filter);
        };
    }
    if (!dialogs.pickSaveFile) {
        dialogs.pickSaveFile = [&dialogs, parent](const QString& title, const QString& suggestion,
                                                  const QString& filter) {
            return pickSaveFile(dialogs, parent, title, suggestion, filter);
        };
    }
    if (!dialogs.ask) {
        dialogs.ask = [parent](const QString& title, const QString& text, const QStringList& verbs, bool destructive) {
            return askWithButtons(parent, title, text, verbs, destructive);
        };
    }
    if (!dialogs.askNumber) {
        dialogs.askNumber = [parent](const QString& title, const QString& text, int value, int least,
                                     int most) -> std::optional<int> {
            bool chosen = false;
            const int number = QInputDialog::getInt(parent, title, text, value, least, most, 1, &chosen);
            return chosen ? std::optional(number) : std::nullopt;
        };
    }
}

} // namespace studio
