// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <QObject>

#include "ui/job/background_job.h"
#include "ui/models/run_facts.h"

namespace studio {

/// Reads what people noted of the runs in the list, off the GUI thread: once, and again where a file of theirs is
/// another than it was. Owned by the page Runs. GUI thread.
class RunFactsReader final : public QObject {
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RunFactsReader)

public:
    explicit RunFactsReader(QObject* parent = nullptr);
    /// Of these runs; changed() follows where anything is other than before.
    void read(const std::vector<RunSummary>& runs);
    const FactsOfRuns& facts() const { return facts_; }
    RunFacts of(const std::string& runFolder) const;
    /// The same runs once more, after something was written.
    void readAgain();
    bool isReading() const { return readJob_.isRunning(); }

Q_SIGNALS:
    void changed();
    void failed(const studio::Message& message);

private:
    struct Known; ///< of one run: what its files held, and by what they are known again
    using KnownRuns = std::map<std::string, Known>;
    struct Result {
        std::shared_ptr<KnownRuns> known;
        FactsOfRuns facts;
    };

    FactsOfRuns facts_;
    std::shared_ptr<const KnownRuns> known_;
    std::vector<std::string> folders_;
    bool again_ = false;
    BackgroundJob readJob_; // last: waited for before the rest goes
};

} // namespace studio
