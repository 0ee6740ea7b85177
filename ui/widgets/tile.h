// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "ui/theme/theme.h"

namespace studio {

/// A figure: caption above, value large with a small unit, context below. Fixed metrics, so nothing jumps. A screen
/// reader hears the caption as its name, which stays, and the value as a reading that changes.
class Tile final : public QWidget {
    Q_OBJECT

public:
    explicit Tile(const QString& caption, QWidget* parent = nullptr);
    void setCaption(const QString& caption);
    void setValue(const QString& value, const QString& unit = {});
    void setContext(const QString& context);
    void setTone(Tone tone); ///< of the value; Neutral = plain text
    const QString& caption() const { return caption_; }
    const QString& value() const { return value_; }
    const QString& unit() const { return unit_; }
    const QString& context() const { return context_; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void changed();
    QString caption_, value_, unit_, context_;
    Tone tone_ = Tone::Neutral;
};

} // namespace studio
