// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/help_dialogs.h"

#include <QAction>
#include <QDialog>
#include <QGridLayout>
#include <QMainWindow>
#include <QVBoxLayout>

#include "studio_version.h"
#include "ui/theme/theme.h"
#include "ui/widgets/label.h"

namespace studio {

namespace {

QDialog* makeDialog(QMainWindow& window, const QString& objectName, const QString& title) {
    auto* dialog = new QDialog(&window);
    dialog->setObjectName(objectName);
    dialog->setWindowTitle(title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    auto* column = new QVBoxLayout(dialog);
    column->setContentsMargins(kSpaceXxl, kSpaceXl, kSpaceXxl, kSpaceXl);
    column->setSpacing(kSpaceS);
    column->setSizeConstraint(QLayout::SetFixedSize);
    column->addWidget(new Label(TextRole::Title, Ink::Text, title));
    return dialog;
}

} // namespace

void showKeyboardShortcuts(QMainWindow& window) {
    QDialog* dialog = makeDialog(window, QStringLiteral("keysDialog"), QMainWindow::tr("Keyboard shortcuts"));
    auto* grid = new QGridLayout;
    grid->setContentsMargins(0, kSpaceS, 0, 0);
    grid->setHorizontalSpacing(kSpaceXxl);
    grid->setVerticalSpacing(kSpaceXs);
    int row = 0;
    const auto add = [&grid, &row](const QString& keys, const QString& text) {
        const int column = row >= 14 ? 2 : 0;
        grid->addWidget((new Label(TextRole::Caption, Ink::Text2, keys))->strong(), row % 14, column);
        grid->addWidget(new Label(TextRole::Caption, Ink::Text, text), row % 14, column + 1);
        ++row;
    };
    for (const QAction* action : window.actions()) {
        if (!action->shortcut().isEmpty())
            add(action->shortcut().toString(QKeySequence::NativeText), action->text().remove(QLatin1Char('&')));
    }
    add(QStringLiteral("Ctrl+F"), QMainWindow::tr("Search of the page"));
    add(QStringLiteral("+ - Home"), QMainWindow::tr("Plot: zoom, whole range"));
    add(QStringLiteral("L F"), QMainWindow::tr("Plot: log scale, follow"));
    static_cast<QVBoxLayout*>(dialog->layout())->addLayout(grid);
    dialog->show();
}

void showAbout(QMainWindow& window) {
    QDialog* dialog = makeDialog(window, QStringLiteral("aboutDialog"), QStringLiteral("ResNet Studio"));
    auto* column = static_cast<QVBoxLayout*>(dialog->layout());
    column->addWidget(
        new Label(TextRole::Body, Ink::Text2, QMainWindow::tr("Version %1").arg(QLatin1String(kVersion))));
    column->addWidget(new Label(TextRole::Body, Ink::Text,
                                QMainWindow::tr("Trains the ResNet family from scratch on folders of pictures.")));
    column->addWidget(
        new Label(TextRole::Caption, Ink::Text3,
                  QMainWindow::tr("Free software under the GNU General Public License, version 3 or later.\n"
                                  "Built with Qt, QCustomPlot, LibTorch, OpenCV, libjpeg-turbo and SQLite.")));
    dialog->show();
}

} // namespace studio
