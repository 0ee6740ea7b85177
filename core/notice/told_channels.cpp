// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/notice/told_channels.h"

#include <exception>
#include <filesystem>
#include <mutex>
#include <set>
#include <sstream>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/paths.h"
#include "core/base/sha256.h"

namespace studio {

namespace {

const std::string kRefused = "\t"; ///< begins the line of a channel that refused; no name of one does

} // namespace

struct ToldChannels::State {
    std::string file;
    bool begun = false;
    std::mutex mutex;                    ///< of what follows
    std::set<std::string> told, refused; ///< also by processes before
    std::set<std::string> left;

    void read() {
        constexpr std::size_t kMostBytes = 64'000;
        begun = std::filesystem::exists(file);
        std::istringstream lines(begun ? readSmallFile(file, kMostBytes) : std::string());
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with(kRefused))
                refused.insert(line.substr(kRefused.size()));
            else
                told.insert(line);
        }
    }
    void write() const {
        constexpr std::size_t kMostFiles = 500; // with those of runs, see ToldOnce
        if (file.empty())
            return;
        try {
            const std::string folder = std::filesystem::path(file).parent_path().string();
            makeFolder(folder);
            std::string text;
            for (const std::string& name : told)
                text += name + "\n";
            for (const std::string& name : refused)
                text += kRefused + name + "\n";
            writeFileAtomically(file, text);
            keepNewestFiles(folder, kMostFiles);
        } catch (const std::exception& error) {
            logLine(LogLevel::Info, "Which channels have a notice is not kept: " + messageOf(error).text());
        }
    }
    /// Whoever broke a delivery off does not know what would have come of it.
    void note(const std::string& name, const Delivery& delivery, bool isBrokenOff) {
        const std::lock_guard lock(mutex);
        left.erase(name);
        if (!delivery.ok && (delivery.mayPass || isBrokenOff))
            left.insert(name);
        else if ((delivery.ok ? told : refused).insert(name).second)
            write();
    }
    bool isTold(const std::string& name) {
        const std::lock_guard lock(mutex);
        return told.contains(name);
    }
    /// Its program may do what it does before it says no.
    bool hasRefused(const std::string& name) {
        const std::lock_guard lock(mutex);
        return refused.contains(name);
    }
};

class ToldChannels::Once final : public NoticeChannel {
public:
    Once(std::string name, std::unique_ptr<NoticeChannel> channel, std::shared_ptr<State> state)
        : name_(std::move(name))
        , channel_(std::move(channel))
        , state_(std::move(state)) {}

    Delivery send(const Notice& notice, const std::stop_token& stop) override {
        Delivery delivery;
        if (state_->isTold(name_)) {
            delivery.ok = true;
            delivery.said = "it has it already";
            return delivery;
        }
        if (state_->hasRefused(name_)) {
            delivery.said = "it has refused it already";
            return delivery;
        }
        delivery = channel_->send(notice, stop);
        state_->note(name_, delivery, stop.stop_requested());
        return delivery;
    }

private:
    const std::string name_;
    const std::unique_ptr<NoticeChannel> channel_;
    const std::shared_ptr<State> state_;
};

ToldChannels::ToldChannels(const std::string& notice)
    : state_(std::make_shared<State>()) {
    if (notice.empty())
        return;
    try {
        state_->file = defaultLogFolder() + "/told/" + sha256Hex("channels\n" + notice);
        state_->read();
    } catch (const std::exception& error) {
        logLine(LogLevel::Info, "Which channels have a notice is not known: " + messageOf(error).text());
    }
}

bool ToldChannels::isBegun() const {
    return state_->begun;
}

ChannelFactory ToldChannels::factory() {
    if (!state_->begun) {
        const std::lock_guard lock(state_->mutex);
        state_->write();
    }
    return [state = state_](const ChannelSettings& settings) -> std::unique_ptr<NoticeChannel> {
        std::unique_ptr<NoticeChannel> channel = makeChannel(settings);
        return channel ? std::make_unique<Once>(settings.name, std::move(channel), state) : nullptr;
    };
}

bool ToldChannels::isAnyLeft() const {
    const std::lock_guard lock(state_->mutex);
    return !state_->left.empty();
}

bool ToldChannels::isAnyRefused() const {
    const std::lock_guard lock(state_->mutex);
    return !state_->refused.empty();
}

} // namespace studio
