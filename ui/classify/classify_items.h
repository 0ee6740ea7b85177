// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <iterator>
#include <utility>

#include <QList>

#include "ui/classify/classify_item.h"

namespace studio {

/// The pictures of a list, in blocks that it shares with its copies until one of them is changed: a copy of 200,000
/// answers is made at once, and another thread reads it while the list goes on. Each copy is used by one thread at a
/// time.
class ClassifyItems {
    template<class Items, class Item>
    class Iterator {
    public:
        using iterator_category = std::forward_iterator_tag;
        using difference_type = std::ptrdiff_t;
        using value_type = ClassifyItem;
        using pointer = Item*;
        using reference = Item&;

        Iterator() = default;
        Iterator(Items* items, std::size_t row)
            : items_(items)
            , row_(row) {}
        reference operator*() const { return (*items_)[row_]; }
        pointer operator->() const { return &(*items_)[row_]; }
        Iterator& operator++() {
            ++row_;
            return *this;
        }
        Iterator operator++(int) { return {items_, row_++}; }
        bool operator==(const Iterator&) const = default;

    private:
        Items* items_ = nullptr;
        std::size_t row_ = 0;
    };

public:
    static constexpr std::size_t kBlock = 256; ///< rows that are copied where one of them changes while it is shared

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    const ClassifyItem& operator[](std::size_t row) const { return blocks_[blockOf(row)][placeOf(row)]; }
    ClassifyItem& operator[](std::size_t row) { return blocks_[blockOf(row)][placeOf(row)]; }
    const ClassifyItem& front() const { return (*this)[0]; }
    const ClassifyItem& back() const { return (*this)[size_ - 1]; }
    auto begin() const { return Iterator<const ClassifyItems, const ClassifyItem>(this, 0); }
    auto end() const { return Iterator<const ClassifyItems, const ClassifyItem>(this, size_); }
    auto begin() { return Iterator<ClassifyItems, ClassifyItem>(this, 0); }
    auto end() { return Iterator<ClassifyItems, ClassifyItem>(this, size_); }

    void push_back(ClassifyItem item) {
        if (size_ % kBlock == 0)
            blocks_.emplace_back().reserve(static_cast<qsizetype>(kBlock));
        blocks_.back().push_back(std::move(item));
        ++size_;
    }
    void clear() {
        blocks_.clear();
        size_ = 0;
    }

private:
    static qsizetype blockOf(std::size_t row) { return static_cast<qsizetype>(row / kBlock); }
    static qsizetype placeOf(std::size_t row) { return static_cast<qsizetype>(row % kBlock); }

    QList<QList<ClassifyItem>> blocks_;
    std::size_t size_ = 0;
};

} // namespace studio
