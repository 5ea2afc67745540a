// RFC 4180 quoting, places of fields, and what the writer writes is read back.
#include "sim/data/csv.h"

#include "sim/data/text.h"
#include "tests/data/expect_error.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>

namespace paddock::test {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(std::string_view text) {
  CsvReader reader(text, "f.csv");
  CsvRow row;
  Rows rows;
  while (reader.next(row)) {
    rows.emplace_back();
    for (const CsvField& field : row.fields) rows.back().emplace_back(field.text);
  }
  return rows;
}

}  // namespace

TEST(Csv, FieldsAndLineEnds) {
  EXPECT_EQ(rows_of("a,b\n1,2\n"), (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(rows_of("a,b\r\n1,2"), (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(rows_of("\n\r\na , b\n\n,\n"), (Rows{{"a", "b"}, {"", ""}}));
  EXPECT_EQ(rows_of(""), Rows{});
  EXPECT_EQ(rows_of("\n\n"), Rows{});
}

TEST(Csv, Quotes) {
  EXPECT_EQ(rows_of("\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\nx,\" y \",\"\"\n"),
            (Rows{{"a,b", "say \"hi\"", "two\nlines"}, {"x", " y ", ""}}));
  EXPECT_EQ(rows_of("6\" nail,b"), (Rows{{"6\" nail", "b"}}));  // a quote inside a plain field is a character
  EXPECT_EQ(rows_of("\"\"\"\""), (Rows{{"\""}}));
  EXPECT_EQ(message_of([] { rows_of("a,b\nc,\"open\n\n"); }), "f.csv:2:3: quote is never closed");
  EXPECT_EQ(message_of([] { rows_of("\"a\"b,c"); }), "f.csv:1:4: text after a closing quote");
}

TEST(Csv, PlacesOfFields) {
  CsvReader reader("a,\"x\ny\",b\nc,  d", "f.csv");
  CsvRow row;
  ASSERT_TRUE(reader.next(row));
  EXPECT_EQ(row.fields[2].line, 2);
  EXPECT_EQ(row.fields[2].column, 4);
  ASSERT_TRUE(reader.next(row));
  EXPECT_EQ(row.line, 3);
  EXPECT_EQ(row.fields[1].column, 5);
}

RC_GTEST_PROP(Csv, WhatIsWrittenIsReadBack, ()) {
  const auto cell = rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', '\r', ' ', '\t', 'z'));
  const auto table = *rc::gen::container<Rows>(rc::gen::container<std::vector<std::string>>(2, cell));
  std::ostringstream out;
  CsvWriter writer(out);
  for (const auto& row : table) writer.field("x").field(row[0]).field(row[1]).end_row();
  Rows expected = table;
  for (auto& row : expected) row.insert(row.begin(), "x");
  RC_ASSERT(rows_of(out.str()) == expected);
}

TEST(Text, Numbers) {
  EXPECT_EQ(parse_number("1e-3"), 1e-3);
  EXPECT_EQ(parse_number("+0.5"), 0.5);
  EXPECT_EQ(parse_number("-7"), -7);
  for (const char* bad : {"", " 1", "1 ", "1,5", "0x10", "inf", "nan", "1e999", "--1", "++1", "+-1", "1_000", "."})
    EXPECT_EQ(parse_number(bad), std::nullopt) << bad;
  for (const double x : {0.1, 1e300, 5e-324, 1.0 / 3, 100.0}) EXPECT_EQ(parse_number(format_number(x)), x);
  EXPECT_EQ(format_number(0.1), "0.1");
}

TEST(Text, Utf8) {
  EXPECT_NO_THROW(check_utf8("caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80", "f"));
  for (const char* bad : {"\x80", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xF4\x90\x80\x80",
                          "\xC3", "\xE2\x82", "\xFF"})
    EXPECT_EQ(message_of([&] { check_utf8("a\nb" + std::string(bad), "f"); }), "f:2:2: not valid UTF-8");
  EXPECT_EQ(message_of([] { check_utf8(std::string_view("a\0b", 3), "f"); }), "f:1:2: NUL byte: is this a text file?");
}

TEST(Text, FilesThatCanNotBeRead) {
  EXPECT_EQ(message_of([] { read_text("no/such/file.csv"); }), "no/such/file.csv: can't be opened");
  EXPECT_EQ(message_of([] { read_text("."); }), ".: is a folder, not a file");
}

TEST(Text, LongTextInMessagesIsCutAtACharacter) {
  EXPECT_EQ(in_quotes("abc"), "'abc'");
  EXPECT_EQ(in_quotes(std::string(39, 'a') + "\xC3\xA9tude"), "'" + std::string(39, 'a') + "…'");
}

}  // namespace paddock::test
