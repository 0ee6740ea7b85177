// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/pickle.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "core/interop/pickle_input_internal.h"

namespace studio {

namespace {

// A training state of ResNet-152 with its optimiser has some 60,000 values. Together these keep below 60 MB.
constexpr std::size_t kMaxNodes = 300'000;
constexpr std::size_t kMaxReferences = 1'000'000; ///< on the stack, and in all containers together
constexpr std::size_t kMaxMarks = 100'000;

using Kind = PickleNode::Kind;

} // namespace

/// Follows the opcodes of Python's pickletools, with a stack of numbers of nodes.
class PickleMachine {
public:
    PickleMachine(Pickle& into, std::span<const std::byte> bytes, const std::string& place)
        : nodes_(into.nodes_)
        , in_(bytes, place) {
        nodes_.emplace_back(); // 0 = none
    }

    std::uint32_t run() {
        while (true) {
            const auto op = static_cast<unsigned char>(in_.take(1)[0]);
            if (op == '.')
                return pop();
            if (!number(op) && !text(op) && !sequence(op) && !mapping(op) && !memo(op) && !object(op))
                throw in_.bad("opcode " + std::to_string(op) + " is none that weights need");
        }
    }
    std::size_t length() const { return in_.at(); }

private:
    Error tooMany() const { return in_.laden("it holds more values than weights need"); }
    std::uint32_t add(PickleNode node) {
        if (nodes_.size() >= kMaxNodes)
            throw tooMany();
        nodes_.push_back(std::move(node));
        return static_cast<std::uint32_t>(nodes_.size() - 1);
    }
    void push(std::uint32_t index) {
        if (stack_.size() >= kMaxReferences)
            throw tooMany();
        stack_.push_back(index);
    }
    void push(Kind kind, std::int64_t value = 0, std::string_view text = {}) {
        push(add({.kind = kind, .number = value, .text = text}));
    }
    std::uint32_t pop() {
        if (stack_.size() <= (marks_.empty() ? 0 : marks_.back()))
            throw in_.bad("it takes a value that is not there");
        const std::uint32_t top = stack_.back();
        stack_.pop_back();
        return top;
    }
    PickleNode& top() {
        const std::uint32_t index = pop();
        stack_.push_back(index);
        return nodes_[index];
    }
    std::vector<std::uint32_t> popToMark() {
        if (marks_.empty())
            throw in_.bad("it lacks a mark");
        const auto from = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
        std::vector<std::uint32_t> values(from, stack_.end());
        stack_.erase(from, stack_.end());
        marks_.pop_back();
        return values;
    }
    void give(PickleNode& to, const std::vector<std::uint32_t>& values) {
        references_ += values.size();
        if (references_ > kMaxReferences)
            throw tooMany();
        to.items.insert(to.items.end(), values.begin(), values.end());
    }
    void pushMade(Kind kind, const std::vector<std::uint32_t>& values) {
        const std::uint32_t index = add({.kind = kind});
        give(nodes_[index], values);
        push(index);
    }
    std::vector<std::uint32_t> popSome(int count) {
        std::vector<std::uint32_t> values(static_cast<std::size_t>(count));
        for (auto value = values.rbegin(); value != values.rend(); ++value)
            *value = pop();
        return values;
    }

    void longInteger(std::uint64_t count) {
        const std::string_view part = in_.take(count);
        if (count > 8)
            return push(Kind::Bytes, 0, part);
        std::uint64_t value = !part.empty() && (part.back() & 0x80) != 0 ? ~std::uint64_t{0} : 0;
        for (auto byte = part.rbegin(); byte != part.rend(); ++byte)
            value = value << 8 | static_cast<unsigned char>(*byte);
        push(Kind::Int, static_cast<std::int64_t>(value));
    }
    void writtenInteger(std::string_view word) {
        if (word == "00" || word == "01")
            return push(Kind::Bool, word == "01");
        if (word.ends_with('L'))
            word.remove_suffix(1);
        std::int64_t value = 0;
        if (std::from_chars(word.data(), word.data() + word.size(), value).ec != std::errc{})
            throw in_.bad("a number of it is none");
        push(Kind::Int, value);
    }
    bool number(unsigned char op) {
        switch (op) {
        case 0x80: // PROTO
            if (in_.little(1) > 5)
                throw in_.bad("its protocol is not known");
            return true;
        case 0x95: // FRAME
            return in_.little(8), true;
        case 'N':
            return push(Kind::None), true;
        case 0x88:
        case 0x89:
            return push(Kind::Bool, op == 0x88), true;
        case 'K':
            return push(Kind::Int, static_cast<std::int64_t>(in_.little(1))), true;
        case 'M':
            return push(Kind::Int, static_cast<std::int64_t>(in_.little(2))), true;
        case 'J':
            return push(Kind::Int, static_cast<std::int32_t>(in_.little(4))), true;
        case 0x8a:
            return longInteger(in_.little(1)), true;
        case 0x8b:
            return longInteger(in_.little(4)), true;
        case 'I':
        case 'L':
            return writtenInteger(in_.line()), true;
        case 'G':
            return push(Kind::Float, static_cast<std::int64_t>(in_.big(8))), true;
        case 'F':
            return in_.line(), push(Kind::Float), true; // of the oldest protocol; no weight is kept so
        default:
            return false;
        }
    }
    bool text(unsigned char op) {
        const auto sized = [this](Kind kind, int width) { return push(kind, 0, in_.take(in_.little(width))), true; };
        switch (op) {
        case 'X':
            return sized(Kind::Text, 4);
        case 0x8c:
            return sized(Kind::Text, 1);
        case 0x8d:
            return sized(Kind::Text, 8);
        case 'U':
            return sized(Kind::Text, 1);
        case 'T':
            return sized(Kind::Text, 4);
        case 'C':
            return sized(Kind::Bytes, 1);
        case 'B':
            return sized(Kind::Bytes, 4);
        case 0x8e:
        case 0x96:
            return sized(Kind::Bytes, 8);
        case 'V':
            return push(Kind::Text, 0, in_.line()), true;
        case 'S': {
            const std::string_view quoted = in_.line();
            return push(Kind::Text, 0, quoted.size() < 2 ? quoted : quoted.substr(1, quoted.size() - 2)), true;
        }
        default:
            return false;
        }
    }

    bool sequence(unsigned char op) {
        switch (op) {
        case ')':
            return pushMade(Kind::Tuple, {}), true;
        case 0x85:
        case 0x86:
        case 0x87:
            return pushMade(Kind::Tuple, popSome(op - 0x84)), true;
        case 't':
            return pushMade(Kind::Tuple, popToMark()), true;
        case ']':
            return pushMade(Kind::List, {}), true;
        case 'l':
            return pushMade(Kind::List, popToMark()), true;
        case 0x8f:
            return pushMade(Kind::Set, {}), true;
        case 0x91:
            return pushMade(Kind::Set, popToMark()), true;
        case 'a': {
            const std::vector<std::uint32_t> one = popSome(1);
            return give(top(), one), true;
        }
        case 'e':
        case 0x90: {
            const std::vector<std::uint32_t> values = popToMark();
            return give(top(), values), true;
        }
        default:
            return false;
        }
    }

    void givePairs(const std::vector<std::uint32_t>& values) {
        if (values.size() % 2 != 0)
            throw in_.bad("a key of it has no value");
        PickleNode& target = top();
        if (target.kind != Kind::Dict && target.kind != Kind::Object)
            throw in_.bad("it gives keys to what is no dictionary");
        if (target.kind == Kind::Object && !target.items.empty() && !target.hasPairs)
            throw in_.bad("it gives keys to a list");
        target.hasPairs = true;
        give(target, values);
    }
    bool mapping(unsigned char op) {
        switch (op) {
        case '}':
            return pushMade(Kind::Dict, {}), true;
        case 'd': {
            const std::vector<std::uint32_t> values = popToMark();
            return pushMade(Kind::Dict, {}), givePairs(values), true;
        }
        case 's':
            return givePairs(popSome(2)), true;
        case 'u':
            return givePairs(popToMark()), true;
        default:
            return false;
        }
    }

    void remember(std::uint64_t key) {
        top(); // there must be one
        if (memo_.size() >= kMaxNodes)
            throw tooMany();
        memo_[key] = stack_.back();
    }
    void recall(std::uint64_t key) {
        const auto found = memo_.find(key);
        if (found == memo_.end())
            throw in_.bad("it refers to a value that it has not written yet");
        push(found->second);
    }
    std::uint64_t writtenKey() {
        const std::string_view word = in_.line();
        std::uint64_t key = 0;
        if (std::from_chars(word.data(), word.data() + word.size(), key).ec != std::errc{})
            throw in_.bad("a number of it is none");
        return key;
    }
    bool memo(unsigned char op) {
        switch (op) {
        case '(':
            if (marks_.size() >= kMaxMarks)
                throw tooMany();
            return marks_.push_back(stack_.size()), true;
        case '0':
            return !marks_.empty() && marks_.back() == stack_.size() ? marks_.pop_back() : void(pop()), true;
        case '1':
            return popToMark(), true;
        case '2':
            return top(), push(stack_.back()), true;
        case 'q':
            return remember(in_.little(1)), true;
        case 'r':
            return remember(in_.little(4)), true;
        case 'p':
            return remember(writtenKey()), true;
        case 0x94:
            return remember(memo_.size()), true;
        case 'h':
            return recall(in_.little(1)), true;
        case 'j':
            return recall(in_.little(4)), true;
        case 'g':
            return recall(writtenKey()), true;
        default:
            return false;
        }
    }

    void pushObject(std::uint32_t type, std::uint32_t args) {
        push(add({.kind = Kind::Object, .type = type, .args = args}));
    }
    /// "module\nname", as the two lines stand in the file.
    std::uint32_t namedGlobal() {
        const std::size_t from = in_.at();
        in_.line();
        in_.line();
        std::string_view lines = in_.since(from);
        lines.remove_suffix(1);
        return add({.kind = Kind::Global, .text = lines});
    }
    void objectOfMark(bool named) {
        const std::uint32_t global = named ? namedGlobal() : 0;
        std::vector<std::uint32_t> values = popToMark();
        if (!named && values.empty())
            throw in_.bad("it makes an object of nothing");
        const std::uint32_t type = named ? global : values.front();
        if (!named)
            values.erase(values.begin());
        const std::uint32_t args = add({.kind = Kind::Tuple});
        give(nodes_[args], values);
        pushObject(type, args);
    }
    bool object(unsigned char op) {
        switch (op) {
        case 'c':
            return push(namedGlobal()), true;
        case 0x93: { // STACK_GLOBAL
            const std::vector<std::uint32_t> names = popSome(2);
            if (nodes_[names[0]].kind != Kind::Text || nodes_[names[1]].kind != Kind::Text)
                throw in_.bad("a name of it is no text");
            return push(add({.kind = Kind::Global, .type = names[0], .args = names[1]})), true;
        }
        case 'R':    // REDUCE
        case 0x81: { // NEWOBJ
            const std::vector<std::uint32_t> call = popSome(2);
            return pushObject(call[0], call[1]), true;
        }
        case 0x92: { // NEWOBJ_EX
            const std::vector<std::uint32_t> call = popSome(3);
            return pushObject(call[0], call[1]), true;
        }
        case 'i':
        case 'o':
            return objectOfMark(op == 'i'), true;
        case 'b': { // BUILD
            const std::uint32_t state = pop();
            if (PickleNode& target = top(); target.kind == Kind::Object)
                target.state = state;
            return true;
        }
        case 'Q': {
            const std::uint32_t id = pop();
            return push(add({.kind = Kind::Persistent, .args = id})), true;
        }
        case 'P':
            return push(Kind::Persistent, 0, in_.line()), true;
        default:
            return false;
        }
    }

    std::deque<PickleNode>& nodes_;
    PickleInput in_;
    std::size_t references_ = 0;
    std::vector<std::uint32_t> stack_;
    std::vector<std::size_t> marks_;
    std::unordered_map<std::uint64_t, std::uint32_t> memo_;
};

Pickle::Pickle(std::span<const std::byte> bytes, const std::string& place) {
    PickleMachine machine(*this, bytes, place);
    root_ = machine.run();
    length_ = machine.length();
}

std::string Pickle::globalName(std::uint32_t index) const {
    constexpr std::size_t kLongest = 200;
    const PickleNode& node = at(index);
    const PickleNode& global = node.kind == Kind::Object ? at(node.type) : node;
    if (global.kind != Kind::Global)
        return {};
    if (global.type != 0)
        return std::string(at(global.type).text.substr(0, kLongest)) + "." +
               std::string(at(global.args).text.substr(0, kLongest));
    std::string name(global.text.substr(0, 2 * kLongest));
    std::replace(name.begin(), name.end(), '\n', '.');
    return name;
}

} // namespace studio
