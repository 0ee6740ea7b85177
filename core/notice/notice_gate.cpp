// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notice/notice_gate.h"

#include <utility>

namespace studio {

void NoticeGate::forget(Kind& kind, double now) const {
    while (!kind.sent.empty() && kind.sent.front() + window_ <= now)
        kind.sent.pop_front();
}

std::optional<Notice> NoticeGate::admit(Notice notice, double now) {
    if (isLastNotice(notice.kind))
        return notice;
    Kind& kind = kinds_[static_cast<std::size_t>(notice.kind)];
    forget(kind, now);
    // What is folded comes first, so that the order stays.
    if (kind.isFull(perKind_) || kind.folded > 0) {
        ++kind.folded;
        kind.last = std::move(notice);
        return std::nullopt;
    }
    kind.sent.push_back(now);
    return notice;
}

std::vector<Notice> NoticeGate::due(double now, bool all) {
    std::vector<Notice> notices;
    for (Kind& kind : kinds_) {
        forget(kind, now);
        if (kind.folded == 0 || (kind.isFull(perKind_) && !all))
            continue;
        Notice notice = std::exchange(kind.last, {});
        if (kind.folded > 1) // the last of them is this one
            notice.text += (notice.text.empty() ? "" : " ") + std::string("It is the last of ") +
                           std::to_string(kind.folded) + " notices of this kind that were held back.";
        kind.folded = 0;
        kind.sent.push_back(now);
        notices.push_back(std::move(notice));
    }
    return notices;
}

double NoticeGate::nextDue() const {
    double next = -1;
    for (const Kind& kind : kinds_) {
        if (kind.folded == 0)
            continue;
        const double at = kind.sent.empty() ? 0 : kind.sent.front() + window_;
        next = next < 0 || at < next ? at : next;
    }
    return next;
}

} // namespace studio
