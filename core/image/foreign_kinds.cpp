// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/foreign_kinds.h"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <string_view>

namespace studio {

namespace {

using namespace std::string_view_literals;

/// Of other kinds the way out is the same for all of a group.
enum class Group { Picture, Film, Document, Archive, Data, Program };

struct Magic {
    std::size_t at;
    std::string_view bytes;
    const char* name;
    Group group;
};

constexpr Magic kPictures[] = {
    {0, "GIF8"sv, "GIF", Group::Picture},
    {0, "\0\0\0\x0CJXL \r\n\x87\n"sv, "JPEG XL", Group::Picture},
    {0, "\xFF\x0A"sv, "JPEG XL", Group::Picture},
    {0, "\0\0\0\x0CjP  \r\n\x87\n"sv, "JPEG 2000", Group::Picture},
    {0, "\xFF\x4F\xFF\x51"sv, "JPEG 2000", Group::Picture},
    {0, "\xFF\xD8\xFF\xF7"sv, "JPEG-LS", Group::Picture},
    {0, "II\xBC\x01"sv, "JPEG XR", Group::Picture},
    {0, "\x8AMNG"sv, "MNG", Group::Picture},
    {0, "\x8BJNG"sv, "JNG", Group::Picture},
    {0, "8BPS"sv, "Photoshop (PSD)", Group::Picture},
    {0, "gimp xcf"sv, "GIMP (XCF)", Group::Picture},
    {0, "\0\0\1\0"sv, "Icon (ICO)", Group::Picture},
    {0, "\0\0\2\0\1"sv, "Cursor (CUR)", Group::Picture},
    {0, "icns"sv, "Icon (ICNS)", Group::Picture},
    {0, "qoif"sv, "QOI", Group::Picture},
    {0, "#?RADIANCE"sv, "Radiance HDR", Group::Picture},
    {0, "#?RGBE"sv, "Radiance HDR", Group::Picture},
    {0, "\x76\x2F\x31\x01"sv, "OpenEXR", Group::Picture},
    {0, "DDS "sv, "DDS", Group::Picture},
    {0, "farbfeld"sv, "farbfeld", Group::Picture},
    {0, "\x59\xA6\x6A\x95"sv, "Sun raster", Group::Picture},
    {0, "\x01\xDA\1"sv, "SGI", Group::Picture},
    {0, "\x0A\5\1"sv, "PCX", Group::Picture},
    {0, "FUJIFILMCCD-RAW"sv, "Camera raw (RAF)", Group::Picture},
    {0, "IIU\0"sv, "Camera raw (RW2)", Group::Picture},
    {0, "IIRO"sv, "Camera raw (ORF)", Group::Picture},
    {0, "\xD7\xCD\xC6\x9A"sv, "Windows metafile (WMF)", Group::Picture},
    {0, "SIMPLE  ="sv, "FITS", Group::Picture},
    {128, "DICM"sv, "DICOM", Group::Picture},
};

constexpr Magic kOthers[] = {
    {0, "AT&TFORM"sv, "DjVu", Group::Document},
    {0, "%PDF-"sv, "PDF", Group::Document},
    {0, "%!PS"sv, "PostScript", Group::Document},
    {0, "\xC5\xD0\xD3\xC6"sv, "PostScript", Group::Document},
    {0, "{\\rtf"sv, "RTF", Group::Document},
    {0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "Microsoft document or thumbnail list", Group::Document},
    {8, "AVI "sv, "AVI", Group::Film},
    {0, "\x1A\x45\xDF\xA3"sv, "Matroska or WebM", Group::Film},
    {0, "\0\0\1\xBA"sv, "MPEG", Group::Film},
    {0, "\0\0\1\xB3"sv, "MPEG", Group::Film},
    {0, "FLV\1"sv, "Flash video", Group::Film},
    {0, "\x30\x26\xB2\x75\x8E\x66\xCF\x11"sv, "Windows Media", Group::Film},
    {0, "OggS"sv, "Ogg", Group::Film},
    {0, "ID3"sv, "MP3", Group::Film},
    {8, "WAVE"sv, "WAV", Group::Film},
    {0, "PK\3\4"sv, "zip", Group::Archive},
    {0, "PK\5\6"sv, "zip", Group::Archive},
    {0, "\x1F\x8B"sv, "gzip", Group::Archive},
    {0,
     "\xFD"
     "7zXZ"sv,
     "xz", Group::Archive},
    {0, "BZh"sv, "bzip2", Group::Archive},
    {0, "\x28\xB5\x2F\xFD"sv, "zstd", Group::Archive},
    {0, "7z\xBC\xAF\x27\x1C"sv, "7-Zip", Group::Archive},
    {0, "Rar!\x1A\7"sv, "RAR", Group::Archive},
    {257, "ustar"sv, "tar", Group::Archive},
    {0, "Salted__"sv, "encrypted by openssl", Group::Data},
    {0, "\x93NUMPY"sv, "NumPy", Group::Data},
    {0, "\x89HDF\r\n\x1A\n"sv, "HDF5", Group::Data},
    {0, "SQLite format 3\0"sv, "SQLite", Group::Data},
    {0, "PAR1"sv, "Parquet", Group::Data},
    {0, "\0\5\x16\7"sv, "AppleDouble (\"._\", written by macOS beside the real file)", Group::Data},
    {0, "\0\0\0\1Bud1"sv, "Finder (.DS_Store)", Group::Data},
    {0, "L\0\0\0\1\x14\2\0"sv, "Windows shortcut", Group::Data},
    {0, "[InternetShortcut]"sv, "Internet shortcut", Group::Data},
    {0, "bplist00"sv, "property list", Group::Data},
    {0,
     "\x7F"
     "ELF"sv,
     "Linux", Group::Program},
    {0, "MZ"sv, "Windows", Group::Program},
    {0, "#!"sv, "script", Group::Program},
};

/// Files of ISO's media format ("ftyp") are told apart by their brand.
constexpr struct {
    std::string_view brands; ///< of four letters each
    const char* name;
    Group group;
} kBrands[] = {
    {"avif avis "sv, "AVIF", Group::Picture},
    {"heic heix heim heis hevc hevx mif1 msf1 "sv, "HEIC", Group::Picture},
    {"crx  "sv, "Camera raw (CR3)", Group::Picture},
    {"qt   "sv, "QuickTime", Group::Film},
    {""sv, "MP4", Group::Film},
};

constexpr const char* kOut = "Take it out of the class folder.";

/// What is no picture.
ForeignKind of(const std::string& noun, const std::string& next) {
    return {"This is " + noun + ", not a picture", next, noun};
}

ForeignKind described(const std::string& name, Group group) {
    switch (group) {
    case Group::Picture:
        return {name + " pictures cannot be used", "Convert it to PNG or JPEG.", "a picture (" + name + ")"};
    case Group::Film:
        return of("a film or sound (" + name + ")", "Take single pictures out of it.");
    case Group::Document:
        return of("a document (" + name + ")", "Save its pictures as PNG or JPEG.");
    case Group::Archive:
        return of("an archive (" + name + ")", "Unpack it.");
    case Group::Data:
        return of("a data file (" + name + ")", kOut);
    case Group::Program:
        return of("a program (" + name + ")", kOut);
    }
    return {};
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

/// Of a file of ISO's media format. HEIF's general brand stands in front of AVIF pictures, too: the list behind it
/// tells.
ForeignKind mediaKind(std::string_view start) {
    std::string brand = std::string(start.substr(8, 4)) + " ";
    const std::size_t length = std::min<std::size_t>(static_cast<unsigned char>(start[3]), start.size());
    if ((brand == "mif1 " || brand == "msf1 ") && start.substr(0, length).find("avi", 12) != start.npos)
        brand = "avif ";
    const auto* found = std::find_if(std::begin(kBrands), std::end(kBrands), [&](const auto& one) {
        return one.brands.empty() || one.brands.find(brand) != one.brands.npos;
    });
    return described(found->name, found->group);
}

/// A pointer file that stands where version control has not put the picture itself yet.
bool isPointer(std::string_view text, ForeignKind& kind) {
    const bool lfs = text.starts_with("version https://git-lfs.github.com/spec/") ||
                     text.starts_with("version http://git-media.io/");
    if (lfs)
        kind = {"This is a Git LFS pointer, the picture itself was not fetched", "Run `git lfs pull` in its checkout.",
                "a Git LFS pointer, not the file itself"};
    else if (text.starts_with("/annex/objects/") || text.find(".git/annex/objects/") < 64)
        kind = {"This is a git-annex pointer, the picture itself was not fetched",
                "Run `git annex get` in its checkout.", "a git-annex pointer, not the file itself"};
    else if (text.starts_with("outs:\n") && text.find("md5:") != text.npos)
        kind = {"This is a DVC pointer, the picture itself was not fetched", "Run `dvc pull` in its checkout.",
                "a DVC pointer, not the file itself"};
    return !kind.title.empty();
}

bool isText(std::string_view text, ForeignKind& kind) {
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    const std::string start = lower(text);
    const bool page = start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<head");
    if (start.starts_with("<svg") || (start.starts_with("<?xml") && start.find("<svg") != start.npos))
        kind = described("SVG", Group::Picture);
    else if (page || (start.starts_with("<?xml") && start.find("<html") != start.npos))
        kind = of("a web page (HTML)", "The server sent a page in place of the picture: download it again.");
    else if (start.starts_with("<?xml") && start.find("<error>") != start.npos)
        kind = of("an error message of a server (XML)", "Download the picture again.");
    else if (start.starts_with("<?xml"))
        kind = of("an XML file", kOut);
    else if (start.starts_with("{\"") || start.starts_with("[{"))
        kind = of("a JSON file", kOut);
    else if (start.starts_with("data:image/"))
        kind = {
            "This is a picture as text (a data: address), which cannot be used", "Decode its base64 to a file.", {}};
    return !kind.title.empty();
}

} // namespace

ForeignKind foreignKindOf(std::span<const std::uint8_t> bytes) {
    const std::string_view start(reinterpret_cast<const char*>(bytes.data()),
                                 std::min<std::size_t>(bytes.size(), 1024));
    ForeignKind kind;
    if (isPointer(start, kind) || isText(start, kind))
        return kind;
    if (start.size() >= 12 && start.substr(4, 4) == "ftyp")
        return mediaKind(start);
    for (const std::span<const Magic> magics : {std::span<const Magic>(kPictures), std::span<const Magic>(kOthers)}) {
        for (const Magic& magic : magics) {
            if (start.size() >= magic.at && start.substr(magic.at).starts_with(magic.bytes))
                return described(magic.name, magic.group);
        }
    }
    if (start.size() > 2 && start[0] == 'P' && start[1] >= '1' && start[1] <= '7' &&
        std::isspace(static_cast<unsigned char>(start[2])) != 0)
        return described("PBM, PGM, PPM or PAM", Group::Picture);
    if (std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; }))
        return {"The file holds zero bytes only", "It was lost on the way or in a crash: fetch it again.", {}};
    return {"This is not a picture", "Usable are JPEG, PNG, WebP, BMP and TIFF.", {}};
}

} // namespace studio
