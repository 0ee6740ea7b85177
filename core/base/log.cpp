// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

#include <memory>
#include <mutex>
#include <vector>

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "core/base/error.h"
#include "core/base/paths.h"

namespace studio {

namespace {

std::mutex loggerMutex;
std::shared_ptr<spdlog::logger> logger;

std::shared_ptr<spdlog::logger> currentLogger() {
    std::lock_guard lock(loggerMutex);
    if (!logger) {
        logger = std::make_shared<spdlog::logger>("studio", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        logger->set_level(spdlog::level::warn);
    }
    return logger;
}

} // namespace

void logLine(LogLevel level, std::string_view text) {
    constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                                     spdlog::level::err};
    currentLogger()->log(kLevels[static_cast<int>(level)], "{}", text);
}

void openLog(const std::string& folder, bool alsoStderr) {
    try {
        makeFolder(folder);
        std::vector<spdlog::sink_ptr> sinks{
            std::make_shared<spdlog::sinks::rotating_file_sink_mt>(folder + "/studio.log", 5u << 20, 3)};
        if (alsoStderr)
            sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
        auto opened = std::make_shared<spdlog::logger>("studio", sinks.begin(), sinks.end());
        opened->set_level(spdlog::level::info);
        opened->flush_on(spdlog::level::info);
        // A log that cannot be written must never stop a run.
        opened->set_error_handler([](const std::string&) {});
        std::lock_guard lock(loggerMutex);
        logger = std::move(opened);
    } catch (const std::exception& error) {
        logLine(LogLevel::Warning, "No log file in " + folder + ": " + error.what());
    }
}

} // namespace studio
