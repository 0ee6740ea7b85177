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
    if (job_.isRunning()) // its answer is for the address before
        job_.start([](std::stop_token) { return std::function<void()>(); });
    if (asking_)
        moment_.start();
    else
        moment_.stop();
    Q_EMIT changed();
}

void RemoteLength::send() {
    job_.start([this, url = url_](std::stop_token stop) -> std::function<void()> {
        return [this, bytes = askLength(url, stop)] {
            bytes_ = bytes;
            asking_ = false;
            Q_EMIT changed();
        };
    });
}

} // namespace studio
