// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>
#include <QTimer>

#include "ui/session/classify_session.h"

namespace studio {

/// What another network ("B") says of the pictures that a session ("A") is asked about: a session of its own over the
/// same pictures, on a thread of its own, row for row. Classes of the two are the same where their folders or else their
/// names are. Owned by page Classify, within the life of the first session. GUI thread.
class SecondOpinion final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SecondOpinion)

public:
    SecondOpinion(StudioServices services, ClassifySession& first, QObject* parent = nullptr);
    ~SecondOpinion() override;

    void setModel(const std::string& model, const std::string& which);
    /// Its weights and its answers are let go of.
    void remove();
    /// Null while there is no B.
    const ClassifySession* session() const { return second_.get(); }

    /// The same picture with B's answer; null where there is none yet. Valid until the list changes.
    const ClassifyItem* answerTo(const ClassifyItem& item) const;
    /// Both have answered, and their best classes are not the same.
    bool differs(const ClassifyItem& item) const;
    /// What B gives to a class of A's answer: 0 ... 1; none where B has no such class, or its probability is not kept.
    std::optional<double> probabilityOf(const ClassifyItem& item, std::int32_t classIndex) const;
    /// Index of B's class in A's network; none where A has no such class.
    std::optional<std::int32_t> indexInFirst(const ClassifyItem& item, std::int32_t classOfSecond) const;

Q_SIGNALS:
    void modelChanged();    ///< B, its loading, or none
    void answered(int row); ///< one picture
    void allChanged();      ///< all of B's answers are gone

private:
    struct Pairing; ///< of the classes of two networks
    void addRows(int first, int count);
    const Pairing& pairingOf(const ClassifyItem& first, const ClassifyItem& second) const;

    StudioServices services_;
    ClassifySession& first_;
    std::unique_ptr<ClassifySession> second_;
    std::vector<std::unique_ptr<ClassifySession>> parting_; ///< those whose thread has not ended yet
    QTimer parted_;                                         ///< looks whether it has
    mutable std::unique_ptr<Pairing> pairing_; ///< of the last two that were asked for
};

} // namespace studio
