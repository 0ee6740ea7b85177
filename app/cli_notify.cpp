// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <system_error>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/cli.h"
#include "app/cli_given_up.h"
#include "app/cli_output.h"
#include "app/exit_code.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/notice/notice_outbox.h"
#include "core/notice/notice_settings.h"

namespace studio {

namespace {

constexpr std::size_t kMaxSecretBytes = 4'000;

struct NotifyOptions {
    bool json = false;
    std::string channel;                    ///< of test, remove, on, off
    std::string run;                        ///< of given-up
    std::string unit;                       ///< the same
    bool isQueue = false, isUntold = false; ///< the same
    std::string type, target, name, level;  ///< of add
    std::string shape = "json";
    std::vector<std::string> kinds, arguments;
    int seconds = 10;
};

std::string kindsText(const ChannelSettings& channel) {
    std::string text;
    for (const NoticeKind kind : channel.kinds)
        text += (text.empty() ? "" : ",") + std::string(noticeKindName(kind));
    return text.empty() ? "all" : text;
}

int list(bool json) {
    const NoticeSettings settings = readNoticeSettings(noticeSettingsFile());
    if (json) {
        nlohmann::ordered_json rows = nlohmann::ordered_json::array();
        for (const ChannelSettings& channel : settings.channels) {
            nlohmann::ordered_json kinds = nlohmann::ordered_json::array();
            for (const NoticeKind kind : channel.kinds)
                kinds.push_back(noticeKindName(kind));
            rows.push_back({{"name", channel.name},
                            {"type", channelTypeName(channel.type)},
                            {"enabled", channel.enabled},
                            {"level", noticeLevelName(channel.level)},
                            {"kinds", kinds},
                            {"to", channel.place()}});
        }
        std::printf("%s\n", rows.dump().c_str());
        return kExitDone;
    }
    if (settings.channels.empty()) {
        std::printf("No channels in %s; see resnet-train notify add --help\n",
                    displayText(noticeSettingsFile()).c_str());
        return kExitDone;
    }
    std::vector<std::vector<std::string>> rows{{"name", "type", "on", "level", "kinds", "to"}};
    for (const ChannelSettings& channel : settings.channels)
        rows.push_back({channel.name, channelTypeName(channel.type), channel.enabled ? "yes" : "no",
                        noticeLevelName(channel.level), kindsText(channel), channel.place()});
    printColumns(rows, "llllll");
    return kExitDone;
}

ChannelSettings& named(NoticeSettings& settings, const std::string& name) {
    for (ChannelSettings& channel : settings.channels) {
        if (channel.name == name)
            return channel;
    }
    throw Error(ErrorKind::Usage,
                {"There is no such channel", displayText(name), {}, "resnet-train notify list names them."});
}

/// The one that is named, or all that are on.
int test(const std::string& name) {
    NoticeSettings settings = readNoticeSettings(noticeSettingsFile());
    std::vector<ChannelSettings> chosen;
    if (!name.empty())
        chosen.push_back(named(settings, name));
    else
        std::copy_if(settings.channels.begin(), settings.channels.end(), std::back_inserter(chosen),
                     [](const ChannelSettings& channel) { return channel.enabled; });
    if (chosen.empty())
        throw Error(ErrorKind::Usage, {"There is no channel to test",
                                       displayText(noticeSettingsFile()),
                                       {},
                                       "Set one: resnet-train notify add --help"});
    int code = kExitDone;
    for (const ChannelSettings& channel : chosen) {
        const Delivery delivery = sendTest(channel);
        std::printf("%s (%s): %s: %s\n", channel.name.c_str(), channel.place().c_str(),
                    delivery.ok ? "delivered" : "not delivered", delivery.said.c_str());
        std::fflush(stdout);
        const bool isOfTheWindow = channel.type == ChannelType::Desktop && name.empty();
        if (!delivery.ok && !isOfTheWindow && code != kExitFailed)
            code = delivery.mayPass ? kExitRetry : kExitFailed;
    }
    return code;
}

/// An address may be a secret, and what stands on a command line can be read by every user of the machine.
std::string secretFrom(const std::string& target) {
    if (target != "-" && target[0] != '@')
        return target;
    std::string text;
    if (target == "-") {
        for (int c = std::getchar(); c != EOF && c != '\n' && text.size() < kMaxSecretBytes; c = std::getchar())
            text += static_cast<char>(c);
    } else {
        const std::string file = target.substr(1);
        if (std::error_code error; !std::filesystem::exists(file, error) && !error)
            throw Error(ErrorKind::Data, {"There is no such file", displayText(file), {}, "Check the path."});
        text = readSmallFile(file, kMaxSecretBytes);
        text = text.substr(0, text.find('\n'));
    }
    while (!text.empty() && (text.back() == '\r' || text.back() == ' '))
        text.pop_back();
    return text;
}

ChannelSettings channelOf(const NotifyOptions& options) {
    ChannelSettings channel;
    channel.type = *channelTypeFromName(options.type); // CLI11 has checked the words
    channel.level = *noticeLevelFromName(options.level);
    channel.shape = *webhookShapeFromName(options.shape);
    channel.seconds = options.seconds;
    for (const std::string& kind : options.kinds)
        channel.kinds.insert(*noticeKindFromName(kind));
    if (options.target.empty() != (channel.type == ChannelType::Desktop))
        throw Error(ErrorKind::Usage,
                    {channel.type == ChannelType::Desktop ? "The desktop takes no target" : "A target is missing",
                     options.type,
                     {},
                     "webhook and ntfy take an address, command a program, mail a mail address."});
    if (channel.type == ChannelType::Webhook || channel.type == ChannelType::Ntfy)
        channel.url = secretFrom(options.target);
    else if (channel.type == ChannelType::Mail)
        channel.to = options.target;
    else
        channel.program = options.target;
    if (!options.arguments.empty() && channel.type != ChannelType::Command)
        throw Error(ErrorKind::Usage, {"Only a command takes arguments", options.type, {}, {}});
    channel.arguments = options.arguments;
    return channel;
}

int add(const NotifyOptions& options) {
    NoticeSettings settings = readNoticeSettings(noticeSettingsFile());
    ChannelSettings channel = channelOf(options);
    channel.name = options.name.empty() ? settings.freeName(channel.type) : options.name;
    if (const std::string problem = channelProblem(channel); !problem.empty())
        throw Error(ErrorKind::Usage, {"This channel cannot be used", displayText(channel.name), problem, {}});
    if (settings.find(channel.name) != nullptr)
        throw Error(ErrorKind::Usage, {"There is a channel of this name already",
                                       channel.name,
                                       {},
                                       "Give another --name, or remove that one first."});
    settings.channels.push_back(channel);
    writeNoticeSettings(noticeSettingsFile(), settings);
    std::printf("%s: notices go to %s; resnet-train notify test %s sends one\n", channel.name.c_str(),
                channel.place().c_str(), channel.name.c_str());
    return kExitDone;
}

int change(const std::string& name, std::optional<bool> enabled) {
    NoticeSettings settings = readNoticeSettings(noticeSettingsFile());
    ChannelSettings& channel = named(settings, name);
    if (enabled)
        channel.enabled = *enabled;
    else
        std::erase_if(settings.channels, [&name](const ChannelSettings& one) { return one.name == name; });
    writeNoticeSettings(noticeSettingsFile(), settings);
    return kExitDone;
}

int givenUpBy(const NotifyOptions& options) {
    if (options.isQueue)
        return tellQueueGaveUp(options.unit);
    if (options.run.empty() && options.unit.empty())
        throw Error(ErrorKind::Usage,
                    {"It is not said what is given up", {}, {}, "Name a run folder, a --unit, or --queue."});
    return tellServiceGaveUp(options.run, options.unit, options.isUntold);
}

template<class Name>
std::vector<std::string> words(Name name, int count) {
    std::vector<std::string> all;
    for (int i = 0; i < count; ++i)
        all.emplace_back(name(i));
    return all;
}

void addAddOptions(CLI::App& verb, NotifyOptions& options) {
    const auto types = words([](int i) { return channelTypeName(static_cast<ChannelType>(i)); }, kChannelTypes);
    const auto shapes = words([](int i) { return webhookShapeName(static_cast<WebhookShape>(i)); }, 3);
    const auto levels = words([](int i) { return noticeLevelName(static_cast<NoticeLevel>(i)); }, 3);
    auto kinds = words([](int i) { return noticeKindName(static_cast<NoticeKind>(i)); }, kNoticeKinds);
    kinds.pop_back(); // a test goes to each
    options.level = levels.front();
    verb.add_option("type", options.type, "What kind of channel")->required()->check(CLI::IsMember(types));
    verb.add_option("target", options.target,
                    "Address, program with its whole path, or mail address; - reads an address from standard input, "
                    "@FILE from a file, so that a secret stands on no command line");
    verb.add_option("arguments", options.arguments, "Words for the program, after --; no shell reads them");
    verb.add_option("--name", options.name, "Name of the channel; default: its type");
    verb.add_option("--shape", options.shape, "What a webhook is sent")
        ->check(CLI::IsMember(shapes))
        ->capture_default_str();
    verb.add_option("--level", options.level, "The least level that is sent")
        ->check(CLI::IsMember(levels))
        ->capture_default_str();
    verb.add_option("--kinds", options.kinds, "Only these kinds, with commas between; default: all")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check(CLI::IsMember(kinds));
    verb.add_option("--seconds", options.seconds, "The program is ended after that")
        ->check(CLI::Range(1, 300))
        ->capture_default_str();
}

} // namespace

CliAction addNotifyVerb(CLI::App& app) {
    auto options = std::make_shared<NotifyOptions>();
    CLI::App* verb = app.add_subcommand("notify", "Say where notices about runs go, and try it");
    verb->require_subcommand(1);
    CLI::App* listVerb = verb->add_subcommand("list", "The channels of this user");
    listVerb->add_flag("--json", options->json, "Machine-readable list on stdout");
    CLI::App* testVerb = verb->add_subcommand("test", "Send a test and say what came back");
    testVerb->add_option("channel", options->channel, "Its name; default: all that are on");
    CLI::App* addVerb = verb->add_subcommand("add", "Add a channel");
    addAddOptions(*addVerb, *options);
    for (const auto& [name, help] : {std::pair("remove", "Remove a channel"), std::pair("on", "Use a channel again"),
                                     std::pair("off", "Keep a channel, and send nothing to it")})
        verb->add_subcommand(name, help)->add_option("channel", options->channel, "Its name")->required();
    CLI::App* givenUp =
        verb->add_subcommand("given-up", "Tell that nothing starts a run's training again; for a service's OnFailure=");
    CLI::Option* run = givenUp->add_option("run", options->run, "Run folder");
    givenUp->add_flag("--queue", options->isQueue, "That nothing starts the runs of the queue")->excludes(run);
    givenUp->add_option("--unit", options->unit, "The service that has failed; systemd is asked how");
    givenUp->add_flag("--untold", options->isUntold, "That service tells no failure by itself");
    return [options, verb] {
        if (verb->got_subcommand("given-up"))
            return givenUpBy(*options);
        if (verb->got_subcommand("list"))
            return list(options->json);
        if (verb->got_subcommand("test"))
            return test(options->channel);
        if (verb->got_subcommand("add"))
            return add(*options);
        return change(options->channel, verb->got_subcommand("remove") ? std::optional<bool>()
                                                                       : std::optional(verb->got_subcommand("on")));
    };
}

} // namespace studio
