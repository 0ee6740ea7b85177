// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/main_window/help_dialogs.h"

#include <initializer_list>
#include <utility>
#include <vector>

#include <QAction>
#include <QClipboard>
#include <QDialog>
#include <QGridLayout>
#include <QGuiApplication>
#include <QMainWindow>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/report/library_versions.h"
#include "studio_version.h"
#include "ui/plot/qcustomplot_include.h"
#include "ui/session/studio.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"

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

std::vector<std::pair<QString, QString>> versionsOf(const Studio& studio) {
    std::vector<std::pair<QString, QString>> versions{
        {QStringLiteral("ResNet Studio"), QLatin1String(kVersion)},
        {QStringLiteral("Qt"), QLatin1String(qVersion())},
        {QStringLiteral("QCustomPlot"), QLatin1String(QCUSTOMPLOT_VERSION_STR)}};
    for (const auto& [name, version] : libraryVersions())
        versions.emplace_back(QString::fromStdString(name), QString::fromStdString(version));
    if (const std::string& driver = studio.cards.found().report.driver; !driver.empty())
        versions.emplace_back(QMainWindow::tr("NVIDIA driver"), displayOf(driver));
    return versions;
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
        constexpr int kRows = 17;
        const int column = row >= kRows ? 2 : 0;
        grid->addWidget((new Label(TextRole::Caption, Ink::Text2, keys))->strong(), row % kRows, column);
        grid->addWidget(new Label(TextRole::Caption, Ink::Text, text), row % kRows, column + 1);
        ++row;
    };
    for (const QAction* action : window.actions()) {
        if (!action->shortcut().isEmpty())
            add(action->shortcut().toString(QKeySequence::NativeText), action->text().remove(QLatin1Char('&')));
    }
    const auto keysOf = [](std::initializer_list<QKeySequence> keys) {
        QStringList words;
        for (const QKeySequence& key : keys)
            words += key.toString(QKeySequence::NativeText);
        return words.join(u' ');
    };
    add(QStringLiteral("Ctrl+F"), QMainWindow::tr("Search of the page"));
    add(keysOf({QKeySequence::Undo, QKeySequence::Redo}), QMainWindow::tr("Recipe: undo, redo"));
    add(keysOf({Qt::Key_F2, QKeySequence::Delete}), QMainWindow::tr("Runs: name and notes, delete"));
    add(keysOf({QKeySequence::Paste}), QMainWindow::tr("Classify: what is on the clipboard"));
    add(QStringLiteral("+ \u2212 Home"), QMainWindow::tr("Plot: zoom, whole range"));
    add(QStringLiteral("\u2190 \u2192 %1").arg(keysOf({Qt::Key_Backspace})),
        QMainWindow::tr("Plot: move, view before"));
    add(QStringLiteral("L F"), QMainWindow::tr("Plot: log scale, follow"));
    static_cast<QVBoxLayout*>(dialog->layout())->addLayout(grid);
    dialog->show();
}

QString versionsText(const Studio& studio) {
    QStringList lines;
    for (const auto& [name, version] : versionsOf(studio))
        lines += name + u' ' + version;
    return lines.join(u'\n') + u'\n';
}

void showAbout(QMainWindow& window, const Studio& studio) {
    QDialog* dialog = makeDialog(window, QStringLiteral("aboutDialog"), QStringLiteral("ResNet Studio"));
    auto* column = static_cast<QVBoxLayout*>(dialog->layout());
    column->addWidget(new Label(TextRole::Body, Ink::Text,
                                QMainWindow::tr("Trains the ResNet family from scratch on folders of pictures.")));
    column->addWidget(
        new Label(TextRole::Caption, Ink::Text3,
                  QMainWindow::tr("Free software under the GNU General Public License, version 3 or later.")));
    auto* grid = new QGridLayout;
    grid->setContentsMargins(0, kSpaceS, 0, kSpaceS);
    grid->setHorizontalSpacing(kSpaceXxl);
    grid->setVerticalSpacing(kSpaceXs);
    grid->setColumnStretch(1, 1);
    for (const auto& [name, version] : versionsOf(studio)) {
        const int row = grid->rowCount();
        grid->addWidget(new Label(TextRole::Caption, Ink::Text2, name), row, 0);
        auto* value = new Label(TextRole::Caption, Ink::Text, version);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        grid->addWidget(value, row, 1);
    }
    column->addLayout(grid);
    QPushButton* copy = makeButton(QStringLiteral("copyVersions"), QMainWindow::tr("Copy"), QStringLiteral("copy"));
    copy->setAccessibleName(QMainWindow::tr("Copy all versions"));
    QObject::connect(copy, &QPushButton::clicked, dialog,
                     [&studio] { QGuiApplication::clipboard()->setText(versionsText(studio)); });
    QPushButton* close = makeButton(QStringLiteral("closeAbout"), QMainWindow::tr("Close"));
    QObject::connect(close, &QPushButton::clicked, dialog, &QDialog::close);
    auto* buttons = makeRow(kSpaceS);
    buttons->addWidget(copy);
    buttons->addStretch(1);
    buttons->addWidget(close);
    column->addLayout(buttons);
    close->setDefault(true);
    dialog->show();
}

} // namespace studio
