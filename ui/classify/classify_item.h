// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QImage>
#include <QString>

#include "core/dataset/class_labels.h"
#include "core/infer/classifier.h"

namespace studio {

/// A network that was loaded, as its file describes it. An answer keeps the one it came from, so that it is never read
/// with the classes of another.
struct ClassifyNetwork {
    std::string model, which; ///< as asked for: a run folder and "best" or "last", or a weights file
    QString name;             ///< "r50-imagenet-0414, best, epoch 31", as it was when it was loaded
    std::int32_t epoch = 0;   ///< of the file that was loaded; 0 = unknown
    std::int64_t step = -1;   ///< the same; -1 = unknown
    std::vector<ClassInfo> classes;
    FolderTruth truth;

    /// Display name of a class; empty for an index that the network does not have.
    QString className(std::int32_t index) const;
};

/// A picture someone asked about, and what became of it.
struct ClassifyItem {
    int id = 0;
    std::string path; ///< empty for a pasted picture
    QString title;    ///< file name or "Pasted picture"
    enum class State { Waiting, Done, Failed } state = State::Waiting;
    Prediction prediction;                          ///< where Done
    std::shared_ptr<const ClassifyNetwork> network; ///< where Done: whose answer it is
    QString problem;                                ///< where Failed: the reason
    std::optional<std::int32_t> label;              ///< class index (of `network`) its folder tells, where it does
    QImage image; ///< as stored, shrunk to at most 1600 px (320 px where there are many); null until it is read, and
                  ///< where the list is too long to keep it (ClassifySession::look())
    QImage seen;  ///< where Done: the pixels that the network was given; null where there are too many to keep

    QString className(std::int32_t index) const { return network ? network->className(index) : QString(); }
};

/// Where the network looked in one picture, for one class.
struct ClassifyAttention {
    int id = 0; ///< of the picture; 0 = nothing was asked
    std::int32_t classIndex = -1;
    bool isKnown = false;   ///< else it is being computed
    bool isNothing = false; ///< nothing in the picture speaks for the class
    QImage heat;            ///< in colours, without the picture; null where it is not known or there is none
    QString problem;        ///< why there is none
};

/// What the opened classifier says of itself.
std::shared_ptr<const ClassifyNetwork> describeNetwork(const Classifier& classifier, const std::string& model,
                                                       const std::string& which);
/// Fills in what became of the picture; throws nothing. `keepsImage`: with the pictures to show. Worker thread.
void answerItem(ClassifyItem& item, Classifier& classifier, const std::shared_ptr<const ClassifyNetwork>& network,
                bool keepsImage);
/// Throws nothing. Worker thread.
ClassifyAttention attentionOf(const ClassifyItem& item, Classifier& classifier, std::int32_t classIndex);

} // namespace studio
