// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTcpServer>
#include <QTest>

#include <chrono>
#include <exception>
#include <string>
#include <vector>

#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include "core/distributed/rank_store_internal.h"
#include "core/distributed/ranks_internal.h"

using namespace studio;

namespace {

/// A machine that takes connections and says nothing, like a store that speaks otherwise, or one that vanished. It
/// lives as long as the process: threads that are left behind wait for it.
int silentPort() {
    static auto& servers = *new std::vector<QTcpServer*>;
    servers.push_back(new QTcpServer);
    servers.back()->listen(QHostAddress::LocalHost);
    return servers.back()->serverPort();
}

RankPlace placeAt(int port, int rank, double seconds) {
    RankPlace place;
    place.rank = rank;
    place.count = 2;
    place.localCount = 1; // on two machines, as far as the ranks know
    place.host = "127.0.0.1";
    place.port = port;
    place.seconds = seconds;
    return place;
}

std::string messageFrom(const RankPlace& place, ErrorKind& kind) {
    try {
        joinRanks(place);
    } catch (const Error& error) {
        kind = error.kind();
        return error.message().text();
    }
    return {};
}

int freePort() {
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

} // namespace

/// Where ranks of several machines meet, and what becomes of those that meet nobody.
class RankStoreTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        if (!canJoinRanks()) {
            QSKIP("built without Gloo");
        }
    }

    void aLaunchersStoreThatNeverAnswersEndsTheWait() {
        const int port = silentPort();
        for (const int rank : {0, 1}) {
            RankPlace place = placeAt(port, rank, 1);
            place.foreignStore = true;
            ErrorKind kind = ErrorKind::Internal;
            const std::string text = messageFrom(place, kind);
            QVERIFY2(text.find("The launcher's store does not answer") != std::string::npos, text.c_str());
            QVERIFY2(text.find(TORCH_VERSION) != std::string::npos, text.c_str());
            QVERIFY(kind == ErrorKind::Usage); // no retry mends it
        }
    }

    /// Two steps of one batch script have the same job, and may have the same port.
    void jobsThatShareAPortDoNotMeet() {
        const int port = freePort();
        RankPlace first = placeAt(port, 0, 60), stranger = placeAt(port, 1, 5), own = placeAt(port, 1, 60);
        first.job = own.job = "77.0";
        stranger.job = "77.1";
        const StorePointer kept = openRankStore(first);
        kept->set("studio/nonce", storeBytes("called"));
        ErrorKind kind = ErrorKind::Internal;
        const std::string text = messageFrom(stranger, kind);
        QVERIFY2(text.find("A rank did not come") != std::string::npos, text.c_str());
        QVERIFY2(text.find("MASTER_PORT") != std::string::npos, text.c_str());
        QVERIFY(kind == ErrorKind::Device);
        QVERIFY(openRankStore(own)->check({"studio/nonce"}));
    }

    void aMachineThatVanishedIsNoticed() {
        const StoreWatch watch(placeAt(silentPort(), 1, 0.5), "a key");
        QTRY_VERIFY(watch.isSilent());
    }

    void aMachineThatAnswersIsNoSilentOne() {
        c10d::TCPStoreOptions options;
        options.port = static_cast<std::uint16_t>(freePort());
        options.isServer = true;
        options.waitWorkers = false;
        c10d::TCPStore store("127.0.0.1", options);
        const RankPlace place = placeAt(options.port, 1, 3);
        const StoreWatch watch(place, "failed/0");
        const StorePointer client = openRankStore(place);
        // For longer than the patience, on the same server, by questions that wait for their answer.
        QVERIFY_THROWS_EXCEPTION(std::exception, client->wait({"nobody sets this"}, std::chrono::milliseconds(4000)));
        QVERIFY(!watch.isSilent());
        QVERIFY(!watch.hasKey());
        client->set("failed/0", storeBytes("words"));
        QTRY_VERIFY(watch.hasKey());
    }
};

QTEST_GUILESS_MAIN(RankStoreTest)
#include "tst_rank_store.moc"
