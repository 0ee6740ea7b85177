// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/gui_notices.h"

#include "core/base/shell_word.h"
#include "core/notice/notifier.h"

namespace studio {

namespace {

constexpr double kCloseSeconds = 5;

} // namespace

/// A notifier for as long as its run trains.
class WindowNotices::Live {
public:
    Live(WindowNotices& notices, Notifier& notifier)
        : notices_(notices) {
        const std::lock_guard lock(notices.mutex_);
        notices.live_ = &notifier;
        notices.letGo_.clear();
        if (!notices.why_.empty())
            notifier.interrupted(notices.why_);
    }
    ~Live() { letGo({}); }
    Live(const Live&) = delete;
    Live& operator=(const Live&) = delete;

    /// `folder`: of a run that another process is to go on with.
    void letGo(const std::string& folder) {
        const std::lock_guard lock(notices_.mutex_);
        notices_.live_ = nullptr;
        if (notices_.why_.empty() && !folder.empty()) // else it was told
            notices_.letGo_ = folder;
    }

private:
    WindowNotices& notices_;
};

WindowNotices::WindowNotices()
    : outbox_([this] {
        NoticeOptions options;
        options.makeChannel = factory();
        return options;
    }()) {}

WindowNotices::~WindowNotices() {
    outbox_.finish(kCloseSeconds);
}

ChannelFactory WindowNotices::factory() const {
    // The outbox's threads may be left behind: they hold no pointer to this.
    return [desktop = desktop_.maker()](const ChannelSettings& channel) {
        return channel.type == ChannelType::Desktop ? desktop() : makeChannel(channel);
    };
}

RunReport WindowNotices::train(const TrainEngine& engine, const TrainRequest& request, TrainObserver& observer,
                               TrainControl& control) {
    Notifier notifier(observer, outbox_, request.runFolder);
    Live live(*this, notifier);
    RunReport report = engine(request, notifier, control);
    const bool isHandedOver = report.outcome == RunOutcome::Stopped && control.isLeft();
    if (isHandedOver) { // another process goes on with it, and tells of its end
        live.letGo(report.folder);
        return report;
    }
    if (!report.interruptedBy.empty())
        notifier.interrupted(report.interruptedBy + ".");
    notifier.runEnded(report);
    return report;
}

void WindowNotices::interrupted(const std::string& why) {
    const std::lock_guard lock(mutex_);
    why_ = why;
    if (live_ != nullptr)
        live_->interrupted(why);
    if (letGo_.empty())
        return;
    NoticeRun run;
    run.folder = letGo_;
    letGo_.clear();
    outbox_.add(noticeOfRun(NoticeLevel::Warning, NoticeKind::Interrupted, "is interrupted",
                            why + " It is saved and can go on: resnet-train resume " + shellWord(run.folder), run));
}

void WindowNotices::takenOver() {
    const std::lock_guard lock(mutex_);
    letGo_.clear();
}

void WindowNotices::finish() {
    outbox_.finish(NoticeOutbox::kAtTheEnd);
}

Delivery WindowNotices::test(const ChannelSettings& channel, const std::stop_token& stop) const {
    return sendTest(channel, factory(), stop);
}

} // namespace studio
