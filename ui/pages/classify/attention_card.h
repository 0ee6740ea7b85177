// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <QWidget>

class QSlider;

namespace studio {

class Card;
class ClassifySession;
class CropView;
class ElidedCombo;
class Label;
struct ClassifyItem;

/// Where the network looks in the picture that is selected, for one of its best answers: a map of heat over the pixels
/// that it was given, and how strongly it is shown. Asks the session for it while it is in view. GUI thread.
class AttentionCard final : public QWidget {
    Q_OBJECT

public:
    explicit AttentionCard(ClassifySession& session, QWidget* parent = nullptr);
    /// Null, or one without an answer: nothing is shown.
    void setItem(const ClassifyItem* item);

protected:
    void showEvent(QShowEvent* event) override;

private:
    const ClassifyItem* item() const;
    void ask();
    void showHeat();

    ClassifySession& session_;
    int id_ = 0;
    std::vector<std::int32_t> classes_; ///< of the entries to choose from
    Card* card_;
    ElidedCombo* class_;
    CropView* view_;
    QSlider* strength_;
    Label* words_;
};

} // namespace studio
