"""Tables that people bring: read as they are meant, or refused with the numbers of the rows at fault."""

import os
import sys
import unicodedata
from pathlib import Path

import openpyxl
import pytest

from minitransformer.data.records import Dialogue, Example, Song
from minitransformer.data.tables import read_dialogues, read_nsmc, read_songs, read_table
from minitransformer.errors import Problem

DATA = Path(os.environ.get("MINITRANSFORMER_DATA", ""))
GOOD = 'text,label\n"비가 와서, 슬퍼",슬픔\n날이 좋다,행복\n'
EXAMPLES = [Example("비가 와서, 슬퍼", "슬픔"), Example("날이 좋다", "행복")]


@pytest.fixture
def write(tmp_path):
    def write(text, name="table.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return write


def sheet(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def refusal(read, *args, **kwargs):
    with pytest.raises(Problem) as told:
        read(*args, **kwargs)
    assert any("가" <= c <= "힣" for c in told.value.ko)
    return told.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_csv_reads_with_and_without_a_bom_and_with_any_line_ends(write, encoding, ends):
    assert read_table(write(GOOD.replace("\n", ends), encoding=encoding), "text", "label") == EXAMPLES


def test_a_tsv_is_read_without_quoting(write):
    path = write('text\tlabel\n"그래서 뭐\t행복\n아니" 뭐\t슬픔\n', "table.tsv")
    assert read_table(path, "text", "label") == [Example('"그래서 뭐', "행복"), Example('아니" 뭐', "슬픔")]


def test_a_workbook_reads_like_a_csv(tmp_path):
    path = sheet(tmp_path / "table.xlsx", [["n", "text", "label", None], [1, "하나", 1], [], [2, "둘", "x"]])
    assert read_table(path, "text", "label") == [Example("하나", "1"), Example("둘", "x")]


def test_a_workbook_names_its_rows_as_the_sheet_does(tmp_path):
    path = sheet(
        tmp_path / "table.xlsx", [["text", "label"], ["하나", "a"], [], [None, "b"], ["c", float("nan")]]
    )
    assert "row 4" in refusal(read_table, path, "text", "label").en
    path = sheet(tmp_path / "wide.xlsx", [["text", "label"], ["하나", "a", "too much"]])
    assert "row 2: not 2 fields" in refusal(read_table, path, "text", "label").en


def test_a_file_that_is_no_workbook_is_refused(write):
    assert "not a workbook" in refusal(read_table, write(GOOD, "table.xlsx"), "text", "label").en


def test_without_openpyxl_the_problem_says_what_to_install(write, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    told = refusal(read_table, write(GOOD, "table.xlsx"), "text", "label")
    assert "minitransformer[tasks]" in told.en
    assert "minitransformer[tasks]" in told.ko


def test_decomposed_hangul_and_stray_spaces_are_mended(write):
    path = write(unicodedata.normalize("NFD", "글,라벨\n  한국어   좋다 , 행복 \n"))
    assert read_table(path, "글", "라벨") == [Example("한국어 좋다", "행복")]


def test_another_encoding_is_refused_with_its_row_and_byte(write):
    told = refusal(read_table, write("text,label\nfine,a\n슬퍼,b\n", encoding="cp949"), "text", "label")
    assert "row 3: not UTF-8 at byte 18" in told.en
    assert "UTF-8" in told.ko


def test_the_byte_is_counted_from_the_start_of_the_file_with_a_bom_too(write):
    told = refusal(read_table, write(b"\xef\xbb\xbftext,label\n\xff,a\n"), "text", "label")
    assert "row 2: not UTF-8 at byte 14" in told.en


def test_a_missing_column_is_refused_with_the_columns_that_exist(write):
    told = refusal(read_table, write(GOOD), "sentence", "label")
    assert "no column sentence" in told.en
    assert "text, label" in told.en


def test_broken_quotes_are_refused_with_the_row_they_start_on(write):
    told = refusal(read_table, write('text,label\na,b\n"c,d\ne,f\n'), "text", "label")
    assert "row 3: broken quotes" in told.en
    assert "3행" in told.ko
    assert "row 2: broken" in refusal(read_table, write('text,label\n"a"b,c\n'), "text", "label").en


@pytest.mark.parametrize("name", ["table.csv", "table.tsv"])
def test_a_field_too_long_to_read_is_called_that(write, name):
    comma = "\t" if name == "table.tsv" else ","
    path = write(f"text{comma}label\na{comma}b\n{'가' * 131_073}{comma}b\n", name)
    told = refusal(read_table, path, "text", "label")
    assert "row 3: a field of more than 131,072 characters" in told.en
    assert "3행: 131,072자가 넘는 칸" in told.ko
    assert len(read_table(write(f"text,label\n{'가' * 131_072},b\n"), "text", "label")[0].text) == 131_072


def test_a_column_that_is_there_twice_is_refused_where_it_is_asked_for(write):
    path = write("text,label,note,note\na,b,c,d\n")
    assert read_table(path, "text", "label") == [Example("a", "b")]
    told = refusal(read_table, path, "note", "label")
    assert "the column note 2 times" in told.en
    assert "note 열이 2개" in told.ko


def test_rows_of_another_width_are_refused_by_number(write):
    told = refusal(read_table, write("text,label\na,b\na,b,c\na,b\nonly\n"), "text", "label")
    assert "row 3, 5: not 2 fields" in told.en


def test_a_quoted_line_break_is_part_of_its_row_and_rows_keep_their_line_numbers(write):
    path = write('text,label\n"한 줄\n두 줄",a\n\n,b\n')
    assert "row 5: a cell is empty" in refusal(read_table, path, "text", "label").en


def test_empty_cells_and_nan_are_refused_by_number_and_only_the_first_few(write):
    told = refusal(read_table, write("text,label\na,b\n ,b\nNaN,b\na,\na,nan\n"), "text", "label")
    assert "row 3, 4, 5, 6: a cell is empty or NaN" in told.en
    assert "3, 4, 5, 6행" in told.ko
    many = refusal(read_table, write("text,label\n" + ",b\n" * 9), "text", "label")
    assert "row 2, 3, 4, 5, 6 and 4 more:" in many.en
    assert "외 4개" in many.ko


def test_empty_cells_of_other_columns_do_no_harm(write):
    assert read_table(write("text,label,note\na,b,\n"), "text", "label") == [Example("a", "b")]


def test_a_mapping_renames_and_drops_and_must_cover_every_label(write):
    path = write("text,label\na,joy\nb,sad\nc,hurt\n")
    some = {"joy": "행복", "hurt": None}
    assert "says nothing of sad" in refusal(read_table, path, "text", "label", mapping=some).en
    assert read_table(path, "text", "label", mapping=some | {"*": None}) == [Example("a", "행복")]
    assert read_table(path, "text", "label", mapping=some | {"*": "슬픔"})[1] == Example("b", "슬픔")
    assert "no example" in refusal(read_table, path, "text", "label", mapping={"*": None}).en


@pytest.mark.parametrize("text", ["", "\n\n", "text,label\n"])
def test_a_table_without_rows_is_refused(write, text):
    refusal(read_table, write(text), "text", "label")


def test_a_file_that_is_not_there_or_of_another_kind_is_refused(tmp_path, write):
    assert "cannot be read" in refusal(read_table, tmp_path / "none.csv", "a", "b").en
    assert ".csv, .tsv or .xlsx" in refusal(read_table, write(GOOD, "table.pdf"), "a", "b").en


def test_nsmc_is_read_without_quoting_and_without_empty_reviews(write):
    path = write('id\tdocument\tlabel\n1\t"굿\t1\n2\t\t0\n3\t별로"\t0\n', "ratings.txt")
    assert read_nsmc(path) == [Example('"굿', "긍정"), Example('별로"', "부정")]
    assert "row 2: the label is not 0 or 1" in refusal(read_nsmc, write("id\tdocument\tlabel\n1\ta\t2\n")).en


def test_dialogues_read_with_commas_and_stray_blanks(write):
    path = write('Q,A,label\r\n"음, 그래","네, 그래요",2  \r\n')
    assert read_dialogues(path) == [Dialogue("음, 그래", "네, 그래요", 2)]
    assert "row 2: the label is not a whole" in refusal(read_dialogues, write("Q,A,label\na,b,c\n")).en
    assert "row 2: a cell is empty" in refusal(read_dialogues, write("Q,A,label\na,,0\n")).en


def test_songs_are_refused_row_by_row(write):
    head = "title,artist,year,emotion\n"
    assert read_songs(write(head + "A,B,1999,행복\n")) == [Song("A", "B", 1999, "행복")]
    assert "row 2: the emotion" in refusal(read_songs, write(head + "A,B,1999,기쁨\n")).en
    assert "row 2: the year" in refusal(read_songs, write(head + "A,B,99,행복\n")).en
    assert "row 3: this song" in refusal(read_songs, write(head + "A,B,1999,행복\na,b,1999,슬픔\n")).en
    assert "row 2: a cell is empty" in refusal(read_songs, write(head + "A,,1999,행복\n")).en


@pytest.mark.data
def test_chatbot_data_is_read_whole():
    dialogues = read_dialogues(DATA / "chatbot_ko" / "ChatbotData.csv")
    assert len(dialogues) == 11823
    assert [sum(d.label == label for d in dialogues) for label in range(3)] == [5290, 3570, 2963]
    assert dialogues[435] == Dialogue("꽃다발 받았어", "부러워요!", 0)


@pytest.mark.data
def test_nsmc_is_read_whole():
    train = read_nsmc(DATA / "nsmc" / "ratings_train.txt")
    assert (len(train), sum(e.label == "긍정" for e in train)) == (120000, 60000)
    assert len(read_nsmc(DATA / "nsmc" / "ratings_test.txt")) == 16000
