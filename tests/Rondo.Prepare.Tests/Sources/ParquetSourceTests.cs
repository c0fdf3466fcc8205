using Rondo.Engine.Data;
using Rondo.Engine.Errors;
using Rondo.Prepare.Sources;

namespace Rondo.Prepare.Tests.Sources;

public sealed class ParquetSourceTests
{
    [Theory]
    [InlineData("(-3)::TINYINT", ColumnType.Int64, -3)]
    [InlineData("300::SMALLINT", ColumnType.Int64, 300)]
    [InlineData("70000::INTEGER", ColumnType.Int64, 70000)]
    [InlineData("4294967295::UINTEGER", ColumnType.Int64, 4294967295)]
    [InlineData("255::UTINYINT", ColumnType.Int64, 255)]
    [InlineData("65535::USMALLINT", ColumnType.Int64, 65535)]
    [InlineData("9223372036854775807::UBIGINT", ColumnType.Int64, long.MaxValue)]
    [InlineData("true", ColumnType.Boolean, 1)]
    [InlineData("DATE '1970-01-11'", ColumnType.Date, 10)]
    [InlineData("TIMESTAMP '1970-01-01 00:00:01.000001'", ColumnType.Timestamp, 1_000_001)]
    [InlineData("TIMESTAMP_MS '1970-01-01 00:00:01.001'", ColumnType.Timestamp, 1_001_000)]
    [InlineData("TIMESTAMP_NS '1969-12-31 23:59:59.999999999'", ColumnType.Timestamp, -1)]
    [InlineData("TIMESTAMPTZ '1970-01-01 02:00:00+02'", ColumnType.TimestampUtc, 0)]
    public void Whole_numbers_flags_and_times(string sql, ColumnType type, long value)
    {
        using var folder = new TempFolder();
        folder.WriteParquet("t.parquet", $"SELECT {sql} AS x UNION ALL SELECT NULL");

        var column = Assert.IsType<IntegerColumn>(folder.Read("t.parquet")["x"]);

        Assert.Equal((type, value), (column.Type, column.Values[0]));
        Assert.Equal([false, true], [column.IsMissing(0), column.IsMissing(1)]);
    }

    [Theory]
    [InlineData("0.5::FLOAT", 0.5)]
    [InlineData("0.1::DOUBLE", 0.1)]
    [InlineData("'-Infinity'::DOUBLE", double.NegativeInfinity)]
    [InlineData("12.3::DECIMAL(4,1)", 12.3)]
    [InlineData("0.07::DECIMAL(9,2)", 0.07)]
    [InlineData("(-1234567.891)::DECIMAL(18,3)", -1234567.891)]
    [InlineData("12345678901234567890.123::DECIMAL(38,3)", 12345678901234567890.123)]
    [InlineData("18446744073709551615::UBIGINT", 18446744073709551615.0)]
    public void Fractions_and_wide_numbers(string sql, double value)
    {
        using var folder = new TempFolder();
        folder.WriteParquet("t.parquet", $"SELECT {sql} AS x UNION ALL SELECT NULL");

        var column = Assert.IsType<DoubleColumn>(folder.Read("t.parquet")["x"]);

        Assert.Equal(value, column.Values[0]);
        Assert.True(column.IsMissing(1));
    }

    [Theory]
    [InlineData("'text'", "text")]
    [InlineData("'b'::ENUM('a', 'b')", "b")]
    [InlineData("'12345678-90ab-cdef-8234-567890abcdef'::UUID", "12345678-90ab-cdef-8234-567890abcdef")]
    [InlineData("'{\"a\":1}'::JSON", "{\"a\":1}")]
    public void Texts(string sql, string value)
    {
        using var folder = new TempFolder();
        folder.WriteParquet("t.parquet", $"SELECT {sql} AS x UNION ALL SELECT NULL");

        var column = Assert.IsType<TextColumn>(folder.Read("t.parquet")["x"]);

        Assert.Equal((value, null), (column[0], column[1]));
    }

    [Theory]
    [InlineData("[1, 2]", "nested_value", "INTEGER[]")]
    [InlineData("{'a': 1}", "nested_value", "STRUCT(a INTEGER)")]
    [InlineData("MAP {'a': 1}", "nested_value", "MAP(VARCHAR, INTEGER)")]
    [InlineData("'\\x01'::BLOB", "unsupported_type", "BLOB")]
    [InlineData("TIME '12:00:00'", "unsupported_type", "TIME")]
    [InlineData("INTERVAL 1 DAY", "unsupported_type", "INTERVAL")]
    public void Other_types_are_refused_by_name(string sql, string code, string word)
    {
        using var folder = new TempFolder();
        folder.WriteParquet("t.parquet", $"SELECT 1 AS ok, {sql} AS \"odd\"\"one\"");

        var mistake = folder.Mistake("t.parquet");

        Assert.Equal((code, "odd\"one"), (mistake.Code, mistake.Field));
        Assert.Contains(word, mistake.Message, StringComparison.Ordinal);
        Assert.Single(folder.Read("t.parquet", new SourceOptions { Skip = new HashSet<string> { "odd\"one" } }).Columns);
    }

    [Fact]
    public void Nested_values_become_JSON_text_when_asked()
    {
        using var folder = new TempFolder();
        folder.WriteParquet("t.parquet", "SELECT {'a': 1, 'b': [1, 2]} AS x");

        var table = folder.Read("t.parquet", new SourceOptions { NestedAsText = true });

        Assert.Equal("{\"a\":1,\"b\":[1,2]}", ((TextColumn)table["x"])[0]);
    }

    [Fact]
    public void Odd_names_of_files_and_folders_mean_nothing()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("year=2024"));
        folder.WriteParquet("a.parquet", "SELECT 1 AS x");
        File.Move(folder.File("a.parquet"), folder.File("year=2024/a[1]'s?.parquet"));

        var table = folder.Read("year=2024/a[1]'s?.parquet");

        Assert.Equal(["x"], table.Schema.Fields.Select(f => f.Name));
    }

    [Fact]
    public void A_table_without_rows_or_beyond_the_limit_of_columns_is_refused()
    {
        using var folder = new TempFolder();
        folder.WriteParquet("none.parquet", "SELECT 1 AS x WHERE false");
        folder.WriteParquet("wide.parquet", "SELECT 1 AS a, 2 AS b, 3 AS c");

        Assert.Equal("empty_table", folder.Mistake("none.parquet").Code);
        Assert.Equal("too_many_columns", folder.Mistake("wide.parquet", new SourceOptions { MaxColumns = 2 }).Code);
    }

    [Fact]
    public void Files_of_a_glob_stand_one_below_the_other_in_common_types()
    {
        using var folder = new TempFolder();
        folder.WriteParquet("b.parquet", "SELECT 2.5 AS x, 'b' AS s, NULL::INTEGER AS e");
        folder.WriteParquet("a.parquet", "SELECT 1 AS x, 'a' AS s, 5 AS e");
        folder.WriteParquet("z_other.parquet", "SELECT 'x' AS x, 'a' AS s, 5 AS e");

        var table = folder.Read("?.parquet");

        Assert.Equal([1.0, 2.5], ((DoubleColumn)table["x"]).Values);
        Assert.Equal(("a", "b"), (((TextColumn)table["s"])[0], ((TextColumn)table["s"])[1]));
        Assert.Equal((ColumnType.Int64, true), (table["e"].Type, table["e"].IsMissing(1)));
        Assert.Equal(("files_disagree", "x", folder.File("z_other.parquet")), (folder.Mistake("*.parquet").Code, folder.Mistake("*.parquet").Field, folder.Mistake("*.parquet").File));
    }

    [Fact]
    public void Declared_types_are_given_where_each_value_has_an_equal()
    {
        using var folder = new TempFolder();
        folder.WriteParquet("t.parquet", "SELECT i AS a, i + 0.0::DOUBLE AS b, i::VARCHAR AS c, 'x' || i AS d FROM range(3) r(i)");
        var types = new Dictionary<string, ColumnType> { ["a"] = ColumnType.Text, ["b"] = ColumnType.Int64, ["c"] = ColumnType.Double };

        var table = folder.Read("t.parquet", new SourceOptions { Types = types });
        var mistake = folder.Mistake("t.parquet", new SourceOptions { Types = new Dictionary<string, ColumnType> { ["d"] = ColumnType.Double } });

        Assert.Equal("2", ((TextColumn)table["a"])[2]);
        Assert.Equal([0L, 1, 2], ((IntegerColumn)table["b"]).Values);
        Assert.Equal([0.0, 1, 2], ((DoubleColumn)table["c"]).Values);
        Assert.Equal(("wrong_type", "d", 1L), (mistake.Code, mistake.Field, mistake.Row));
    }

    [Fact]
    public void The_memory_limit_holds()
    {
        using var folder = new TempFolder();
        folder.WriteParquet("big.parquet", "SELECT md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS s FROM range(300_000) r(i)");

        var error = Assert.Throws<RondoException>(() => folder.Read("big.parquet", new SourceOptions { MemoryLimitBytes = 1 << 20 }));

        Assert.Equal("too_large_for_memory", error.Mistakes[0].Code);
    }
}
