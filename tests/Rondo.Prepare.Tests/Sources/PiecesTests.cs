using System.Globalization;
using System.Text;
using Rondo.Engine.Catalog;
using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;
using Rondo.Prepare.Sources.Csv;
using Rondo.Prepare.Sources.Json;
using Rondo.Prepare.Sources.Parquet;

namespace Rondo.Prepare.Tests.Sources;

/// <summary>Large files read piece by piece.</summary>
public sealed class PiecesTests
{
    private const int Rows = 150_000;

    static readonly Dictionary<string, ColumnType> _types = new()
    {
        ["n"] = ColumnType.Int64,
        ["x"] = ColumnType.Double,
        ["word"] = ColumnType.Text,
        ["day"] = ColumnType.Date,
    };

    static readonly PartCatalog s_parts = new([typeof(SourceReader).Assembly]);

    static readonly SourceOptions _options = new() { Types = _types, Only = _types.Keys.ToHashSet() };

    public static TheoryData<string> Files => ["rows.csv", "rows.csv.gz", "rows.tsv", "rows.jsonl", "rows.json", "rows.parquet"];

    static readonly SourceOptions s_others = new() { Skip = new HashSet<string> { "other" } };

    [Theory]
    [MemberData(nameof(Files))]
    public void Pieces_hold_the_rows_of_the_whole_in_order(string name)
    {
        using var folder = new TempFolder();
        Write(folder, name);
        var whole = folder.Read(name, _options);

        RowPiece[] pieces = [.. Of(name).Pieces([folder.File(name)], _options, default)];

        Assert.True(pieces.Length > 1, $"{pieces.Length} pieces");
        var next = 0L;
        Table? together = null;
        foreach (var piece in pieces)
        {
            var table = piece.Read();
            Assert.Equal(_types.Count, table.Columns.Length);
            table = table.Select(_types.Keys);
            Assert.Equal((next, table.RowCount), (piece.Start, piece.Rows));
            next += piece.Rows;
            together = together is null ? table : TableStack.Of(together, table);
        }
        Assert.Equal(Rows, next);
        Assert.Equal(CanonicalHash.Of(whole.Select(_types.Keys)), CanonicalHash.Of(together!));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void The_shape_is_that_of_the_whole_table(string name)
    {
        using var folder = new TempFolder();
        Write(folder, name);
        var whole = folder.Read(name, s_others);

        var shape = Of(name).ShapeOf([folder.File(name)], s_others with { Skip = new HashSet<string> { "word", "other" } }, TestContext.Current.CancellationToken);

        Assert.Equal(whole.Schema.Fields.Where(f => f.Name != "word"), shape.Columns);
        Assert.Equal(Rows, shape.Rows);
        Assert.True(shape.Bytes >= 8L * Rows * shape.Columns.Length, $"{shape.Bytes} bytes");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Rows_are_drawn_evenly_where_memory_is_short_and_alike_on_any_number_of_threads(string name)
    {
        using var folder = new TempFolder();
        Write(folder, name);
        var whole = folder.Read(name, s_others);
        DrawnRows Draw(int threads) => EvenRows.Read(new SourceSpec(folder.File(name)), s_others with { Threads = threads }, mostBytes: 400_000, seed: 1, s_parts, TestContext.Current.CancellationToken);

        var drawn = Draw(2);

        Assert.True(drawn.IsPart);
        Assert.Equal(Rows, drawn.Rows);
        Assert.InRange(drawn.Table.RowCount, 1000, Rows / 10);
        Assert.Equal(whole.Schema, drawn.Table.Schema);
        // The number of a row of the whole by a column that tells rows apart: one row of each stretch.
        var numbers = ((IntegerColumn)drawn.Table["n"]).Values;
        var stretch = (double)Rows / numbers.Length;
        Assert.All(numbers, (n, i) => Assert.InRange(n, Math.Floor(i * stretch), Math.Ceiling((i + 1) * stretch)));
        Assert.Equal(CanonicalHash.Of(whole.Take([.. numbers.Select(n => (int)n)])), CanonicalHash.Of(drawn.Table));
        Assert.Equal(CanonicalHash.Of(drawn.Table), CanonicalHash.Of(Draw(1).Table));
    }

    [Fact]
    public void A_word_among_numbers_makes_the_column_text_though_its_row_is_not_drawn()
    {
        using var folder = new TempFolder();
        folder.Write("rows.csv", $"a,b\n{string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{i},{(i == 77_777 ? "none" : "1")}\n"))}");

        var drawn = EvenRows.Read(new SourceSpec(folder.File("rows.csv")), new SourceOptions(), mostBytes: 1000, seed: 1, s_parts, TestContext.Current.CancellationToken);

        Assert.InRange(drawn.Table.RowCount, 1, 100);
        Assert.Equal((ColumnType.Int64, ColumnType.Text), (drawn.Table["a"].Type, drawn.Table["b"].Type));
    }

    [Fact]
    public void What_fits_is_read_whole()
    {
        using var folder = new TempFolder();
        Write(folder, "rows.csv");

        var drawn = EvenRows.Read(new SourceSpec(folder.File("rows.csv")), new SourceOptions(), mostBytes: 1 << 30, seed: 1, s_parts, TestContext.Current.CancellationToken);

        Assert.False(drawn.IsPart);
        Assert.Equal(CanonicalHash.Of(folder.Read("rows.csv", new SourceOptions())), CanonicalHash.Of(drawn.Table));
    }

    [Fact]
    public void A_wrong_value_far_behind_is_told_with_its_row_of_the_file()
    {
        using var folder = new TempFolder();
        var lines = Csv(',').Split('\n');
        lines[^2] = $"{Rows - 1},many,w,2020-01-01,-";
        folder.Write("rows.csv", string.Join('\n', lines));

        var mistake = Assert.Throws<RondoException>(() => Drain(new CsvSource(), folder.File("rows.csv"))).Mistakes[0];

        Assert.Equal(("x", (long?)Rows), (mistake.Field, mistake.Row));
    }

    [Fact]
    public void A_ragged_row_far_behind_is_told_with_its_line()
    {
        using var folder = new TempFolder();
        folder.Write("rows.csv", Csv(',') + "1,2\n");

        var mistake = Assert.Throws<RondoException>(() => Drain(new CsvSource(), folder.File("rows.csv"))).Mistakes[0];

        // The texts with line ends count as lines too.
        Assert.Equal(("ragged_row", Csv(',').Count(c => c == '\n') + 1), (mistake.Code, mistake.Line));
    }

    [Theory]
    [InlineData("},{", "}{")]
    [InlineData("},{", "},,{")]
    [InlineData("}]", "},]")]
    [InlineData("}]", "}")]
    [InlineData("}]", "}] []")]
    [InlineData("[{", "[,{")]
    [InlineData("[{", "{")]
    public void An_array_that_is_broken_between_its_objects_is_refused_wherever_it_is_cut(string sound, string broken)
    {
        using var folder = new TempFolder();
        var text = Json().Replace(",\n{", ",{", StringComparison.Ordinal).Replace("\n]", "]", StringComparison.Ordinal);
        for (var at = text.IndexOf(sound, StringComparison.Ordinal); at >= 0; at = Next(text, sound, at))
        {
            folder.Write("rows.json", string.Concat(text.AsSpan(0, at), broken, text.AsSpan(at + sound.Length)));
            Assert.Throws<RondoException>(() => Drain(new JsonSource(), folder.File("rows.json")));
        }

        // Every place takes too long: the first one, one near each cut, and the last one.
        static int Next(string text, string sound, int at)
        {
            var next = text.IndexOf(sound, Math.Min(text.Length, at + 1_900_000), StringComparison.Ordinal);
            return next >= 0 ? next : text.LastIndexOf(sound, StringComparison.Ordinal) is var last && last > at ? last : -1;
        }
    }

    [Fact]
    public void A_column_that_is_sought_in_vain_is_not_hidden_from_who_names_the_others()
    {
        using var folder = new TempFolder();
        folder.Write("rows.csv", "n,xx\n1,2\n");

        var table = new CsvSource().Pieces([folder.File("rows.csv")], _options, default).Single().Read();

        Assert.Equal(["n", "xx"], table.Schema.Fields.Select(f => f.Name));
    }

    static void Drain(IPiecewiseSource source, string file)
    {
        foreach (var piece in source.Pieces([file], _options, default)) piece.Read();
    }

    static IPiecewiseSource Of(string name) => name.Split('.')[1] switch
    {
        "csv" => new CsvSource(),
        "tsv" => new TsvSource(),
        "jsonl" => new JsonLinesSource(),
        "json" => new JsonSource(),
        _ => new ParquetSource(),
    };

    static void Write(TempFolder folder, string name)
    {
        switch (Path.GetExtension(name))
        {
            case ".csv": folder.Write(name, Csv(',')); break;
            case ".gz": folder.WriteGzip(name, Csv(',')); break;
            case ".tsv": folder.Write(name, Csv('\t')); break;
            case ".jsonl": folder.Write(name, Json().Trim('[', ']', '\n').Replace("},\n", "}\n", StringComparison.Ordinal)); break;
            case ".json": folder.Write(name, Json()); break;
            default:
                folder.WriteParquet(name, $"SELECT i AS n, i / 7 AS x, 'w' || (i % 9) AS word, DATE '2020-01-01' + CAST(i % 300 AS INTEGER) AS day, 'left out' AS other FROM range({Rows}) t(i)");
                break;
        }
    }

    static string Csv(char delimiter)
    {
        var text = new StringBuilder(string.Join(delimiter, "n", "x", "word", "day", "other")).Append('\n');
        foreach (var (n, x, word, day) in Values())
            text.Append(CultureInfo.InvariantCulture, $"{n}{delimiter}{x}{delimiter}{(word is null ? "" : $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")}{delimiter}{day}{delimiter}some text that nobody wants\n");
        return text.ToString();
    }

    static string Json()
    {
        var text = new StringBuilder("[");
        foreach (var (n, x, word, day) in Values())
            text.Append(CultureInfo.InvariantCulture, $"{(n == 0 ? "" : ",\n")}{{\"n\":{n},\"x\":{(x.Length == 0 ? "null" : x)},{(word is null ? "" : $"\"word\":{System.Text.Json.JsonSerializer.Serialize(word)},")}\"day\":\"{day}\",\"other\":{{\"a\":[1]}}}}");
        return text.Append("\n]").ToString();
    }

    // Words with delimiters, quotes, brackets and line ends; values that are missing.
    static IEnumerable<(int N, string X, string? Word, string Day)> Values()
    {
        string?[] words = ["plain", "a,b", "a\tb", "say \"so\"", "two\nlines", "]} {[", "\\\"", null, "ünïcode"];
        for (var i = 0; i < Rows; i++)
            yield return (i, i % 11 == 0 ? "" : (i / 8.0).ToString(CultureInfo.InvariantCulture), words[i % words.Length], new DateOnly(2020, 1, 1).AddDays(i % 300).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }
}
