// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/kernel_runner.h"

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <latch>
#include <memory>
#include <mutex>
#include <random>
#include <stdexcept>
#include <thread>
#include <ucontext.h>
#include <vector>

#include "core/device/cuda/kernels/host_words.h"

#ifdef STUDIO_ADDRESS_SANITIZED
#include <sanitizer/common_interface_defs.h>
#endif

namespace studio::test {

namespace {

using cuda::Extent;
using cuda::HostIndex;

KernelSchedule schedule;

/// What the threads of a block share, whatever they are.
class Block {
public:
    Block(HostIndex index, Extent threads)
        : index_(index)
        , threads_(threads) {}
    virtual ~Block() = default;
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;

    virtual void wait() = 0;

    void* shared(std::size_t bytes) {
        const std::scoped_lock lock(mutex_);
        if (!shared_) {
            shared_.reset(new std::byte[bytes]); // no longer than that: the address sanitizer sees a step beyond it
            bytes_ = bytes;
            std::memset(shared_.get(), 0xff, bytes);
        }
        if (bytes != bytes_) {
            std::fputs("kernel_runner: shared memory of two sizes in one block\n", stderr);
            std::abort();
        }
        return shared_.get();
    }

protected:
    unsigned count() const { return threads_.x * threads_.y; }
    void become(unsigned thread) const {
        cuda::blockIdx = index_;
        cuda::blockDim = {threads_.x, threads_.y};
        cuda::threadIdx = {thread % threads_.x, thread / threads_.x};
    }

private:
    HostIndex index_;
    Extent threads_;
    std::mutex mutex_;
    std::unique_ptr<std::byte[]> shared_;
    std::size_t bytes_ = 0;
};

thread_local Block* current = nullptr;

/// A block whose threads are threads of the system.
class ThreadBlock final : public Block {
public:
    ThreadBlock(HostIndex index, Extent threads, Extent grid, const std::function<void()>& body, std::latch& start)
        : Block(index, threads)
        , expected_(count()) {
        for (unsigned i = 0; i < count(); ++i) {
            threads_.emplace_back([this, i, grid, &body, &start] {
                start.wait();
                current = this;
                cuda::gridDim = {grid.x, grid.y};
                become(i);
                body();
                leave();
            });
        }
    }
    ~ThreadBlock() override {
        for (std::thread& thread : threads_)
            thread.join();
    }
    void wait() override {
        std::unique_lock lock(mutex_);
        const unsigned round = round_;
        if (++arrived_ == expected_)
            open();
        else
            opened_.wait(lock, [&] { return round_ != round; });
    }

private:
    void open() {
        arrived_ = 0;
        ++round_;
        opened_.notify_all();
    }
    void leave() {
        const std::scoped_lock lock(mutex_);
        if (--expected_ > 0 && arrived_ == expected_)
            open();
    }

    std::mutex mutex_;
    std::condition_variable opened_;
    unsigned expected_, arrived_ = 0, round_ = 0;
    std::vector<std::thread> threads_;
};

/// A stack and what runs on it.
struct Fiber {
    enum class State { Ready, Waiting, Done };
    static constexpr std::size_t kStack = std::size_t{128} << 10;
    std::unique_ptr<std::byte[]> stack{new std::byte[kStack]};
    ucontext_t context{};
    State state = State::Done;
    void* fakeStack = nullptr;
};

/// A block whose threads are fibers. Only one thread of the system makes and runs them.
class FiberBlock final : public Block {
public:
    FiberBlock(HostIndex index, Extent threads, const std::function<void()>& body, std::mt19937& random)
        : Block(index, threads)
        , body_(body)
        , random_(random)
        , order_(count()) {
        fibers_.swap(spare_);
        if (fibers_.size() < count())
            fibers_.resize(count());
        for (unsigned i = 0; i < count(); ++i) {
            order_[i] = i;
            prepare(fibers_[i]);
        }
        arrange();
    }
    ~FiberBlock() override {
        if (spare_.size() < fibers_.size())
            spare_.swap(fibers_);
    }

    /// Runs the next thread to its next barrier or its end. False when all have ended.
    bool runOne() {
        while (true) {
            for (; next_ < order_.size(); ++next_) {
                if (fibers_[order_[next_]].state == Fiber::State::Ready) {
                    resume(order_[next_++]);
                    return true;
                }
            }
            if (!openBarrier())
                return false;
        }
    }

    void wait() override {
        fibers_[running_].state = Fiber::State::Waiting;
        leave(fibers_[running_]);
    }

private:
    static void prepare(Fiber& fiber) {
        fiber.state = Fiber::State::Ready;
        ::getcontext(&fiber.context);
        fiber.context.uc_stack.ss_sp = fiber.stack.get();
        fiber.context.uc_stack.ss_size = Fiber::kStack;
        fiber.context.uc_link = nullptr;
        ::makecontext(&fiber.context, &FiberBlock::begin, 0);
    }
    void arrange() {
        next_ = 0;
        if (schedule.threads == ThreadOrder::Shuffled)
            std::shuffle(order_.begin(), order_.end(), random_);
        else if (schedule.threads == ThreadOrder::Reversed)
            std::sort(order_.begin(), order_.end(), std::greater<>());
    }
    bool openBarrier() {
        std::size_t waiting = 0;
        for (unsigned i = 0; i < count(); ++i)
            waiting += fibers_[i].state == Fiber::State::Waiting ? 1 : 0;
        if (waiting != 0 && waiting != count())
            throw std::logic_error("kernel_runner: a barrier that not all threads of the block come to");
        for (unsigned i = 0; i < count() && waiting != 0; ++i)
            fibers_[i].state = Fiber::State::Ready;
        arrange();
        return waiting != 0;
    }
    void resume(unsigned thread) {
        Fiber& fiber = fibers_[thread];
        running_ = thread;
        current = this;
        become(thread);
        switchTo(&schedulerFake_, fiber.stack.get(), Fiber::kStack);
        ::swapcontext(&scheduler_, &fiber.context);
        switched(schedulerFake_, nullptr, nullptr);
    }
    void leave(Fiber& fiber) {
        // One that ends keeps nothing of the sanitizer's memory.
        switchTo(fiber.state == Fiber::State::Done ? nullptr : &fiber.fakeStack, schedulerStack_, schedulerBytes_);
        ::swapcontext(&fiber.context, &scheduler_);
        switched(fiber.fakeStack, &schedulerStack_, &schedulerBytes_);
    }
    static void begin() {
        auto* const block = static_cast<FiberBlock*>(current);
        switched(nullptr, &block->schedulerStack_, &block->schedulerBytes_);
        block->body_();
        Fiber& fiber = block->fibers_[block->running_];
        fiber.state = Fiber::State::Done;
        block->leave(fiber);
    }

    // The address sanitizer must know on which stack the program is.
#ifdef STUDIO_ADDRESS_SANITIZED
    static void switchTo(void** keep, const void* bottom, std::size_t bytes) {
        __sanitizer_start_switch_fiber(keep, bottom, bytes);
    }
    static void switched(void* kept, const void** bottom, std::size_t* bytes) {
        __sanitizer_finish_switch_fiber(kept, bottom, bytes);
    }
#else
    static void switchTo(void**, const void*, std::size_t) {}
    static void switched(void*, const void**, std::size_t*) {}
#endif

    static inline thread_local std::vector<Fiber> spare_; // stacks are not made anew for each block
    const std::function<void()>& body_;
    std::mt19937& random_;
    std::vector<Fiber> fibers_;
    std::vector<unsigned> order_;
    std::size_t next_ = 0;
    unsigned running_ = 0;
    ucontext_t scheduler_{};
    void* schedulerFake_ = nullptr;
    const void* schedulerStack_ = nullptr;
    std::size_t schedulerBytes_ = 0;
};

void runFibers(const std::vector<HostIndex>& blocks, Extent grid, Extent threads, const std::function<void()>& body,
               std::mt19937& random) {
    cuda::gridDim = {grid.x, grid.y};
    std::vector<std::unique_ptr<FiberBlock>> live;
    std::size_t begun = 0;
    while (begun < blocks.size() || !live.empty()) {
        while (begun < blocks.size() && live.size() < static_cast<std::size_t>(schedule.blocksAtOnce))
            live.push_back(std::make_unique<FiberBlock>(blocks[begun++], threads, body, random));
        const std::size_t which = random() % live.size();
        // From a single thread to many barriers, so that a block may end while another stands within a step.
        const unsigned burst = 1U << random() % 13;
        for (unsigned i = 0; i < burst; ++i) {
            if (!live[which]->runOne()) {
                live.erase(live.begin() + static_cast<std::ptrdiff_t>(which));
                break;
            }
        }
    }
}

} // namespace

void setKernelSchedule(const KernelSchedule& wanted) {
    schedule = wanted;
}

} // namespace studio::test

namespace studio::cuda {

void __syncthreads() { // NOLINT(bugprone-reserved-identifier)
    test::current->wait();
}

void* hostShared(std::size_t bytes) {
    return test::current->shared(bytes);
}

void hostPause(unsigned most) {
    if (!test::schedule.systemThreads)
        return;
    // Mostly short and seldom long, so that now and then a block that came early takes its ticket last.
    thread_local std::minstd_rand random(1 + 977 * blockIdx.x + 31 * threadIdx.x + threadIdx.y);
    for (unsigned turns = 1U << random() % (most + 1); turns > 1; --turns)
        std::this_thread::yield();
}

int hostLaunch(Extent grid, Extent block, const std::function<void()>& thread) {
    std::mt19937 random(test::schedule.seed);
    std::vector<HostIndex> blocks;
    for (unsigned y = 0; y < grid.y; ++y) {
        for (unsigned x = 0; x < grid.x; ++x)
            blocks.push_back({x, y});
    }
    if (test::schedule.shuffleBlocks)
        std::shuffle(blocks.begin(), blocks.end(), random);
    if (!test::schedule.systemThreads) {
        test::runFibers(blocks, grid, block, thread, random);
        return 0;
    }
    for (std::size_t begun = 0; begun < blocks.size();) { // in waves, as where no more find room
        std::latch start(1);
        std::vector<std::unique_ptr<test::Block>> live;
        for (; begun < blocks.size() && live.size() < 8; ++begun)
            live.push_back(std::make_unique<test::ThreadBlock>(blocks[begun], block, grid, thread, start));
        start.count_down();
    }
    return 0;
}

} // namespace studio::cuda
