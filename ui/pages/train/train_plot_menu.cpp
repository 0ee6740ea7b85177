// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/train/train_plot_menu.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPushButton>

#include "core/run/steps_csv.h"
#include "ui/pages/train/plot_table_dialog.h"
#include "ui/session/studio.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"

namespace studio {

namespace {

PictureFormat formatOf(const QString& path) {
    const QString ending = QFileInfo(path).suffix().toLower();
    return ending == QStringLiteral("svg")   ? PictureFormat::Svg
           : ending == QStringLiteral("pdf") ? PictureFormat::Pdf
                                             : PictureFormat::Png;
}

} // namespace

PlotMenu::PlotMenu(Studio& studio, Card& card, MetricPlot& plot, const QString& fileName,
                   std::function<PictureCaption()> caption, std::function<std::string()> runFolder)
    : QMenu(&plot)
    , studio_(studio)
    , plot_(plot)
    , fileName_(fileName)
    , caption_(std::move(caption))
    , runFolder_(std::move(runFolder)) {
    QAction* reset = add("resetView", tr("Reset view"), &PlotMenu::resetView);
    QAction* follow = addAction(tr("Follow"), &plot_, &MetricPlot::setFollow);
    QAction* log = addAction(tr("Log scale"), &plot_, &MetricPlot::setLogY);
    // Shown here; the plot hears the keys itself while it has the focus.
    for (const auto& [action, key] : {std::pair(reset, Qt::Key_Home), {follow, Qt::Key_F}, {log, Qt::Key_L}}) {
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetShortcut);
    }
    follow->setObjectName(QStringLiteral("follow"));
    log->setObjectName(QStringLiteral("logScale"));
    follow->setCheckable(true);
    log->setCheckable(true);
    maximise_ = addAction({}, this, &PlotMenu::maximiseRequested);
    maximise_->setObjectName(QStringLiteral("maximise"));
    maximise_->setShortcutContext(Qt::WidgetShortcut);
    setMaximised(false);
    addSeparator();
    add("showTable", tr("Show as table..."), &PlotMenu::showTable);
    add("copyPicture", tr("Copy picture"), &PlotMenu::copyPicture);
    add("savePicture", tr("Save picture..."), &PlotMenu::savePicture);
    add("saveData", tr("Save data as CSV..."), &PlotMenu::saveData);
    QAction* steps = add("saveSteps", tr("Save every step as CSV..."), &PlotMenu::saveSteps);
    connect(this, &QMenu::aboutToShow, this, [this, follow, log, steps] {
        steps->setEnabled(!runFolder_().empty());
        follow->setChecked(plot_.isFollowing());
        log->setChecked(plot_.isLogY());
    });

    QPushButton* button = makeIconButton(QString(plot.objectName() + QStringLiteral("Menu")), QStringLiteral("dots"),
                                         tr("More for this plot: %1").arg(card.accessibleName()));
    card.addToHead(button);
    connect(button, &QPushButton::clicked, this,
            [this, button] { popup(button->mapToGlobal(QPoint(0, button->height()))); });
    plot.setContextMenuPolicy(Qt::CustomContextMenu);
    connect(&plot, &QWidget::customContextMenuRequested, this,
            [this](const QPoint& place) { popup(plot_.mapToGlobal(place)); });
}

QAction* PlotMenu::add(const char* objectName, const QString& text, void (PlotMenu::*run)()) {
    QAction* action = addAction(text, this, run);
    action->setObjectName(QLatin1String(objectName));
    return action;
}

void PlotMenu::setMaximised(bool on) {
    maximise_->setText(on ? tr("Back to all plots") : tr("Maximise"));
    maximise_->setShortcut(on ? QKeySequence(Qt::Key_Escape) : QKeySequence());
}

void PlotMenu::resetView() {
    plot_.resetZoom();
}

void PlotMenu::showTable() {
    const PictureCaption caption = caption_();
    showPlotTable(caption.title, caption.run, plot_.data(caption.xName), plot_.window());
}

void PlotMenu::copyPicture() {
    QGuiApplication::clipboard()->setImage(plot_.picture(caption_()));
}

void PlotMenu::savePicture() {
    save(tr("Save picture of the plot"), QStringLiteral("png"), tr("Pictures (*.png *.svg *.pdf)"),
         [this](const QString& path) { return plot_.pictureFile(caption_(), formatOf(path)); });
}

void PlotMenu::saveData() {
    save(tr("Save the plot's data"), QStringLiteral("csv"), tr("Comma-separated values (*.csv)"),
         [this](const QString&) { return csvOf(plot_.data(caption_().xName)); });
}

void PlotMenu::saveSteps() {
    const std::string folder = runFolder_();
    const auto path = pick(tr("Save every step of the run"), QStringLiteral("steps"), QStringLiteral("csv"),
                           tr("Comma-separated values (*.csv)"));
    if (!path || folder.empty())
        return;
    studio_.files.run(
        this,
        [folder, to = bytesOf(*path)](const JobControl& control) { return writeStepsCsv(folder, to, control.stop()); },
        [](std::int64_t) {});
}

std::optional<QString> PlotMenu::pick(const QString& title, const QString& name, const QString& ending,
                                      const QString& filter) {
    return studio_.dialogs.pickSaveFile(title, caption_().run + u'-' + name + u'.' + ending, filter);
}

void PlotMenu::save(const QString& title, const QString& ending, const QString& filter,
                    const std::function<QByteArray(const QString& path)>& bytes) {
    const QString run = caption_().run;
    const auto path = pick(title, fileName_, ending, filter);
    if (!path)
        return;
    if (caption_().run != run) // its name would stand on the curve of the other
        return studio_.report({tr("Another run is shown by now").toStdString(),
                               run.toStdString(),
                               tr("Nothing was saved.").toStdString(),
                               {}});
    studio_.files.write(bytesOf(*path), bytes(*path).toStdString());
}

} // namespace studio
