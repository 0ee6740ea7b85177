// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/picture_list.h"
#include "core/infer/answers_read.h"
#include "core/infer/answers_summary.h"
#include "tests/fuzz/fuzz.h"

using namespace studio;

/// A list of pictures, and a result of one.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fuzz::MemoryFile file(data, size);
    fuzz::attempt([&] {
        const PictureListFile list = readPictureList(file.path());
        fuzz::require(list.size() > 0);
        for (std::size_t i = 0; i < list.size(); ++i) {
            const std::string name = list.nameOf(i);
            fuzz::require(!name.empty() && name.find('\0') == std::string::npos && name.size() <= size);
            fuzz::require(list.wordOf(i) < static_cast<std::int32_t>(list.words().size()));
            fuzz::require(list.lineOf(i) >= 1 && list.lineOf(i) <= size);
        }
    });
    return fuzz::attempt([&] {
        AnswersDigest digest(AnswersDigest::Keep::Mistakes, 3);
        std::int64_t rows = 0;
        readAnswers(file.path(), [&](const AnswerRow& row) {
            digest.add(row);
            ++rows;
        });
        const AnswersSummary sum = digest.summary();
        fuzz::require(sum.pictures == rows && sum.right <= sum.rightInTop && sum.rightInTop <= sum.labelled);
        fuzz::require(digest.kept().size() <= 3);
    });
}
