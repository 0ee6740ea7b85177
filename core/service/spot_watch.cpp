// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/service/spot_watch.h"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"
#include "core/base/thread.h"
#include "core/net/instance_metadata_internal.h"

namespace studio {

namespace {

constexpr int kNothingToTell = 404;

std::string wordIn(const nlohmann::json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? displayText(found->get<std::string>()) : std::string();
}

/// {"action": "terminate", "time": "2026-11-28T21:00:00Z"}; nothing where it is something else.
std::optional<std::string> noticeIn(const std::string& body, const std::string& service) {
    constexpr std::size_t kMaxNotice = 4096;
    try {
        const nlohmann::json json = parseStrictJson(body, service, kMaxNotice);
        const std::string action = json.is_object() ? wordIn(json, "action") : std::string(),
                          time = json.is_object() ? wordIn(json, "time") : std::string();
        if (!action.empty())
            return "Spot notice: " + action + (time.empty() ? "" : " at " + time);
    } catch (const Error&) { // no notice
    }
    return std::nullopt;
}

/// One round of questions after another.
class SpotQuestions {
public:
    explicit SpotQuestions(const SpotWatch::Hooks& hooks)
        : hooks_(hooks)
        , machine_(client_) {}

    /// False: nothing more is to be asked.
    bool ask(const std::stop_token& stop) {
        const InstanceMetadata::Reply action = machine_.get("spot/instance-action", stop);
        if (stop.stop_requested())
            return false;
        if (action.status == 200) {
            if (const std::optional<std::string> notice = noticeIn(action.body, machine_.service())) {
                hooks_.notice(*notice);
                return false;
            }
        }
        if (action.status != 200 && action.status != kNothingToTell) {
            tell(silence_, "The machine does not tell whether Amazon takes it back (" +
                               displayText(machine_.service()) + "); it is asked again.");
            return true;
        }
        if (!advised_ && machine_.get("events/recommendations/rebalance", stop).status == 200)
            tell(advised_, "Amazon may take this machine back soon (rebalance recommendation).");
        return true;
    }

private:
    void tell(bool& told, const std::string& sentence) {
        if (!std::exchange(told, true))
            hooks_.note(sentence);
    }

    const SpotWatch::Hooks& hooks_;
    HttpClient client_;
    InstanceMetadata machine_;
    bool silence_ = false, advised_ = false; ///< told
};

} // namespace

SpotWatch::SpotWatch(Hooks hooks, double everySeconds)
    : hooks_(std::move(hooks))
    , everySeconds_(everySeconds)
    , thread_(startThread([this](const std::stop_token& stop) { watch(stop); })) {}

void SpotWatch::watch(const std::stop_token& stop) const {
    try {
        SpotQuestions questions(hooks_);
        std::mutex mutex;
        std::condition_variable_any wake;
        while (questions.ask(stop)) {
            std::unique_lock lock(mutex);
            wake.wait_for(lock, stop, std::chrono::duration<double>(everySeconds_), [] { return false; });
        }
    } catch (const std::exception& error) {
        hooks_.note("Spot notices are not watched for: " + messageOf(error).text());
    }
}

} // namespace studio
