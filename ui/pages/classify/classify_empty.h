// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;

namespace studio {

class EmptyState;
class ExamplePictures;
class Label;
class Studio;

/// Page Classify without a picture: what to do, and examples to begin with. GUI thread.
class ClassifyEmpty final : public QWidget {
    Q_OBJECT

public:
    ClassifyEmpty(Studio& studio, ExamplePictures& examples, QWidget* parent = nullptr);
    /// Whether there is a network, loaded or not.
    void setHasNetwork(bool has);

Q_SIGNALS:
    void chooseClicked();
    void pasteClicked();

private:
    void showExamples();

    Studio& studio_;
    const ExamplePictures& examples_;
    EmptyState* state_;
    QWidget* box_;
    Label* title_;
    QPushButton* train_;
    QPushButton* open_;
};

} // namespace studio
