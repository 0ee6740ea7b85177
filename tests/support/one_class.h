// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <latch>
#include <string>
#include <vector>

#include <QColor>
#include <QImage>
#include <QTemporaryDir>

#include "ui/session/classify_session.h"

namespace studio::test {

/// One class, and a classifier that may be held up.
class OneClass final : public Classifier {
public:
    explicit OneClass(std::latch* hold = nullptr)
        : hold_(hold) {}
    const std::vector<ClassInfo>& classes() const override { return list_; }
    std::string name() const override { return "one"; }
    std::int32_t epoch() const override { return 7; }
    std::int64_t step() const override { return 70; }
    Prediction classify(const Picture& picture, int) override {
        if (hold_ != nullptr)
            hold_->wait();
        Prediction prediction;
        prediction.top = {{0, 1.0f}};
        prediction.width = picture.width;
        prediction.height = picture.height;
        return prediction;
    }

private:
    std::vector<ClassInfo> list_{{"n0", "only"}};
    std::latch* hold_;
};

inline QImage blue() {
    QImage image(16, 16, QImage::Format_RGB32);
    image.fill(QColor(10, 20, 240));
    return image;
}

inline bool allSettled(const ClassifySession& session) {
    return std::none_of(session.items().begin(), session.items().end(),
                        [](const ClassifyItem& item) { return item.state == ClassifyItem::State::Waiting; });
}

inline std::string in(const QTemporaryDir& dir, const QString& name) {
    return dir.filePath(name).toStdString();
}

} // namespace studio::test
