// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/get_data/get_data_page.h"

#include <QPushButton>

#include "ui/pages/get_data/get_data_any.h"
#include "ui/pages/get_data/get_data_archives.h"
#include "ui/pages/get_data/get_data_sets.h"
#include "ui/pages/get_data/get_data_words.h"
#include "ui/pages/pages.h"
#include "ui/session/studio.h"
#include "ui/theme/format.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/label.h"
#include "ui/widgets/layouts.h"
#include "ui/widgets/page_head.h"
#include "ui/widgets/pill.h"
#include "ui/widgets/progress_line.h"
#include "ui/widgets/segmented_control.h"

namespace studio {

QWidget* makeGetDataPage(Studio& studio) {
    return new GetDataPage(studio);
}

GetDataPage::GetDataPage(Studio& studio)
    : PageFrame(QStringLiteral("getDataPage"))
    , studio_(studio)
    , back_(makeButton(QStringLiteral("backToData"), tr("Back to Data"), QStringLiteral("data")))
    , go_(makeButton(QStringLiteral("getGo"), {}, {}, ButtonKind::Primary))
    , way_(new SegmentedControl(QStringLiteral("getWay"),
                                {tr("ImageNet's archives"), tr("Well-known sets"), tr("Any archive")})) {
    head()->setTitle(tr("Get pictures"));
    head()->addAction(back_);
    head()->addAction(go_);
    auto* any = new GetDataAny(studio_);
    forms_[0] = new GetDataArchives(studio_);
    forms_[1] = new GetDataSets(studio_);
    forms_[2] = any;
    auto* column = makeColumn();
    column->addWidget(makeProgress());
    column->addWidget(way_, 0, Qt::AlignLeft);
    for (GetDataForm* each : forms_) {
        column->addWidget(each, 1);
        connect(each, &GetDataForm::changed, this, &GetDataPage::showButtons);
    }
    body()->addLayout(column, 1);
    connect(way_, &SegmentedControl::currentChanged, this, [this] {
        studio_.getData.reset();
        showState();
    });
    connect(&studio_.getData, &GetDataSession::archiveOffered, this, [this, any](const QString& path) {
        if (studio_.getData.isRunning())
            return;
        way_->setCurrent(path.isEmpty() ? 0 : 2);
        if (!path.isEmpty())
            any->setSource(path);
    });
    connect(back_, &QPushButton::clicked, this, [this] { studio_.show(Page::Data); });
    connect(go_, &QPushButton::clicked, this, &GetDataPage::press);
    connect(&studio_.getData, &GetDataSession::changed, this, &GetDataPage::showState);
    showState();
}

QWidget* GetDataPage::makeProgress() {
    progressCard_ = new Card;
    progress_ = new ProgressLine;
    progress_->setObjectName(QStringLiteral("getProgress"));
    cancel_ = makeButton(QStringLiteral("getCancel"), tr("Cancel"));
    cancel_->setToolTip(tr("Stops; what is written stays, and it can go on later"));
    note_ = (new Label(TextRole::Caption, Ink::Text2))->wrapped();
    note_->setObjectName(QStringLiteral("getNote"));
    auto* line = makeRow(12);
    line->addWidget(progress_, 1);
    line->addWidget(cancel_);
    progressCard_->body()->addLayout(line);
    progressCard_->body()->addWidget(note_);
    connect(cancel_, &QPushButton::clicked, this, [this] { studio_.getData.cancel(); });
    return progressCard_;
}

GetDataForm* GetDataPage::form() const {
    return forms_[way_->current()];
}

/// The filled button: start, go on, or open what is finished.
void GetDataPage::press() {
    GetDataSession& session = studio_.getData;
    switch (session.state()) {
    case GetDataState::Done:
        studio_.data.open(studio_.settings.dataAt(session.result().folder));
        studio_.show(Page::Data);
        session.reset();
        return;
    case GetDataState::Stopped:
    case GetDataState::Failed:
        session.goOn();
        return;
    case GetDataState::Idle:
        form()->start();
        return;
    case GetDataState::Running:
        return;
    }
}

void GetDataPage::showState() {
    const bool running = studio_.getData.isRunning();
    const bool hadFocus = running ? go_->hasFocus() : cancel_->hasFocus();
    way_->setEnabled(!running);
    for (GetDataForm* each : forms_) {
        each->setVisible(each == form());
        each->setEnabled(!running);
    }
    if (!running)
        form()->refresh();
    showProgress();
    showButtons();
    showBanner();
    if (hadFocus)
        (running ? cancel_ : go_)->setFocus(); // a button that goes takes the focus to some other one
}

void GetDataPage::showProgress() {
    const GetDataSession& session = studio_.getData;
    const GetDataState state = session.state();
    const GetDataStatus& status = session.status();
    progressCard_->setVisible(state == GetDataState::Running || state == GetDataState::Stopped ||
                              state == GetDataState::Done);
    cancel_->setVisible(state == GetDataState::Running);
    cancel_->setEnabled(!session.isStopping());
    QString note;
    switch (state) {
    case GetDataState::Running:
        progress_->setTone(Tone::Accent);
        progress_->setCaptions(session.isStopping() ? tr("Stopping") : stageText(status), paceText(status));
        progress_->setFraction(fractionOf(status));
        note = status.note.empty()
                   ? tr("Goes on while you work on other pages. If the program ends, it can go on where it was.")
                   : QString::fromStdString(status.note);
        break;
    case GetDataState::Stopped:
        progress_->setTone(Tone::Warning);
        progress_->setCaptions(tr("Stopped"), {});
        note = session.result().written < 0
                   ? tr("What is there stays. Nothing is lost; it goes on from here.")
                   : tr("%1 pictures were written this time, and they stay. Nothing is lost; it goes on from here.")
                         .arg(formatCount(session.result().written));
        break;
    case GetDataState::Done:
        progress_->setTone(Tone::Ok);
        progress_->setCaptions(tr("Finished"), countsText(session.result()));
        progress_->setFraction(1);
        note = displayOf(session.result().folder);
        if (!session.result().deleted.empty())
            note += QStringLiteral("  \u00B7  ") + tr("the archives were deleted");
        for (const std::string& word : session.result().notes)
            note += u'\n' + QString::fromStdString(word);
        break;
    default:
        break;
    }
    note_->setText(note);
    const bool warn = state == GetDataState::Stopped || state == GetDataState::Failed;
    head()->pill()->set(state == GetDataState::Running   ? tr("Running")
                        : state == GetDataState::Stopped ? tr("Stopped")
                        : state == GetDataState::Failed  ? tr("Failed")
                        : state == GetDataState::Done    ? tr("Finished")
                                                         : QString(),
                        state == GetDataState::Running  ? Tone::Accent
                        : state == GetDataState::Failed ? Tone::Error
                        : warn                          ? Tone::Warning
                                                        : Tone::Ok,
                        state == GetDataState::Running  ? QStringLiteral("play")
                        : state == GetDataState::Failed ? QStringLiteral("failed")
                        : warn                          ? QStringLiteral("square")
                                                        : QStringLiteral("check"));
}

void GetDataPage::showButtons() {
    head()->setSubtitle(form()->about());
    const GetDataState state = studio_.getData.state();
    go_->setVisible(state != GetDataState::Running);
    const bool again = state == GetDataState::Stopped || state == GetDataState::Failed;
    go_->setText(state == GetDataState::Done      ? tr("Open in Data")
                 : state == GetDataState::Stopped ? tr("Continue")
                 : state == GetDataState::Failed  ? tr("Try again")
                                                  : form()->verb());
    setBlocked(go_, again || state == GetDataState::Done ? QString() : form()->blocker());
}

void GetDataPage::showBanner() {
    const GetDataSession& session = studio_.getData;
    removeBanner(failed_);
    failed_ = nullptr;
    if (session.state() != GetDataState::Failed)
        return;
    failed_ = Banner::fromMessage(session.error());
    connect(failed_, &Banner::closed, this, [this] { failed_ = nullptr; });
    addBanner(failed_);
}

} // namespace studio
