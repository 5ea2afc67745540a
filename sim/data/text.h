// Text of data files: loading, encoding, trimming, numbers.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace paddock {

/// The bytes of a file that is valid UTF-8 without NUL, a leading byte order mark removed. DataError otherwise, also
/// for missing files and folders.
std::string read_text(const std::string& path);

/// Throws DataError with line and column of the first byte that is NUL or not valid UTF-8 (RFC 3629).
void check_utf8(std::string_view text, const std::string& file);

/// Without spaces and tabs at the ends.
std::string_view trim(std::string_view text);

/// ASCII capitals made small.
std::string lower(std::string_view text);

/// A whole finite decimal number ("1", "+0.5", "1e-3"); nothing for anything else, inf, nan and overflow included.
std::optional<double> parse_number(std::string_view text);

/// Shortest text that reads back as the same double.
std::string format_number(double value);

/// For messages: at most 40 bytes of `text` in quotes, cut at a character.
std::string in_quotes(std::string_view text);

}  // namespace paddock
