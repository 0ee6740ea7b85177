// SPDX-FileCopyrightText: 2026 ResNet Studio authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace studio {

/// Whether this is an address for download() rather than a path.
bool isUrl(std::string_view text);
/// The name a file from there has: the last part of the path. Throws Error(Usage) if there is none that can be used.
std::string fileNameOfUrl(const std::string& url);
/// Tells addresses apart without holding a secret: a hash, into which user, password and what only signs an address do
/// not go.
std::string urlKey(const std::string& url);
/// Whether what comes from there cannot be changed on its way: https, and s3 unless its endpoint is set to http.
bool isProtected(std::string_view url);
/// What people should know of what came from elsewhere and was compared with no checksum.
std::string unprotectedText();
/// Where a redirect from `url` leads: with the user and password of `url` if it stays on its server and has none.
std::string withLoginOf(std::string_view url, const std::string& redirect);
/// An http or https address without user and password.
std::string withoutLogin(const std::string& url);
/// For people and notes: without user, password and query, which may be secrets.
std::string displayUrl(std::string_view url);
/// Of an address that is a secret itself: "https://hooks.example.org".
std::string displayServer(std::string_view url);

/// Address of a store that speaks S3, as the environment has it: AWS_ENDPOINT_URL_S3, else AWS_ENDPOINT_URL; empty:
/// Amazon's.
std::string s3EndpointInForce();

} // namespace studio
