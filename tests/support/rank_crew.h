// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <exception>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include <QString>
#include <QTemporaryDir>

#include "core/distributed/ranks_internal.h"

namespace studio::test {

/// Of any number in one of `a` from its place in `b`.
inline double largestDifference(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b) {
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        largest = std::max(largest, (a[i] - b[i]).abs().max().item<double>());
    }
    return largest;
}

/// One thread a rank, all in this process; rank 0 has the witness.
class RankCrew {
public:
    explicit RankCrew(int count, double seconds = 60, RankWitness witness = {})
        : count_(count)
        , seconds_(seconds)
        , witness_(std::move(witness)) {}

    QString file() const { return folder_.filePath(QStringLiteral("store")); }
    /// The first error of any rank is thrown.
    void run(const std::function<void(Ranks&)>& body) {
        std::vector<std::exception_ptr> errors(static_cast<std::size_t>(count_));
        {
            std::vector<std::jthread> threads;
            for (int rank = 0; rank < count_; ++rank) {
                threads.emplace_back([&, rank] {
                    try {
                        RankPlace place;
                        place.rank = rank;
                        place.count = place.localCount = count_;
                        place.file = file().toStdString();
                        place.seconds = seconds_;
                        body(*joinRanks(place, rank == 0 ? witness_ : RankWitness()));
                    } catch (...) {
                        errors[static_cast<std::size_t>(rank)] = std::current_exception();
                    }
                });
            }
        }
        for (const std::exception_ptr& error : errors) {
            if (error) {
                std::rethrow_exception(error);
            }
        }
    }

private:
    QTemporaryDir folder_;
    int count_;
    double seconds_;
    RankWitness witness_;
};

} // namespace studio::test
