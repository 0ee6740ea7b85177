// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

namespace studio {

/// What an hour of the machine costs, as a person typed it: a rented machine's price, or what its power costs.
struct RunPrice {
    double perHour = 0;   ///< > 0
    std::string currency; ///< free text: "EUR", "$"; may be empty

    bool operator==(const RunPrice&) const = default;
};

struct CostForecast {
    double elapsed = 0;    ///< so far
    double remaining = -1; ///< -1 = not known
    double total = -1;     ///< elapsed + remaining; -1 = not known
};
/// A negative `remainingSeconds` = not known.
CostForecast costOf(const RunPrice& price, double elapsedSeconds, double remainingSeconds);
/// "12.60 EUR", with more decimals below one: "0.0042".
std::string costText(double cost, const std::string& currency);

/// "0.526 EUR", "0,526", "1.2 $": a number of at least 0, then the currency. Zero or nothing = no price. Throws
/// Error(Usage) for anything else.
std::optional<RunPrice> parsePrice(const std::string& text);
/// What parsePrice() takes.
std::string priceText(const RunPrice& price);

/// RUN/cost.json: optional, read by whoever shows the run.
std::string priceFile(const std::string& runFolder);
std::string priceToJson(const RunPrice& price);
/// Nothing where there is no such file. Throws Error(Corrupt, Config, Data, Io).
std::optional<RunPrice> readPrice(const std::string& runFolder);
/// Throws Error(Usage) for a price that parsePrice() would refuse, Error(Io, DiskFull).
void writePrice(const std::string& runFolder, const RunPrice& price);

} // namespace studio
