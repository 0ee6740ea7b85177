// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notice/program_channel_internal.h"

#include <cstring>
#include <string_view>
#include <unistd.h>

#include "core/base/child_program.h"
#include "core/base/text.h"
#include "core/notice/http_channel_internal.h"
#include "core/notice/mail_words_internal.h"
#include "core/run/told_once.h"

namespace studio {

namespace {

constexpr int kTempFail = 75; ///< sysexits.h: what sendmail says when it may work later

/// Where every mail system of Unix puts it.
std::string sendmail() {
    for (const char* path : {"/usr/sbin/sendmail", "/usr/lib/sendmail"}) {
        if (::access(path, X_OK) == 0)
            return path;
    }
    return {};
}

std::vector<std::string> environmentFor(const Notice& notice) {
    const NoticeRun& run = notice.run;
    const std::string before = "RESNET_NOTICE_";
    std::vector<std::string> all{before + "LEVEL=" + noticeLevelName(notice.level),
                                 before + "KIND=" + noticeKindName(notice.kind),
                                 before + "TITLE=" + notice.title,
                                 before + "TEXT=" + notice.text,
                                 before + "SUMMARY=" + noticeSummary(notice),
                                 before + "HOST=" + notice.host,
                                 before + "RUN=" + displayText(baseName(run.folder)),
                                 before + "FOLDER=" + run.folder};
    const std::string_view again(kStartedAgain); // what a person's program starts, a machine has not started again
    all.emplace_back(again.substr(0, again.find('=') + 1));
    return all;
}

Delivery judged(const ChildEnd& end, int seconds) {
    Delivery delivery;
    delivery.ok = end.isGood();
    if (delivery.ok)
        delivery.said = "the program ended well";
    else if (end.problem != 0)
        delivery.said = "the program cannot be started: " + std::string(std::strerror(end.problem));
    else if (end.late)
        delivery.said = "the program was ended: it took longer than " + std::to_string(seconds) + " s";
    else if (end.stopped)
        delivery.said = "stopped";
    else if (end.signal != 0)
        delivery.said = "the program was ended by signal " + std::to_string(end.signal);
    else
        delivery.said = "the program ended with code " + std::to_string(end.code);
    delivery.mayPass = end.code == kTempFail;
    return delivery;
}

} // namespace

ProgramChannel::ProgramChannel(ChannelSettings settings)
    : settings_(std::move(settings)) {}

Delivery ProgramChannel::send(const Notice& notice, const std::stop_token& stop) {
    ChildProgram child;
    child.program = settings_.program;
    child.seconds = settings_.seconds;
    if (settings_.type == ChannelType::Command) {
        child.arguments = settings_.arguments;
        child.environment = environmentFor(notice);
        child.input = noticeJson(notice);
    } else {
        if (child.program.empty())
            child.program = sendmail();
        if (child.program.empty()) {
            Delivery missing;
            missing.said = "this machine has no sendmail program; install msmtp-mta, postfix or another one";
            return missing;
        }
        child.arguments = {"-t", "-oi"};
        child.input = mailOf(settings_.to, notice.title, noticeBody(notice));
    }
    return judged(runChildProgram(child, stop), settings_.seconds);
}

std::unique_ptr<NoticeChannel> makeChannel(const ChannelSettings& settings) {
    switch (settings.type) {
    case ChannelType::Desktop:
        break;
    case ChannelType::Webhook:
    case ChannelType::Ntfy:
        return std::make_unique<HttpChannel>(settings);
    case ChannelType::Command:
    case ChannelType::Mail:
        return std::make_unique<ProgramChannel>(settings);
    }
    return nullptr;
}

} // namespace studio
