// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/gui_notices.h"

#include "core/notice/notifier.h"

namespace studio {

namespace {

constexpr double kCloseSeconds = 5;

} // namespace

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
    RunReport report = engine(request, notifier, control);
    const bool isHandedOver = report.outcome == RunOutcome::Stopped && control.isLeft();
    if (!isHandedOver) // another process goes on with it, and tells of its end
        notifier.runEnded(report);
    return report;
}

Delivery WindowNotices::test(const ChannelSettings& channel, const std::stop_token& stop) const {
    return sendTest(channel, factory(), stop);
}

} // namespace studio
