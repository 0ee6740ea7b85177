// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/distributed/rank_place.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "core/base/error.h"
#include "core/base/text.h"

namespace studio {
namespace {

constexpr const char* kFileVariable = "RESNET_STUDIO_RANK_FILE";
constexpr const char* kSecondsVariable = "RESNET_STUDIO_RANK_SECONDS";
constexpr int kUsualPort = 29500; ///< PyTorch's
constexpr int kFirstJobPort = 20000, kJobPorts = 8000;
constexpr int kMostRanks = 65536;

Error badVariable(const std::string& name, const std::string& value, const std::string& why) {
    return Error(ErrorKind::Usage,
                 Message{.title = "The environment does not say which rank this process is",
                         .place = name + (value.empty() ? "" : "=" + displayText(value)),
                         .done = why,
                         .next = "Start the ranks with --ranks N, torchrun, srun or mpirun; or unset RANK and "
                                 "WORLD_SIZE to train in this process alone."});
}

class Environment {
public:
    explicit Environment(const EnvironmentLookup& lookUp)
        : lookUp_(lookUp) {}

    std::string text(const std::string& name) const { return lookUp_(name).value_or(""); }
    bool has(const std::string& name) const { return !text(name).empty(); }
    int number(const std::string& name, int least, int most) const {
        const std::string value = text(name);
        int number = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (error != std::errc() || end != value.data() + value.size() || number < least || number > most)
            throw badVariable(
                name, value, "It must be a number from " + std::to_string(least) + " to " + std::to_string(most) + ".");
        return number;
    }
    int number(const std::string& name, int least, int most, int otherwise) const {
        return has(name) ? number(name, least, most) : otherwise;
    }

private:
    const EnvironmentLookup& lookUp_;
};

/// How a launcher names what it says.
struct Names {
    const char* count;
    const char* rank;
    const char* localCount;
    const char* localRank;
    const char* job;     ///< two jobs of a machine are not to meet
    const char* jobPart; ///< several of which one job may have at once
    bool hasPort = true; ///< the launcher tells it, or it is PyTorch's usual one
};

constexpr Names kTorchrun{"WORLD_SIZE", "RANK", "LOCAL_WORLD_SIZE", "LOCAL_RANK", "TORCHELASTIC_RUN_ID", ""};
/// A job step's own: in a batch script outside srun there is one process, whatever the job has.
constexpr Names kSlurm{"SLURM_STEP_NUM_TASKS", "SLURM_PROCID",  "",   "SLURM_LOCALID",
                       "SLURM_JOB_ID",         "SLURM_STEP_ID", false};
constexpr Names kOpenMpi{"OMPI_COMM_WORLD_SIZE",
                         "OMPI_COMM_WORLD_RANK",
                         "OMPI_COMM_WORLD_LOCAL_SIZE",
                         "OMPI_COMM_WORLD_LOCAL_RANK",
                         "PMIX_NAMESPACE",
                         "",
                         false};
constexpr Names kMpich{"PMI_SIZE", "PMI_RANK", "MPI_LOCALNRANKS", "MPI_LOCALRANKID", "PMI_KVSNAME", "", false};

/// "2(x3),1" -> 2: Slurm's tasks on each node of the step; ranks of other nodes guess alike.
int slurmLocalCount(const Environment& environment, int count) {
    const std::string text = environment.text("SLURM_STEP_TASKS_PER_NODE");
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number >= 1 && number <= count ? number : 1;
}

std::string jobOf(const Environment& environment, const Names& names) {
    const std::string job = environment.text(names.job);
    return *names.jobPart == '\0' ? job : job + "." + environment.text(names.jobPart);
}

int portOf(const Environment& environment, const Names& names, const std::string& job) {
    unsigned sum = 0;
    for (const char letter : job)
        sum = sum * 31 + static_cast<unsigned char>(letter);
    const bool isUsual = names.hasPort || job.empty();
    return environment.number("MASTER_PORT", 1, 65535,
                              isUsual ? kUsualPort : kFirstJobPort + static_cast<int>(sum % kJobPorts));
}

RankPlace placeOf(const Environment& environment, const Names& names, int count) {
    RankPlace place;
    place.count = count;
    place.rank = environment.number(names.rank, 0, count - 1);
    const bool isSlurm = &names == &kSlurm;
    place.localCount =
        isSlurm ? slurmLocalCount(environment, count) : environment.number(names.localCount, 1, count, 1);
    place.localRank = environment.number(names.localRank, 0, count - 1, 0);
    place.file = environment.text(kFileVariable);
    if (!place.file.empty())
        return place;
    place.host = environment.text("MASTER_ADDR");
    if (place.host.empty() && isSlurm)
        place.host = firstHostOf(environment.has("SLURM_STEP_NODELIST") ? environment.text("SLURM_STEP_NODELIST")
                                                                        : environment.text("SLURM_JOB_NODELIST"));
    if (place.host.empty() && place.isOneMachine())
        place.host = "127.0.0.1";
    if (place.host.empty())
        throw badVariable("MASTER_ADDR", "",
                          "It is missing: the ranks on other machines need the name of the one that rank 0 runs on.");
    place.job = jobOf(environment, names);
    place.port = portOf(environment, names, place.job);
    place.foreignStore = environment.text("TORCHELASTIC_USE_AGENT_STORE") == "True";
    return place;
}

} // namespace

std::optional<std::string> environmentValue(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

std::optional<RankPlace> rankPlaceFrom(const EnvironmentLookup& lookUp) {
    const Environment environment(lookUp);
    for (const Names* names : {&kTorchrun, &kOpenMpi, &kMpich, &kSlurm}) {
        if (names == &kTorchrun && environment.has(names->count) != environment.has(names->rank) &&
            environment.has(names->localCount))
            throw badVariable(environment.has(names->count) ? names->rank : names->count, "",
                              "It is missing: each process would train the same run alone.");
        if (!environment.has(names->count) || !environment.has(names->rank))
            continue;
        const bool isSrun = names == &kMpich && !environment.has(names->localCount) && environment.has(kSlurm.count);
        if (isSrun) // srun's pmi2 has MPICH's words too, and not how many are on this machine
            continue;
        const int count = environment.number(names->count, 1, kMostRanks);
        if (count == 1)
            return std::nullopt;
        RankPlace place = placeOf(environment, *names, count);
        place.seconds = environment.number(kSecondsVariable, 1, 1'000'000, static_cast<int>(kRankSeconds));
        return place;
    }
    return std::nullopt;
}

std::string firstHostOf(const std::string& slurmNodes) {
    const std::size_t end = slurmNodes.find_first_of(",[");
    std::string host = slurmNodes.substr(0, end);
    if (end != std::string::npos && slurmNodes[end] == '[') {
        const std::size_t stop = slurmNodes.find_first_of(",-]", end);
        if (stop != std::string::npos)
            host += slurmNodes.substr(end + 1, stop - end - 1);
        const std::size_t close = slurmNodes.find(']', end);
        if (close != std::string::npos) // what follows the brackets belongs to each name
            host += slurmNodes.substr(close + 1, slurmNodes.find_first_of(",[", close) - close - 1);
    }
    return host;
}

std::vector<std::string> environmentOfRank(const RankPlace& place, int rank) {
    const auto setting = [](const std::string& name, auto value) { return name + "=" + std::to_string(value); };
    return {setting("RANK", rank),
            setting("WORLD_SIZE", place.count),
            setting("LOCAL_RANK", rank),
            setting("LOCAL_WORLD_SIZE", place.count),
            std::string(kFileVariable) + "=" + place.file,
            setting(kSecondsVariable, static_cast<long>(place.seconds))};
}

} // namespace studio
