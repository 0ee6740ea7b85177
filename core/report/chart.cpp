// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

#include "core/base/text.h"
#include "core/report/chart_internal.h"
#include "core/report/report_curves.h"

namespace studio {

namespace {

constexpr double kLeft = 62, kRight = 28, kTop = 28, kBottom = 40;
constexpr double kPlotWidth = kCurveWidth - kLeft - kRight, kPlotHeight = kCurveHeight - kTop - kBottom;
constexpr std::array kInk{"#2563c9", "#c2560c"};

template<typename... Values>
std::string print(const char* format, Values... values) {
    std::array<char, 512> text{};
    std::snprintf(text.data(), text.size(), format, values...);
    return text.data();
}

struct Axes {
    double left = std::numeric_limits<double>::max(), right = std::numeric_limits<double>::lowest();
    double low = left, high = right;

    void take(double x, double y) {
        if (!std::isfinite(x) || !std::isfinite(y))
            return;
        left = std::min(left, x);
        right = std::max(right, x);
        low = std::min(low, y);
        high = std::max(high, y);
    }
    double px(double x) const { return kLeft + (x - left) / (right - left) * kPlotWidth; }
    double py(double y) const {
        return kTop + kPlotHeight - (std::clamp(y, low, high) - low) / (high - low) * kPlotHeight;
    }
};

/// A single spike must not press the rest into a line at the bottom.
double usualHigh(const std::vector<Chart::Band>& band) {
    std::vector<double> highs;
    for (const Chart::Band& one : band) {
        if (std::isfinite(one.high))
            highs.push_back(one.high);
    }
    if (highs.empty())
        return std::numeric_limits<double>::lowest();
    const auto at = highs.begin() + static_cast<std::ptrdiff_t>((highs.size() - 1) * 99 / 100);
    std::nth_element(highs.begin(), at, highs.end());
    const double most = *std::max_element(highs.begin(), highs.end());
    return most > 2 * *at ? *at * 1.2 : most;
}

Axes axesOf(const Chart& chart) {
    Axes axes;
    const double most = usualHigh(chart.band);
    for (const Chart::Band& one : chart.band) {
        axes.take(one.x, std::min(one.low, most));
        axes.take(one.x, std::min(one.high, most));
    }
    for (const Chart::Line& line : chart.lines) {
        for (const Chart::Point& point : line.points)
            axes.take(point.x, chart.band.empty() || line.colour == 1 ? point.y : std::min(point.y, most));
    }
    if (chart.fromZero)
        axes.low = std::min(axes.low, 0.0);
    if (axes.right - axes.left < 1e-12) {
        axes.left -= 0.5;
        axes.right += 0.5;
    }
    const double least = std::max(std::abs(axes.high) * 1e-6, 1e-12);
    if (axes.high - axes.low < least) {
        axes.high += std::max(std::abs(axes.high) * 0.1, 1e-9);
        axes.low -= chart.fromZero ? 0 : std::max(std::abs(axes.low) * 0.1, 1e-9);
    }
    const double step = niceStep(axes.high - axes.low, 5);
    axes.high = std::ceil(axes.high / step - 1e-9) * step;
    axes.low = std::floor(axes.low / step + 1e-9) * step;
    return axes;
}

std::string tickText(double value, double step, bool compact) {
    if (std::abs(value) < step * 1e-6)
        return "0";
    if (compact)
        return print("%.3g", value);
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 9);
    if (decimals == 0 && std::abs(value) < 1e15)
        return grouped(std::llround(value));
    return print("%.*f", decimals, value);
}

std::string text(double x, double y, const char* anchor, const std::string& words) {
    return print(R"(<text class="t" fill="#50565e" font-family="sans-serif" font-size="12" x="%.1f" y="%.1f")", x, y) +
           print(R"( text-anchor="%s">)", anchor) + escapeMarkup(words) + "</text>";
}

std::string line(const char* cls, const char* ink, double x1, double y1, double x2, double y2, const char* dash = "") {
    return print(R"(<line class="%s" stroke="%s" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f")", cls, ink, x1, y1, x2, y2) +
           (*dash != 0 ? print(R"( stroke-dasharray="%s")", dash) : std::string()) + "/>";
}

std::string grid(const Chart& chart, const Axes& axes) {
    std::string out;
    const double yStep = niceStep(axes.high - axes.low, 5);
    for (int i = 0; i < 20 && axes.low + i * yStep <= axes.high + yStep * 1e-6; ++i) {
        const double value = axes.low + i * yStep, y = axes.py(value);
        out += line("g", "#dfe3e8", kLeft, y, kLeft + kPlotWidth, y);
        out += text(kLeft - 7, y + 4, "end", tickText(value, yStep, chart.compact));
    }
    const double xStep = std::max(1.0, niceStep(axes.right - axes.left, 8)); // epochs and steps are whole
    double x = std::ceil(axes.left / xStep - 1e-9) * xStep;
    for (int i = 0; i < 40 && x <= axes.right + xStep * 1e-6; ++i, x += xStep) {
        out += line("a", "#9aa2ac", axes.px(x), kTop + kPlotHeight, axes.px(x), kTop + kPlotHeight + 4);
        out += text(axes.px(x), kTop + kPlotHeight + 17, "middle", tickText(x, xStep, false));
    }
    out += line("a", "#9aa2ac", kLeft, kTop + kPlotHeight, kLeft + kPlotWidth, kTop + kPlotHeight);
    return out + text(kLeft + kPlotWidth / 2, kCurveHeight - 5, "middle", chart.xName);
}

std::string bandPath(const Chart& chart, const Axes& axes) {
    std::string out;
    for (std::size_t at = 0; at < chart.band.size();) { // one area between two gaps
        std::string up, down;
        for (; at < chart.band.size() && std::isfinite(chart.band[at].low); ++at) {
            const Chart::Band& one = chart.band[at];
            up += print(up.empty() ? "M%.1f %.1f" : "L%.1f %.1f", axes.px(one.x), axes.py(one.high));
            down.insert(0, print("L%.1f %.1f", axes.px(one.x), axes.py(one.low)));
        }
        while (at < chart.band.size() && !std::isfinite(chart.band[at].low))
            ++at;
        out += up.empty() ? "" : up + down + "Z";
    }
    return R"(<path class="b" fill="#b9cff2" stroke="none" d=")" + out + "\"/>";
}

std::string linePath(const Chart::Line& curve, const Axes& axes) {
    std::string path, dots;
    bool begun = false;
    const bool dotted = curve.points.size() <= 60 && !curve.dashed;
    const int colour = curve.colour;
    for (const Chart::Point& point : curve.points) {
        if (!std::isfinite(point.y)) {
            begun = false;
            continue;
        }
        path += print(begun ? "L%.1f %.1f" : "M%.1f %.1f", axes.px(point.x), axes.py(point.y));
        begun = true;
        if (dotted)
            dots += print(R"(<circle class="d%d" fill="%s" cx="%.1f" cy="%.1f" r="2.4"/>)", colour, kInk[colour],
                          axes.px(point.x), axes.py(point.y));
    }
    return print(R"(<path class="l%d" fill="none" stroke="%s" stroke-width="%s stroke-linejoin="round" d=")", colour,
                 kInk[colour], curve.dashed ? R"(1.2" stroke-dasharray="5 3")" : R"(1.6")") +
           path + "\"/>" + dots;
}

std::string legend(const Chart& chart) {
    std::string out;
    double x = kLeft;
    const auto word = [&](const std::string& name) {
        out += text(x + 24, 16, "start", name);
        x += 24 + 6.6 * static_cast<double>(name.size()) + 20;
    };
    for (const Chart::Line& curve : chart.lines) {
        out += print(R"(<path class="l%d" fill="none" stroke="%s" stroke-width="%s d="M%.1f 12h18"/>)", curve.colour,
                     kInk[curve.colour], curve.dashed ? R"(1.6" stroke-dasharray="5 3")" : R"(2.4")", x);
        word(curve.name);
    }
    if (!chart.band.empty() && !chart.bandName.empty()) {
        out += print(R"(<rect class="b" fill="#b9cff2" x="%.1f" y="7" width="18" height="10"/>)", x);
        word(chart.bandName);
    }
    for (const bool back : {true, false}) {
        const auto isOne = [back](const Chart::Mark& mark) { return mark.rolledBack == back; };
        if (std::none_of(chart.marks.begin(), chart.marks.end(), isOne))
            continue;
        out += line(back ? "r" : "m", back ? "#c62f3a" : "#7b838d", x + 9, 5, x + 9, 19, back ? "" : "3 3");
        word(back ? "rolled back" : "resumed");
    }
    if (!chart.best.empty()) {
        out += print(R"(<circle class="k" fill="none" stroke="#1d8348" stroke-width="2" cx="%.1f" cy="12" r="5"/>)",
                     x + 9);
        word("best");
    }
    return out;
}

} // namespace

double niceStep(double range, int count) {
    const double raw = range / std::max(1, count);
    if (!std::isfinite(raw) || raw <= 0)
        return 1;
    const double power = std::pow(10, std::floor(std::log10(raw)));
    const double part = raw / power;
    return power * (part <= 1.0001 ? 1 : part <= 2.0001 ? 2 : part <= 5.0001 ? 5 : 10);
}

std::string escapeMarkup(const std::string& bytes) {
    const std::string shown = displayText(bytes);
    std::string out;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const char c = shown[i];
        // U+FFFE and U+FFFF are UTF-8 and yet no characters of XML.
        const bool isNone = c == '\xEF' && shown[i + 1] == '\xBF' && (shown[i + 2] == '\xBE' || shown[i + 2] == '\xBF');
        if (isNone) {
            out += "\xEF\xBF\xBD";
            i += 2;
        } else
            out += c == '&'    ? "&amp;"
                   : c == '<'  ? "&lt;"
                   : c == '>'  ? "&gt;"
                   : c == '"'  ? "&quot;"
                   : c == '\'' ? "&#39;"
                               : std::string(1, c);
    }
    return out;
}

bool Chart::isEmpty() const {
    return std::all_of(lines.begin(), lines.end(), [](const Line& one) {
        return std::none_of(one.points.begin(), one.points.end(), [](const Point& p) { return std::isfinite(p.y); });
    });
}

std::string Chart::svg() const {
    const Axes axes = axesOf(*this);
    std::string out = print(R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d")",
                            kCurveWidth, kCurveHeight, kCurveWidth, kCurveHeight) +
                      R"( role="img" aria-label=")" + escapeMarkup(title) + "\">" + grid(*this, axes);
    if (!band.empty())
        out += bandPath(*this, axes);
    for (const Mark& mark : marks) {
        if (mark.x < axes.left || mark.x > axes.right)
            continue;
        out += line(mark.rolledBack ? "r" : "m", mark.rolledBack ? "#c62f3a" : "#7b838d", axes.px(mark.x), kTop,
                    axes.px(mark.x), kTop + kPlotHeight, mark.rolledBack ? "" : "3 3");
    }
    for (const Line& one : lines)
        out += linePath(one, axes);
    for (const Point& ring : best)
        out += print(R"(<circle class="k" fill="none" stroke="#1d8348" stroke-width="2" cx="%.1f" cy="%.1f" r="5"/>)",
                     axes.px(ring.x), axes.py(ring.y));
    return out + legend(*this) + "</svg>";
}

} // namespace studio
