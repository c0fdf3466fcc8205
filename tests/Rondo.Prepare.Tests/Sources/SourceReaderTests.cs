using Rondo.Engine.Data;
using Rondo.Prepare.Snapshots;
using Rondo.Prepare.Sources;

namespace Rondo.Prepare.Tests.Sources;

public sealed class SourceReaderTests
{
    private const string Csv = """
        i,d,b,t,day,at,utc,none,odd name 'x'
        1,0.1,true,plain,2024-02-29,2024-02-29T12:00:00,2024-02-29T12:00:00Z,,"quote "" and, comma"
        -9223372036854775808,-1e-300,false,yes,1969-12-31,1969-12-31T23:59:59.999999,1969-12-31T23:59:59.999999Z,,"two
        lines"
        ,,,,,,,,
        9223372036854775807,12345.678,true,ünïcödé 日本 😀,0001-01-01,9999-12-31T00:00:00,2024-02-29T12:00:00+02:00,,no
        """;

    private const string JsonLines = """
        {"i":1,"d":0.1,"b":true,"t":"plain","day":"2024-02-29","at":"2024-02-29T12:00:00","utc":"2024-02-29T12:00:00Z","none":null,"odd name 'x'":"quote \" and, comma"}
        {"i":-9223372036854775808,"d":-1e-300,"b":false,"t":"yes","day":"1969-12-31","at":"1969-12-31T23:59:59.999999","utc":"1969-12-31T23:59:59.999999Z","odd name 'x'":"two\nlines"}
        {"t":"","d":null}
        {"odd name 'x'":"no","i":9223372036854775807,"d":12345.678,"b":true,"t":"\u00fcn\u00efc\u00f6d\u00e9 \u65e5\u672c \ud83d\ude00","day":"0001-01-01","at":"9999-12-31T00:00:00","utc":"2024-02-29T12:00:00+02:00"}
        """;

    private const string Select = """
        SELECT * FROM (VALUES
          (1::BIGINT, 0.1::DOUBLE, true, 'plain', DATE '2024-02-29', TIMESTAMP '2024-02-29 12:00:00', TIMESTAMPTZ '2024-02-29 12:00:00+00', NULL::VARCHAR, 'quote " and, comma'),
          (-9223372036854775808, -1e-300, false, 'yes', DATE '1969-12-31', TIMESTAMP '1969-12-31 23:59:59.999999', TIMESTAMPTZ '1969-12-31 23:59:59.999999+00', NULL, E'two\nlines'),
          (NULL, 'nan', NULL, '', NULL, NULL, NULL, NULL, NULL),
          (9223372036854775807, 12345.678, true, 'ünïcödé 日本 😀', DATE '0001-01-01', TIMESTAMP '9999-12-31 00:00:00', TIMESTAMPTZ '2024-02-29 12:00:00+02', '', 'no')
        ) v(i, d, b, t, "day", "at", utc, none, "odd name 'x'")
        """;

    [Fact]
    public void One_table_has_one_hash_in_every_format()
    {
        using var folder = new TempFolder();
        folder.Write("t.csv", Csv);
        folder.Write("t.tsv", Csv.Replace("quote \"\" and, comma", "quote \"\" and\u0001 comma", StringComparison.Ordinal).Replace(',', '\t').Replace('\u0001', ','));
        folder.Write("t.jsonl", JsonLines);
        folder.Write("t.json", $"[{string.Join(",", JsonLines.Split('\n'))}]");
        folder.Write("lines.json", JsonLines);
        folder.WriteGzip("t.csv.gz", Csv);
        folder.WriteGzip("t.ndjson.gz", JsonLines);
        folder.WriteParquet("t.parquet", Select);

        var csv = folder.Read("t.csv");
        var hash = CanonicalHash.Of(csv);

        Assert.Equal(
            [ColumnType.Int64, ColumnType.Double, ColumnType.Boolean, ColumnType.Text, ColumnType.Date, ColumnType.Timestamp, ColumnType.TimestampUtc, ColumnType.Double, ColumnType.Text],
            csv.Schema.Fields.Select(f => f.Type));
        foreach (var name in new[] { "t.tsv", "t.jsonl", "t.json", "lines.json", "t.csv.gz", "t.ndjson.gz", "t.parquet" })
            Assert.True(hash == CanonicalHash.Of(folder.Read(name)), $"{name} has another hash: {string.Join(", ", folder.Read(name).Schema.Fields)}");
    }

    [Fact]
    public void A_glob_reads_its_files_in_the_order_of_their_names()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("deep/er"));
        folder.Write("part-10.csv", "a,b\n10,x\n");
        folder.Write("part-02.csv", "a,b\n2,y\n3,\n");
        folder.Write("deep/er/part-01.csv", "a,b\n1,z\n");
        folder.Write(".part-00.csv", "hidden\n1\n");
        folder.Write("other.csv", "c\n1\n");

        Assert.Equal([2L, 3, 10], ((IntegerColumn)folder.Read("part-*.csv")["a"]).Values);
        Assert.Equal([1L, 2, 3, 10], ((IntegerColumn)folder.Read("**/part-*.csv")["a"]).Values);
        Assert.Equal([10L], ((IntegerColumn)folder.Read("part-[0-9]0.csv")["a"]).Values);
        Assert.Equal("files_disagree", folder.Mistake("*.csv").Code);
    }

    [Fact]
    public void Several_paths_are_read_in_their_order_and_each_file_once()
    {
        using var folder = new TempFolder();
        foreach (var i in new[] { 1, 2, 3 }) folder.Write($"{i}.csv", $"a\n{i}\n");

        var table = SourceReader.Read(new SourceSpec(["3.csv", "*.csv"]) { Folder = folder.Path });

        Assert.Equal([3L, 1, 2], ((IntegerColumn)table["a"]).Values);
    }

    [Fact]
    public void The_type_of_a_column_is_found_over_all_files_of_a_glob()
    {
        using var folder = new TempFolder();
        folder.Write("1.csv", "a,b\n1,\n");
        folder.Write("2.csv", "a,b\nx,2\n");
        folder.Write("1.jsonl", "{\"a\":1}\n");
        folder.Write("2.jsonl", "{\"b\":2,\"a\":1.5}\n");

        Assert.Equal([ColumnType.Text, ColumnType.Int64], folder.Read("*.csv").Schema.Fields.Select(f => f.Type));
        Assert.Equal([ColumnType.Double, ColumnType.Int64], folder.Read("*.jsonl").Schema.Fields.Select(f => f.Type));
        Assert.Equal("mixed_formats", folder.Mistake("*").Code);
    }

    [Fact]
    public void JSON_texts_of_digits_stay_text_and_mixed_kinds_become_text()
    {
        using var folder = new TempFolder();
        folder.Write("t.jsonl", "{\"a\":\"1\",\"b\":1,\"c\":true}\n{\"a\":\"2\",\"b\":\"x\",\"c\":0}\n");

        var table = folder.Read("t.jsonl");

        Assert.All(table.Schema.Fields, f => Assert.Equal(ColumnType.Text, f.Type));
        Assert.Equal(("1", "true"), (((TextColumn)table["b"])[0], ((TextColumn)table["c"])[0]));
    }

    [Fact]
    public void Nested_JSON_is_kept_as_text_when_asked_and_skipped_when_dropped()
    {
        using var folder = new TempFolder();
        folder.Write("t.jsonl", "{\"a\":1,\"n\":{\"x\": [1, 2]}}\n{\"a\":2}\n");

        Assert.Equal("{\"x\": [1, 2]}", ((TextColumn)folder.Read("t.jsonl", new SourceOptions { NestedAsText = true })["n"])[0]);
        Assert.Equal(["a"], folder.Read("t.jsonl", new SourceOptions { Skip = new HashSet<string> { "n" } }).Schema.Fields.Select(f => f.Name));
    }

    [Fact]
    public void JSON_over_many_blocks_and_threads_gives_one_table()
    {
        using var folder = new TempFolder();
        folder.Write("big.jsonl", string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{{\"i\":{i},\"s\":\"word {i % 977}\"{(i % 3 == 0 ? ",\"late\":1.5" : "")}}}\n")));
        folder.Write("big.json", "[" + File.ReadAllText(folder.File("big.jsonl")).TrimEnd().Replace("\n", ",\n", StringComparison.Ordinal) + "]");

        var one = folder.Read("big.jsonl", new SourceOptions { Threads = 1 });

        Assert.Equal(200_000, one.RowCount);
        Assert.Equal(CanonicalHash.Of(one), CanonicalHash.Of(folder.Read("big.jsonl", new SourceOptions { Threads = 4 })));
        Assert.Equal(CanonicalHash.Of(one), CanonicalHash.Of(folder.Read("big.json")));
    }

    [Fact]
    public void A_format_can_be_named_against_the_ending()
    {
        using var folder = new TempFolder();
        folder.Write("table.data", "a;b\n1;2\n");

        var table = SourceReader.Read(new SourceSpec("table.data") { Folder = folder.Path, Format = "csv" });

        Assert.Equal(2, table.Columns.Length);
    }

    [Fact]
    public void The_fingerprint_follows_names_and_bytes_but_not_folders()
    {
        using var folder = new TempFolder();
        using var copy = new TempFolder();
        var original = SourceFingerprint.Of(new SourceSpec(folder.Write("a.csv", "a\n1\n")));

        Assert.Equal(original, SourceFingerprint.Of(new SourceSpec(copy.Write("a.csv", "a\n1\n"))));
        Assert.NotEqual(original, SourceFingerprint.Of(new SourceSpec(copy.Write("a.csv", "a\n2\n"))));
        Assert.NotEqual(original, SourceFingerprint.Of(new SourceSpec(copy.Write("b.csv", "a\n1\n"))));
    }

    [Fact]
    public void The_real_data_sets_read_as_they_are_described()
    {
        var data = RealData.Folder;
        Assert.SkipWhen(data is null, "The folder of real data sets (RONDO_DATA) is absent.");

        var housing = SourceReader.Read(new SourceSpec("california_housing.csv") { Folder = data });
        var titanic = SourceReader.Read(new SourceSpec("titanic.csv") { Folder = data });
        var bikes = SourceReader.Read(new SourceSpec("bike_sharing_hour.csv") { Folder = data });
        var spam = SourceReader.Read(new SourceSpec("sms_spam.tsv") { Folder = data, Parameters = new Dictionary<string, object?> { ["header"] = false, ["quotes"] = false } });

        Assert.Equal((20640, 207, ColumnType.Text), (housing.RowCount, housing["total_bedrooms"].CountMissing(), housing["ocean_proximity"].Type));
        Assert.Equal((891, 177, 687), (titanic.RowCount, titanic["Age"].CountMissing(), titanic["Cabin"].CountMissing()));
        Assert.Equal((17379, ColumnType.Date), (bikes.RowCount, bikes["dteday"].Type));
        Assert.Equal(5574, spam.RowCount);
    }
}
