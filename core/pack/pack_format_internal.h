// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace studio {

/// The two files of a packed set. All numbers are little endian, all lengths are in bytes.
///
/// pictures.pack: "RNSPACK1", identity (64 hexadecimal digits), preset (24, filled with zeros), then the encoded
/// pictures without gaps.
///
/// pictures.index: "RNSINDX1", identity (64), preset (24), u32 pictures a page, u32 shuffled pictures, u32 pictures
/// behind them, u64 length of pictures.pack, then for each picture in the order of the pack {u32 length, u32 CRC-32,
/// u32 length of its file, i64 time of its file in ns}, then u32 number of pictures without bytes, for each {u32
/// position, u16 length, UTF-8 text why}, then the SHA-256 of all before it (64 hexadecimal digits).
///
/// pictures.journal, while the pack is written: "RNSJRNL1", identity, preset, u32 pictures a page, then for each
/// finished page {u32 length of the rest, u32 CRC-32 of the rest, u32 pictures, the pictures as in the index, u32
/// number of pictures without bytes, those as in the index}. Length and time of a file are those when it was packed,
/// zeros if it was not there.
struct PackEntry {
    std::uint32_t length = 0;
    std::uint32_t checksum = 0;
    std::uint32_t fileLength = 0;
    std::int64_t fileTime = 0;

    bool operator==(const PackEntry&) const = default;
};

inline constexpr std::string_view kPackMagic = "RNSPACK1", kIndexMagic = "RNSINDX1", kJournalMagic = "RNSJRNL1";
inline constexpr std::size_t kIdentityBytes = 64, kPresetBytes = 24;
inline constexpr std::size_t kPackHeaderBytes = 8 + kIdentityBytes + kPresetBytes;
inline constexpr std::size_t kPackPageBegin = 8; ///< bytes of a page in the journal before those it counts
inline constexpr std::uint32_t kMaxPackPictures = 1u << 30;

/// What stands in a pack: a picture per entry, in the order of the pack.
struct PackTable {
    std::vector<PackEntry> entries;
    std::map<std::uint32_t, std::string> damaged; ///< position: why the picture has no bytes

    /// Forgets what comes after the first `pictures`.
    void cutTo(std::uint32_t pictures);
    bool operator==(const PackTable&) const = default;
};

struct PackIndex {
    std::string identity;           ///< PackLayout::identity() of the pictures
    std::string preset;             ///< name of its PackPreset
    std::uint32_t pagePictures = 0; ///< pictures a page; the last page may be short
    std::uint32_t shuffled = 0;     ///< the first pictures, in random order
    std::uint32_t behind = 0;       ///< the pictures after them, in the order of their set
    std::uint64_t packBytes = 0;    ///< of pictures.pack, header included
    PackTable table;
};

/// "RNSPACK1" (or another magic), identity and preset.
std::string packHeader(std::string_view magic, const std::string& identity, const std::string& preset);
std::string writePackIndex(const PackIndex& index);
/// Checks everything that can be checked without the pack. Throws Error(Corrupt) naming `place`; memory that is
/// allocated is bounded by the length of `bytes`.
PackIndex readPackIndex(std::string_view bytes, const std::string& place);
/// Where an index of so many pictures holds the number (4 bytes) of those without bytes.
std::uint64_t packDamagedAt(std::uint32_t pictures);
/// The longest index of so many pictures, some of them without bytes.
std::uint64_t maxPackIndexBytes(std::uint32_t pictures, std::uint32_t damaged);
/// A number of the files; 0 where there are fewer than 4 bytes.
std::uint32_t packNumber(std::string_view bytes);

/// The record of the pictures first, first + 1 ... of `table` for the journal.
std::string packPageRecord(const PackTable& table, std::uint32_t first);
/// Takes the record at the begin of `bytes` into the end of `table`. False when there is no whole and sound one.
bool takePackPage(std::string_view& bytes, PackTable& table);
/// Length of a record that begins with these kPackPageBegin bytes, as it says.
std::uint64_t packPageBytes(std::string_view begin);
/// The longest record of a page of so many pictures.
std::size_t maxPackPageBytes(std::uint32_t pictures);

std::uint32_t packChecksum(std::span<const std::uint8_t> bytes);
std::uint32_t packChecksum(std::string_view bytes);

} // namespace studio
