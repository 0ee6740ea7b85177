// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <QObject>

#include "core/dataset/image_folder.h"
#include "ui/job/background_job.h"

namespace studio {

/// A few pictures to try a network with: of the validation set that is open, else from where the run that the network
/// comes from has its pictures. Disks are read beside. Called on the GUI thread.
class ExamplePictures final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ExamplePictures)

public:
    static constexpr std::size_t kCount = 10;

    explicit ExamplePictures(QObject* parent = nullptr);
    /// The data set that is open, null = none; and the network that would be used: a run folder, a weights file in one,
    /// or empty. Does nothing where both are as before.
    void setSource(std::shared_ptr<const ImageFolder> data, const std::string& model);
    /// Draws others from the same place.
    void showOthers();
    const std::vector<std::string>& paths() const { return paths_; }
    /// Whether the run held them back from training, as far as their folder tells.
    bool areValidation() const { return validation_; }

Q_SIGNALS:
    void changed();

private:
    void draw();

    std::shared_ptr<const ImageFolder> data_;
    std::string model_;
    std::uint32_t round_ = 0;
    std::vector<std::string> paths_;
    bool validation_ = false;
    BackgroundJob job_;
};

} // namespace studio
