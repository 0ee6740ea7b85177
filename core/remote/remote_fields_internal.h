// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <type_traits>

#include "core/remote/remote_words_internal.h"

namespace studio {

// The fields of each record, once for both directions: `visit` is called with the name and the member.

template<typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, DecodeMeter>
void visitFields(Record& feed, const Visit& visit) {
    visit("pictures", feed.pictures);
    visit("bytes", feed.bytes);
    visit("read", feed.read);
    visit("decode", feed.decode);
    visit("resize", feed.resize);
    visit("idle", feed.idle);
    visit("threads", feed.threads);
}

template<typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, StepParts>
void visitFields(Record& parts, const Visit& visit) {
    visit("step", parts.step);
    visit("input", parts.input);
    visit("forward", parts.forward);
    visit("backward", parts.backward);
    visit("exchange", parts.exchange);
    visit("optimiser", parts.optimiser);
}

template<typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, TrainStatus>
void visitFields(Record& s, const Visit& visit) {
    visit("activity", s.activity);
    visit("epoch", s.epoch);
    visit("epochs", s.epochs);
    visit("step_in_epoch", s.stepInEpoch);
    visit("steps_per_epoch", s.stepsPerEpoch);
    visit("step", s.step);
    visit("total_steps", s.totalSteps);
    visit("validation_fraction", s.validationFraction);
    visit("images_per_second", s.imagesPerSecond);
    visit("wait_fraction", s.waitFraction);
    visit("rate_factor", s.rateFactor);
    visit("active_seconds", s.activeSeconds);
    visit("remaining_seconds", s.remainingSeconds);
    visit("seconds_to_validation", s.secondsToValidation);
    visit("trouble", s.trouble);
}

template<typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, RunStart>
void visitFields(Record& s, const Visit& visit) {
    visit("model", s.model);
    visit("device", s.device);
    visit("train_pictures", s.trainPictures);
    visit("val_pictures", s.valPictures);
    visit("classes", s.classes);
    visit("epochs", s.epochs);
    visit("steps_per_epoch", s.stepsPerEpoch);
    visit("resumed_from_step", s.resumedFromStep);
    visit("parameters", s.parameters);
    visit("workers", s.workers);
    visit("threads", s.threads);
}

template<typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, Message>
void visitFields(Record& error, const Visit& visit) {
    visit("title", error.title);
    visit("place", error.place);
    visit("done", error.done);
    visit("next", error.next);
}

template<typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, RunReport>
void visitFields(Record& r, const Visit& visit) {
    visit("interrupted_by", r.interruptedBy);
    visit("epochs_done", r.epochsDone);
    visit("best_top1", r.bestTop1);
    visit("best_epoch", r.bestEpoch);
    visit("last_top1", r.lastTop1);
    visit("active_seconds", r.activeSeconds);
    visit("fitting_batch", r.fittingBatch);
}

/// The fields of the status beside the two records in it.
template<typename Record, typename Visit>
requires std::is_same_v<std::remove_const_t<Record>, RemoteStatus>
void visitFields(Record& s, const Visit& visit) {
    visit("stop_after_epoch", s.stopAfterEpoch);
    visit("pause_asked", s.pauseAsked);
    visit("pid", s.pid);
    visit("host", s.host);
    visit("started_utc_ms", s.startedUtcMs);
}

} // namespace studio
