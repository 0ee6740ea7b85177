// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/base/error.h"
#include "ui/theme/theme.h"

class QHBoxLayout;
class QPushButton;

namespace studio {

class Label;

/// A message at the top of a page: what failed, what was done, what to do. Never modal.
class Banner final : public QWidget {
    Q_OBJECT

public:
    /// Tone Accent = information.
    Banner(Tone tone, const QString& title, const QString& text, QWidget* parent = nullptr);
    /// An error banner from an engine message, its parts as sentences; closable.
    static Banner* fromMessage(const Message& message, Tone tone = Tone::Error, QWidget* parent = nullptr);

    void setTexts(const QString& title, const QString& text);
    QString title() const;
    QString text() const;
    QPushButton* addButton(const QString& objectName, const QString& text, bool primary = false);
    /// Adds the close button, once; it hides the banner and emits closed().
    Banner* closable();

Q_SIGNALS:
    void closed();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone tone_;
    Label* title_;
    Label* text_;
    QHBoxLayout* buttons_;
    bool isClosable_ = false;
};

} // namespace studio
