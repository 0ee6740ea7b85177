// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/settings/settings_dialog.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLocale>
#include <QPointer>
#include <QPushButton>

#include "core/base/text.h"
#include "ui/session/actions.h"
#include "ui/session/studio.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/theme/translation.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/form_row.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"

namespace studio {

namespace {

/// One choice with the menu's.
QCheckBox* checkBoxOf(QAction& action, const QString& text) {
    auto* box = new QCheckBox(text);
    box->setChecked(action.isChecked());
    QObject::connect(box, &QCheckBox::toggled, &action, &QAction::setChecked);
    QObject::connect(&action, &QAction::toggled, box, &QCheckBox::setChecked);
    return box;
}

} // namespace

SettingsDialog::SettingsDialog(Studio& studio, QWidget* parent)
    : QDialog(parent)
    , studio_(studio) {
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(tr("Settings"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kSpaceXl, kSpaceL, kSpaceXl, kSpaceL);
    column->setSpacing(kSpaceS);
    column->addWidget(new Label(TextRole::Title, Ink::Text, tr("Settings")));
    buildLook(*addCard(*column, tr("Look")));
    buildRuns(*addCard(*column, tr("Runs")));
    buildMore(*addCard(*column, tr("More")));
    auto* buttons = makeRow(kSpaceS);
    buttons->addStretch(1);
    QPushButton* close = makeButton(QStringLiteral("settingsClose"), tr("Close"));
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    buttons->addWidget(close);
    column->addLayout(buttons);
    column->setSizeConstraint(QLayout::SetFixedSize); // what it holds grows with the text
    onTheme(this, [this] { fit(); });
    showFolder();
}

void SettingsDialog::fit() {
    int widest = 0;
    for (const FormRow* row : std::as_const(rows_))
        widest = std::max(widest, row->labelWidthHint());
    for (FormRow* row : std::as_const(rows_))
        row->setLabelWidth(widest);
    for (QWidget* card : std::as_const(cards_))
        card->setMinimumWidth(48 * QFontMetrics(baseFont()).averageCharWidth() + 2 * widest);
}

Card* SettingsDialog::addCard(QVBoxLayout& column, const QString& title) {
    auto* card = new Card(title);
    cards_ += card;
    column.addWidget(card);
    return card;
}

void SettingsDialog::addRow(Card& card, const char* key, const QString& label, QWidget* editor) {
    if (editor->objectName().isEmpty())
        editor->setObjectName(QLatin1String(key));
    auto* row = new FormRow(QLatin1String(key), label, editor);
    card.body()->addWidget(row);
    row->widenEditor();
    row->dropReset();
    rows_ += row;
}

void SettingsDialog::buildLook(Card& card) {
    auto* theme = new QComboBox;
    const Actions& actions = studio_.actions();
    const std::array<std::pair<QString, QAction*>, 3> themes{{{tr("as the desktop"), actions.themeSystem},
                                                              {tr("light"), actions.themeLight},
                                                              {tr("dark"), actions.themeDark}}};
    for (const auto& [name, action] : themes) {
        theme->addItem(name);
        if (action->isChecked())
            theme->setCurrentIndex(theme->count() - 1);
        connect(action, &QAction::toggled, theme, [theme, at = theme->count() - 1](bool on) {
            if (on)
                theme->setCurrentIndex(at);
        });
    }
    connect(theme, &QComboBox::activated, this,
            [themes](int at) { themes.at(static_cast<std::size_t>(at)).second->trigger(); });
    addRow(card, "theme", tr("Theme"), theme);
    auto* size = new QComboBox;
    for (const int percent : kTextSizes)
        size->addItem(percent == 100 ? tr("as the desktop") : tr("%1 %").arg(percent), percent);
    size->setCurrentIndex(std::max(0, size->findData(studio_.settings.textSize())));
    connect(size, &QComboBox::activated, this, [this, size] {
        const int percent = size->currentData().toInt();
        studio_.settings.setTextSize(percent);
        setTextSize(percent);
        applyTheme(*qobject_cast<QApplication*>(QApplication::instance()), themeModeFromName(studio_.settings.theme()));
    });
    addRow(card, "textSize", tr("Text size"), size);
    addRow(card, "slowRefresh", tr("Curves and figures are drawn"),
           checkBoxOf(*actions.slowRefresh, tr("once a second at most, for remote desktops")));
    addRow(card, "trayIcon", tr("In the tray"),
           checkBoxOf(*actions.trayIcon, tr("an icon that tells how far a run is")));
    auto* language = new QComboBox;
    language->addItem(tr("as the desktop"), QString());
    for (const QString& code : shippedLanguages())
        language->addItem(QLocale(code).nativeLanguageName().section(u' ', -1), code); // "American English": English
    language->setCurrentIndex(std::max(0, language->findData(studio_.settings.language())));
    connect(language, &QComboBox::activated, this,
            [this, language] { studio_.settings.setLanguage(language->currentData().toString()); });
    addRow(card, "language", tr("Language"), language);
    card.body()->addWidget((new Label(TextRole::Caption, Ink::Text3,
                                      tr("A language that is chosen here is spoken from the next start on. Messages of "
                                         "the engine, journals and the guide are in English.")))
                               ->wrapped());
}

void SettingsDialog::buildRuns(Card& card) {
    auto* place = new QWidget;
    auto* row = makeRow(kSpaceS, place);
    folder_ = new ElidedLabel;
    folder_->setObjectName(QStringLiteral("runsFolder"));
    folder_->setElideMode(Qt::ElideMiddle);
    row->addWidget(folder_, 1);
    QPushButton* choose = makeButton(QStringLiteral("chooseRunsFolder"), tr("Choose..."));
    connect(choose, &QPushButton::clicked, this, &SettingsDialog::chooseFolder);
    row->addWidget(choose);
    place->setObjectName(QStringLiteral("runsPlace"));
    addRow(card, "runsFolder", tr("New runs go to"), place);
    card.body()->addWidget((new Label(TextRole::Caption, Ink::Text3,
                                      tr("The page Runs lists this folder. Runs elsewhere stay where they are; "
                                         "resnet-train takes its own from RESNET_STUDIO_RUNS or --run.")))
                               ->wrapped());
    if (!studio_.hasBackground())
        return;
    auto* trains = new QComboBox;
    trains->addItem(tr("in the background if they take an hour or more"), static_cast<int>(RunPlace::Automatic));
    trains->addItem(tr("in this window"), static_cast<int>(RunPlace::Window));
    trains->addItem(tr("in the background"), static_cast<int>(RunPlace::Background));
    trains->setCurrentIndex(std::max(0, trains->findData(static_cast<int>(studio_.settings.runPlace()))));
    connect(trains, &QComboBox::activated, this, [this, trains] {
        const auto chosen = static_cast<RunPlace>(trains->currentData().toInt());
        studio_.settings.setRunPlace(chosen);
        studio_.recipe.setPlace(chosen);
    });
    addRow(card, "trains", tr("They train"), trains);
}

void SettingsDialog::buildMore(Card& card) {
    auto* row = makeRow(kSpaceS);
    const Actions& actions = studio_.actions();
    for (const auto& [name, action] : {std::pair(QStringLiteral("settingsNotices"), actions.notices),
                                       {QStringLiteral("settingsPrice"), actions.price}}) {
        QPushButton* button = makeButton(name, QString(action->text()).remove(u'&'));
        button->setToolTip(action->toolTip());
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        row->addWidget(button);
    }
    row->addStretch(1);
    card.body()->addLayout(row);
}

void SettingsDialog::chooseFolder() {
    const auto folder = studio_.dialogs.pickFolder(tr("Choose the folder for new runs"),
                                                   QString::fromLocal8Bit(studio_.settings.runsFolder().c_str()));
    if (folder)
        setFolder(bytesOf(*folder));
}

void SettingsDialog::setFolder(const std::string& folder) {
    studio_.settings.setRunsFolder(folder);
    studio_.runs.setFolder(folder);
    if (const RunHistory* shown = studio_.training.history(); shown != nullptr && !shown->folder.empty())
        studio_.runs.addOutside(shown->folder); // it may train
    studio_.monitor.setDiskPath(folder);
    showFolder();
}

void SettingsDialog::showFolder() {
    folder_->setText(QString::fromStdString(displayText(studio_.settings.runsFolder())));
}

void showSettings(Studio& studio, QWidget* parent) {
    static QPointer<SettingsDialog> dialog; // one at a time; it goes when it is closed
    if (dialog == nullptr)
        dialog = new SettingsDialog(studio, parent);
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

} // namespace studio
