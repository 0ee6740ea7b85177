// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/session/remote_length.h"

#include <chrono>

#include "core/net/download.h"

namespace studio {

namespace {

constexpr std::chrono::milliseconds kMoment{400};

} // namespace

RemoteLength::RemoteLength(QObject* parent)
    : QObject(parent) {
    moment_.setSingleShot(true);
    moment_.setInterval(kMoment);
    connect(&moment_, &QTimer::timeout, this, &RemoteLength::send);
}

void RemoteLength::ask(const std::string& url) {
    if (url == url_)
        return;
    url_ = url;
    bytes_ = 0;
    asking_ = !url.empty();
    job_.forget(); // its answer would be for the address before
    if (asking_)
        moment_.start();
    else
        moment_.stop();
    Q_EMIT changed();
}

void RemoteLength::send() {
    job_.start([url = url_](const JobControl& control) { return askLength(url, control.stop()); },
               [this](std::uint64_t bytes) {
                   bytes_ = bytes;
                   asking_ = false;
                   Q_EMIT changed();
               },
               [this](const Message&) {
                   asking_ = false;
                   Q_EMIT changed();
               },
               BackgroundJob::Begin::AtOnce);
}

} // namespace studio
