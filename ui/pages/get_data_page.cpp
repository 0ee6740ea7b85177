// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/get_data_page.h"

#include <QPushButton>

#include "ui/pages/get_data_archives.h"
#include "ui/pages/get_data_words.h"
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

namespace studio {

QWidget* makeGetDataPage(Studio& studio) {
    return new GetDataPage(studio);
}

GetDataPage::GetDataPage(Studio& studio)
    : PageFrame(QStringLiteral("getDataPage"))
    , studio_(studio)
    , back_(makeButton(QStringLiteral("backToData"), tr("Back to Data"), QStringLiteral("data")))
    , go_(makeButton(QStringLiteral("getGo"), {}, {}, ButtonKind::Primary)) {
    head()->setTitle(tr("Get pictures"));
    head()->addAction(back_);
    head()->addAction(go_);
    form_ = new GetDataArchives(studio_);
    auto* column = makeColumn();
    column->addWidget(makeProgress());
    column->addWidget(form_, 1);
    body()->addLayout(column, 1);
    connect(back_, &QPushButton::clicked, this, [this] { studio_.show(Page::Data); });
    connect(go_, &QPushButton::clicked, this, &GetDataPage::press);
    connect(form_, &GetDataForm::changed, this, &GetDataPage::showButtons);
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

/// The filled button: start, go on, or open what is finished.
void GetDataPage::press() {
    GetDataSession& session = studio_.getData;
    switch (session.state()) {
    case GetState::Done:
        studio_.data.open({session.result().folder, {}, 0.1, 0});
        studio_.show(Page::Data);
        return;
    case GetState::Stopped:
    case GetState::Failed:
        session.goOn();
        return;
    case GetState::Idle:
        form_->start();
        return;
    case GetState::Running:
        return;
    }
}

void GetDataPage::showState() {
    const bool running = studio_.getData.isRunning();
    const bool hadFocus = running ? go_->hasFocus() : cancel_->hasFocus();
    head()->setSubtitle(tr("From the archives to a folder that can be trained on. Nothing is fetched or sent."));
    showProgress();
    showButtons();
    showBanner();
    form_->setEnabled(!running);
    if (hadFocus)
        (running ? cancel_ : go_)->setFocus(); // a button that goes takes the focus to some other one
}

void GetDataPage::showProgress() {
    const GetDataSession& session = studio_.getData;
    const GetState state = session.state();
    const GetStatus& status = session.status();
    progressCard_->setVisible(state == GetState::Running || state == GetState::Stopped || state == GetState::Done);
    cancel_->setVisible(state == GetState::Running);
    cancel_->setEnabled(!session.isStopping());
    QString note;
    switch (state) {
    case GetState::Running:
        progress_->setTone(Tone::Accent);
        progress_->setCaptions(session.isStopping() ? tr("Stopping") : stageText(status), paceText(status));
        progress_->setFraction(fractionOf(status));
        note = tr("Goes on while you work on other pages. If the program ends, it goes on where it was.");
        break;
    case GetState::Stopped:
        progress_->setTone(Tone::Warning);
        progress_->setCaptions(tr("Stopped"), {});
        note = tr("%1 pictures were written this time, and they stay. Nothing is lost; it goes on from here.")
                   .arg(formatCount(session.result().written));
        break;
    case GetState::Done:
        progress_->setTone(Tone::Ok);
        progress_->setCaptions(tr("Finished"), countsText(session.result()));
        progress_->setFraction(1);
        note = displayOf(session.result().folder);
        if (!session.result().deleted.empty())
            note += QStringLiteral("  \u00B7  ") + tr("the archives were deleted");
        break;
    default:
        break;
    }
    note_->setText(note);
    const bool warn = state == GetState::Stopped || state == GetState::Failed;
    head()->pill()->set(state == GetState::Running   ? tr("Running")
                        : state == GetState::Stopped ? tr("Stopped")
                        : state == GetState::Failed  ? tr("Failed")
                        : state == GetState::Done    ? tr("Finished")
                                                     : QString(),
                        state == GetState::Running  ? Tone::Accent
                        : state == GetState::Failed ? Tone::Error
                        : warn                      ? Tone::Warning
                                                    : Tone::Ok,
                        state == GetState::Running  ? QStringLiteral("play")
                        : state == GetState::Failed ? QStringLiteral("failed")
                        : warn                      ? QStringLiteral("square")
                                                    : QStringLiteral("check"));
}

void GetDataPage::showButtons() {
    const GetState state = studio_.getData.state();
    go_->setVisible(state != GetState::Running);
    const bool again = state == GetState::Stopped || state == GetState::Failed;
    go_->setText(state == GetState::Done      ? tr("Open in Data")
                 : state == GetState::Stopped ? tr("Continue")
                 : state == GetState::Failed  ? tr("Try again")
                                              : form_->verb());
    setBlocked(go_, again || state == GetState::Done ? QString() : form_->blocker());
}

void GetDataPage::showBanner() {
    const GetDataSession& session = studio_.getData;
    removeBanner(failed_);
    failed_ = nullptr;
    if (session.state() != GetState::Failed)
        return;
    failed_ = Banner::fromMessage(session.error());
    connect(failed_, &Banner::closed, this, [this] { failed_ = nullptr; });
    addBanner(failed_);
}

} // namespace studio
