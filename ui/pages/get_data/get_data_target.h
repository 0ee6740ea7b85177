// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include <QWidget>

#include "ui/session/target_look.h"
#include "ui/theme/theme.h"

class QBoxLayout;

namespace studio {

class ElidedLabel;
class IconView;

/// Where the pictures go: the folder, the room it takes, and what is there already.
class GetDataTarget final : public QWidget {
    Q_OBJECT

public:
    /// `key` names the parts for tests: "KEYTarget", "KEYTargetPath", "KEYSpace", "KEYThere".
    GetDataTarget(const QString& key, const QString& toolTip, QWidget* parent = nullptr);

    void setFolder(const std::string& folder);
    /// Empty text = the line goes.
    void setSpace(const QString& text, bool enough = true);
    void setThere(const QString& text, bool all = false);

Q_SIGNALS:
    void chooseClicked();

private:
    struct Row {
        QWidget* box = nullptr;
        IconView* icon = nullptr;
        ElidedLabel* text = nullptr;
        void set(const QString& iconName, Ink iconInk, Ink textInk, const QString& words) const;
    };
    Row makeRow(const QString& name);

    ElidedLabel* folder_;
    Row space_, there_;
};

void showBegun(GetDataTarget& target, const TargetFacts& facts);
/// Bytes that an archive of so many bytes takes while it is fetched and unpacked, roughly.
std::uint64_t spaceFor(std::uint64_t archive, std::int64_t pictures);

/// A line of facts: what it is about, then the fact, elided in the middle.
ElidedLabel* addFact(QBoxLayout* into, const QString& name, const QString& widest, IconView** icon = nullptr);

} // namespace studio
