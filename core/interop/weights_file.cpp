// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/interop/weights_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <sys/stat.h>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/read_error.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/interop/foreign_bytes_internal.h"
#include "core/interop/plain_numbers.h"
#include "core/interop/pth_file_internal.h"
#include "core/interop/pth_tensor_internal.h"
#include "core/interop/safetensors_index.h"
#include "core/interop/stated_facts_internal.h"

namespace studio {

namespace {

constexpr std::string_view kZip = "PK\x03\x04", kLegacy = "\x80\x02\x8a\x0a";

struct KnownBytes {
    std::size_t at;
    std::string_view bytes;
    const char* what;
    const char* next;
};

/// What people name by mistake, and what to do instead.
constexpr std::array<KnownBytes, 9> kOthers{{
    {0, "version https://git-lfs", "a pointer of Git LFS, not the file itself", "Fetch it with git lfs pull."},
    {0, "<", "a page of a web server, not the file itself", "Open its address in a browser, and fetch the file again."},
    {0, "\x89HDF", "an HDF5 file, as Keras writes them", "Choose a file that PyTorch wrote, or a .safetensors file."},
    {0, "\x1f\x8b", "compressed with gzip", "Unpack it first."},
    {0,
     "\xfd"
     "7zXZ",
     "compressed with xz", "Unpack it first."},
    {0, "PK\x05\x06", "an empty zip archive", "Fetch or save the file again."},
    {257, "ustar", "a tar archive", "Unpack it, and choose the weights in it."},
    {0, "\x93NUMPY", "an array of NumPy", "Choose a file that PyTorch wrote, or a .safetensors file."},
    {0, "\x80", "a pickle that torch.save() did not write",
     "Save the network's state_dict with PyTorch: torch.save(model.state_dict(), \"weights.pth\")"},
}};

Error isOther(const OpenFile& file, std::string_view head) {
    for (const KnownBytes& other : kOthers) {
        if (head.size() > other.at && head.substr(other.at).starts_with(other.bytes))
            return Error(ErrorKind::Data, {"This is no file of weights", file.place + " is " + other.what,
                                           "Nothing was changed.", other.next});
    }
    return Error(ErrorKind::Data,
                 {"This is no file of weights", file.place, head.empty() ? "It is empty." : "Nothing was changed.",
                  "Choose a .pth or .pt file that PyTorch wrote, or a .safetensors file."});
}

std::vector<std::int64_t> stridesOf(const std::vector<std::int64_t>& shape) {
    std::vector<std::int64_t> strides(shape.size(), 1);
    for (std::size_t i = shape.size(); i-- > 1;)
        strides[i - 1] = strides[i] * shape[i];
    return strides;
}

/// Where the strides are of no matter the view is contiguous all the same.
bool isContiguous(const StoredTensor& tensor) {
    const std::vector<std::int64_t> wanted = stridesOf(tensor.shape);
    for (std::size_t i = 0; i < tensor.shape.size(); ++i) {
        if (tensor.shape[i] != 1 && tensor.strides[i] != wanted[i])
            return false;
    }
    return true;
}

/// Copies the elements of a view, in the order of its shape; `from` begins with the first of them.
void gather(const StoredTensor& tensor, std::span<const std::byte> from, std::span<std::byte> into) {
    const std::size_t element = bytesPerElement(tensor.type), rank = tensor.shape.size();
    std::vector<std::int64_t> index(rank);
    std::int64_t at = 0;
    for (std::size_t done = 0; done < into.size(); done += element) {
        std::memcpy(into.data() + done, from.data() + static_cast<std::size_t>(at) * element, element);
        for (std::size_t axis = rank; axis-- > 0;) {
            at += tensor.strides[axis];
            if (++index[axis] < tensor.shape[axis])
                break;
            at -= tensor.strides[axis] * tensor.shape[axis];
            index[axis] = 0;
        }
    }
}

} // namespace

class WeightsFile::Impl {
public:
    Impl(const std::string& path, bool unchecked)
        : file_(openToRead(path)) {
        struct stat info {};
        if (!file_.isOpen() || ::fstat(file_.get(), &info) != 0)
            throw errno == ENOENT
                ? Error(ErrorKind::Data, {"There is no such weights file", displayText(path), {}, "Check the path."})
                : readError("Cannot open a weights file", displayText(path), errno);
        open_ = {file_.get(), static_cast<std::uint64_t>(std::max<off_t>(0, info.st_size)), displayText(path),
                 unchecked};
        if (!S_ISREG(info.st_mode))
            throw Error(ErrorKind::Data,
                        {"This is no file of weights", open_.place + " is not a regular file", {}, "Choose a file."});
        const std::string head = readPart(file_.get(), 0, std::min<std::uint64_t>(open_.size, 512), open_.place);
        if (head.starts_with(kZip))
            takePth("PyTorch", readZippedPth(open_));
        else if (head.starts_with(kLegacy))
            takePth("PyTorch (as before version 1.6)", readLegacyPth(open_));
        else if (head.size() > 8 && head[8] == '{' && head[7] == 0)
            takeSafetensors(path);
        else
            throw isOther(open_, head);
    }

    HostTensor read(const StoredTensor& tensor) {
        if (const std::string digest = std::exchange(digest_, {}); !digest.empty() && digestOfData() != digest)
            throw wrongChecksum(open_, "its tensors");
        StoragePlace& storage = read_.storages.at(tensor.storage);
        HostTensor made{tensor.name, tensor.type, tensor.shape, {}};
        const std::uint64_t element = bytesPerElement(tensor.type);
        const std::uint64_t size = static_cast<std::uint64_t>(elementCount(tensor.shape)) * element;
        given_ += size;
        if (given_ > open_.size + kMostRepeatedBytes)
            throw Error(ErrorKind::Data, {"Tensors of this file lie over one another, or are expanded too far",
                                          open_.place + ": " + shownName(tensor.name), "Nothing of it was used.",
                                          "Save the state_dict again, with contiguous().clone() of each tensor."});
        made.bytes.resize(size);
        const bool isWhole = size == storage.size && isContiguous(tensor);
        if (!isWhole)
            checkWhole(tensor, storage);
        if (isContiguous(tensor))
            readInto(open_.descriptor, storage.offset + tensor.offset * element, made.bytes, open_.place);
        else
            readStrided(tensor, storage, made.bytes);
        if (std::exchange(storage.isToCheck, false) && crcOf(made.bytes) != storage.crc)
            throw wrongChecksum(open_, "data/" + tensor.storage);
        return made;
    }

    std::string format_;
    PthFile read_;
    std::map<std::string, std::string> metadata_;
    bool isSavedAgain_ = false;

private:
    void takePth(const char* format, PthFile read) {
        format_ = format;
        read_ = std::move(read);
        for (const auto& [index, tensor] : read_.content.statedTensors)
            readStated(read_.content.stated.normalisation.at(index), tensor);
    }
    /// Numbers of pictures' colours that are a tensor: of a small storage, which is what they cost.
    void readStated(StatedNumbers& stated, const StoredTensor& tensor) {
        constexpr std::uint64_t kSmall = 4096;
        const auto storage = read_.storages.find(tensor.storage);
        if (storage == read_.storages.end() || storage->second.size > kSmall)
            return;
        const HostTensor floats = asFloats(read(tensor));
        std::string text;
        for (std::size_t at = 0; at < floats.bytes.size(); at += sizeof(float)) {
            float number = 0;
            std::memcpy(&number, floats.bytes.data() + at, sizeof number);
            std::array<char, 32> shown{};
            std::snprintf(shown.data(), shown.size(), "%.6g", static_cast<double>(number));
            text += (text.empty() ? "" : ", ") + std::string(shown.data());
        }
        stated = statedNumbers(stated.key.c_str(), "[" + text + "]");
    }
    void takeSafetensors(const std::string& path) {
        format_ = "safetensors";
        TensorIndex index;
        try {
            index = readSafetensorsIndex(path);
        } catch (const Error& error) { // Corrupt is a word for what this program wrote
            throw error.kind() == ErrorKind::Corrupt ? Error(ErrorKind::Data, error.message()) : error;
        }
        metadata_ = std::move(index.metadata);
        read_.content.stated = factsIn(metadata_);
        isSavedAgain_ = index.isSavedAgain;
        dataStart_ = index.dataStart;
        if (const auto sum = metadata_.find("sha256"); sum != metadata_.end() && index.isOurs && !open_.unchecked)
            digest_ = sum->second;
        for (PlacedTensor& tensor : index.tensors) {
            read_.storages.emplace(tensor.name, StoragePlace{tensor.offset, tensor.size, 0, false});
            std::vector<std::int64_t> strides = stridesOf(tensor.shape);
            read_.content.tensors.push_back(
                {tensor.name, tensor.type, std::move(tensor.shape), std::move(strides), 0, tensor.name});
        }
    }
    std::string digestOfData() const {
        constexpr std::uint64_t kPiece = 1u << 20;
        std::vector<std::byte> piece(std::min(open_.size - dataStart_, kPiece));
        Sha256 hash;
        for (std::uint64_t at = dataStart_; at < open_.size;) {
            const std::span<std::byte> part(piece.data(), std::min<std::uint64_t>(open_.size - at, piece.size()));
            readInto(open_.descriptor, at, part, open_.place);
            hash.update(part);
            at += part.size();
        }
        return hash.hex();
    }
    /// A view of a part: all of its storage has to be looked at for the checksum.
    void checkWhole(const StoredTensor& tensor, StoragePlace& storage) {
        constexpr std::uint64_t kLargest = std::uint64_t{1} << 30;
        if (!std::exchange(storage.isToCheck, false))
            return;
        if (storage.size > kLargest)
            throw Error(ErrorKind::Data, {"A tensor of this file is a part of a much larger one",
                                          open_.place + ": " + shownName(tensor.name), "Nothing of it was used.",
                                          "Save the state_dict again, with a clone() of each tensor."});
        checked_ += storage.size; // each is looked at once: together they are no more than the file
        if (checked_ > open_.size)
            throw Error(ErrorKind::Data, {"Tensors of this file lie over one another", open_.place,
                                          "Nothing of it was used.", "Save the state_dict again."});
        if (crcOf(open_, storage.offset, storage.size) != storage.crc)
            throw wrongChecksum(open_, "data/" + tensor.storage);
    }
    void readStrided(const StoredTensor& tensor, const StoragePlace& storage, std::span<std::byte> into) const {
        constexpr std::uint64_t kLargest = 48u << 20;
        if (into.empty())
            return;
        std::uint64_t last = 0; // within its storage, as was checked
        for (std::size_t i = 0; i < tensor.shape.size(); ++i)
            last += static_cast<std::uint64_t>((tensor.shape[i] - 1) * tensor.strides[i]);
        const std::uint64_t element = bytesPerElement(tensor.type), size = (last + 1) * element;
        if (size > kLargest)
            throw Error(ErrorKind::Data, {"A tensor of this file is scattered over too large a part of it",
                                          open_.place + ": " + shownName(tensor.name), "Nothing of it was used.",
                                          "Save the state_dict again, with contiguous() for each tensor."});
        std::vector<std::byte> part(size);
        readInto(open_.descriptor, storage.offset + tensor.offset * element, part, open_.place);
        gather(tensor, part, into);
    }

    FileDescriptor file_;
    OpenFile open_;
    std::string digest_;          ///< of all that is behind dataStart_; empty = none, or it was compared
    std::uint64_t dataStart_ = 0; ///< of safetensors
    std::uint64_t given_ = 0;     ///< bytes of tensors so far
    std::uint64_t checked_ = 0;   ///< bytes of storages that were looked at as a whole
};

WeightsFile::WeightsFile(const std::string& path, bool unchecked)
    : impl_(std::make_unique<Impl>(path, unchecked)) {}

WeightsFile::~WeightsFile() = default;

const std::string& WeightsFile::format() const {
    return impl_->format_;
}
const std::vector<StoredTensor>& WeightsFile::tensors() const {
    return impl_->read_.content.tensors;
}
const std::string& WeightsFile::part() const {
    return impl_->read_.content.part;
}
const std::vector<std::string>& WeightsFile::otherParts() const {
    return impl_->read_.content.otherParts;
}
const std::vector<std::string>& WeightsFile::unread() const {
    return impl_->read_.content.unread;
}
const std::vector<StoredLayer>& WeightsFile::layers() const {
    return impl_->read_.content.layers;
}
const StatedFacts& WeightsFile::stated() const {
    return impl_->read_.content.stated;
}
const std::map<std::string, std::string>& WeightsFile::metadata() const {
    return impl_->metadata_;
}
bool WeightsFile::isSavedAgain() const {
    return impl_->isSavedAgain_;
}
HostTensor WeightsFile::read(const StoredTensor& tensor) {
    return impl_->read(tensor);
}

} // namespace studio
