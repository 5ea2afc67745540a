// Where text goes: width, colour, wrapping.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace paddock {

/// Columns of the terminal on stdout, else $COLUMNS, else 80; at least 80.
int terminal_width();
/// Whether the locale can show more than ASCII.
bool unicode();

/// Marks up words when colour is wanted; meaning never depends on it.
class Style {
 public:
  /// `when`: auto, always, never (nothing = auto). Throws UsageError for others.
  explicit Style(const std::optional<std::string>& when = {});
  std::string bold(std::string_view s) const { return paint("1", s); }
  std::string dim(std::string_view s) const { return paint("2", s); }

 private:
  std::string paint(std::string_view code, std::string_view s) const;
  bool on_ = false;
};

/// Characters of a UTF-8 text.
int columns_of(std::string_view);
/// `s` filled with spaces to a width in characters.
std::string padded(std::string_view s, int width);
/// Words broken into lines of at most `width` characters; lines after the first start with `indent` spaces, and the
/// first is taken to stand there already. Ends with a line break.
std::string wrapped(std::string_view text, int width, int indent);

}  // namespace paddock
