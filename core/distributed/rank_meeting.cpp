// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/torch_compat.h"
#if STUDIO_HAS_GLOO

#include "core/distributed/rank_meeting_internal.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>
#include <utility>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "engine_build.h"
#include "studio_version.h"

namespace studio {
namespace {

constexpr std::chrono::milliseconds kLook{20}; ///< while a rank is waited for
constexpr double kWelcomeSeconds = 1;          ///< then a stale nonce is given up

std::string randomWord() {
    std::random_device random;
    std::string word;
    for (int i = 0; i < 4; ++i)
        word += std::to_string(random()) + ".";
    return word;
}

/// What the ranks say to one another has no form of its own: they are of one text, and of one LibTorch.
std::string buildHere() {
    std::string build(kVersion);
    for (const char* part : {" (", kEngineBuild, ", LibTorch ", TORCH_VERSION, ")"})
        build += part;
    return build;
}

std::string rankOf(int rank, int count) {
    return "rank " + std::to_string(rank) + " of " + std::to_string(count);
}

} // namespace

std::vector<std::uint8_t> storeBytes(const std::string& text) {
    return {text.begin(), text.end()};
}

std::string storeText(c10d::Store& store, const std::string& key) {
    const std::vector<std::uint8_t> bytes = store.get(key);
    return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(std::min(bytes.size(), kMostWordsInStore))};
}

RankMeeting::RankMeeting(StorePointer store, const RankPlace& place, const RankWitness& witness)
    : store_(std::move(store))
    , place_(place)
    , witness_(witness)
    , until_(monotonicSeconds() + place.seconds) {}

std::string RankMeeting::nonce() {
    return place_.rank == 0 ? call() : answer();
}

std::string RankMeeting::call() {
    const std::string nonce = randomWord();
    store_->set("studio/nonce", storeBytes(nonce));
    for (int rank = 1; rank < place_.count; ++rank) {
        const std::string key = std::to_string(rank) + "/" + nonce;
        awaitKey("studio/hello/" + key, rank);
        const std::string hello = storeText(*store_, "studio/hello/" + key);
        const std::size_t gap = hello.find(' ');
        const std::size_t end = std::min(hello.find('\n'), hello.size());
        const std::string build = gap < end ? hello.substr(gap + 1, end - gap - 1) : "another version";
        if (build != buildHere())
            throw Error(ErrorKind::Usage,
                        Message{.title = "The ranks are of different builds of ResNet Studio",
                                .place = rankOf(rank, place_.count),
                                .done = "Rank 0 is " + buildHere() + ", this one is " + displayText(build) + ".",
                                .next = "Install the same build on all machines."});
        if (end < hello.size())
            peers_.add(rank, hello.substr(end + 1));
        store_->set("studio/welcome/" + key, storeBytes(hello.substr(0, gap)));
    }
    return nonce;
}

std::string RankMeeting::answer() {
    const std::string word = randomWord();
    while (true) {
        awaitKey("studio/nonce", 0);
        const std::string nonce = storeText(*store_, "studio/nonce");
        const std::string key = std::to_string(place_.rank) + "/" + nonce;
        store_->set("studio/hello/" + key, storeBytes(word + " " + buildHere() + "\n" + PeerProcesses::self()));
        const double giveUp = monotonicSeconds() + kWelcomeSeconds;
        while (monotonicSeconds() < giveUp) {
            if (store_->check({"studio/welcome/" + key}) && storeText(*store_, "studio/welcome/" + key) == word)
                return nonce;
            std::this_thread::sleep_for(kLook);
        }
        requireTime(0);
    }
}

void RankMeeting::awaitKey(const std::string& key, int rank) {
    while (!store_->check({key})) {
        if (const std::string end = witness_ ? witness_(rank) : std::string(); !end.empty())
            throw Error(ErrorKind::Device, Message{.title = "A rank ended before training began",
                                                   .place = rankOf(rank, place_.count),
                                                   .done = end,
                                                   .next = "Mend that, then start the same command again."});
        requireTime(rank);
        std::this_thread::sleep_for(kLook);
    }
}

void RankMeeting::requireTime(int rank) const {
    if (monotonicSeconds() < until_)
        return;
    throw Error(
        ErrorKind::Device,
        Message{.title = "A rank did not come",
                .place = rankOf(rank, place_.count) +
                         (place_.host.empty() ? "" : ", store " + place_.host + ":" + std::to_string(place_.port)),
                .done = "It was waited for " + durationText(place_.seconds) + ".",
                .next = "See that all ranks are started and reach that address, and that MASTER_PORT is not that of "
                        "another job, then start them again."});
}

} // namespace studio

#endif
