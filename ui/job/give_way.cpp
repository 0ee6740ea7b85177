// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/job/give_way.h"

#include <sys/resource.h>

namespace studio {

void giveWay() {
    constexpr int kNice = 5; // a third of the others' share
    ::setpriority(PRIO_PROCESS, 0, kNice); // on Linux: of this thread; where it is refused nothing is lost
}

} // namespace studio
