// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <ctime>
#include <limits>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/strict_json.h"

using namespace studio;

namespace {

/// Empty: it was taken.
QString refusal(const std::string& text, std::size_t maxValues = 1000) {
    try {
        parseStrictJson(text, "file.json", 16u << 20, maxValues);
    } catch (const Error& error) {
        return QString::fromStdString(error.message().text());
    }
    return {};
}

std::string objects(int count, bool named) {
    std::string text = named ? "{" : "[";
    for (int i = 0; i < count; ++i)
        text += (i > 0 ? "," : "") + (named ? "\"" + std::to_string(i) + "\":{}" : std::string("{}"));
    return text + (named ? "}" : "]");
}

/// Computing alone, the least of some: the machine may have more to do.
double timeOf(const std::string& text) {
    double least = std::numeric_limits<double>::max();
    for (int i = 0; i < 5; ++i) {
        const std::clock_t before = std::clock();
        parseStrictJson(text, "file.json");
        least = std::min(least, static_cast<double>(std::clock() - before));
    }
    return std::max(least, 1.0);
}

} // namespace

/// JSON of files that others wrote.
class TestStrictJson final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatItHoldsIsKept() {
        const nlohmann::json json = parseStrictJson(R"({"a": [1, -2, 3.5, "x", null, true, {}], "b": {"a": 1}})", "f");
        QCOMPARE(json.at("a").size(), std::size_t{7});
        QCOMPARE(json.at("a").at(2).get<double>(), 3.5);
        QCOMPARE(json.at("b").at("a").get<int>(), 1); // another object's key
        QCOMPARE(parseStrictJson("[[1], [1]]", "f").size(), std::size_t{2});
    }

    void whatIsWrongWithItIsSaid() {
        QVERIFY(refusal(R"({"a": 1, "a": 2})").contains(QStringLiteral("the key \"a\" appears twice")));
        QVERIFY(refusal(R"([{"b": {"a": 1, "a": 2}}])").contains(QStringLiteral("appears twice")));
        QVERIFY(refusal("[1, 2").contains(QStringLiteral("not valid JSON")));
        QVERIFY(refusal("[1] 2").contains(QStringLiteral("file.json")));
        QVERIFY(refusal("").contains(QStringLiteral("not valid JSON")));
        QCOMPARE(refusal(std::string(32, '[') + std::string(32, ']')), QString());
        QVERIFY(refusal(std::string(33, '[') + std::string(33, ']')).contains(QStringLiteral("nested too deeply")));
        QVERIFY(refusal(std::string(1 << 20, '[')).contains(QStringLiteral("nested too deeply")));
        QCOMPARE(refusal("[1, 2, 3]", 4), QString());
        QVERIFY(refusal("[1, 2, 3, 4]", 4).contains(QStringLiteral("too many values")));
    }

    void fourTimesAsMuchTakesNoSquareOfTheTime_data() {
        QTest::addColumn<bool>("named");
        QTest::newRow("a list of objects") << false;
        QTest::newRow("an object of objects") << true;
    }
    void fourTimesAsMuchTakesNoSquareOfTheTime() {
        QFETCH(bool, named);
        constexpr int kCount = 20'000;
        const double once = timeOf(objects(kCount, named)), fourTimes = timeOf(objects(4 * kCount, named));
        QVERIFY2(fourTimes < 10 * once, qPrintable(QStringLiteral("%1 and %2").arg(once).arg(fourTimes)));
    }
};

QTEST_GUILESS_MAIN(TestStrictJson)
#include "tst_strict_json.moc"
