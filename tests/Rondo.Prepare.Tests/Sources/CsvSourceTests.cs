using System.Globalization;
using System.Text;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;

namespace Rondo.Prepare.Tests.Sources;

public sealed class CsvSourceTests
{
    [Theory]
    [InlineData("1,-2,0", ColumnType.Int64)]
    [InlineData("9223372036854775807,-9223372036854775808,1", ColumnType.Int64)]
    [InlineData("9223372036854775808,1,2", ColumnType.Double)]
    [InlineData("1,2.5,3", ColumnType.Double)]
    [InlineData("1e3,-2.5E-10,.5", ColumnType.Double)]
    [InlineData("inf,-Infinity,1", ColumnType.Double)]
    [InlineData("1,nan,2", ColumnType.Double)]
    [InlineData("nan,NaN,nan", ColumnType.Double)]
    [InlineData("nan,x,nan", ColumnType.Text)]
    [InlineData("true,False,TRUE", ColumnType.Boolean)]
    [InlineData("yes,no,yes", ColumnType.Text)]
    [InlineData("on,off,y", ColumnType.Text)]
    [InlineData("true,false,1", ColumnType.Text)]
    [InlineData("00123,12345,99999", ColumnType.Text)]
    [InlineData("+49123,+49124,+1", ColumnType.Text)]
    [InlineData("1_000,2,3", ColumnType.Text)]
    [InlineData("0x1F,2,3", ColumnType.Text)]
    [InlineData("1e999,2,3", ColumnType.Text)]
    [InlineData("-,1,2", ColumnType.Text)]
    [InlineData(".,1,2", ColumnType.Text)]
    [InlineData("2024-02-29,1969-12-31,0001-01-01", ColumnType.Date)]
    [InlineData("2023-02-29,2024-01-01,2024-01-02", ColumnType.Text)]
    [InlineData("1/2/2024,3/4/2024,5/6/2024", ColumnType.Text)]
    [InlineData("2024-01-01 00:00,2024-01-01T12:34:56.789,2024-01-02", ColumnType.Timestamp)]
    [InlineData("2024-01-01T00:00Z,2024-01-01T12:34:56+02:00,2024-01-01 12:34:56.1-0330", ColumnType.TimestampUtc)]
    [InlineData("2024-01-01T00:00Z,2024-01-01T12:34:56,2024-01-02", ColumnType.Text)]
    [InlineData("2024-01-01T25:00:00,2024-01-01T12:34:56,2024-01-02", ColumnType.Text)]
    [InlineData(",,", ColumnType.Double)]
    public void The_type_of_a_column_fits_all_its_values(string values, ColumnType expected)
    {
        using var folder = new TempFolder();

        var table = folder.ReadCsv("k,x\n" + string.Concat(values.Split(',').Select(v => $"a,{v}\n")));

        Assert.Equal(expected, table["x"].Type);
        Assert.Equal(3, table.RowCount);
    }

    [Fact]
    public void Numbers_are_the_nearest_doubles()
    {
        using var folder = new TempFolder();
        var random = new Random(7);
        var numbers = new List<double> { 0.1, 5e-324, double.MaxValue, 1.0 / 3, 123456789.12345679, 9007199254740993, 1e22, 1e23, 0.000001, -0.25 };
        for (var i = 0; i < 5000; i++)
        {
            var number = BitConverter.Int64BitsToDouble(random.NextInt64());
            if (double.IsFinite(number)) numbers.Add(number);
            numbers.Add(Math.Round(random.NextDouble() * 1000, random.Next(8)));
        }

        var table = folder.ReadCsv("x\n" + string.Join('\n', numbers.Select(n => n.ToString("R", CultureInfo.InvariantCulture))));

        Assert.Equal(numbers, ((DoubleColumn)table["x"]).Values);
    }

    [Theory]
    [InlineData("93597587664882600")]
    [InlineData("93597587664882600.0000000000000000")]
    [InlineData("9359758766488260e1")]
    public void A_number_between_two_doubles_becomes_the_even_one(string text)
    {
        using var folder = new TempFolder();

        Assert.Equal(93597587664882592.0, ((DoubleColumn)folder.ReadCsv($"x\n{text}\n0.5\n")["x"]).Values[0]);
    }

    [Fact]
    public void Times_become_microseconds()
    {
        using var folder = new TempFolder();

        var table = folder.ReadCsv("d,t,u\n1970-01-02,1970-01-01 00:00:01.5,1970-01-01T01:00:00.0000019+01:00\n1969-12-31,1969-12-31T23:59:59,1970-01-01T00:00Z\n");

        Assert.Equal([1, -1], ((IntegerColumn)table["d"]).Values);
        Assert.Equal([1_500_000, -1_000_000], ((IntegerColumn)table["t"]).Values);
        Assert.Equal([1, 0], ((IntegerColumn)table["u"]).Values);
    }

    [Fact]
    public void Quotes_enclose_delimiters_lines_and_doubled_quotes()
    {
        using var folder = new TempFolder();

        var table = folder.ReadCsv("a,b\r\n\"x, y\",\"line 1\r\nline 2\"\r\n\"he said \"\"no\"\"\",5\" pipe\r\n\"\",\"ünïcödé 日本\"");

        Assert.Equal(["x, y", "he said \"no\"", null], Texts(table, "a"));
        Assert.Equal(["line 1\r\nline 2", "5\" pipe", "ünïcödé 日本"], Texts(table, "b"));
    }

    [Fact]
    public void Empty_cells_spaces_and_declared_words_are_missing()
    {
        using var folder = new TempFolder();

        var table = folder.ReadCsv("n,s\n1,a\n,\n  ,\"\"\nn/a,n/a\n2,N/A\n", new SourceOptions { Missing = ["n/a"] });

        Assert.Equal(ColumnType.Int64, table["n"].Type);
        Assert.Equal([false, true, true, true, false], Enumerable.Range(0, 5).Select(table["n"].IsMissing));
        Assert.Equal(["a", null, null, null, "N/A"], Texts(table, "s"));
    }

    [Theory]
    [InlineData("a;b\n1;2,5\n3;4,5\n", "a|b")]
    [InlineData("a|b\n1|2\n3|4\n", "a|b")]
    [InlineData("a\tb, c\n1\tx, y\n3\tz, w\n", "a|b, c")]
    [InlineData("\uFEFFa,b\n1,2\n3,4\n", "a|b")]
    [InlineData("\n\na,b\n1,2\n\n3,4\n\n\n", "a|b")]
    [InlineData("a,b\r1,2\r3,4\r", "a|b")]
    [InlineData(" a , b\n1,2\n3,4", "a|b")]
    public void The_form_is_found_out(string content, string names)
    {
        using var folder = new TempFolder();

        var table = folder.ReadCsv(content);

        Assert.Equal(names.Split('|'), table.Schema.Fields.Select(f => f.Name));
        Assert.Equal(2, table.RowCount);
    }

    [Fact]
    public void In_a_single_column_an_empty_line_is_a_missing_value()
    {
        using var folder = new TempFolder();

        var table = folder.ReadCsv("a\n1\n\n3\n");

        Assert.Equal(3, table.RowCount);
        Assert.True(table["a"].IsMissing(1));
    }

    [Fact]
    public void A_file_without_names_can_be_read_when_told_so()
    {
        using var folder = new TempFolder();
        folder.Write("x.tsv", "ham\t\"Hi\" she said\nspam\tCall now\n");

        var table = folder.Read("x.tsv", parameters: new Dictionary<string, object?> { ["header"] = false, ["quotes"] = false });

        Assert.Equal(["column_1", "column_2"], table.Schema.Fields.Select(f => f.Name));
        Assert.Equal(["\"Hi\" she said", "Call now"], Texts(table, "column_2"));
    }

    [Fact]
    public void Declared_types_hold_and_their_offenders_are_counted()
    {
        using var folder = new TempFolder();
        folder.Write("customers.csv", "age,zip\n31,123\nn/a,456\n44,789\nold,1\n");

        var mistake = folder.Mistake("customers.csv", new SourceOptions { Types = new Dictionary<string, ColumnType> { ["age"] = ColumnType.Int64, ["zip"] = ColumnType.Text } });

        Assert.Equal(("wrong_type", "age", 2L), (mistake.Code, mistake.Field, mistake.Row));
        Assert.Equal("Column 'age' has 2 values that are not whole numbers (first: 'n/a', row 2 of customers.csv).", mistake.Message);
        var table = folder.Read("customers.csv", new SourceOptions { Skip = new HashSet<string> { "age" }, Types = new Dictionary<string, ColumnType> { ["zip"] = ColumnType.Text } });
        Assert.Equal(["123", "456", "789", "1"], Texts(table, "zip"));
    }

    [Fact]
    public void Blocks_and_threads_leave_no_trace()
    {
        using var folder = new TempFolder();
        var text = new StringBuilder("i,x,s,q\n");
        for (var i = 0; i < 300_000; i++)
            text.Append(CultureInfo.InvariantCulture, $"{i},{i / 8.0},word{i * 7919 % 1000},\"line {i % 13}\n, \"\"{i % 5}\"\"\"\n");
        folder.Write("big.csv", text.ToString());

        var one = folder.Read("big.csv", new SourceOptions { Threads = 1 });
        var four = folder.Read("big.csv", new SourceOptions { Threads = 4 });

        Assert.Equal(300_000, one.RowCount);
        Assert.Equal(CanonicalHash.Of(one), CanonicalHash.Of(four));
        Assert.Equal(((TextColumn)one["s"]).Dictionary, ((TextColumn)four["s"]).Dictionary);
        var numbers = (IntegerColumn)one["i"];
        for (var i = 0; i < numbers.Length; i++) if (numbers.Values[i] != i) Assert.Fail($"Row {i} holds {numbers.Values[i]}.");
        Assert.Equal("line 12\n, \"4\"", ((TextColumn)one["q"])[299_999 - ((299_999 - 64) % 65)]);
    }

    [Fact]
    public void Cancelling_stops_the_reading()
    {
        using var folder = new TempFolder();
        folder.Write("a.csv", "a\n1\n");

        Assert.ThrowsAny<OperationCanceledException>(() => SourceReader.Read(new SourceSpec(folder.File("a.csv")), cancellation: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void A_text_beyond_the_memory_limit_is_refused()
    {
        using var folder = new TempFolder();
        folder.WriteGzip("bomb.csv.gz", "a\n" + new string('1', 18) + string.Concat(Enumerable.Repeat("\n1", 3_000_000)));

        var mistake = folder.Mistake("bomb.csv.gz", new SourceOptions { MemoryLimitBytes = 5 << 20 });

        Assert.Equal("too_large_for_memory", mistake.Code);
    }

    [Fact]
    public void A_wrong_parameter_is_named() =>
        Assert.Equal("unknown_parameter", Assert.Throws<RondoException>(() =>
        {
            using var folder = new TempFolder();
            folder.Write("a.csv", "a\n1\n");
            folder.Read("a.csv", parameters: new Dictionary<string, object?> { ["delimeter"] = ";" });
        }).Mistakes[0].Code);

    static IEnumerable<string?> Texts(Table table, string column)
    {
        var texts = (TextColumn)table[column];
        return Enumerable.Range(0, texts.Length).Select(row => texts[row]);
    }
}
