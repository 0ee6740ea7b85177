// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/device/lost_device.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iterator>
#include <string>

#include "core/base/crash_report.h"
#include "core/base/error.h"
#include "core/base/torch.h"
#include "core/device/memory_error_internal.h"

namespace studio {
namespace {

int exitCodeOfALoss = 1;
std::terminate_handler before = nullptr;

[[noreturn]] void endWith(const std::exception& error) {
    const Message message{.title = "The card was lost",
                          .place = messageOf(error).title,
                          .done =
                              "The program ends, because nothing more can be asked of the card. What a run computed "
                              "since its last checkpoint is gone.",
                          .next = "Resume the run: it goes on from its last checkpoint."};
    std::fprintf(stderr, "%s\n", message.text().c_str());
    std::fflush(stderr);
    leaveCrashReport((message.title + ": " + message.place).c_str());
    std::_Exit(exitCodeOfALoss);
}

[[noreturn]] void onTerminate() {
    if (const std::exception_ptr escaped = std::current_exception()) {
        try {
            std::rethrow_exception(escaped);
        } catch (const std::exception& error) {
            if (isErrorOfALostCard(error)) {
                endWith(error);
            }
        } catch (...) { // not of a card
        }
    }
    if (before != nullptr) {
        before();
    }
    std::abort();
}

} // namespace

bool isErrorOfALostCard(const std::exception& error) {
    const auto* torchError = dynamic_cast<const c10::Error*>(&error);
    if (torchError == nullptr || isMemoryError(error)) {
        return false;
    }
    const std::string text = torchError->what_without_backtrace();
    const auto names = [&text](const char* words) { return text.find(words) != std::string::npos; };
    constexpr const char* kWords[] = {"CUDA error", "cuDNN error", "CUBLAS_STATUS"};
    constexpr const char* kRefusals[] = {"NOT_SUPPORTED",     "BAD_PARAM",        "INVALID_VALUE",
                                         "MISMATCH",          "invalid argument", "invalid configuration",
                                         "too many resources"};
    return std::any_of(std::begin(kWords), std::end(kWords), names) &&
           std::none_of(std::begin(kRefusals), std::end(kRefusals), names) && !isErrorOfTheBuild(error);
}

bool isErrorOfTheBuild(const std::exception& error) {
    const auto* torchError = dynamic_cast<const c10::Error*>(&error);
    const std::string text = torchError != nullptr ? torchError->what_without_backtrace() : "";
    constexpr const char* kWords[] = {"no kernel image", "PTX ", "invalid device function", "ARCH_MISMATCH"};
    return std::any_of(std::begin(kWords), std::end(kWords),
                       [&text](const char* words) { return text.find(words) != std::string::npos; });
}

void endInOrderWhereACardIsLost(int exitCode) {
    exitCodeOfALoss = exitCode;
    before = std::set_terminate(onTerminate);
}

} // namespace studio
