// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/cost.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strict_json.h"
#include "core/base/text.h"

namespace studio {

namespace {

constexpr double kMostPerHour = 1e9;
constexpr std::size_t kMostCurrency = 16, kMostFile = 4096;

bool isPrice(const RunPrice& price) {
    // "1 000 EUR" is a slip of the hand, and no price of 1.
    return price.currency.find_first_of("0123456789") == std::string::npos && std::isfinite(price.perHour) &&
           price.perHour > 0 && price.perHour <= kMostPerHour && price.currency.size() <= kMostCurrency &&
           displayText(price.currency) == price.currency;
}

[[noreturn]] void refuse(const std::string& text) {
    throw Error(ErrorKind::Usage, {"This is no price per hour",
                                   displayText(text.substr(0, 80)),
                                   {},
                                   "Write a number and, if you like, a short currency, for example 0.526 EUR."});
}

} // namespace

CostForecast costOf(const RunPrice& price, double elapsedSeconds, double remainingSeconds) {
    const auto cost = [&price](double seconds) { return std::isfinite(seconds) ? seconds / 3600 * price.perHour : 0; };
    CostForecast forecast;
    forecast.elapsed = cost(std::max(0.0, elapsedSeconds));
    if (std::isfinite(remainingSeconds) && remainingSeconds >= 0) {
        forecast.remaining = cost(remainingSeconds);
        forecast.total = forecast.elapsed + forecast.remaining;
    }
    return forecast;
}

std::string costText(double cost, const std::string& currency) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), cost > 0 && cost < 1 ? "%.4f" : "%.2f", cost);
    return currency.empty() ? std::string(text.data()) : std::string(text.data()) + " " + currency;
}

std::optional<RunPrice> parsePrice(const std::string& text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string::npos)
        return {};
    std::size_t end = first;
    while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || text[end] == '.' || text[end] == ','))
        ++end;
    std::string number = text.substr(first, end - first);
    for (char& c : number)
        c = c == ',' ? '.' : c;
    RunPrice price;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), price.perHour);
    if (read.ec != std::errc() || read.ptr != number.data() + number.size())
        refuse(text);
    if (price.perHour == 0)
        return {};
    const auto from = text.find_first_not_of(" \t", end);
    if (from != std::string::npos)
        price.currency = text.substr(from, text.find_last_not_of(" \t") + 1 - from);
    if (!isPrice(price))
        refuse(text);
    return price;
}

std::string priceText(const RunPrice& price) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), price.perHour, std::chars_format::fixed);
    const std::string number(text.data(), end.ec == std::errc() ? end.ptr : text.data());
    return price.currency.empty() ? number : number + " " + price.currency;
}

std::string priceFile(const std::string& runFolder) {
    return runFolder + "/cost.json";
}

std::string priceToJson(const RunPrice& price) {
    return nlohmann::ordered_json{{"price_per_hour", price.perHour}, {"currency", price.currency}}.dump(2) + "\n";
}

std::optional<RunPrice> readPrice(const std::string& runFolder) {
    const std::string path = priceFile(runFolder);
    std::error_code error;
    if (!std::filesystem::exists(std::filesystem::symlink_status(path, error)))
        return {};
    const nlohmann::json json = parseStrictJson(readSmallFile(path, kMostFile), path);
    RunPrice price;
    try {
        price = {json.at("price_per_hour").get<double>(), json.at("currency").get<std::string>()};
    } catch (const nlohmann::json::exception&) {
        price.perHour = -1;
    }
    if (!isPrice(price))
        throw Error(ErrorKind::Corrupt, {"The price of this run cannot be used",
                                         displayText(path),
                                         {},
                                         "Delete this file, or name the price again."});
    return price;
}

void writePrice(const std::string& runFolder, const RunPrice& price) {
    if (!isPrice(price))
        refuse(priceText(price));
    writeFileAtomically(priceFile(runFolder), priceToJson(price));
}

} // namespace studio
