// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <thread>
#include <utility>

#include <systemd/sd-bus.h>

#include "core/base/clock.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/base/thread.h"
#include "core/service/login_manager.h"

namespace studio {

namespace {

constexpr const char* kName = "org.freedesktop.login1";
constexpr const char* kPath = "/org/freedesktop/login1";
constexpr const char* kManager = "org.freedesktop.login1.Manager";
constexpr const char* kOwnerChange =
    "type='signal',sender='org.freedesktop.DBus',path='/org/freedesktop/DBus',interface='org.freedesktop.DBus',"
    "member='NameOwnerChanged',arg0='org.freedesktop.login1'";
constexpr double kDelaySeconds = 5;                   ///< logind's own default
constexpr double kBeforeTheEnd = 0.5;                 ///< the lock goes so long before logind would no longer wait
constexpr double kFirstPause = 1, kLongestPause = 60; ///< seconds, between two tries to reach the bus
constexpr std::uint64_t kPatience = 5'000'000;        ///< microseconds, for an answer

struct BusCloser {
    void operator()(sd_bus* bus) const { sd_bus_close_unref(bus); }
};
using Bus = std::unique_ptr<sd_bus, BusCloser>;

Bus openSystemBus() {
    sd_bus* opened = nullptr;
    if (sd_bus_open_system(&opened) < 0)
        return nullptr;
    Bus bus(opened);
    sd_bus_set_method_call_timeout(bus.get(), kPatience);
    return bus;
}

/// An inhibitor: held as long as its descriptor is open.
struct Inhibitor {
    const char *what, *mode;
    FileDescriptor lock;
    bool asked = false; ///< the answer is not there yet
    bool refused = false;
};

std::string words(const sd_bus_error& error) {
    return error.message != nullptr ? displayText(error.message) : std::string("no answer");
}

/// No login manager, or the bus itself is gone.
bool isAbsent(const Bus& bus, const sd_bus_error& error) {
    return sd_bus_is_open(bus.get()) <= 0 || sd_bus_error_has_name(&error, SD_BUS_ERROR_SERVICE_UNKNOWN) != 0 ||
           sd_bus_error_has_name(&error, SD_BUS_ERROR_NAME_HAS_NO_OWNER) != 0;
}

Error powerOffError(const std::string& why) {
    return Error(ErrorKind::NoRight, Message{.title = "The machine cannot be powered off from here",
                                             .place = {},
                                             .done = why,
                                             .next = "Power it off yourself, or let an administrator allow it (polkit "
                                                     "action org.freedesktop.login1.power-off)."});
}

} // namespace

struct LoginManager::State {
    Hooks hooks;
    FileDescriptor wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    std::atomic<bool> wanted{false}, ready{false};

    // The thread's own.
    Bus bus;
    Inhibitor block{.what = "sleep", .mode = "block", .lock = {}};
    Inhibitor delay{.what = "sleep:shutdown", .mode = "delay", .lock = {}};
    double delaySeconds = kDelaySeconds;
    double sleepsBy = -1; ///< monotonicSeconds() when the lock goes, ready or not; -1 = no sleep was told
    bool told = false;
    std::jthread thread;

    void ring() const {
        const std::uint64_t one = 1;
        const ssize_t written = ::write(wake.get(), &one, sizeof one);
        static_cast<void>(written); // a full counter has rung already
    }
    void run(const std::stop_token& stop);
    bool listen();
    void serve(const std::stop_token& stop);
    void forget();
    void rest(const std::stop_token& stop, double seconds) const;
    void wait();
    void act();
    void ask(Inhibitor& inhibitor);
    void refuse(Inhibitor& inhibitor, const sd_bus_error& error);
    void sleep(bool begins);

    static int onAnswer(sd_bus_message* reply, void* user, sd_bus_error*);
    static int onDelay(sd_bus_message* reply, void* user, sd_bus_error*);
    static int onSleep(sd_bus_message* signal, void* user, sd_bus_error*);
    static int onShutdown(sd_bus_message* signal, void* user, sd_bus_error*);
    static int onOwner(sd_bus_message* signal, void* user, sd_bus_error*);
};

bool LoginManager::State::listen() {
    bus = openSystemBus();
    if (!bus)
        return false;
    // Nothing here waits for an answer: a bus that hangs must not hold the end of the training up.
    sd_bus_match_signal_async(bus.get(), nullptr, kName, kPath, kManager, "PrepareForSleep", onSleep, nullptr, this);
    sd_bus_match_signal_async(bus.get(), nullptr, kName, kPath, kManager, "PrepareForShutdown", onShutdown, nullptr,
                              this);
    sd_bus_add_match_async(bus.get(), nullptr, kOwnerChange, onOwner, nullptr, this);
    sd_bus_call_method_async(bus.get(), nullptr, kName, kPath, "org.freedesktop.DBus.Properties", "Get", onDelay, this,
                             "ss", kManager, "InhibitDelayMaxUSec");
    return true;
}

/// The answer of Inhibit(), to whichever of the two was asked; sd-bus hands it over in the order of the calls.
int LoginManager::State::onAnswer(sd_bus_message* reply, void* user, sd_bus_error*) {
    auto* state = static_cast<State*>(user);
    Inhibitor& inhibitor = state->block.asked ? state->block : state->delay;
    inhibitor.asked = false;
    int lock = -1;
    if (sd_bus_message_is_method_error(reply, nullptr) != 0)
        state->refuse(inhibitor, *sd_bus_message_get_error(reply));
    else if (sd_bus_message_read(reply, "h", &lock) > 0) // the message's own
        inhibitor.lock = FileDescriptor(::fcntl(lock, F_DUPFD_CLOEXEC, 3));
    return 0;
}

int LoginManager::State::onDelay(sd_bus_message* reply, void* user, sd_bus_error*) {
    std::uint64_t micros = 0;
    if (sd_bus_message_is_method_error(reply, nullptr) == 0 && sd_bus_message_read(reply, "v", "t", &micros) > 0)
        static_cast<State*>(user)->delaySeconds = static_cast<double>(micros) / 1e6;
    return 0;
}

int LoginManager::State::onSleep(sd_bus_message* signal, void* user, sd_bus_error*) {
    int begins = 0;
    if (sd_bus_message_read(signal, "b", &begins) > 0)
        static_cast<State*>(user)->sleep(begins != 0);
    return 0;
}

int LoginManager::State::onShutdown(sd_bus_message* signal, void* user, sd_bus_error*) {
    int begins = 0;
    if (sd_bus_message_read(signal, "b", &begins) > 0 && begins != 0)
        static_cast<State*>(user)->hooks.shutsDown();
    return 0;
}

/// Another login manager than before: what the old one held for us the new one may not know of. act() asks anew.
int LoginManager::State::onOwner(sd_bus_message* signal, void* user, sd_bus_error*) {
    const char *name = "", *before = "", *now = "";
    if (sd_bus_message_read(signal, "sss", &name, &before, &now) > 0 && *now != '\0') {
        auto* state = static_cast<State*>(user);
        state->sleepsBy = -1;
        for (Inhibitor* inhibitor : {&state->block, &state->delay}) {
            inhibitor->lock.close();
            inhibitor->refused = false;
        }
    }
    return 0;
}

void LoginManager::State::sleep(bool begins) {
    if (begins) {
        ready = false;
        sleepsBy = monotonicSeconds() + std::max(0.0, delaySeconds - kBeforeTheEnd);
        hooks.sleeps();
    } else if (std::exchange(sleepsBy, -1) >= 0) {
        hooks.woke(); // act() takes the lock again
    }
}

/// Who has no login manager is told nothing: such a machine puts nobody to sleep.
void LoginManager::State::refuse(Inhibitor& inhibitor, const sd_bus_error& error) {
    inhibitor.refused = true;
    if (isAbsent(bus, error) || std::exchange(told, true))
        return;
    hooks.note(&inhibitor == &block
                   ? "Sleep of this machine cannot be blocked here (" + words(error) +
                         "): it may sleep while it trains, a checkpoint is saved before where the time allows."
                   : "This machine does not wait for a checkpoint before it sleeps (" + words(error) + ").");
}

void LoginManager::State::ask(Inhibitor& inhibitor) {
    inhibitor.asked =
        sd_bus_call_method_async(bus.get(), nullptr, kName, kPath, kManager, "Inhibit", onAnswer, this, "ssss",
                                 inhibitor.what, "ResNet Studio", "A network is being trained", inhibitor.mode) >= 0;
    inhibitor.refused = !inhibitor.asked;
}

/// One question at a time. The lock that delays is let go before a sleep, and taken again after it.
void LoginManager::State::act() {
    const bool sleepsNow = sleepsBy >= 0 && (ready || monotonicSeconds() >= sleepsBy);
    for (Inhibitor* inhibitor : {&block, &delay}) {
        const bool wants = wanted && !(inhibitor == &delay && sleepsNow);
        if (!wants)
            inhibitor->lock.close();
        else if (!inhibitor->lock.isOpen() && !inhibitor->refused && !block.asked && !delay.asked)
            ask(*inhibitor);
    }
}

void LoginManager::State::wait() {
    const double now = monotonicSeconds();
    std::uint64_t until = UINT64_MAX; // on the monotonic clock, in microseconds
    sd_bus_get_timeout(bus.get(), &until);
    double seconds = until == UINT64_MAX ? -1 : std::max(0.0, static_cast<double>(until) / 1e6 - now);
    if (sleepsBy >= 0 && delay.lock.isOpen())
        seconds = seconds < 0 ? std::max(0.0, sleepsBy - now) : std::min(seconds, std::max(0.0, sleepsBy - now));
    const int events = sd_bus_get_events(bus.get());
    pollfd files[] = {{sd_bus_get_fd(bus.get()), static_cast<short>(std::max(0, events)), 0}, {wake.get(), POLLIN, 0}};
    ::poll(files, 2, seconds < 0 ? -1 : static_cast<int>(std::min(seconds, 3600.0) * 1000) + 1);
    std::uint64_t rings = 0;
    const ssize_t got = ::read(wake.get(), &rings, sizeof rings);
    static_cast<void>(got);
}

/// What was held went with the connection.
void LoginManager::State::forget() {
    for (Inhibitor* inhibitor : {&block, &delay}) {
        inhibitor->lock.close();
        inhibitor->asked = inhibitor->refused = false;
    }
    sleepsBy = -1;
    bus.reset();
}

void LoginManager::State::rest(const std::stop_token& stop, double seconds) const {
    const double end = monotonicSeconds() + seconds;
    for (double left = seconds; left > 0 && !stop.stop_requested(); left = end - monotonicSeconds()) {
        pollfd file{wake.get(), POLLIN, 0};
        ::poll(&file, 1, static_cast<int>(left * 1000) + 1);
        eventfd_t rings = 0;
        ::eventfd_read(wake.get(), &rings);
    }
}

void LoginManager::State::serve(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        const int done = sd_bus_process(bus.get(), nullptr);
        if (done < 0)
            return; // the bus is gone
        act();
        if (done == 0 && !stop.stop_requested())
            wait();
    }
}

/// The bus may be restarted while a network is trained for days; where there never is one a try costs next to nothing.
void LoginManager::State::run(const std::stop_token& stop) {
    double pause = kFirstPause;
    while (wake.isOpen() && !stop.stop_requested()) {
        if (listen()) {
            const double since = monotonicSeconds();
            serve(stop);
            if (monotonicSeconds() - since > kLongestPause)
                pause = kFirstPause;
        }
        forget();
        rest(stop, pause);
        pause = std::min(pause * 2, kLongestPause);
    }
}

LoginManager::LoginManager(Hooks hooks)
    : state_(std::make_unique<State>()) {
    state_->hooks = std::move(hooks);
    state_->thread = startThread([state = state_.get()](const std::stop_token& stop) {
        state->run(stop);
        state->forget();
    });
}

LoginManager::~LoginManager() {
    state_->thread.request_stop();
    state_->ring();
    state_->thread.join();
}

void LoginManager::hold(bool held) {
    if (state_->wanted.exchange(held) != held)
        state_->ring();
}

void LoginManager::readyToSleep() {
    state_->ready = true;
    state_->ring();
}

/// The only way to know is to ask for the lock; it is let go with the answer.
std::optional<std::string> LoginManager::awakeRefusal() {
    const Bus bus = openSystemBus();
    if (!bus)
        return std::nullopt;
    sd_bus_error error = SD_BUS_ERROR_NULL;
    sd_bus_message* reply = nullptr;
    const int called = sd_bus_call_method(bus.get(), kName, kPath, kManager, "Inhibit", &error, &reply, "ssss", "sleep",
                                          "ResNet Studio", "Asks whether it may", "block");
    std::optional<std::string> answer;
    if (called >= 0)
        answer.emplace();
    else if (!isAbsent(bus, error))
        answer = words(error);
    sd_bus_message_unref(reply);
    sd_bus_error_free(&error);
    return answer;
}

std::optional<Message> LoginManager::powerOffRefusal() {
    const Bus bus = openSystemBus();
    if (!bus)
        return powerOffError("There is no system bus.").message();
    sd_bus_error error = SD_BUS_ERROR_NULL;
    sd_bus_message* reply = nullptr;
    const char* word = "";
    const int called = sd_bus_call_method(bus.get(), kName, kPath, kManager, "CanPowerOff", &error, &reply, "");
    std::string why = called < 0 ? "The login manager says: " + words(error) + "." : "";
    if (called >= 0 && sd_bus_message_read(reply, "s", &word) > 0 && std::strcmp(word, "yes") != 0)
        why = std::strcmp(word, "challenge") == 0 ? "The login manager wants a password for it."
                                                  : "The login manager does not allow it.";
    sd_bus_message_unref(reply);
    sd_bus_error_free(&error);
    return why.empty() ? std::nullopt : std::optional(powerOffError(why).message());
}

void LoginManager::powerOff() {
    const Bus bus = openSystemBus();
    if (!bus)
        throw powerOffError("There is no system bus.");
    sd_bus_error error = SD_BUS_ERROR_NULL;
    const int called = sd_bus_call_method(bus.get(), kName, kPath, kManager, "PowerOff", &error, nullptr, "b", 0);
    const std::string why = "The login manager says: " + words(error) + ".";
    sd_bus_error_free(&error);
    if (called < 0)
        throw powerOffError(why);
}

} // namespace studio
