// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/prepare/prepare_job_internal.h"
#include "core/prepare/prepare_journal_internal.h"
#include "core/prepare/prepare_sources_internal.h"

namespace studio {

/// Out of the archives. Returns false if it was stopped. Throws Error.
bool unpackArchives(PrepareJob& job, const PrepareSources& sources, PrepareJournal& journal);

} // namespace studio
