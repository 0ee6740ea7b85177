// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/queue/queue_notices.h"

#include <utility>

#include "app/cli_given_up.h"
#include "core/notice/told_channels.h"

namespace studio {

void tellOfEntry(const QueueEntry& entry, NoticeOutbox& outbox) {
    if (hasOption(entry.company, "--no-notices"))
        return;
    const std::string id = std::to_string(entry.id);
    std::string why = "Entry " + id + " of the queue: " + entry.message + ".";
    std::vector<std::string> words{"train"}; // which its folder says to be finished, also where more epochs were wished
    if (entry.state != QueueState::Done) {
        words[0] = entry.resumes ? "resume" : "train";
        words.insert(words.end(), entry.settings.begin(), entry.settings.end());
        why += " Once that is mended: resnet-train queue release " + id + "."; // a done one is refused there
    }
    words.insert(words.end(), entry.company.begin(), entry.company.end());
    tellGivenUp({entry.run, words, why, "The queue"}, outbox);
}

void NoteTeller::tell(const std::string& note) {
    ToldChannels channels("note of a queue\n" + note);
    NoticeOptions options;
    options.makeChannel = channels.factory();
    options.tries = kTriesOfDays;
    outboxes_.push_back(std::make_unique<NoticeOutbox>(std::move(options)));
    outboxes_.back()->add(makeNotice(NoticeLevel::Error, NoticeKind::Failed, "The queue of runs was set aside", note));
}

void NoteTeller::finish() {
    for (const auto& outbox : outboxes_)
        outbox->finish(NoticeOutbox::kAtTheEnd);
}

} // namespace studio
