using System.Globalization;
using System.Text;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;

namespace Rondo.Prepare.Tests.Sources;

/// <summary>Files of so many blocks that the first one tells the likely types.</summary>
public sealed class LargeCsvTests
{
    private const int Rows = 300_000;

    [Fact]
    public void Values_far_behind_the_first_ones_still_decide_the_types()
    {
        using var folder = new TempFolder();
        var path = Write(folder, row => row < Rows - 10);

        var table = SourceReader.Read(new SourceSpec(path));

        Assert.Equal(
            [
                ("whole", ColumnType.Int64), ("becomes_fraction", ColumnType.Double), ("becomes_text", ColumnType.Text), ("nan", ColumnType.Double),
                ("flag", ColumnType.Boolean), ("flag_or_digit", ColumnType.Text), ("late", ColumnType.Int64), ("never", ColumnType.Double),
                ("day", ColumnType.Date), ("day_or_time", ColumnType.Timestamp), ("word", ColumnType.Text), ("pad", ColumnType.Text),
            ],
            table.Schema.Fields.Select(f => (f.Name, f.Type)));
        Assert.Equal(Rows, table.RowCount);
        Assert.Equal((12_345L, 12_345.0), (((IntegerColumn)table["whole"]).Values[12_345], ((DoubleColumn)table["becomes_fraction"]).Values[12_345]));
        Assert.Equal(("12345", "x"), (((TextColumn)table["becomes_text"])[12_345], ((TextColumn)table["becomes_text"])[Rows - 1]));
        Assert.Equal(10, Rows - table["late"].CountMissing());
        Assert.Equal(10, table["nan"].CountMissing());
    }

    [Fact]
    public void The_table_is_the_same_whether_the_telling_rows_come_first_or_last()
    {
        using var folder = new TempFolder();
        var last = SourceReader.Read(new SourceSpec(Write(folder, row => row < Rows - 10)));
        var first = SourceReader.Read(new SourceSpec(Write(folder, row => row >= 10)));

        int[] turned = [.. Enumerable.Range(Rows - 10, 10), .. Enumerable.Range(0, Rows - 10)];
        Assert.Equal(CanonicalHash.Of(first.Drop(new HashSet<string> { "whole", "becomes_fraction", "becomes_text" })),
            CanonicalHash.Of(last.Take(turned).Drop(new HashSet<string> { "whole", "becomes_fraction", "becomes_text" })));
        Assert.Equal(first.Schema, last.Schema);
    }

    [Theory]
    [InlineData("1,2", "ragged_row")]
    [InlineData("1,2,\"open", "unclosed_quote")]
    [InlineData("1,2,\"a\"b", "bad_quote")]
    public void A_mistake_far_behind_is_told_with_its_line(string line, string code)
    {
        using var folder = new TempFolder();
        var text = new StringBuilder("a,b,c\n");
        for (var row = 0; row < 1_000_000; row++) text.Append(row == 999_000 ? line : "123456,7.25,some words").Append('\n');

        var mistake = Assert.Throws<RondoException>(() => SourceReader.Read(new SourceSpec(folder.Write("large.csv", text.ToString())))).Mistakes[0];

        Assert.Equal((code, 999_002), (mistake.Code, mistake.Line));
    }

    [Fact]
    public void A_cell_far_behind_that_is_not_of_the_declared_type_is_told()
    {
        using var folder = new TempFolder();
        var text = new StringBuilder("a,b\n");
        for (var row = 0; row < 1_500_000; row++) text.Append(row == 1_400_000 ? "x" : "1").Append(",words words\n");

        var mistake = Assert.Throws<RondoException>(() => SourceReader.Read(
            new SourceSpec(folder.Write("large.csv", text.ToString())), new SourceOptions { Types = new Dictionary<string, ColumnType> { ["a"] = ColumnType.Int64 } })).Mistakes[0];

        Assert.Equal(("wrong_type", "a", 1_400_001L), (mistake.Code, mistake.Field, mistake.Row));
    }

    [Fact]
    public void Quotes_blank_lines_and_returns_are_read_as_in_small_files()
    {
        using var folder = new TempFolder();
        var text = new StringBuilder("a,b\r\n");
        for (var row = 0; row < 900_000; row++) text.Append(CultureInfo.InvariantCulture, $"{row},\"two\nlines \"\"{row % 7}\"\"\"\r\n").Append(row % 1000 == 0 ? "\r\n" : "");

        var table = SourceReader.Read(new SourceSpec(folder.Write("large.csv", text.ToString())));

        Assert.Equal(900_000, table.RowCount);
        Assert.Equal((899_999L, "two\nlines \"3\""), (((IntegerColumn)table["a"]).Values[^1], ((TextColumn)table["b"])[899_999 - (899_999 % 7) - 4]));
    }

    static string Write(TempFolder folder, Func<int, bool> isPlain)
    {
        var text = new StringBuilder("whole,becomes_fraction,becomes_text,nan,flag,flag_or_digit,late,never,day,day_or_time,word,pad\n");
        for (var row = 0; row < Rows; row++)
        {
            if (isPlain(row)) text.Append(CultureInfo.InvariantCulture, $"{row},{row},{row},5,true,true,,,2020-01-02,2020-01-02,w,{"padding",30}\n");
            else text.Append(CultureInfo.InvariantCulture, $"{row},{row}.5,x,nan,false,1,7,,2020-01-03,2020-01-02T03:04:05,w,{"padding",30}\n");
        }
        return folder.Write($"large{Guid.NewGuid():N}.csv", text.ToString());
    }
}
