// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;

namespace studio {

class Dot;
class ElidedLabel;
class IconView;
class Label;

/// A row of a form: change dot, label, editor, unit or hint, reset; below it a message with a fix.
class FormRow final : public QWidget {
    Q_OBJECT

public:
    /// `key` names the parts for tests: "row_KEY", "reset_KEY", "fix_KEY". Takes the editor; its tooltip is kept.
    FormRow(const QString& key, const QString& label, QWidget* editor, const QString& hint = {},
            QWidget* parent = nullptr);

    QWidget* editor() { return editor_; }
    void setHint(const QString& hint);
    /// For an editor of long words: it takes the room of the hint, which is hidden. Where `mostDigits` is said, no more
    /// than so many of them are wide.
    void widenEditor(int mostDigits = 0);
    /// For a form whose values have no default: the dot and the reset button take no room. Not with setChanged().
    void dropReset();
    /// Bold label, dot and the reset button. `was` goes into the reset's tooltip.
    void setChanged(bool changed, const QString& was = {});
    bool isChanged() const { return changed_; }
    /// Error or warning under the row; empty text removes it. `fix` = words of the link; empty = none.
    void setMessage(const QString& text, bool warning = false, const QString& fix = {});
    QString message() const;
    /// Same label width in a whole form, from font metrics.
    void setLabelWidth(int width);
    int labelWidthHint() const;

Q_SIGNALS:
    void resetClicked();
    void fixClicked();

private:
    Dot* dot_;
    Label* label_;
    QWidget* editor_;
    ElidedLabel* hint_;
    QPushButton* reset_;
    QWidget* messageLine_;
    IconView* messageIcon_;
    Label* message_;
    QPushButton* fix_;
    bool changed_ = false;
};

} // namespace studio
